"""Rankings: ties share a place, one record more or less is marked, few and grey stand beside, mixed scopes refused."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lutu.kernel.indicators.arithmetic import ScopeMismatch, VersionMismatch
from lutu.kernel.indicators.ranking import rank
from lutu.kernel.indicators.tests.samples import reading, version

SHARES = st.lists(st.integers(0, 30).flatmap(lambda a: st.tuples(st.just(a), st.integers(max(a, 1), 40))), max_size=12)


def ranked(*pairs: tuple[int, int], **given: object) -> list:
    rows = [reading(num, den, place=f"街道{number}", target=80, **given) for number, (num, den) in enumerate(pairs)]
    return rank(readings=rows, direction="up")


def test_ties_share_a_place_and_the_next_one_is_skipped() -> None:
    rows = ranked((9, 10), (8, 10), (16, 20), (1, 10))
    assert [(row.place, row.tied) for row in rows] == [(1, False), (2, True), (2, True), (4, False)]


def test_neighbours_that_one_record_would_turn_are_marked() -> None:
    close = ranked((419, 506), (418, 506), (100, 506))
    assert [row.too_close for row in close] == [True, True, False]
    apart = ranked((90, 100), (10, 100))
    assert [row.too_close for row in apart] == [False, False]


def test_units_with_too_few_records_stand_beside_and_grey_ones_last() -> None:
    kept = version(minimum_n=5)
    rows = rank(
        readings=[
            reading(4, 4, place="少", kept=kept, target=80),
            reading(0, 0, place="空", kept=kept, target=80),
            reading(5, 10, place="常", kept=kept, target=80),
            reading(9, 10, place="无目标", kept=kept),
        ],
        direction="up",
    )
    assert [(row.reading.label, row.place, row.unranked) for row in rows] == [
        ("无目标", 1, ""), ("常", 2, ""), ("少", None, "few"), ("空", None, "grey"),
    ]  # fmt: skip


def test_where_low_is_good_the_lowest_comes_first() -> None:
    kept = version(direction="down")
    rows = rank(
        readings=[reading(9, 10, place="高", kept=kept), reading(1, 10, place="低", kept=kept)], direction="down"
    )
    assert [row.reading.label for row in rows] == ["低", "高"]


def test_amounts_are_ranked_but_nobody_says_what_one_record_would_do() -> None:
    kept = version(
        code="m", unit="亿元", aggregate="sum", denominator_selector="", numerator_measure="amount_fen",
        numerator_unit="亿元", scale=1, decimals=2,
    )  # fmt: skip
    rows = rank(readings=[reading(10**10, kept=kept), reading(10**10 - 1, kept=kept)], direction="up")
    assert [(row.place, row.too_close) for row in rows] == [(1, False), (2, False)]


@given(SHARES)
def test_places_follow_the_exact_values(pairs: list[tuple[int, int]]) -> None:
    rows = ranked(*pairs)
    assert len(rows) == len(pairs)
    values = [Fraction(num, den) for num, den in pairs]
    for row in rows:
        better = sum(value > Fraction(row.reading.numerator, row.reading.denominator) for value in values)
        same = values.count(Fraction(row.reading.numerator, row.reading.denominator))
        assert (row.place, row.tied) == (better + 1, same > 1)


@given(SHARES)
def test_a_mark_is_right_about_its_neighbours(pairs: list[tuple[int, int]]) -> None:
    """By brute force: change one record of either and look whether the order still holds."""

    def turned(one: tuple[int, int], other: tuple[int, int]) -> bool:
        def changed(pair: tuple[int, int]) -> list[tuple[int, int]]:
            steps = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1)]
            return [(a, b) for a, b in ((pair[0] + x, pair[1] + y) for x, y in steps) if 0 <= a <= b and b > 0]

        def above(first: tuple[int, int], second: tuple[int, int]) -> bool:
            return first[0] * second[1] > second[0] * first[1]

        return any(not above(new, other) for new in changed(one)) or any(not above(one, new) for new in changed(other))

    rows = ranked(*pairs)
    sizes = [(row.reading.numerator, row.reading.denominator) for row in rows]
    expected = set()
    for number in range(len(sizes) - 1):
        (a, b), (c, d) = sizes[number], sizes[number + 1]
        if a * d != c * b and turned(sizes[number], sizes[number + 1]):
            expected |= {number, number + 1}
    assert {number for number, row in enumerate(rows) if row.too_close} == expected


def test_only_what_says_the_same_thing_is_ranked() -> None:
    with pytest.raises(ScopeMismatch, match="范围不一致"):
        rank(readings=[reading(1, 2), reading(1, 2, scope="不含高新区")], direction="up")
    with pytest.raises(VersionMismatch):
        rank(readings=[reading(1, 2), reading(1, 2, kept=version(series=2))], direction="up")
    with pytest.raises(ValueError, match="只有 share"):
        rank(readings=[], direction="up", tie="skip")
