"""How texts are printed: punctuation, numbers of headings, lines of titles, annexes, refusals."""

from dataclasses import replace
from datetime import date

import pytest

from lutu.kernel.documents.letters import Annex, Column, Heading, Letter, LetterRefused, Paragraph, Table
from lutu.kernel.documents.letters.tables import SIZES_PT, broken, runs, size_pt, widths_pt
from lutu.kernel.documents.letters.wording import (
    annex_lines,
    balanced,
    characters,
    date_words,
    full_width,
    han_number,
    mark_lines,
    printed,
    title_lines,
)
from lutu.kernel.documents.tests.letters import LETTER

COMMA, COLON, OPEN, CLOSE = "\uff0c", "\uff1a", "\uff08", "\uff09"


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ("完成 419 个,占 82.8%,比上年高", f"完成 419 个{COMMA}占 82.8%{COMMA}比上年高"),
        ("单位:亿元", f"单位{COLON}亿元"),
        ("投资 1,234.56 万元", "投资 1,234.56 万元"),
        ("上午10:30开会", "上午10:30开会"),
        ("(一)标题", f"{OPEN}一{CLOSE}标题"),
        ("说明(见 A(b) 条)", f"说明{OPEN}见 A(b) 条{CLOSE}"),
        ("其中(1)产业", f"其中{OPEN}1{CLOSE}产业"),
        ("GB/T 9704(2012)", "GB/T 9704(2012)"),
        ("plain, text (here): yes", "plain, text (here): yes"),
        ('称为"红灯"', "称为“红灯”"),
        ("属实吗?属实!", "属实吗\uff1f属实\uff01"),
        ("有\x00控\x1f制\n符", "有控制\n符"),
        ("", ""),
    ],
)
def test_punctuation_beside_chinese_is_full_width(typed, set_as):
    assert full_width(typed) == set_as
    assert full_width(set_as) == set_as


def test_headings_are_numbered_anew_below_each_higher_one():
    blocks = tuple(Heading(level, "题") for level in (1, 2, 2, 3, 4, 4, 1, 2, 3))
    texts = [block.text for block in printed(replace(LETTER, blocks=blocks)).blocks]
    o, c = OPEN, CLOSE
    assert texts == [
        "一、题", f"{o}一{c}题", f"{o}二{c}题", "1.题", f"{o}1{c}题", f"{o}2{c}题", "二、题", f"{o}一{c}题", "1.题",
    ]  # fmt: skip


def test_numbers_in_chinese_up_to_99():
    assert [han_number(n) for n in (1, 9, 10, 11, 20, 35, 99)] == ["一", "九", "十", "十一", "二十", "三十五", "九十九"]
    with pytest.raises(ValueError, match="1 至 99"):
        han_number(100)


def test_the_year_of_the_number_stands_in_its_own_brackets():
    for typed in ("青城项指(2021)3号", "青城项指[2021]3号", "青城项指〔2021〕3号", "青城项指【2021】3号"):
        assert printed(replace(LETTER, number=typed)).number == "青城项指〔2021〕3号"


def test_no_space_stands_between_chinese_and_numbers_in_a_paragraph():
    (block,) = printed(replace(LETTER, blocks=(Paragraph("截至 9 月 30 日 419 ÷ 506 = 82.8%"),))).blocks
    assert block.text == "截至9月30日419 ÷ 506 = 82.8%"


def test_a_long_title_is_broken_in_balance_and_outside_words():
    assert title_lines("关于2021年第三季度全区重点项目建设情况的通报") == (
        "关于2021年第三季度全区",
        "重点项目建设情况的通报",
    )
    title = full_width("青岛市城阳区人民政府办公室关于印发《青岛市城阳区重点项目推进考核办法(试行)》的通知")
    lines = title_lines(title)
    assert "".join(lines) == title
    assert max(characters(line) for line in lines) <= 19
    assert lines[0] == "青岛市城阳区人民政府办公室"


def test_an_english_title_is_broken_between_words():
    title = "Circular on the Progress of Key Projects in the Third Quarter of 2021 in the District"
    assert " ".join(title_lines(title)) == title


def test_line_breaks_in_a_title_are_kept():
    assert title_lines("第一行\n第二行") == ("第一行", "第二行")


def test_no_line_of_a_title_begins_with_a_closing_sign_or_parts_a_number():
    for count in range(10, 24):
        for line in balanced("甲" * count + "2021年" + "乙" * 9 + "》的通知", widest=15)[1:]:
            assert line[0] not in "》的年"[:1]
            assert not line.startswith(("021", "21年", "1年"))


def test_the_mark_is_one_line_as_large_as_it_fits_and_two_where_it_would_be_small():
    assert mark_lines("城阳区") == (("城阳区",), 48.0)
    lines, size = mark_lines("青岛市城阳区重点项目建设指挥部文件")
    assert len(lines) == 1
    assert 24 <= size < 26
    assert len(mark_lines("青岛市城阳区重点项目建设指挥部办公室推进工作领导小组文件")[0]) == 2


def test_annexes_are_numbered_where_there_are_several():
    assert annex_lines((Annex("清单"),)) == ((f"附件{COLON}", "清单"),)
    assert annex_lines((Annex("清单"), Annex("口径"))) == ((f"附件{COLON}1. ", "清单"), ("2. ", "口径"))


def test_dates_have_no_leading_noughts():
    assert date_words(date(2021, 9, 3)) == "2021年9月3日"


def test_columns_share_the_type_area():
    table = Table((Column("甲", 1), Column("乙", 3)), ())
    assert sum(widths_pt(table)) == pytest.approx(156 * 72 / 25.4, abs=0.02)


def test_type_gets_smaller_until_every_number_fits_its_column():
    def of(cell):
        return size_pt(Table((Column("甲", 2, "right"), Column("乙", 12)), ((cell, ""),)))

    assert of("12.3") == SIZES_PT[0]
    assert of("12,345,678") == 9.0
    assert of("1" * 40) == SIZES_PT[-1]


def test_long_runs_get_places_to_break_after_hyphens_first():
    assert broken("2021-370214-48-03-100001", room=12).split("\u200b") == ["2021-", "370214-", "48-", "03-", "100001"]
    assert broken("1234567890", room=3).split("\u200b") == ["12345", "67890"]
    assert broken("短 1234", room=3) == "短 1234"
    assert list(runs("甲2021-03乙")) == ["2021-", "03"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Heading(5, "题"), "1 至 4"),
        (lambda: Table((), ()), "至少要有一列"),
        (lambda: Table((Column("甲", 0),), ()), "列宽须大于 0"),
        (lambda: Table((Column("甲", 1),), (("1",), ("1", "2"))), "第 2 行有 2 格"),
        (lambda: replace(LETTER, title=" "), "缺少标题"),
        (lambda: replace(LETTER, printed_by=""), "没有印发机关"),
    ],
)
def test_what_cannot_be_set_is_refused_with_its_place(make, words):
    with pytest.raises(LetterRefused, match=words):
        make()


def test_a_letter_is_frozen():
    with pytest.raises(AttributeError):
        LETTER.title = "改"
    assert isinstance(LETTER, Letter)
