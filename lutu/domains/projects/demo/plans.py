"""The whole plan of the demo's projects (示例项目方案): outlines, dates, names, money, land and lists put together.

Pure apart from the reference files: the same on every machine, before any database is touched. The tiny plan is a
part of the full one, row for row. Start reading at `district_plan`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import exp

from lutu.domains.projects.demo.dates import Dates, dates_of
from lutu.domains.projects.demo.land import AllocationPlan, ParcelPlan, land_of
from lutu.domains.projects.demo.lists import ListPlan, lists_of
from lutu.domains.projects.demo.names import Name, names_of
from lutu.domains.projects.demo.outline import SHOWN_STREET, Outline, outlines
from lutu.domains.projects.demo.schedules import Schedule, schedules_of
from lutu.domains.projects.demo.teams import TeamPlan, small_teams, teams_of
from lutu.engines.seeds import allocate, assert_total, choose, draw, normal
from lutu.kernel.territory.actions import read_areas
from lutu.kernel.territory.demo import AREAS_FILE, counted_communities, point_beside, point_of

TOTAL_WAN, SMALLEST_WAN = 30_420_000, 1_000
FEN_PER_WAN = 1_000_000
# All 506 stand in the list of January 2021, so every code was given before it.
LAST_CODE_MONTH = 2021 * 12
# A health centre costs less than a factory: shifts of the logarithm.
SIZES = {"城市建设": -0.5, "社会民生": -2.0}
TINY_COUNTS = {
    "no_land": 2, "land": 2, "planning": 3, "earlier": 3, "q1": 3, "q2": 4, "q3": 3,
}  # fmt: skip
TINY_IDLE_PARCELS = 2
TINY_POSTS = ("team.rail", f"street.{SHOWN_STREET}")


@dataclass(frozen=True)
class ProjectPlan:
    """One project with everything that is stated about it; money in 万元."""

    key: str
    code: str
    name: str
    kind: str
    sector: str
    street: str
    community: str
    community_name: str
    owner: int
    owner_name: str
    lead_unit: str
    investment_wan: int
    summary: str
    longitude: Decimal
    latitude: Decimal
    dates: Dates
    outline: Outline

    @property
    def investment_fen(self) -> int:
        return self.investment_wan * FEN_PER_WAN


@dataclass(frozen=True)
class DistrictPlan:
    """Projects by key with their plans and teams, the parcels with their projects' shares, and the lists."""

    projects: Mapping[str, ProjectPlan]
    schedules: Mapping[str, Schedule]
    teams: Mapping[str, TeamPlan]
    parcels: Sequence[ParcelPlan]
    allocations: Sequence[AllocationPlan]
    lists: Sequence[ListPlan]


def district_plan(*, size: str) -> DistrictPlan:
    """The plan of the full district, or its tiny part (some projects of 上马街道, every peculiarity among them).

    Raises ArithmeticError where a total is not the announced one.
    """
    rows = outlines()
    dates = dates_of(rows)
    investment = _investments(rows)
    communities = _communities()
    names = names_of(rows, communities=communities)
    parcels, allocations = land_of(rows=rows, dates=dates, investment=investment)
    codes = _codes(rows, dates)
    projects = {
        row.key: _project(row, codes[row.key], names[row.key], investment[row.key], dates[row.key], communities)
        for row in rows
    }
    lists = lists_of(rows=rows, dates=dates, investment=investment)
    shown = _tiny_keys(projects, lists)
    schedules = schedules_of(rows=rows, dates=dates, shown=shown)
    teams = teams_of(rows=rows, investment=investment, lists=lists, schedules=schedules)
    plan = DistrictPlan(projects, schedules, teams, parcels, allocations, lists)
    _assert_unique(plan)
    return plan if size == "full" else _tiny(plan, shown)


def _investments(rows: Sequence[Outline]) -> dict[str, int]:
    """万元 by key: log-normal, smaller for public works, the sum exact."""
    weights = {
        row.key: round(exp(1.1 * normal(f"investment|{row.key}") + SIZES.get(row.sector, 0.0)) * 10**9) for row in rows
    }
    return allocate(total=TOTAL_WAN, weights=weights, minimum=SMALLEST_WAN)


def _communities() -> dict[str, dict[str, str]]:
    """{street: {community code: name}} of those counted in the six streets."""
    found: dict[str, dict[str, str]] = {}
    for area in counted_communities(read_areas(file=AREAS_FILE)):
        found.setdefault(area.code[:9], {})[area.code] = area.name
    return found


