"""What a bulletin says is made of figures: words take numbers as fields, changes are in 百分点, ties share a place."""

from fractions import Fraction

import pytest

from lutu.domains.reform.content import WordsFaulty, change_text, check_words, content_of, paragraphs
from lutu.kernel.indicators.tests.samples import reading, version

LEAD = reading(419, 506, place="城阳区")


def test_a_field_becomes_the_figure_and_each_line_a_paragraph() -> None:
    told = paragraphs("开工率{test.rate}。\n\n 请各单位对照。", {"test.rate": LEAD})
    assert told == ("开工率82.8%。", "请各单位对照。")


@pytest.mark.parametrize("words", ["开工率达到 82.8%", "共有506个项目", "增长 3 倍", "投资 1,469 亿元"])
def test_a_typed_number_is_refused_and_named(words: str) -> None:
    with pytest.raises(WordsFaulty, match="须用指标字段"):
        check_words(words, known={"test.rate": LEAD})


@pytest.mark.parametrize(
    "words", ["2021年三季度", "依据城示发〔2021〕2 号第 3 条", "10 月 8 日前报送", "截至 2021-09-30"]
)
def test_dates_and_numbers_of_documents_may_be_typed(words: str) -> None:
    check_words(words, known={})


def test_a_field_nobody_fills_is_refused_with_those_that_exist() -> None:
    with pytest.raises(WordsFaulty, match=r"没有这些指标:test\.other;可用的字段:\{test\.rate\}"):
        check_words("{test.other}", known={"test.rate": LEAD})


@pytest.mark.parametrize(
    ("now", "then", "unit", "text"),
    [
        (Fraction(828, 10), Fraction(704, 10), "%", "+12.4个百分点"),
        (Fraction(70), Fraction(7095, 100), "%", "−1.0个百分点"),
        (Fraction(5), Fraction(5), "%", "0.0个百分点"),
        (Fraction(5), None, "%", "—"),
        (Fraction(5), Fraction(3), "个", "+2.0个"),
    ],
)
def test_a_change_is_told_in_points_and_only_where_there_is_a_before(
    now: Fraction, then: Fraction | None, unit: str, text: str
) -> None:
    assert change_text(now, then, unit) == text


def test_streets_are_ranked_with_their_arithmetic_and_ties_share_a_place() -> None:
    streets = [
        reading(9, 10, place="甲"),
        reading(4, 8, place="乙"),
        reading(2, 4, place="丙"),
        reading(0, 0, place="丁"),
    ]
    content = content_of(
        title="通报", words=("", ""), overview=[LEAD], streets=streets, before={"甲": reading(8, 10, place="甲")},
        groups=[], errata=[], digest="",
    )  # fmt: skip
    shown = [(row.place, row.name, row.numerator, row.denominator, row.value, row.note) for row in content.ranking]
    assert shown[0] == ("1", "甲", "9", "10", "90.0%", "")
    assert [row[:2] for row in shown] == [("1", "甲"), ("2", "丙"), ("2", "乙"), ("—", "丁")]
    assert [row.note for row in content.ranking[1:]] == ["并列", "并列", "无基准,不排名"]
    assert content.ranking[0].change == "+10.0个百分点"
    assert "由高到低" in content.ranking_rule


def test_every_figure_of_a_bulletin_brings_its_definition_once() -> None:
    other = reading(
        4, None, kept=version(code="test.count", name="项目数", denominator_selector="", unit="个", scale=1)
    )
    content = content_of(
        title="通报", words=("", ""), overview=[other, LEAD], streets=[reading(1, 2, place="甲")], before={}, groups=[],
        errata=[], digest="ab",
    )  # fmt: skip
    assert [name for name, _parts in content.definitions] == ["项目数", "开工率"]
    assert all(dict(parts)["责任岗位"] for _name, parts in content.definitions)
