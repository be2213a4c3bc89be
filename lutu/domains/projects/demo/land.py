"""The parcels of the demo and which project stands on which (示例地块与落位).

Pure. Areas in shares of 20 m² (0.03 亩), so that both units come out whole. Source of the sums: the mission, demo
district, section 4 "Parcels": 312 parcels, 7,068.00 亩, contracts of January to September 2021, and 260 before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isqrt

from lutu.domains.projects.demo.dates import Dates
from lutu.domains.projects.demo.days import pick_day
from lutu.domains.projects.demo.outline import SHOWN_STREET, STREETS, Outline
from lutu.engines.seeds import allocate, assert_total, choose, draw, u

SHARE_M2 = 20
COUNTED_FROM, COUNTED_TO = date(2021, 1, 4), date(2021, 9, 30)
EARLIER_FROM, EARLIER_TO = date(2019, 6, 3), date(2020, 12, 31)
COUNTED_PARCELS, EARLIER_PARCELS = 312, 260
# 7,068.00 亩 = 4,712,000 m²; the earlier parcels have the same mean size.
COUNTED_SHARES = 4_712_000 // SHARE_M2
EARLIER_SHARES = 196_000
IDLE_COUNTED, IDLE_EARLIER = 18, 8
# The street of the tiny demo has some of either span.
SHOWN_IDLE = 1
SMALLEST_SHARES = 60

# 用途 by sector, and yuan for one 亩; None: allotted without a price (划拨).
USES: dict[str, tuple[str, int | None]] = {
    "轨道交通": ("工业用地", 420_000),
    "智能装备": ("工业用地", 430_000),
    "新一代信息技术": ("科研用地", 650_000),
    "生物医药": ("工业用地", 450_000),
    "新材料与新能源": ("工业用地", 410_000),
    "现代服务业": ("商务金融用地", 3_600_000),
    "城市建设": ("公共设施用地", None),
    "社会民生": ("教育医疗用地", None),
}


@dataclass(frozen=True)
class ParcelPlan:
    """A parcel: number, street and sector it was meant for, contract day and size in shares of 20 m²."""

    number: str
    contract_number: str
    street: str
    sector: str
    contract_date: date
    shares: int

    @property
    def area_m2(self) -> Decimal:
        return Decimal(self.shares * SHARE_M2)

    @property
    def use(self) -> str:
        return USES[self.sector][0]

    @property
    def land_kind(self) -> str:
        """granted 出让 or, without a price, allocated 划拨."""
        return "allocated" if USES[self.sector][1] is None else "granted"

    @property
    def price_fen(self) -> int | None:
        """Price of the whole parcel, within a quarter of the sector's usual price; None for 划拨."""
        usual = USES[self.sector][1]
        if usual is None:
            return None
        thousands = round(usual * (0.75 + u(f"price|{self.number}") / 2) / 1000)
        return thousands * 1000 * 100 * self.shares * 3 // 100


@dataclass(frozen=True)
class AllocationPlan:
    """A project's share of a parcel, in shares of 20 m², from a day on."""

    project: str
    parcel: str
    shares: int
    from_date: date

    @property
    def area_m2(self) -> Decimal:
        return Decimal(self.shares * SHARE_M2)


@dataclass(frozen=True)
class _Wanted:
    """A parcel before it has a number and a size: the projects on it, or none."""

    key: str
    street: str
    sector: str
    day: date
    projects: tuple[str, ...]
    weight: int


def land_of(
    *, rows: Sequence[Outline], dates: Mapping[str, Dates], investment: Mapping[str, int]
) -> tuple[list[ParcelPlan], list[AllocationPlan]]:
    """Parcels and allocations of all projects with land; raises ArithmeticError where a sum is not exact."""
    first = _first_parcels(rows, dates, investment)
    counted = [want for want in first if want.day >= COUNTED_FROM]
    earlier = [want for want in first if want.day < COUNTED_FROM]
    counted += _idle("counted", IDLE_COUNTED, COUNTED_FROM, COUNTED_TO)
    earlier += _idle("earlier", IDLE_EARLIER, EARLIER_FROM, EARLIER_TO)
    counted += _further(rows, dates, investment, counted, COUNTED_PARCELS - len(counted), COUNTED_TO)
    earlier += _further(rows, dates, investment, earlier, EARLIER_PARCELS - len(earlier), EARLIER_TO)
    parcels, allocations = [], []
    for wanted, shares in ((counted, COUNTED_SHARES), (earlier, EARLIER_SHARES)):
        made = _numbered(wanted, shares)
        parcels += [parcel for _, parcel in made]
        allocations += [allocation for want, parcel in made for allocation in _allocations(want, parcel)]
    _assert_sums(rows, dates, parcels, allocations)
    return parcels, allocations


