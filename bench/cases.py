"""An office with its posts, and cases in any number, for the casework bench."""

from datetime import timedelta
from typing import Any

from bench.projects import AT, DAY, FROM, build_district

# Few enough for each to have more than a page of work in the smaller of the databases compared.
POSTS = 20
WORKER = "bench-worker"
FLOW = "bench.work"


def worker_account() -> str:
    """The account that holds the first post."""
    return WORKER


def declare() -> None:
    """A flow with a guard and a term on both sides of its move, so that a move does all a move can."""
    from lutu.kernel.casework.flows import COMMON_LADDER, OWNER, RAISER, SUPERVISOR, Flow, Move, Separation, Stage, Term
    from lutu.kernel.casework.registry import declare_flow

    owner, supervision = frozenset([OWNER]), frozenset([SUPERVISOR])
    declare_flow(
        Flow(
            code=FLOW, title="测速", prefix="CS", initial="new",
            stages=(
                Stage("new", "新", Term(10, "workdays"), ladder=COMMON_LADDER),
                Stage("working", "办理中", Term(20, "workdays"), ladder=COMMON_LADDER),
                Stage("closed", "办结", is_final=True, clock="none"),
            ),
            moves=(
                Move(
                    "take_up", "接收", frozenset(["new"]), "working", owner, guards=(about_something,), tell=(RAISER,)
                ),
                Move("close", "办结", frozenset(["working"]), "closed", supervision, no_evidence_reason="测速"),
            ),
            separations=(Separation("take_up", "close", "接收人不得办结"),),
        )
    )  # fmt: skip


def about_something(view: Any, facts: Any) -> str | None:
    """The guard: a case has a subject."""
    return None if view.subject else "事项没有对象"


def build_office() -> None:
    """The district, the posts with their people, the calendar, and the worker who holds the first post."""
    from django.conf import settings

    from lutu.kernel.access.actions import grant_role, load_roles, open_account
    from lutu.kernel.access.models import Role
    from lutu.kernel.calendars.actions import load_years
    from lutu.kernel.journal.actions import SYSTEM
    from lutu.kernel.parties.actions import assign, register_person, set_up_post
    from lutu.kernel.parties.models import Organisation
    from lutu.kernel.territory.queries import district

    declare()
    reference = settings.ROOT / "data" / "reference"
    build_district()
    load_roles(file=reference / "roles.yaml", actor=SYSTEM, at=AT)
    load_years(folder=reference / "workdays", actor=SYSTEM, at=AT)
    unit = Organisation.objects.get(name="发展和改革局")
    role = Role.objects.get(code="street_clerk")
    for number in range(POSTS):
        person = register_person(code=f"C{number:03}", name=f"经办{number:03}", actor=SYSTEM, at=AT)
        post = set_up_post(
            code=f"C{number:03}", name=f"岗位{number:03}", organisation=unit, area=district(), actor=SYSTEM, at=AT
        )
        assign(person=person, post=post, valid_from=FROM, actor=SYSTEM, at=AT)
        if number == 0:
            grant_role(role=role, post=post, area=district(), valid_from=FROM, actor=SYSTEM, at=AT)
            open_account(username=WORKER, person=person, password=None, actor=SYSTEM, at=AT)


def build_cases(*, count: int, posts: int) -> list[int]:
    """So many open cases with their running clocks, owned by the first posts and raised by everybody; their keys."""
    from lutu.kernel.bulk import insert_values
    from lutu.kernel.casework.models import Case, CaseInterval
    from lutu.kernel.parties.models import Person, Post
    from lutu.kernel.territory.models import Area

    areas = list(Area.objects.filter(level="community").order_by("code").values_list("code", flat=True))
    raisers = list(Person.objects.filter(code__startswith="C").order_by("code").values_list("pk", flat=True))
    owners = list(Post.objects.order_by("code").values_list("pk", flat=True)[:posts])
    given = {
        "flow": FLOW, "summary": "", "sensitivity": "internal", "subject_kind": "projects.project", "stage": "new",
        "parent_id": None, "fields": {}, "opened_at": AT, "is_open": True, "closed_at": None,
        "outcome": "", "clock_number": 1, "term_amount": 10, "term_unit": "workdays", "term_roll": "none",
        "fixed_due_date": None, "due_is_provisional": False, "calendar_version": "", "is_paused": False,
        "resume_by_at": None, "next_rung_at": None, "escalation_level": 0, "version": 0,
    }  # fmt: skip
    first = Case.objects.count()
    columns = (*given, "number", "title", "area_id", "owner_post_id", "raiser_id", "subject_id", "due_at")
    insert_values(
        model=Case, columns=columns,
        rows=(
            (*given.values(), f"CS-{DAY.year}-{number:07}", f"第 {number} 件事", areas[number % len(areas)],
             owners[number % len(owners)], raisers[-1 - number // len(owners) % len(raisers)], number + 1,
             AT + timedelta(hours=number % 2000 - 400))
            for number in range(first, first + count)
        ),
    )  # fmt: skip
    keys = list(Case.objects.order_by("pk").values_list("pk", flat=True)[first : first + count])
    clocks = ((key, 1, AT, None, True, "") for key in keys)
    insert_values(
        model=CaseInterval, columns=("case_id", "clock_number", "starts_at", "ends_at", "runs", "reason"), rows=clocks
    )
    return keys
