"""The demo district's projects (示例重点项目): 506 invented projects that hit every figure of the article.

`plans` says what there is (pure, from the seed), the other modules write it through the actions at simulated times.
Start reading at `load`. Source: the mission, demo district, sections 4 and 6.
"""

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Sum

from lutu.domains.projects.actions import detect_red_lights, rebuild_standing
from lutu.domains.projects.demo.days import office_instant
from lutu.domains.projects.demo.landing import landings
from lutu.domains.projects.demo.listing import listings
from lutu.domains.projects.demo.permitting import permittings
from lutu.domains.projects.demo.planning import plannings
from lutu.domains.projects.demo.plans import FEN_PER_WAN, DistrictPlan, district_plan
from lutu.domains.projects.demo.registering import registrations
from lutu.domains.projects.demo.teaming import teamings
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.lights import GREEN, GREY, RED, YELLOW
from lutu.domains.projects.models import ParcelAllocation, PlanNode, Project, ProjectStanding, TeamTerm
from lutu.domains.projects.queries import terms_on
from lutu.domains.projects.stages import Stage
from lutu.engines.replay import Event, happen
from lutu.engines.seeds import assert_total
from lutu.kernel.facts.models import Fact
from lutu.kernel.registers.models import Register
from lutu.kernel.territory.measures import m2_to_mu
from lutu.kernel.territory.models import Parcel
from lutu.kernel.territory.queries import land_supplied_m2


def load(*, size: str, day: date, report: Callable[[str], None], also: Sequence[Event] = ()) -> dict[str, int | str]:
    """Load the projects of the demo with owners, land, permits, lists, teams and plans; counts and sums by label.

    Areas, cast and working days must be loaded. `size` is tiny or full; the standing is computed for `day`. What other
    parts of the demo announce in `also` happens in between, each at its instant. Raises ArithmeticError where what was
    stored is not what was planned.
    """
    plan = district_plan(size=size)
    known: dict[str, Project] = {}
    with transaction.atomic():
        done = happen([*registrations(plan, known), *landings(plan, known), *permittings(plan, known),
                       *teamings(plan, known), *listings(plan, known), *plannings(plan, known), *also])  # fmt: skip
        morning = office_instant(day, 0, 30)
        rebuild_standing(projects=None, day=day, at=morning)
        detect_red_lights(day=day, at=morning)
        _assert_stored(plan, day)
    report(f"重点项目 {len(known)} 个已登记,{done} 次登记、报送、入列、包联和办结已按时间重演")
    return _summary(day)


def _assert_stored(plan: DistrictPlan, day: date) -> None:
    rows = [project.outline for project in plan.projects.values()]
    wan = sum(project.investment_wan for project in plan.projects.values())
    stored = Project.objects.aggregate(total=Sum("planned_investment_fen"))["total"]
    assert_total(subject="项目", expected=len(rows), actual=Project.objects.count())
    assert_total(subject="计划总投资(分)", expected=wan * FEN_PER_WAN, actual=stored)
    assert_total(
        subject="已开工(含已竣工)", expected=sum(row.started for row in rows), actual=_at(Stage.STARTED, Stage.ACCEPTED)
    )
    for stage, expected in (
        (Stage.NO_LAND, sum(row.reached == "no_land" for row in rows)),
        (Stage.LAND_SUPPLIED, sum(row.reached == "land" for row in rows)),
        (Stage.PLANNING_PERMITTED, sum(row.reached == "planning" for row in rows)),
        (Stage.ACCEPTED, sum(row.accepted for row in rows)),
    ):
        assert_total(subject=str(stage.label), expected=expected, actual=_at(stage))
    late = [schedule.late for schedule in plan.schedules.values()]
    for light, expected in ((YELLOW, late.count(YELLOW)), (RED, late.count(RED)), (GREEN, late.count(""))):
        assert_total(subject=f"亮灯 {light}", expected=expected, actual=_lit(light))
    assert_total(subject="包联项目", expected=len(plan.teams), actual=_led(day))


def _at(*stages: Stage) -> int:
    return ProjectStanding.objects.filter(stage__in=stages).count()


def _lit(light: str) -> int:
    return ProjectStanding.objects.filter(light=light).count()


def _led(day: date) -> int:
    return terms_on(project_ids=None, day=day, role=TeamTerm.Role.LEADER).count()


def _summary(day: date) -> dict[str, int | str]:
    supplied = m2_to_mu(land_supplied_m2(start=date(2021, 1, 1), stop=date(2021, 10, 1)))
    return {
        "重点项目": Project.objects.count(),
        "计划总投资(万元)": Project.objects.aggregate(total=Sum("planned_investment_fen"))["total"] // FEN_PER_WAN,
        "已开工": _at(Stage.STARTED, Stage.ACCEPTED),
        "已竣工验收": _at(Stage.ACCEPTED),
        "许可与进展": Fact.objects.filter(subject_kind=SUBJECT_KIND).count(),
        "地块": Parcel.objects.count(),
        "用地落位": ParcelAllocation.objects.count(),
        "2021 年 1–9 月供地": f"{supplied:,} 亩",
        "清单": Register.objects.filter(subject_kind=SUBJECT_KIND).count(),
        "包联项目": _led(day),
        "计划节点": PlanNode.objects.count(),
        "亮灯": f"滞后 {_lit(RED)},偏慢 {_lit(YELLOW)},正常 {_lit(GREEN)},无基准 {_lit(GREY)}",
    }
