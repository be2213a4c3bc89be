"""Tables whose cells add up: rows and columns with totals, parents and children, two dates, two scopes. Pure."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

Key = Hashable


class SuppressionIncomplete(ValueError):
    """A hidden cell can be worked out: the cell, between which bounds, and by which sum."""

    def __init__(self, *, cell: str, low: int, high: int | None, attack: str) -> None:
        found = f"{low}" if low == high else f"{low} 至 {'不限' if high is None else high}"
        super().__init__(f"隐去的“{cell}”可由公布的数字推出(为 {found}):{attack}")
        self.cell = cell
        self.attack = attack


@dataclass(frozen=True)
class AddsUp:
    """和: the total equals the sum of its parts; `name` says which sum it is."""

    total: Key
    parts: tuple[Key, ...]
    name: str = ""


@dataclass(frozen=True)
class Table:
    """表: cells with their numbers and the sums between them.

    `implied` cells are never shown but follow from sums: denominator − numerator, the increase between two dates, the
    difference of two scopes. `fixed` cells have been shown before and can't be hidden any more; `hidden_before` were
    hidden then and must stay so. `names` are for readers.
    """

    cells: Mapping[Key, int]
    sums: tuple[AddsUp, ...]
    implied: frozenset[Key] = frozenset()
    fixed: frozenset[Key] = frozenset()
    hidden_before: frozenset[Key] = frozenset()
    names: Mapping[Key, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in self.sums:
            parts = sum(self.cells[part] for part in item.parts)
            if self.cells[item.total] != parts:
                raise ValueError(f"“{self.name(item.total)}”为 {self.cells[item.total]},各项之和为 {parts}")
        if negative := [key for key, value in self.cells.items() if value < 0]:
            raise ValueError(f"“{self.name(negative[0])}”为负,不能做小数抑制")

    def name(self, key: Key) -> str:
        """What a cell is called."""
        return self.names.get(key, str(key))

    def is_primary(self, key: Key, *, k: int, zero_informs: bool = False) -> bool:
        """Whether a cell must be hidden for its own sake."""
        value = self.cells[key]
        return 0 < value < k or (zero_informs and value == 0)


@dataclass(frozen=True)
class SuppressedTable:
    """抑制后的表: which cells are hidden, which of them for their own sake, and of which it may be said (<5)."""

    table: Table
    k: int
    primary: frozenset[Key]
    hidden: frozenset[Key]
    said_small: frozenset[Key] = frozenset()

    @property
    def secondary(self) -> frozenset[Key]:
        """Cells hidden to protect others."""
        return self.hidden - self.primary

    def text(self, key: Key) -> str:
        """A cell as it is printed: its number, <5 where that gives nothing away, or a star."""
        if key in self.said_small:
            return f"<{self.k}"
        return "*" if key in self.hidden else f"{self.table.cells[key]:,}"


def table_of(*, rows: Sequence[Sequence[int]], k_names: Mapping[Key, str] | None = None) -> Table:
    """A table of rows and columns with all its totals. Keys: (row, column); a total has None in place of either."""
    width = len(rows[0]) if rows else 0
    cells: dict[Key, int] = {}
    for number, row in enumerate(rows):
        cells |= {(number, column): value for column, value in enumerate(row)}
        cells[(number, None)] = sum(row)
    for column in range(width):
        cells[(None, column)] = sum(row[column] for row in rows)
    cells[(None, None)] = sum(map(sum, rows))
    sums = [
        AddsUp((number, None), tuple((number, column) for column in range(width)), f"第 {number + 1} 行合计")
        for number in range(len(rows))
    ]
    sums += [
        AddsUp((None, column), tuple((number, column) for number in range(len(rows))), f"第 {column + 1} 列合计")
        for column in range(width)
    ]
    sums.append(AddsUp((None, None), tuple((number, None) for number in range(len(rows))), "各行总计"))
    sums.append(AddsUp((None, None), tuple((None, column) for column in range(width)), "各列总计"))
    return Table(cells, tuple(sums), names=k_names or {})
