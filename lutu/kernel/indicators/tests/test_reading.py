"""A reading prints everything: statement, arithmetic, unit, rule, basis, scope, as-of, version, owner, source."""

from fractions import Fraction

import pytest

from lutu.kernel.indicators.tests.samples import reading, version
from lutu.kernel.indicators.wording import HedgeUntrue, TemplateFaulty, check_template, hedged


def test_the_start_rate_prints_its_arithmetic() -> None:
    told = reading(419, 506, target=80)
    assert told.arithmetic == "419 ÷ 506 = 82.8%"
    assert told.value_scaled == 828
    assert told.statement == "城阳区506个,已开工419个,开工率82.8%。"
    assert (told.light.colour, told.light_words, told.target_text) == ("green", "达到目标", "80.0%")


def test_every_part_stands_in_the_reading() -> None:
    parts = dict(reading(419, 506).parts)
    assert list(parts) == [
        "表述", "算式", "计量单位", "计数规则", "汇总方式", "人口口径", "统计范围", "统计期", "截至", "口径版本",
        "责任岗位", "依据",
    ]  # fmt: skip
    assert all(parts.values())
    assert (parts["统计范围"], parts["截至"], parts["人口口径"]) == ("全区", "2021年9月30日", "不涉及人口口径")


def test_a_per_capita_figure_shows_the_factor_and_the_population_basis() -> None:
    pitches = version(
        code="p", unit="片/万人", numerator_unit="片", denominator_unit="人", scale=10_000,
        population_basis="registered",
    )  # fmt: skip
    told = reading(151, 580_800, kept=pitches)
    assert told.arithmetic == "151片 ÷ 580,800人 × 10,000 = 2.6片/万人"
    assert told.population_basis == "户籍"


def test_square_metres_per_person_come_out_of_the_smallest_units() -> None:
    area = version(
        code="a", unit="㎡/人", numerator_measure="area_m2", numerator_unit="㎡", denominator_unit="人", scale=1,
        decimals=2, population_basis="resident",
    )  # fmt: skip
    told = reading(4_142_812 * 10_000, 843_750, kept=area)
    assert told.arithmetic == "4,142,812㎡ ÷ 843,750人 = 4.91㎡/人"


def test_a_loan_rate_by_count_and_by_amount_are_two_definitions_with_one_value() -> None:
    amount = version(
        code="m", numerator_measure="amount_fen", denominator_measure="amount_fen", numerator_unit="亿元",
        denominator_unit="亿元",
    )  # fmt: skip
    assert reading(14, 16).arithmetic == "14 ÷ 16 = 87.5%"
    assert reading(273 * 10**8, 312 * 10**8, kept=amount).arithmetic == "2.73亿元 ÷ 3.12亿元 = 87.5%"


def test_a_sum_says_over_how_many_rows_and_a_missing_denominator_says_so() -> None:
    money = version(
        code="i", unit="亿元", aggregate="sum", denominator_selector="", numerator_measure="amount_fen",
        numerator_unit="亿元", scale=1, decimals=0,
    )  # fmt: skip
    assert reading(3042 * 10**10, kept=money, n=506).arithmetic == "506 条合计 = 3,042亿元"
    empty = reading(0, 0)
    assert (empty.arithmetic, empty.value_text, empty.light.colour) == ("0个 ÷ 0:无分母", "—", "grey")


@pytest.mark.parametrize(
    ("value", "step", "hedge", "text"),
    [(612, 100, "余", "600余万元"), (9860, 10_000, "近", "近10,000万元"), (1042, 1000, "超", "超1,000万元")],
)
def test_hedges_are_written_over_exact_numbers(value: int, step: int, hedge: str, text: str) -> None:
    assert hedged(value=Fraction(value), step=step, hedge=hedge, unit="万元") == text


@pytest.mark.parametrize(("value", "hedge"), [(600, "余"), (600, "超"), (10_000, "近"), (9000, "近"), (50, "余")])
def test_a_hedge_that_is_not_true_is_refused(value: int, hedge: str) -> None:
    with pytest.raises(HedgeUntrue):
        hedged(value=Fraction(value), step=10_000 if hedge == "近" else 100, hedge=hedge)


def test_a_statement_may_hedge_its_value() -> None:
    money = version(
        code="h", unit="万元", aggregate="sum", denominator_selector="", numerator_measure="amount_fen",
        numerator_unit="万元", scale=1, decimals=0, statement_template="兑现{value:余100}。",
    )  # fmt: skip
    assert reading(612 * 10**6, kept=money).statement == "兑现600余万元。"


@pytest.mark.parametrize("template", ["{rate}", "{value:约100}", "{value:余x}", "{value:余0}", "{value"])
def test_a_statement_with_a_placeholder_nobody_fills_is_refused(template: str) -> None:
    with pytest.raises(TemplateFaulty):
        check_template(template)
