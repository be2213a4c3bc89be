"""The demo district's areas (示例区划): real streets and communities, invented sections, grids, people and points.

Deterministic: everything is drawn from the area codes. Start reading at `load`.
Source: the mission, demo district, section 3.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lutu.engines.seeds import allocate, assert_total, u
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.territory.actions import NewArea, define_scope, load_areas, load_population, read_areas
from lutu.kernel.territory.models import Area, Population

AREAS_FILE = Path(settings.ROOT) / "data" / "reference" / "areas-370214.yaml"
TINY_STREET = "370214005"
SIZES = ("tiny", "full")
VALID_FROM = date(2021, 1, 1)
LOADED_AT = datetime(2021, 1, 4, 9, 0, tzinfo=timezone.get_default_timezone())
COUNTED_DATE = date(2020, 12, 31)
SECTIONS_A_STREET = 5
GRIDS_A_COMMUNITY = 4
TINY_COMMUNITIES_WITH_GRIDS = 1
VILLAGE_TAIL = 200
INVENTED = "示例数据,非真实统计"

# Six streets: how many communities are counted, 常住 and 户籍 (the mission, demo district, section 3).
STREETS: dict[str, tuple[int, int, int]] = {
    "370214001": (58, 300_000, 190_800),
    "370214002": (51, 135_000, 100_000),
    "370214003": (33, 150_000, 98_000),
    "370214004": (29, 95_000, 68_000),
    "370214005": (27, 75_750, 62_000),
    "370214008": (32, 88_000, 62_000),
}
RESIDENT_TOTAL, REGISTERED_TOTAL, COUNTED_TOTAL, GRID_TOTAL = 843_750, 580_800, 230, 920

# Rough middles (latitude, longitude) inside the box 36.20–36.42 N, 120.20–120.60 E; unchecked and always 示意.
CENTRES: dict[str, tuple[float, float]] = {
    "370214001": (36.305, 120.395),
    "370214002": (36.262, 120.455),
    "370214003": (36.258, 120.375),
    "370214004": (36.335, 120.315),
    "370214005": (36.285, 120.255),
    "370214008": (36.345, 120.485),
    "370214009": (36.215, 120.255),
    "370214010": (36.245, 120.225),
    "370214400": (36.255, 120.310),
}
SPREAD_DEGREES = 0.09
Point = tuple[Decimal, Decimal]


def load(*, size: str, day: date, report: Callable[[str], None]) -> dict[str, int | str]:
    """Load the areas, scopes and population of the demo; returns counts by Chinese label.

    `size` is tiny (上马街道 alone, grids of one community) or full. Raises ValueError for another size, and
    ArithmeticError where a sum is not the announced one.
    """
    if size not in SIZES:
        raise ValueError(f"规模应为 {' 或 '.join(SIZES)},实为 {size}")
    official = _official(size=size)
    sections = sections_of(official)
    counted = counted_communities(official)
    gridded = counted[:TINY_COMMUNITIES_WITH_GRIDS] if size == "tiny" else counted
    grids = grids_of(gridded)
    persons = {basis: population_of(counted, basis=basis) for basis in Population.Basis.values[:2]}
    _assert_totals(size=size, counted=counted, grids=grids, persons=persons)
    with transaction.atomic():
        _load_areas(official=official, sections=sections, grids=grids)
        _define_scopes(official=official, counted=counted)
        for basis, counts in persons.items():
            load_population(
                basis=basis, as_of_date=COUNTED_DATE, persons=counts, source=INVENTED, actor=SYSTEM, at=LOADED_AT
            )
    report(f"区划 {len(official) + len(sections) + len(grids)} 个已载入(截至 {day})")
    return {
        "区划": len(official),
        "街道片": len(sections),
        "计入统计的社区": len(counted),
        "网格": len(grids),
        "常住人口": sum(persons["resident"][new.code] for new in counted),
        "户籍人口": sum(persons["registered"][new.code] for new in counted),
    }


def sections_of(areas: Sequence[NewArea]) -> list[NewArea]:
    """街道片: five a street, each a run of communities with consecutive codes; only the six streets have them."""
    return [
        NewArea(f"{street}P{number:02d}", f"{_name_of(areas, street)}第{number}片", Area.Level.SECTION,
                Area.Kind.OTHER, street.ljust(12, "0"))
        for street in STREETS
        if any(area.code.startswith(street) for area in areas)
        for number in range(1, SECTIONS_A_STREET + 1)
    ]  # fmt: skip


def section_of(communities: Sequence[str]) -> dict[str, str]:
    """{community code: section code} of one street: runs of nearly equal length by ascending code."""
    ordered = sorted(communities)
    return {
        code: f"{code[:9]}P{position * SECTIONS_A_STREET // len(ordered) + 1:02d}"
        for position, code in enumerate(ordered)
    }


def counted_communities(areas: Sequence[NewArea]) -> list[NewArea]:
    """The communities inside 六街道230社区: villages first, then by ascending code until the street's quota."""
    counted = []
    for street, (quota, _, _) in STREETS.items():
        inside = [area for area in areas if area.level == Area.Level.COMMUNITY and area.code.startswith(street)]
        inside.sort(key=lambda area: (int(area.code[-3:]) < VILLAGE_TAIL, area.code))
        counted += sorted(inside[:quota], key=lambda area: area.code)
    return counted


def grids_of(communities: Sequence[NewArea]) -> list[NewArea]:
    """网格: four a community, near the norm of 1,000 persons."""
    return [
        NewArea(f"{home.code}{number:02d}", f"{home.name}第{number}网格", Area.Level.GRID, Area.Kind.OTHER, home.code)
        for home in communities
        for number in range(1, GRIDS_A_COMMUNITY + 1)
    ]