def _first_parcels(rows: Sequence[Outline], dates: Mapping[str, Dates], investment: Mapping[str, int]) -> list[_Wanted]:
    seconds = {row.partner: row.key for row in rows if row.partner}
    found = []
    for row in rows:
        day = dates[row.key].land
        if day is not None and not row.partner:
            on_it = (row.key, seconds[row.key]) if row.key in seconds else (row.key,)
            weight = sum(_weight(key, investment) for key in on_it)
            found.append(_Wanted(f"first|{row.key}", row.street, row.sector, day, on_it, weight))
    return found


def _idle(span: str, count: int, first: date, last: date) -> list[_Wanted]:
    """Parcels under contract without a project: the standing view 有地无项目."""
    found = []
    for number in range(count):
        key = f"idle|{span}|{number:02d}"
        anywhere = choose(f"street|{key}", {street: numbers[0] for street, numbers in STREETS.items()})
        street = SHOWN_STREET if number < SHOWN_IDLE else anywhere
        sector = choose(f"sector|{key}", dict.fromkeys(USES, 1))
        found.append(_Wanted(key, street, sector, pick_day(key=key, first=first, last=last), (), _weight_of_idle(key)))
    return found


def _further(
    rows: Sequence[Outline], dates: Mapping[str, Dates], investment: Mapping[str, int], taken: Sequence[_Wanted],
    count: int, last: date,
) -> list[_Wanted]:  # fmt: skip
    """Second parcels of larger projects whose first one lies in the same span, contracted later or the same day."""
    by_key = {row.key: row for row in rows}
    single = [want for want in taken if len(want.projects) == 1]
    single.sort(key=lambda want: (-investment[want.projects[0]], want.key))
    found = []
    for want in single[:count]:
        row = by_key[want.projects[0]]
        begin = dates[row.key].land or last
        key = f"further|{row.key}"
        day = begin if u(f"same|{key}") < 0.6 else pick_day(key=key, first=begin, last=last)
        found.append(_Wanted(key, row.street, row.sector, day, (row.key,), _weight(row.key, investment) // 2))
    return found


def _weight(key: str, investment: Mapping[str, int]) -> int:
    """More money takes more land, by its square root, give or take a half."""
    return round(isqrt(investment[key] * 10**6) * (0.5 + u(f"land|size|{key}")))


def _weight_of_idle(key: str) -> int:
    """As much land as a project of about three hundred million yuan takes."""
    return round(180_000 * (0.5 + u(f"land|size|{key}")))


def _numbered(wanted: Sequence[_Wanted], shares: int) -> list[tuple[_Wanted, ParcelPlan]]:
    sizes = allocate(total=shares, weights={want.key: want.weight for want in wanted}, minimum=SMALLEST_SHARES)
    made, counts = [], dict[int, int]()
    for want in sorted(wanted, key=lambda want: (want.day, want.key)):
        counts[want.day.year] = counts.get(want.day.year, 0) + 1
        number = f"{want.day.year}-{counts[want.day.year]:03d}"
        parcel = ParcelPlan(
            f"示例地块{number}", f"示例合同{number}", want.street, want.sector, want.day, sizes[want.key]
        )
        made.append((want, parcel))
    return made


def _allocations(want: _Wanted, parcel: ParcelPlan) -> list[AllocationPlan]:
    if not want.projects:
        return []
    if len(want.projects) == 2:
        part = parcel.shares * (40 + int(u(f"part|{parcel.number}") * 20)) // 100
        parts = [part, parcel.shares - part]
    else:
        # One parcel in nine keeps a reserve that no project uses yet.
        parts = [parcel.shares - (parcel.shares // 5 if draw(f"reserve|{parcel.number}") * 9 < 1 else 0)]
    return [
        AllocationPlan(project, parcel.number, part, parcel.contract_date)
        for project, part in zip(want.projects, parts, strict=True)
    ]


def _assert_sums(
    rows: Sequence[Outline], dates: Mapping[str, Dates], parcels: Sequence[ParcelPlan],
    allocations: Sequence[AllocationPlan],
) -> None:  # fmt: skip
    counted = [parcel for parcel in parcels if COUNTED_FROM <= parcel.contract_date <= COUNTED_TO]
    assert_total(subject="2021 年 1–9 月地块", expected=COUNTED_PARCELS, actual=len(counted))
    assert_total(subject="2021 年 1–9 月供地(㎡)", expected=4_712_000, actual=sum(int(p.area_m2) for p in counted))
    assert_total(subject="更早的地块", expected=EARLIER_PARCELS, actual=len(parcels) - len(counted))
    days = {parcel.number: parcel.contract_date for parcel in parcels}
    landed = {item.project for item in allocations if days[item.parcel] == dates[item.project].land}
    with_land = [row.key for row in rows if dates[row.key].land is not None]
    assert_total(subject="有地项目", expected=484, actual=len(with_land))
    assert_total(subject="地块合同日即供地日的项目", expected=484, actual=len(landed))
    used: dict[str, int] = {}
    for item in allocations:
        used[item.parcel] = used.get(item.parcel, 0) + item.shares
    over = [parcel.number for parcel in parcels if used.get(parcel.number, 0) > parcel.shares]
    assert_total(subject="超配地块", expected=0, actual=len(over))
