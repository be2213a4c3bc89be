"""Small numbers: nothing hidden can be worked out to within k by an attacker who solves for it."""

import os
import random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lutu.kernel.indicators.suppression import (
    AddsUp,
    SuppressionIncomplete,
    Table,
    check,
    suppress,
    table_of,
)
from lutu.kernel.indicators.suppression.choosing import ranges
from lutu.kernel.indicators.tests.attacker import bounds

K = 5
TABLES = 10_000 if os.environ.get("LUTU_FULL") else 300
CELLS = st.one_of(st.integers(0, 6), st.integers(0, 60))
ROWS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5)
)


def random_table(source: random.Random) -> Table:
    height, width, most = source.randint(1, 6), source.randint(1, 6), source.choice([4, 8, 20, 200])
    return table_of(
        rows=[
            [source.choice([0, source.randint(0, most), source.randint(0, most)]) for _ in range(width)]
            for _ in range(height)
        ]
    )


def test_the_attacker_recovers_no_cell_of_many_random_tables() -> None:
    source, recovered, hidden = random.Random("cy2021"), [], 0
    for _number in range(TABLES):
        table = random_table(source)
        told = suppress(table=table, k=K)
        hidden += len(told.hidden)
        recovered += [
            (table.cells, key, low, high)
            for key, low, high in bounds(table, told.hidden)
            if high is not None and high - low < K - 1e-6
        ]
    assert hidden > TABLES
    assert recovered == []


@given(ROWS)
@hypothesis_settings(max_examples=60)
def test_hiding_keeps_its_own_rules(rows: list[list[int]]) -> None:
    table = table_of(rows=rows)
    told = suppress(table=table, k=K)
    assert told.primary == {key for key, value in table.cells.items() if 0 < value < K}
    assert told.primary <= told.hidden
    for item in table.sums:
        inside = told.hidden & {item.total, *item.parts}
        assert len(inside) != 1, item.name
    check(table=table, hidden=told.hidden, k=K)


@given(ROWS)
@hypothesis_settings(max_examples=40)
def test_the_bounds_are_those_of_the_linear_programme(rows: list[list[int]]) -> None:
    table = table_of(rows=rows)
    hidden = {key for number, key in enumerate(table.cells) if number % 2 == 0}
    own = ranges(table=table, hidden=hidden)
    for key, low, high in bounds(table, hidden):
        assert float(own[key][0]) == pytest.approx(low, abs=1e-6)
        assert (own[key][1] is None) == (high is None)
        assert high is None or float(own[key][1]) == pytest.approx(high, abs=1e-6)


def test_two_rows_less_two_columns_leave_no_single_cell() -> None:
    """Every row and column holds two hidden cells, and yet one of them stands alone between two blocks."""
    rows = [[9, 9, 40, 40], [9, 9, 9, 40], [40, 40, 9, 9], [40, 40, 9, 9]]
    table = table_of(rows=rows)
    hidden = {(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)}
    assert all(len(hidden & {item.total, *item.parts}) != 1 for item in table.sums)
    with pytest.raises(SuppressionIncomplete) as caught:
        check(table=table, hidden=hidden, k=K)
    assert caught.value.cell == "(1, 2)"
    for name in ("第 1 行合计", "第 2 行合计", "第 1 列合计", "第 2 列合计"):
        assert name in caught.value.attack
    assert "(为 9)" in str(caught.value)


def test_a_small_cell_that_is_shown_is_named() -> None:
    with pytest.raises(SuppressionIncomplete, match="该单元未隐去"):
        check(table=table_of(rows=[[3, 20], [30, 40]]), hidden=set(), k=K)


def test_cells_are_printed_as_small_only_where_that_gives_nothing_away() -> None:
    plain = suppress(table=table_of(rows=[[4, 6, 20], [30, 20, 11], [9, 8, 7]]), k=K)
    assert plain.text((0, 0)) == "<5"
    assert plain.text((0, 2)) == "20"
    assert {plain.text(key) for key in plain.secondary} == {"*"}
    both = suppress(table=table_of(rows=[[4, 4], [30, 20]]), k=K)
    assert (both.text((0, 0)), both.text((0, 1)), both.text((0, None))) == ("*", "*", "8")


def test_nought_is_shown_unless_it_informs() -> None:
    table = table_of(rows=[[0, 20], [30, 40]])
    assert suppress(table=table, k=K).hidden == frozenset()
    assert (0, 0) in suppress(table=table, k=K, zero_informs=True).hidden


