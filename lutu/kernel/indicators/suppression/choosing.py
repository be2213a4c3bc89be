"""Choosing what else to hide, and checking that it is enough. Pure.

Secondary cells: in every sum that holds a hidden cell at least two must be hidden; the smallest further cell is taken
until that is so. Then every hidden cell must keep a range of at least k for the attacker; where one does not, more is
hidden. At the end every secondary cell that turns out not to be needed is shown again.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from lutu.kernel.indicators.suppression.bounds import Bound, Number, System
from lutu.kernel.indicators.suppression.tables import (
    AddsUp,
    Key,
    SuppressedTable,
    SuppressionIncomplete,
    Table,
)


@dataclass(frozen=True)
class Weakness:
    """A hidden cell that can be worked out too closely, and the sums that do it."""

    key: Key
    low: Number
    high: Number | None
    attack: str


def suppress(*, table: Table, k: int, zero_informs: bool = False) -> SuppressedTable:
    """Hide what must be hidden so that nothing hidden can be worked out to within k.

    `zero_informs`: a nought gives something away and is hidden too. Raises SuppressionIncomplete where even hiding all
    that can be hidden is not enough, because cells were shown before.
    """
    primary = frozenset(
        key for key in table.cells if key not in table.implied and table.is_primary(key, k=k, zero_informs=zero_informs)
    )
    if broken := sorted(primary & table.fixed, key=table.name):
        raise _incomplete(table, Weakness(broken[0], table.cells[broken[0]], table.cells[broken[0]], "已公布"))
    hidden = set(primary | table.hidden_before)
    _partners(table, hidden)
    while weak := _first_weakness(table, hidden, k):
        further = next(_further(table, hidden, weak.key), None)
        if further is None:
            raise _incomplete(table, weak)
        hidden.add(further)
        _partners(table, hidden)
    _show_again(table, hidden, primary, k)
    small = primary if _may_say_small(table, hidden, primary, k) else frozenset()
    return SuppressedTable(table, k, primary, frozenset(hidden), small)


def check(*, table: Table, hidden: Set[Key], k: int) -> None:
    """Raise SuppressionIncomplete, naming cell and attacking sum, unless the hidden cells protect each other."""
    for key in sorted(table.cells, key=table.name):
        if key not in hidden and key not in table.implied and table.is_primary(key, k=k):
            value = table.cells[key]
            raise _incomplete(table, Weakness(key, value, value, "该单元未隐去"))
    if weak := _first_weakness(table, set(hidden), k):
        raise _incomplete(table, weak)


def ranges(*, table: Table, hidden: Set[Key]) -> dict[Key, tuple[Number, Number | None]]:
    """{hidden or implied cell: least and greatest value} as the attacker can work them out."""
    return {key: (low.value or 0, high.value) for key, low, high, _names in _bounds(table, set(hidden))}


def _may_say_small(table: Table, hidden: set[Key], primary: frozenset[Key], k: int) -> bool:
    """Whether <5 may be printed: 4 and 4 under a shown sum of 8 would both be known if it were."""
    told = {key: (1, k - 1) for key in primary if table.cells[key]}
    return all(
        key not in told or (low.value, high.value) == told[key]
        for key, low, high, _names in _bounds(table, hidden, told=told)
    )


def _partners(table: Table, hidden: set[Key]) -> None:
    """Give every hidden cell a second one in each of its sums."""
    changed = True
    while changed:
        changed = False
        for item in table.sums:
            unknown = [key for key in (item.total, *item.parts) if key in hidden or key in table.implied]
            if len(unknown) == 1 and unknown[0] in hidden and (found := _smallest(table, hidden, item)) is not None:
                hidden.add(found)
                changed = True


def _smallest(table: Table, hidden: set[Key], item: AddsUp) -> Key | None:
    """The cell of a sum to hide next: a part before the total, one whose other sums need a partner anyway, small."""
    open_ones = [key for key in (*item.parts, item.total) if _may_hide(table, hidden, key)]
    return min(open_ones, key=lambda key: _cost(table, hidden, key, item.total), default=None)


def _cost(table: Table, hidden: set[Key], key: Key, total: Key) -> tuple[bool, bool, bool, int, str]:
    value = table.cells[key]
    is_alone = not any(
        key in (other.total, *other.parts) and hidden.intersection(other.parts)
        for other in table.sums
        if other.total != total
    )
    return key == total, value == 0, is_alone, value, table.name(key)


def _further(table: Table, hidden: set[Key], weak: Key) -> Iterator[Key]:
    """Cells that could protect a weak one: first in its own sums, then anywhere a hidden cell is summed."""
    own = [item for item in table.sums if weak in (item.total, *item.parts)]
    for item in own:
        if (found := _smallest(table, hidden, item)) is not None:
            yield found
    near = [item for item in table.sums if hidden.intersection((item.total, *item.parts))]
    for item in (*near, *table.sums):
        if (found := _smallest(table, hidden, item)) is not None:
            yield found


def _may_hide(table: Table, hidden: set[Key], key: Key) -> bool:
    return key not in hidden and key not in table.implied and key not in table.fixed


def _show_again(table: Table, hidden: set[Key], primary: frozenset[Key], k: int) -> None:
    kept = primary | table.hidden_before
    for key in sorted(hidden - kept, key=lambda key: (-table.cells[key], table.name(key))):
        hidden.remove(key)
        if _first_weakness(table, hidden, k):
            hidden.add(key)


def _first_weakness(table: Table, hidden: set[Key], k: int) -> Weakness | None:
    for key, low, high, names in _bounds(table, hidden):
        watched = key in hidden or table.is_primary(key, k=k)
        if watched and high.value is not None and high.value - (low.value or 0) < k:
            attack = _attack({**low.multipliers, **high.multipliers}, names)
            return Weakness(key, low.value or 0, high.value, attack)
    return None


def _bounds(
    table: Table, hidden: set[Key], *, told: Mapping[Key, tuple[int, int]] | None = None
) -> Iterator[tuple[Key, Bound, Bound, list[str]]]:
    """Each unknown cell with its bounds, and the names of the sums they may rest on; `told`: limits also known."""
    unknown = sorted(hidden | (table.implied - table.fixed), key=table.name)
    for keys, sums in _components(table, unknown):
        place = {key: number for number, key in enumerate(keys)}
        equations, names = [], []
        for item in sums:
            coefficients: dict[int, int] = {}
            right = 0
            for key, coefficient in ((item.total, -1), *((part, 1) for part in item.parts)):
                if key in place:
                    coefficients[place[key]] = coefficients.get(place[key], 0) + coefficient
                else:
                    right -= coefficient * table.cells[key]
            equations.append((coefficients, right))
            names.append(item.name or table.name(item.total))
        slack = len(keys)
        for key in keys:
            for limit, sign in zip((told or {}).get(key, ()), (-1, 1), strict=False):
                equations.append(({place[key]: 1, slack: sign}, limit))
                names.append(table.name(key))
                slack += 1
        system = System(equations=equations, variables=slack)
        for key in keys:
            yield key, system.least(place[key]), system.greatest(place[key]), names


def _components(table: Table, unknown: list[Key]) -> Iterator[tuple[list[Key], list[AddsUp]]]:
    """Unknown cells that hang together by sums, each with those sums."""
    held = {key: key for key in unknown}

    def root(key: Key) -> Key:
        while held[key] != key:
            held[key] = held[held[key]]
            key = held[key]
        return key

    sums: list[tuple[AddsUp, list[Key]]] = []
    for item in table.sums:
        inside = [key for key in (item.total, *item.parts) if key in held]
        if inside:
            sums.append((item, inside))
            for key in inside[1:]:
                held[root(key)] = root(inside[0])
    for top in dict.fromkeys(root(key) for key in unknown):
        keys = [key for key in unknown if root(key) == top]
        yield keys, [item for item, inside in sums if root(inside[0]) == top]


def _attack(multipliers: dict[int, Number], names: list[str]) -> str:
    """The attacking sum in words: 第 1 行合计 + 第 2 行合计 − 第 1 列合计."""
    told = ""
    for number, multiplier in sorted(multipliers.items()):
        sign = " − " if multiplier < 0 else " + "
        times = "" if abs(multiplier) == 1 else f"{abs(multiplier)} × "
        told += f"{sign}{times}{names[number]}"
    return told.removeprefix(" + ").strip() or "各项均不为负"


def _incomplete(table: Table, weak: Weakness) -> SuppressionIncomplete:
    high = None if weak.high is None else int(weak.high)
    return SuppressionIncomplete(cell=table.name(weak.key), low=int(weak.low), high=high, attack=weak.attack)
