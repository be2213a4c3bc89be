"""Closing a quarter over very many projects, against one grouped statement over the same rows."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.harness import Figure, medians, size
from bench.projects import AT, DAY, FROM, build_district, build_projects
from bench.web import use

PROJECTS = {"small": 500, "full": 50_000}
BAR = 10.0
REGISTER, INDICATOR = "district_2021", "projects.district_start_rate"
QUARTER_END = date(2021, 9, 30)
GROUPED = """
SELECT substr(project.area_id, 1, 9), project.sector_code, COUNT(*),
       SUM(CASE WHEN standing.actual_start_date <= %s THEN 1 ELSE 0 END)
FROM registers_membership member
JOIN projects_project project ON project.id = member.subject_id
JOIN projects_projectstanding standing ON standing.project_id = project.id
WHERE member.register_id = %s AND member.subject_kind = 'projects.project'
  AND member.valid_from <= %s AND (member.valid_to IS NULL OR member.valid_to > %s)
GROUP BY 1, 2
"""


def closing_figure(folder: Path) -> Figure:
    """Both take turns; each closing is a run of its own: rows stored, counted, digested, journalled, committed."""
    from django.core.management import call_command

    use(folder / "closing.sqlite3")
    call_command("migrate", verbosity=0, interactive=False)
    _build()
    own, peer = medians(own=_closer(), peer=_grouped())
    ratio = own / peer
    return Figure(
        "close_vs_sql", round(ratio, 2), "x time", "one grouped SQL query over the same rows", round(peer, 4),
        round(own, 4), BAR, ratio <= BAR, "" if size() == "full" else f"{PROJECTS[size()]} projects",
    )  # fmt: skip


def _build() -> None:
    from django.conf import settings
    from django.db import connection

    from lutu.domains.projects.facts import SUBJECT_KIND
    from lutu.domains.projects.models import Project
    from lutu.kernel.calendars.actions import load_years
    from lutu.kernel.indicators.actions.closing import close_period
    from lutu.kernel.indicators.actions.definitions import load_definitions
    from lutu.kernel.indicators.periods import period_of
    from lutu.kernel.journal.actions import SYSTEM
    from lutu.kernel.parties.actions import assign, register_person, set_up_post
    from lutu.kernel.parties.models import Organisation
    from lutu.kernel.registers.actions import NewMember, add_members, open_register
    from lutu.kernel.territory.queries import district

    reference = settings.ROOT / "data" / "reference"
    build_district()
    load_years(folder=reference / "workdays", actor=SYSTEM, at=AT)
    person = register_person(code="B1", name="测速", actor=SYSTEM, at=AT)
    post = set_up_post(
        code="development.projects", name="项目科", organisation=Organisation.objects.get(name="发展和改革局"),
        area=district(), actor=SYSTEM, at=AT,
    )  # fmt: skip
    assign(person=person, post=post, valid_from=FROM, actor=SYSTEM, at=AT)
    build_projects(count=PROJECTS[size()])
    register = open_register(
        code=REGISTER, name="区级重点项目", kind="项目清单", subject_kind=SUBJECT_KIND, valid_from=FROM, actor=SYSTEM,
        at=AT,
    )  # fmt: skip
    members = [NewMember(key, "") for key in Project.objects.order_by("pk").values_list("pk", flat=True)]
    add_members(register=register, members=members, day=FROM, actor=SYSTEM, at=AT)
    load_definitions(folder=reference / "indicators", actor=SYSTEM, at=AT)
    close_period(period=period_of(kind="quarter", day=QUARTER_END), at=AT, actor=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _closer() -> Callable[[], None]:
    from lutu.kernel.indicators.actions.freezing import freeze
    from lutu.kernel.indicators.periods import period_of
    from lutu.kernel.journal.actions import SYSTEM

    period, runs = period_of(kind="quarter", day=QUARTER_END), iter(range(1, 100))

    def close() -> None:
        facts = freeze(period=period, indicators=[INDICATOR], run=next(runs), actor=SYSTEM, at=AT)
        if facts[0].denominator != PROJECTS[size()]:
            raise SystemExit(f"the bench's own quarter counted {facts[0].denominator} projects on {DAY}")

    return close


def _grouped() -> Callable[[], None]:
    from django.db import connection

    from lutu.kernel.registers.models import Register

    register = Register.objects.get(code=REGISTER).pk

    def group() -> None:
        with connection.cursor() as cursor:
            cursor.execute(GROUPED, [QUARTER_END, register, QUARTER_END, QUARTER_END])
            if sum(row[2] for row in cursor.fetchall()) != PROJECTS[size()]:
                raise SystemExit("the peer counted another number of projects")

    return group
