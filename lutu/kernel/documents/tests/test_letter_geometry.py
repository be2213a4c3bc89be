"""The PDF measured against GB/T 9704-2012: margins, grid, red head, page numbers, foot."""

from itertools import pairwise

import pytest

from lutu.kernel.documents.letters import Letter, Paragraph, render_pdf
from lutu.kernel.documents.tests.letters import HAN, LETTER, MM, extent, ink, lines_of, needs_fonts, opened

pytestmark = needs_fonts
LEFT, RIGHT, TOP, BOTTOM = 28.0, 210.0 - 26.0, 37.0, 297.0 - 35.0
LINE, CHARACTER = 225 / 22, 156 / 28
PLATE = 0.3
NUMBER = 2.0
OUTER, INNER = 0.35, 0.25


@pytest.fixture(scope="module")
def made():
    return render_pdf(letter=LETTER)


@pytest.fixture(scope="module")
def pages(made):
    return opened(made).pages


@pytest.fixture(scope="module")
def full_page():
    """A page of nothing but text."""
    letter = Letter(
        issuer="测试机关文件", number="测〔2021〕1号", title="测试", issued_date=LETTER.issued_date,
        blocks=(Paragraph(HAN * 30),),
    )  # fmt: skip
    return lines_of(opened(render_pdf(letter=letter)).pages[1])


def test_the_paper_is_a4(pages):
    assert {(round(page.width * MM, 1), round(page.height * MM, 1)) for page in pages} == {(210.0, 297.0)}


def test_a_full_page_has_22_lines_of_28_characters(full_page):
    text = [line for line in full_page if line.bottom < BOTTOM + 1]
    assert len(text) == 22
    assert [len(line.text) for line in text] == [28] * 22


def test_lines_stand_at_the_margins_and_in_the_pitch_of_the_grid(full_page):
    text = full_page[:22]
    assert all(abs(line.left - LEFT) < PLATE and abs(line.right - RIGHT) < PLATE for line in text)
    assert all(abs(below.bottom - above.bottom - LINE) < 0.05 for above, below in pairwise(text))
    assert text[0].size == 16


def test_the_type_area_begins_and_ends_where_the_standard_says(made):
    # Page 2 of the long letter is text from its first line: the first line's box begins with the type area.
    page = ink(made, 1)
    dark = page.min(axis=2) < 128
    first, _last = extent(dark, start_mm=TOP - 5)
    inside = (LINE - 16 * MM) / 2
    assert abs(first - (TOP + inside)) < 1.0
    columns = dark[int(TOP * 300 / 25.4) : int(BOTTOM * 300 / 25.4)].any(axis=0).nonzero()[0] * 25.4 / 300
    assert columns[0] > LEFT - PLATE
    assert columns[-1] < RIGHT + PLATE


def test_the_red_mark_begins_35_mm_below_the_type_area_and_is_centred(made, pages):
    page = ink(made, 0).astype(int)
    red = (page[:, :, 0] > 180) & (page[:, :, 1] < 100) & (page[:, :, 2] < 100)
    top, _bottom = extent(red)
    assert abs(top - (TOP + 35)) < 1.0
    mark = lines_of(pages[0])[1]
    assert mark.text == LETTER.issuer
    assert abs((mark.left + mark.right) / 2 - (LEFT + RIGHT) / 2) < 1.0


def test_the_red_rule_is_as_wide_as_the_type_area_and_4_mm_below_the_number(made, pages):
    (rule,) = [line for line in pages[0].lines if line["stroking_color"] == (1, 0, 0)]
    assert abs(rule["x0"] * MM - LEFT) < PLATE
    assert abs(rule["x1"] * MM - RIGHT) < PLATE
    page = ink(made, 0)
    dark = page.max(axis=2) < 128
    above = dark[: int((rule["top"] * MM - 0.5) * 300 / 25.4)]
    _top, bottom = extent(above, start_mm=rule["top"] * MM - 15)
    assert abs(rule["top"] * MM - bottom - 4) < 1.0


