"""Which demo projects there are, how far each has come, and which carry a peculiarity (示例项目骨架).

Pure: keys only, no dates and no names. Source of the counts: the mission, demo district, sections 3, 4 and 6.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lutu.engines.seeds import assert_total, choose, draw

# Street: projects, started, and of the rest without land, with land only, with a planning permit only.
STREETS: dict[str, tuple[int, int, int, int, int]] = {
    "370214001": (130, 108, 6, 8, 8),
    "370214002": (84, 70, 3, 5, 6),
    "370214003": (92, 77, 4, 5, 6),
    "370214004": (78, 64, 3, 5, 6),
    "370214005": (66, 54, 3, 4, 5),
    "370214008": (56, 46, 3, 4, 3),
}
TOTALS = {"projects": 506, "started": 419, "no_land": 22, "land": 31, "planning": 34}
STARTS = {"earlier": 211, "q1": 61, "q2": 84, "q3": 63}
ACCEPTED, FAST_START, FAST_USE = 26, 11, 4
EARLIER_PAIRS, LAND_PAIRS, PLANNING_PAIRS = 20, 3, 3
SHOWN_STREET = "370214005"

SECTORS = {
    "轨道交通": 16, "智能装备": 16, "新一代信息技术": 14, "生物医药": 9, "新材料与新能源": 10, "现代服务业": 13,
    "城市建设": 13, "社会民生": 9,
}  # fmt: skip
RAIL_STREETS = ("370214004", "370214005")
KINDS = {"城市建设": "infrastructure", "社会民生": "public_welfare"}


@dataclass(frozen=True)
class Outline:
    """One project before it has dates: `reached` is no_land, land, planning, earlier, q1, q2 or q3.

    `partner` is the key of the first phase whose parcel this second phase shares. `peculiar` is one of corrected,
    gap, revoked, early_start, or empty.
    """

    key: str
    street: str
    sector: str
    reached: str
    accepted: bool = False
    fast_start: bool = False
    fast_use: bool = False
    partner: str = ""
    peculiar: str = ""

    @property
    def kind(self) -> str:
        return KINDS.get(self.sector, "industry")

    @property
    def started(self) -> bool:
        return self.reached in STARTS


def outlines() -> list[Outline]:
    """The 506 projects of the demo, by key; raises ArithmeticError where a count is not the announced one."""
    rows = {row.key: row for street in STREETS for row in _street(street)}
    rows = _with_periods(rows)
    rows = _with_marks(rows)
    rows = _with_partners(rows)
    _assert_counts(rows.values())
    return [rows[key] for key in sorted(rows)]


def ordered(rows: Iterable[Outline], purpose: str) -> list[Outline]:
    """Rows in the order of their draws for a purpose."""
    return sorted(rows, key=lambda row: draw(f"{purpose}|{row.key}"))


def _street(street: str) -> list[Outline]:
    count, started, no_land, land, planning = STREETS[street]
    keys = sorted((f"{street}-{number:03d}" for number in range(1, count + 1)), key=lambda key: draw(f"open|{key}"))
    reached = ["no_land"] * no_land + ["land"] * land + ["planning"] * planning + ["earlier"] * started
    return [Outline(key, street, _sector(key, street), stage) for key, stage in zip(keys, reached, strict=True)]


def _sector(key: str, street: str) -> str:
    weights = SECTORS | ({"轨道交通": 3 * SECTORS["轨道交通"]} if street in RAIL_STREETS else {})
    return choose(f"sector|{key}", weights)


def _with_periods(rows: dict[str, Outline]) -> dict[str, Outline]:
    started = ordered((row for row in rows.values() if row.started), "period")
    periods = [period for period, count in STARTS.items() for _ in range(count)]
    return rows | {
        row.key: replace(row, reached=period) for row, period in zip(started, periods, strict=True)
    }  # fmt: skip


def _with_marks(rows: dict[str, Outline]) -> dict[str, Outline]:
    earlier = ordered((row for row in rows.values() if row.reached == "earlier"), "accepted")
    accepted = earlier[:ACCEPTED]
    rows = rows | {row.key: replace(row, accepted=True) for row in accepted}
    shown_first = sorted(accepted, key=lambda row: row.street != SHOWN_STREET)
    rows = rows | {row.key: replace(rows[row.key], fast_use=True) for row in shown_first[:FAST_USE]}
    fresh = [row for row in rows.values() if row.reached in ("q2", "q3") and row.kind == "industry"]
    rows = rows | {row.key: replace(row, fast_start=True) for row in ordered(fresh, "fast")[:FAST_START]}
    shown = ordered((row for row in rows.values() if row.street == SHOWN_STREET), "peculiar")
    marks = (("corrected", "q2"), ("gap", "earlier"), ("revoked", "planning"), ("early_start", "planning"))
    for peculiar, reached in marks:
        row = next(row for row in shown if rows[row.key] == row and _plain(row) and row.reached == reached)
        rows = rows | {row.key: replace(row, peculiar=peculiar)}
    return rows


def _with_partners(rows: dict[str, Outline]) -> dict[str, Outline]:
    for reached, wanted in (("earlier", EARLIER_PAIRS), ("land", LAND_PAIRS), ("planning", PLANNING_PAIRS)):
        free = ordered((row for row in rows.values() if row.reached == reached and _plain(row)), "partner")
        for first, second in _pairs(free, wanted):
            rows = rows | {second.key: replace(second, partner=first.key, sector=first.sector)}
    return rows


def _pairs(free: Sequence[Outline], wanted: int) -> list[tuple[Outline, Outline]]:
    """Neighbours of one street and kind of work that will share a parcel as two phases."""
    pairs: list[tuple[Outline, Outline]] = []
    waiting: dict[tuple[str, str], Outline] = {}
    for row in free:
        place = (row.street, row.kind)
        if place in waiting:
            pairs.append((waiting.pop(place), row))
        elif row.kind == "industry":
            waiting[place] = row
        if len(pairs) == wanted:
            break
    assert_total(subject="同地块两期项目", expected=wanted, actual=len(pairs))
    return pairs


def _plain(row: Outline) -> bool:
    return not (row.accepted or row.fast_start or row.peculiar)


def _assert_counts(rows: Iterable[Outline]) -> None:
    rows = list(rows)
    counted = {
        "projects": len(rows),
        "started": sum(row.started for row in rows),
        **{stage: sum(row.reached == stage for row in rows) for stage in ("no_land", "land", "planning", *STARTS)},
        "accepted": sum(row.accepted for row in rows),
        "fast_start": sum(row.fast_start for row in rows),
        "fast_use": sum(row.fast_use for row in rows),
    }
    expected = TOTALS | STARTS | {"accepted": ACCEPTED, "fast_start": FAST_START, "fast_use": FAST_USE}
    for name, number in expected.items():
        assert_total(subject=f"示例项目 {name}", expected=number, actual=counted[name])
    for street, numbers in STREETS.items():
        inside = [row for row in rows if row.street == street]
        assert_total(subject=f"{street} 项目", expected=numbers[0], actual=len(inside))
        assert_total(subject=f"{street} 已开工", expected=numbers[1], actual=sum(row.started for row in inside))