def test_a_ratio_is_hidden_where_what_is_left_over_is_small() -> None:
    """98 of 100: the two that are missing are persons too."""
    table = Table(
        {"num": 98, "den": 100, "rest": 2}, (AddsUp("den", ("num", "rest"), "分母与分子"),), frozenset(["rest"])
    )
    with pytest.raises(SuppressionIncomplete, match="隐去的“rest”可由公布的数字推出"):
        check(table=table, hidden=set(), k=K)
    assert suppress(table=table, k=K).hidden


def over_time(before: int, now: int, *, was_hidden: bool = False) -> Table:
    return Table(
        {"old": before, "new": now, "increase": now - before},
        (AddsUp("new", ("old", "increase"), "两次发布之差"),),
        implied=frozenset(["increase"]),
        fixed=frozenset() if was_hidden else frozenset(["old"]),
        hidden_before=frozenset(["old"]) if was_hidden else frozenset(),
    )


def test_the_difference_of_two_publications_of_one_cumulative_cell_is_protected() -> None:
    with pytest.raises(SuppressionIncomplete, match="两次发布之差"):
        check(table=over_time(40, 42), hidden=set(), k=K)
    assert suppress(table=over_time(40, 42), k=K).hidden == {"new"}
    assert suppress(table=over_time(40, 46), k=K).hidden == frozenset()
    assert suppress(table=over_time(40, 40), k=K).hidden == frozenset()


def test_a_cell_that_was_hidden_before_stays_protected_by_what_is_shown_later() -> None:
    table = over_time(3, 4, was_hidden=True)
    told = suppress(table=table, k=K)
    assert {"old", "new"} <= told.hidden
    assert all(high is None or high - low >= K for _key, low, high in bounds(table, told.hidden))


def test_what_was_shown_before_can_leave_nothing_to_hide() -> None:
    table = Table(
        {"all": 50, "town": 48, "rest": 2}, (AddsUp("all", ("town", "rest"), "两个范围之差"),),
        implied=frozenset(["rest"]), fixed=frozenset(["all", "town"]),
    )  # fmt: skip
    with pytest.raises(SuppressionIncomplete, match=r"为 2\):两个范围之差"):
        suppress(table=table, k=K)


@given(st.integers(0, 60), st.integers(0, 12), st.booleans())
def test_across_time_the_attacker_learns_no_small_increase(before: int, more: int, was_hidden: bool) -> None:
    table = over_time(before, before + more, was_hidden=was_hidden)
    try:
        told = suppress(table=table, k=K)
    except SuppressionIncomplete:
        # The earlier number was itself small and shown: nothing done now can hide it.
        assert not was_hidden
        assert 0 < before < K
        return
    small = {key for key, value in table.cells.items() if 0 < value < K}
    for key, low, high in bounds(table, told.hidden):
        assert key not in small or high is None or high - low >= K


def test_streets_and_their_communities_are_one_table() -> None:
    cells = {"区": 60, "街": 30, "乡": 30, "社一": 3, "社二": 27}
    sums = (AddsUp("区", ("街", "乡"), "各街道之和"), AddsUp("街", ("社一", "社二"), "各社区之和"))
    table = Table(cells, sums)
    told = suppress(table=table, k=K)
    assert told.hidden == {"社一", "社二"}
    assert all(high is None or high - low >= K for _key, low, high in bounds(table, told.hidden))


def test_a_table_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="各项之和为 5"):
        Table({"a": 4, "b": 5}, (AddsUp("a", ("b",)),))
    with pytest.raises(ValueError, match="为负"):
        Table({"a": -1}, ())


def test_hiding_is_not_wasteful() -> None:
    """Against the least sum of cells that would do, found by trying every set: at most one and a half times as many."""
    from itertools import combinations

    source, own, least = random.Random("waste"), 0, 0
    for _number in range(25):
        table = table_of(rows=[[source.randint(0, 14) for _ in range(3)] for _ in range(3)])
        told = suppress(table=table, k=K)
        if not told.primary:
            continue
        own += len(told.secondary)
        others = [key for key in table.cells if key not in told.primary]
        for size in range(len(told.secondary) + 1):
            if any(_holds(table, told.primary | set(more)) for more in combinations(others, size)):
                least += size
                break
    assert own <= 1.5 * least


def _holds(table: Table, hidden: set) -> bool:
    try:
        check(table=table, hidden=hidden, k=K)
    except SuppressionIncomplete:
        return False
    return True