def test_the_title_is_of_size_2_centred_two_lines_below_the_rule(pages):
    (rule,) = [line for line in pages[0].lines if line["stroking_color"] == (1, 0, 0)]
    title = [line for line in lines_of(pages[0]) if line.size == 22]
    assert "".join(line.text for line in title) == LETTER.title
    assert len(title) == 3
    middle = (LEFT + RIGHT) / 2
    assert all(abs((line.left + line.right) / 2 - middle) < 1.0 for line in title)
    # Two lines are free, then the title's own line begins: its signs stand in the middle of the third.
    gap = (title[0].top + title[0].bottom) / 2 - rule["top"] * MM
    assert abs(gap - 2.5 * LINE) < 1.5


def test_the_number_has_brackets_for_its_year_and_is_centred(pages):
    number = next(line for line in lines_of(pages[0]) if "号" in line.text)
    assert number.text == "青城项指〔2021〕3号"
    assert abs((number.left + number.right) / 2 - (LEFT + RIGHT) / 2) < 1.0


def test_page_numbers_stand_outside_7_mm_under_the_type_area(made, pages):
    for number, page in enumerate(pages, 1):
        line = lines_of(page)[-1]
        assert line.text == f"—{number}—"
        assert round(line.size, 2) == 14
        inward = 14 * MM
        edge = RIGHT - inward - line.right if number % 2 else line.left - LEFT - inward
        assert abs(edge) < NUMBER
    # The first of its signs is a dash: nothing but its ink in the first two millimetres.
    start = int(lines_of(pages[0])[-1].left * 300 / 25.4)
    dash = ink(made, 0)[:, start : start + 24].max(axis=2) < 128
    top, _bottom = extent(dash, start_mm=BOTTOM + 3)
    assert abs(top - (BOTTOM + 7)) < 1.0


def test_the_date_stands_four_characters_in_and_the_unit_is_centred_over_it(pages):
    lines = [line for page in pages for line in lines_of(page)]
    date = next(line for line in lines if line.text == "2021年10月8日")
    unit = lines[lines.index(date) - 1]
    assert unit.text == LETTER.signature
    assert abs(RIGHT - 4 * CHARACTER - date.right) < PLATE
    assert abs((unit.left + unit.right) / 2 - (date.left + date.right) / 2) < PLATE


def test_headings_have_their_numbers_and_are_two_characters_in(pages):
    lines = [line for page in pages for line in lines_of(page)]
    for text in ("一、总体情况", "\uff08一\uff09开工情况", "\uff08二\uff09投资情况", "1.产业项目", "二、下一步工作"):
        line = next(line for line in lines if line.text == text)
        # A bracket is drawn in the right half of its square.
        assert abs(line.left - LEFT - 2 * CHARACTER) < PLATE or text[0] == "\uff08"


def test_the_foot_ends_on_the_lower_edge_of_the_type_area(pages):
    rules = [line for line in pages[-1].lines if line["stroking_color"] != (1, 0, 0) and line["width"] > 400]
    rules = sorted((rule for rule in rules if rule["top"] * MM > 215), key=lambda rule: rule["top"])
    assert [round(rule["linewidth"] * MM, 2) for rule in rules] == [OUTER, INNER, INNER, OUTER]
    assert abs(rules[-1]["top"] * MM - BOTTOM) < PLATE
    assert all(abs(rule["x0"] * MM - LEFT) < PLATE and abs(rule["x1"] * MM - RIGHT) < PLATE for rule in rules)
    texts = [line.text for line in lines_of(pages[-1]) if line.top > rules[0]["top"] * MM]
    assert texts[0].startswith("抄送\uff1a区委办公室")
    assert "2021年10月8日印发" in texts[-2]


def test_a_short_letter_has_its_foot_on_its_only_page():
    letter = Letter(
        issuer="测试机关", number="测〔2021〕2号", title="测试", issued_date=LETTER.issued_date,
        blocks=(Paragraph("特此通报。"),), signature="测试机关", printed_by="测试机关办公室",
    )  # fmt: skip
    (page,) = opened(render_pdf(letter=letter)).pages
    assert max(line["bottom"] for line in page.lines) * MM == pytest.approx(BOTTOM, abs=PLATE)
