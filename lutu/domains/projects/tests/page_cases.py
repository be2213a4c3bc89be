"""A few projects on the small district, made through the actions: what the page tests look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lutu.domains.projects.actions import (
    NewNode,
    NewPermit,
    NewPlan,
    adopt_plans,
    allocate_parcel,
    appoint_leader,
    appoint_member,
    load_light_rules,
    register_projects,
    state_permits,
)
from lutu.domains.projects.models import PlanNode, PlanVersion, Project, TeamTerm
from lutu.domains.projects.plans import Evidence, Owner
from lutu.domains.projects.stages import (
    ACTUAL_START,
    COMPLETION_ACCEPTANCE,
    CONSTRUCTION_PERMIT,
    LAND_SUPPLY,
    PLANNING_PERMIT,
)
from lutu.kernel.access.models import Role, Sensitivity
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.models import Assignment, Post
from lutu.kernel.registers.actions import NewMember, add_members, open_register
from lutu.kernel.registers.models import Register
from lutu.kernel.rules.actions import set_parameter
from lutu.kernel.territory.actions import register_parcels
from lutu.kernel.territory.measures import mu_to_m2
from lutu.kernel.territory.models import Parcel
from tests.cast import AT, DAY, FROM, Cast, District

YI = 10_000_000_000
PERMITS = (
    (LAND_SUPPLY, date(2021, 6, 1), "370214-2021-001"),
    (PLANNING_PERMIT, date(2021, 7, 1), "建字第2021-01号"),
    (CONSTRUCTION_PERMIT, date(2021, 8, 3), "370214202108030101"),
    (ACTUAL_START, date(2021, 8, 10), ""),
)
# On 2021-11-09, of these 70% are planned: land and start by their facts, two by photographs.
NODES = (
    NewNode("N1", "土地供应", date(2021, 6, 30), 1000, Owner.AUTHORITY, fact_kind=LAND_SUPPLY),
    NewNode("N2", "开工", date(2021, 8, 31), 2500, Owner.OWNER_PARTY, fact_kind=ACTUAL_START),
    NewNode("N3", "主体封顶", date(2021, 10, 31), 3500, Owner.LEADER, Evidence.PHOTO),
    NewNode("N4", "竣工验收备案", date(2023, 6, 30), 3000, Owner.OWNER_PARTY, fact_kind=COMPLETION_ACCEPTANCE),
)


@dataclass(frozen=True)
class Made:
    """The projects by what they are for, one list and one parcel of 60 亩."""

    started: Project
    landless: Project
    internal: Project
    restricted: Project
    register: Register
    parcel: Parcel


def make_project(
    district: District, *, number: int, name: str, level: str = "public", street: int = 0, fen: int = YI
) -> Project:
    """One registered project in a community of a street."""
    project = Project(
        code=f"2101-370214-04-01-{number:06}", name=name, kind=Project.Kind.INDUSTRY, sector_code="轨道交通",
        area=district.communities(district.streets[street])[0],
        owner_party=district.organisations["示例制造有限公司"], lead_unit=district.organisations["发展和改革局"],
        planned_investment_fen=fen, planned_start_date=date(2021, 8, 1), planned_completion_date=date(2023, 6, 30),
        sensitivity=level, longitude=Decimal("120.400000"), latitude=Decimal("36.300000"), is_indicative=True,
    )  # fmt: skip
    return register_projects(projects=[project], actor=SYSTEM, at=AT, day=DAY)[0]


def permit(project: Project, permits: Sequence[tuple[str, date, str]] = PERMITS) -> None:
    """State permits of a project as their authorities report them."""
    state_permits(
        permits=[NewPermit(project.pk, kind, day, number=number) for kind, day, number in permits],
        actor=SYSTEM, at=AT, day=DAY,
    )  # fmt: skip


def make_parcel(
    district: District, *, number: str = "城阳2021-01", mu: str = "60", contract: date | None = None
) -> Parcel:
    """One parcel under contract."""
    parcel = Parcel(
        number=number, area=district.communities(district.streets[0])[0], location="示例路东", use="工业用地",
        area_m2=mu_to_m2(Decimal(mu)), contract_date=contract or date(2021, 6, 1), contract_number="合2021-01",
        price_fen=3 * YI, source="自然资源局",
    )  # fmt: skip
    return register_parcels(parcels=[parcel], actor=SYSTEM, at=AT)[0]


def hold_land(project: Project, parcel: Parcel, *, mu: str) -> None:
    """Give a project a share of a parcel."""
    allocate_parcel(
        project=project, parcel=parcel, area_m2=mu_to_m2(Decimal(mu)), day=date(2021, 6, 1), actor=SYSTEM, at=AT
    )


def make_projects(district: District) -> Made:
    """Four projects: started on 45 of 60 亩 and listed; without land; internal in another street; restricted."""
    started = make_project(district, number=1, name="动车组检修基地", fen=3 * YI)
    landless = make_project(district, number=2, name="社区文体中心", fen=YI // 2)
    internal = make_project(district, number=3, name="内部储备项目", level=Sensitivity.INTERNAL, street=2, fen=2 * YI)
    restricted = make_project(district, number=4, name="涉密保障项目", level=Sensitivity.RESTRICTED)
    permit(started)
    parcel = make_parcel(district)
    hold_land(started, parcel, mu="45")
    register = open_register(
        code="city-key", name="市重点项目", kind="市级", subject_kind="projects.project", valid_from=FROM, actor=SYSTEM,
        at=AT, document_number="青政办〔2021〕1号",
    )  # fmt: skip
    add_members(register=register, members=[NewMember(started.pk)], day=FROM, actor=SYSTEM, at=AT)
    return Made(started, landless, internal, restricted, register, parcel)


def planned(project: Project, *, reason: str = "", nodes: Sequence[NewNode] = NODES) -> PlanVersion:
    """An approved plan of four nodes, or an adjusted one with its reason."""
    plan = NewPlan(project, nodes, reason, "青示重〔2021〕1 号")
    return adopt_plans(plans=[plan], actor=SYSTEM, at=AT, day=DAY)[0]


def node(version: PlanVersion, code: str) -> PlanNode:
    """A node of a version by its code."""
    return version.plan_nodes.get(code=code)


def load_rules() -> None:
    """The shipped rule sets of lights, the default one in force."""
    load_light_rules(actor=SYSTEM, at=AT)


def post_of(cast: Cast, username: str) -> Post:
    """The post a member of the cast holds."""
    return Assignment.objects.select_related("post__organisation").get(person=cast.people[username]).post


def lead(cast: Cast, project: Project, *, username: str = "leader", day: date = FROM) -> TeamTerm:
    """Let one of the cast lead a project."""
    return appoint_leader(
        project=project, person=cast.people[username], post=post_of(cast, username), day=day, actor=SYSTEM, at=AT,
        document="青示包联〔2021〕1 号",
    )  # fmt: skip


def work_on(cast: Cast, project: Project, *, username: str = "teamlead", day: date = FROM) -> TeamTerm:
    """Let one of the cast work in a project's task team."""
    return appoint_member(
        project=project, person=cast.people[username], post=post_of(cast, username), day=day, actor=SYSTEM, at=AT
    )


def allow(role: str, *permissions: str) -> None:
    """Give a role further permissions."""
    row = Role.objects.get(code=role)
    row.permissions = sorted({*row.permissions, *permissions})
    row.save()


def live_on_the_day() -> None:
    """Let pages live on the day of the tests, as a demo district does."""
    set_parameter(
        code="site.demo_day", value=DAY.isoformat(), valid_from=FROM, source="测试", actor=SYSTEM, at=AT, name="演示日"
    )