def population_of(communities: Sequence[NewArea], *, basis: str) -> dict[str, int]:
    """{area code: persons} of communities, by weight 0.5 + u(code), and of their streets; sums exact by street."""
    persons: dict[str, int] = {}
    for street, (_, resident, registered) in STREETS.items():
        inside = [area.code for area in communities if area.code.startswith(street)]
        if inside:
            total = resident if basis == Population.Basis.RESIDENT else registered
            persons |= allocate(total=total, weights={code: round((0.5 + u(code)) * 10**9) for code in inside})
            persons[street.ljust(12, "0")] = total
    return persons


def point_of(code: str) -> Point:
    """(longitude, latitude) of anything inside a street, by its code: the first draw that lies nearest to the street.

    Streets so become Voronoi-like clusters. Indicative only: no true boundary is known here.
    """
    street = code[:9]
    for attempt in range(40):
        latitude = CENTRES[street][0] + (u(f"latitude|{code}|{attempt}") - 0.5) * SPREAD_DEGREES
        longitude = CENTRES[street][1] + (u(f"longitude|{code}|{attempt}") - 0.5) * SPREAD_DEGREES * 1.25
        if _nearest(latitude, longitude) == street:
            break
    else:
        latitude, longitude = CENTRES[street]
    return Decimal(f"{longitude:.6f}"), Decimal(f"{latitude:.6f}")


def _nearest(latitude: float, longitude: float) -> str:
    def distance(code: str) -> float:
        north, east = CENTRES[code][0] - latitude, CENTRES[code][1] - longitude
        # A degree of longitude is about 0.8 of a degree of latitude here.
        return north**2 + 0.64 * east**2

    return min(CENTRES, key=distance)


def point_beside(code: str, home: Point) -> Point:
    """A point within some 200 m of another, by the code of what stands there."""
    step = Decimal("0.004")
    east, north = Decimal(f"{u(f'east|{code}') - 0.5:.6f}"), Decimal(f"{u(f'north|{code}') - 0.5:.6f}")
    return (home[0] + east * step).quantize(home[0]), (home[1] + north * step).quantize(home[1])


def _official(*, size: str) -> list[NewArea]:
    areas = read_areas(file=AREAS_FILE)
    if size == "tiny":
        return [area for area in areas if area.level == Area.Level.DISTRICT or area.code.startswith(TINY_STREET)]
    return areas


def _name_of(areas: Sequence[NewArea], street: str) -> str:
    return next(area.name for area in areas if area.code == street.ljust(12, "0"))


def _located(area: NewArea) -> NewArea:
    if area.level in (Area.Level.DISTRICT, Area.Level.STREET):
        latitude, longitude = CENTRES["370214001" if area.level == Area.Level.DISTRICT else area.code[:9]]
        point = Decimal(f"{longitude:.6f}"), Decimal(f"{latitude:.6f}")
    elif area.level == Area.Level.GRID:
        point = point_beside(area.code, point_of(area.code[:12]))
    else:
        point = point_of(area.code)
    return replace(area, longitude=point[0], latitude=point[1], is_indicative=True)


def _load_areas(*, official: Sequence[NewArea], sections: Sequence[NewArea], grids: Sequence[NewArea]) -> None:
    source = yaml.safe_load(AREAS_FILE.read_text(encoding="utf-8"))["source"]
    communities = [area for area in official if area.level == Area.Level.COMMUNITY]
    homes: dict[str, str] = {}
    for street in STREETS:
        homes |= section_of([area.code for area in communities if area.code.startswith(street)])
    placed = [replace(area, parent=homes.get(area.code, area.parent)) for area in communities]
    above = [area for area in official if area.level != Area.Level.COMMUNITY]
    for areas, origin in ((above, source), (sections, INVENTED), (placed, source), (grids, INVENTED)):
        located = [_located(area) for area in areas]
        load_areas(areas=located, valid_from=VALID_FROM, source=origin, actor=SYSTEM, at=LOADED_AT)


def _define_scopes(*, official: Sequence[NewArea], counted: Sequence[NewArea]) -> None:
    streets = [area.code for area in official if area.level == Area.Level.STREET and area.code[:9] in STREETS]
    define_scope(
        code="six_streets", name="六街道(不含高新区)", rule="城阳、夏庄、流亭、棘洪滩、上马、惜福镇六个街道",
        source="示例口径", areas=streets, valid_from=VALID_FROM, actor=SYSTEM, at=LOADED_AT, is_default=True,
    )  # fmt: skip
    define_scope(
        code="six_streets_230", name="六街道230社区",
        rule="每个街道先计村(代码末三位 200 及以上),再按代码由小到大计社区,计满为止;代码最大的 22 个新社区不计",
        source="示例口径", areas=[area.code for area in counted], valid_from=VALID_FROM,
        actor=SYSTEM, at=LOADED_AT, is_default=True,
    )  # fmt: skip


def _assert_totals(
    *, size: str, counted: Sequence[NewArea], grids: Sequence[NewArea], persons: Mapping[str, Mapping[str, int]]
) -> None:
    if size == "tiny":
        expected = (*STREETS[TINY_STREET], TINY_COMMUNITIES_WITH_GRIDS * GRIDS_A_COMMUNITY)
    else:
        expected = (COUNTED_TOTAL, RESIDENT_TOTAL, REGISTERED_TOTAL, GRID_TOTAL)
    codes = [area.code for area in counted]
    assert_total(subject="计入统计的社区", expected=expected[0], actual=len(codes))
    assert_total(subject="常住人口", expected=expected[1], actual=sum(persons["resident"][code] for code in codes))
    assert_total(subject="户籍人口", expected=expected[2], actual=sum(persons["registered"][code] for code in codes))
    assert_total(subject="网格", expected=expected[3], actual=len(grids))
