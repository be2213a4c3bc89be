"""Arithmetic: exact, ratio of sums, rounded half up once; what can't be compared is refused."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lutu.kernel.indicators.arithmetic import (
    NegativeDenominator,
    ScopeMismatch,
    UnitMismatch,
    VersionMismatch,
    exact_value,
    growth,
    points,
    rounded,
    scaled_text,
    total,
)
from lutu.kernel.indicators.measures import MeasureUnknown, amount_text, measure_of
from lutu.kernel.indicators.tests.samples import reading, version

PAIRS = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)).map(lambda pair: (min(pair), max(pair))),
    min_size=1, max_size=20,
)  # fmt: skip


def percent(num: int, den: int) -> Fraction | None:
    return exact_value(
        numerator=num, denominator=den, scale=100, numerator_unit=Fraction(1), denominator_unit=Fraction(1)
    )


@given(PAIRS)
def test_a_parent_is_the_ratio_of_sums_and_lies_between_its_children(pairs: list[tuple[int, int]]) -> None:
    children = [percent(num, den) for num, den in pairs]
    parent = percent(sum(num for num, _den in pairs), sum(den for _num, den in pairs))
    assert min(children) <= parent <= max(children)


def test_unequal_children_show_that_it_is_not_the_mean_of_ratios() -> None:
    mean = (percent(1, 91) + percent(9, 9)) / 2
    assert percent(1 + 9, 91 + 9) == 10 != mean


@given(st.integers(0, 10**12), st.integers(1, 10**9), st.integers(0, 4))
def test_rounding_is_half_up_as_decimals_do_it(num: int, den: int, decimals: int) -> None:
    expected = (Decimal(num) / Decimal(den)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(rounded(Fraction(num, den), decimals=decimals)).scaleb(-decimals) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(41900, 506), 1, "82.8"), (Fraction(825, 10), 0, "83"), (Fraction(-25, 10), 0, "-3"),
        (Fraction(5, 100), 1, "0.1"), (Fraction(1234567), 2, "1,234,567.00"), (Fraction(-1, 100), 2, "-0.01"),
    ],
)  # fmt: skip
def test_a_value_is_rounded_once_and_written_with_its_decimals(value: Fraction, decimals: int, text: str) -> None:
    assert scaled_text(scaled=rounded(value, decimals=decimals), decimals=decimals) == text


def test_a_negative_denominator_is_an_error_and_nought_gives_no_value() -> None:
    assert percent(3, 0) is None
    with pytest.raises(NegativeDenominator, match="-2"):
        percent(3, -2)


def test_growth_is_a_share_and_points_are_a_difference_of_percentages() -> None:
    kept = version(
        code="fai", unit="亿元", aggregate="sum", denominator_selector="", numerator_measure="amount_fen",
        numerator_unit="亿元", scale=1, decimals=2,
    )  # fmt: skip
    found = growth(now=reading(279_12 * 10**8, kept=kept), before=reading(240_00 * 10**8, kept=kept))
    assert found.text == "16.3%"
    assert growth(now=reading(1, kept=kept), before=reading(0, kept=kept)) is None
    assert points(now=reading(163, 1000), before=reading(123, 1000)) == 4
    with pytest.raises(UnitMismatch, match="百分点只用于"):
        points(now=reading(1, kept=kept), before=reading(2, kept=kept))


def test_figures_of_two_scopes_or_across_a_series_break_are_not_compared() -> None:
    with pytest.raises(ScopeMismatch, match="范围不一致:全区 / 不含高新区"):
        growth(now=reading(1, 2), before=reading(1, 2, scope="不含高新区"))
    with pytest.raises(VersionMismatch, match="口径已中断"):
        growth(now=reading(1, 2, kept=version(version=2, series=2)), before=reading(1, 2))
    with pytest.raises(VersionMismatch, match="不是同一指标"):
        growth(now=reading(1, 2), before=reading(1, 2, kept=version(code="other")))


def test_sums_across_units_are_refused_and_ratios_are_never_added() -> None:
    visits = version(code="a", unit="人次", aggregate="count", denominator_selector="", scale=1, decimals=0)
    cases = version(code="b", unit="件", aggregate="count", denominator_selector="", scale=1, decimals=0)
    assert total([reading(2, kept=visits), reading(3, kept=visits)]) == 5
    with pytest.raises(UnitMismatch, match="计量单位不一致:人次 与 件 不可相加"):
        total([reading(2, kept=visits), reading(3, kept=cases)])
    with pytest.raises(VersionMismatch, match="比率不能相加"):
        total([reading(1, 2), reading(1, 3)])


@pytest.mark.parametrize(
    ("measure", "amount", "unit", "text"),
    [
        ("count", 506, "个", "506个"), ("amount_fen", 273 * 10**8, "亿元", "2.73亿元"),
        ("amount_fen", 5950 * 10**6, "万元", "5,950万元"), ("amount_fen", 312 * 10**8, "万元", "3.12亿元"),
        ("area_m2", 4_142_812 * 10**4, "㎡", "4,142,812㎡"), ("area_m2", 4_712_000 * 10**4, "亩", "7,068亩"),
    ],
)  # fmt: skip
def test_amounts_are_written_exactly_in_their_unit(measure: str, amount: int, unit: str, text: str) -> None:
    assert amount_text(measure=measure, amount=amount, unit=unit) == text


def test_a_unit_that_does_not_belong_to_a_measure_is_refused() -> None:
    with pytest.raises(MeasureUnknown, match="面积不能以“个”计"):
        measure_of("area_m2").smallest("个")
    with pytest.raises(MeasureUnknown, match="度量“weight”不存在"):
        measure_of("weight")