def _codes(rows: Sequence[Outline], dates: Mapping[str, Dates]) -> dict[str, str]:
    """Codes in the form of GB/T 40058-2021; its check rule is unverified, so the last digit is drawn like the rest."""
    codes: dict[str, str] = {}
    taken: set[str] = set()
    for row in rows:
        department = {"industry": "04", "infrastructure": "01", "public_welfare": "01"}[row.kind]
        kind = choose(f"code type|{row.key}", {"03": 7, "02": 1} if department == "04" else {"01": 1})
        month = _code_month(row, dates[row.key].land)
        for attempt in range(100):
            tail = f"{int(draw(f'code|{row.key}|{attempt}') * 10**6):06d}"
            code = f"{month}-370214-{department}-{kind}-{tail}"
            if tail not in taken:
                break
        taken.add(tail)
        codes[row.key] = code
    return codes


def _code_month(row: Outline, land: date | None) -> str:
    """YYMM one to four months before the land contract, or within the year before the list of January 2021."""
    position = draw(f"code month|{row.key}")
    month = (land.year * 12 + land.month - 1 if land is not None else LAST_CODE_MONTH + 12) - 1 - int(position * 4)
    if month > LAST_CODE_MONTH:
        month = LAST_CODE_MONTH - int(position * 12)
    return f"{month // 12 % 100:02d}{month % 12 + 1:02d}"


def _project(
    row: Outline, code: str, name: Name, investment: int, dates: Dates, communities: Mapping[str, Mapping[str, str]]
) -> ProjectPlan:
    longitude, latitude = point_beside(f"{row.street}|project|{row.key}", point_of(name.community))
    return ProjectPlan(
        key=row.key, code=code, name=name.name, kind=row.kind, sector=row.sector, street=row.street,
        community=name.community, community_name=communities[row.street][name.community], owner=name.owner,
        owner_name=name.owner_name, lead_unit=name.lead_unit, investment_wan=investment,
        summary=f"示例项目,非真实项目。{name.content}。", longitude=longitude, latitude=latitude, dates=dates,
        outline=row,
    )  # fmt: skip


def _tiny(plan: DistrictPlan, keys: Sequence[str]) -> DistrictPlan:
    chosen = {key: plan.projects[key] for key in keys}
    allocations = [item for item in plan.allocations if item.project in chosen]
    used = {item.parcel for item in allocations}
    idle = {parcel.number for parcel in plan.parcels} - {item.parcel for item in plan.allocations}
    here = [parcel for parcel in plan.parcels if parcel.number in idle and parcel.street == SHOWN_STREET]
    kept = used | {parcel.number for parcel in here[:TINY_IDLE_PARCELS]}
    return DistrictPlan(
        projects=chosen,
        schedules={key: plan.schedules[key] for key in chosen},
        teams=small_teams(teams=plan.teams, keys=chosen, posts=TINY_POSTS, schedules=plan.schedules),
        parcels=[parcel for parcel in plan.parcels if parcel.number in kept],
        allocations=allocations,
        lists=[
            replace(item, members=tuple(key for key in item.members if key in chosen)) for item in plan.lists
        ],
    )  # fmt: skip


def _tiny_keys(projects: Mapping[str, ProjectPlan], lists: Sequence[ListPlan]) -> list[str]:
    """For each stage reached some projects of the street, those with peculiarities first."""
    here = [project for project in projects.values() if project.street == SHOWN_STREET]
    in_city_lists = {key for item in lists[2:] for key in item.members}

    def dullness(project: ProjectPlan) -> tuple[bool, bool, bool, bool, str]:
        row = project.outline
        return not row.peculiar, not row.fast_use, not row.accepted, project.key not in in_city_lists, project.key

    keys: list[str] = []
    for reached, count in TINY_COUNTS.items():
        candidates = sorted((project for project in here if project.outline.reached == reached), key=dullness)
        keys += [project.key for project in candidates if not project.outline.partner][:count]
    return sorted(keys)


def _assert_unique(plan: DistrictPlan) -> None:
    projects = plan.projects.values()
    assert_total(subject="计划总投资(万元)", expected=TOTAL_WAN, actual=sum(item.investment_wan for item in projects))
    assert_total(
        subject="最小投资不低于下限", expected=0, actual=sum(p.investment_wan < SMALLEST_WAN for p in projects)
    )
    assert_total(subject="不同的代码", expected=len(plan.projects), actual=len({item.code for item in projects}))
    assert_total(subject="不同的名称", expected=len(plan.projects), actual=len({item.name for item in projects}))
