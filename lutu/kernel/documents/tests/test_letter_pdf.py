"""The PDF as a document: the same bytes, tags, tables that keep inside their cells, lines that begin as they may."""

from dataclasses import replace
from itertools import pairwise

import pytest

from lutu.kernel.documents.letters import (
    Annex,
    Column,
    Heading,
    Letter,
    LetterRefused,
    Paragraph,
    Table,
    render_pdf,
)
from lutu.kernel.documents.letters.fonts import FILES, FontsMissing, folders
from lutu.kernel.documents.letters.wording import NEVER_FIRST, NEVER_LAST
from lutu.kernel.documents.tests.letters import LETTER, SIXTY, lines_of, needs_fonts, opened

pytestmark = needs_fonts


@pytest.fixture(scope="module")
def made():
    return render_pdf(letter=LETTER)


@pytest.fixture(scope="module")
def document(made):
    return opened(made)


def test_the_same_letter_gives_the_same_bytes(made):
    other = render_pdf(letter=replace(LETTER, title="另一份"))
    assert render_pdf(letter=replace(LETTER)) == made
    assert other != made


def test_title_language_and_day_stand_in_the_file(document):
    assert document.metadata["Title"] == LETTER.title
    assert document.metadata["CreationDate"].startswith("D:20211008")
    catalog = document.doc.catalog
    assert catalog["Lang"].decode() == "zh-CN"
    assert catalog["MarkInfo"]["Marked"] is True
    assert catalog["ViewerPreferences"]["DisplayDocTitle"] is True


def test_it_says_it_is_accessible_and_for_the_archive(document):
    about = document.doc.catalog["Metadata"].resolve().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about


def kinds(elements):
    for element in elements:
        yield element["type"]
        yield from kinds(element.get("children", []))


def test_headings_and_table_heads_are_tagged_and_no_level_is_skipped(document):
    tags = list(kinds(document.structure_tree))
    levels = [int(tag[1:]) for tag in tags if tag[0] == "H" and tag[1:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert tags.count("Table") == 2
    assert tags.count("TH") >= len(LETTER.blocks[4].columns) + len(SIXTY.columns)


def test_a_letter_that_begins_with_a_low_heading_is_still_in_order():
    blocks = (Heading(3, "三级"), Paragraph("正文。"), Heading(1, "一级"), Heading(4, "四级"))
    made = render_pdf(letter=replace(LETTER, blocks=blocks, annexes=(Annex("附件", (Heading(2, "二级"),)),)))
    tags = list(kinds(opened(made).structure_tree))
    assert [tag for tag in tags if tag[0] == "H" and tag[1:].isdigit()] == ["H1", "H1", "H2", "H1", "H2"]


def test_a_table_of_sixty_rows_repeats_its_head_on_every_page(document):
    pages = [page for page in document.pages if any("370214-48" in line.text for line in lines_of(page))]
    assert len(pages) >= 3
    for page in pages:
        text = page.extract_text().replace("\n", "")
        assert "项目代码" in text
        assert "项目名称" in text
    numbers = [line.text for page in pages for line in lines_of(page)]
    assert all(any(str(number) in text for text in numbers) for number in range(1, 61))


def test_nothing_crosses_the_side_of_its_cell(document):
    for page in document.pages:
        walls = [line for line in page.lines if abs(line["x0"] - line["x1"]) < 0.1]
        for char in page.chars:
            crossed = [
                wall
                for wall in walls
                if char["x0"] + 0.5 < wall["x0"] < char["x1"] - 0.5 and wall["top"] < char["top"] < wall["bottom"]
            ]
            assert not crossed, char["text"]


def test_a_word_longer_than_its_column_is_broken_inside_it():
    long = Table((Column("编号", 1), Column("说明", 9)), (("A" * 60, "乙"), ("1234567890" * 4, "丙")))
    page = opened(render_pdf(letter=replace(LETTER, blocks=(long,), annexes=(), copies=""))).pages[0]
    wall = sorted({round(line["x0"], 1) for line in page.lines if abs(line["x0"] - line["x1"]) < 0.1})[1]
    signs = [char for char in page.chars if char["text"] in "A1234567890" and round(char["size"], 1) == 7.5]
    assert len(signs) == 100
    assert all(char["x1"] <= wall + 0.1 for char in signs)


def test_numbers_of_a_column_stand_flush_right(document):
    page = next(page for page in document.pages if "12,345.6" in page.extract_text())
    ends = {round(word["x1"], 1) for word in page.extract_words() if word["text"].endswith(".6") and word["x0"] > 400}
    assert len(ends) == 1


def test_no_line_begins_or_ends_with_a_sign_that_may_not_stand_there(document):
    lines = [line.text for page in document.pages for line in lines_of(page) if line.size == 16]
    assert len(lines) > 50
    assert [text for text in lines if text[0] in NEVER_FIRST.replace("—", "")] == []
    assert [text for text in lines if text[-1] in NEVER_LAST] == []


def test_numbers_are_not_parted_at_the_end_of_a_line(document):
    for page in document.pages:
        lines = [line for line in lines_of(page) if line.size == 16]
        for above, below in pairwise(lines):
            assert not (above.right > 180 and above.text[-1].isdigit() and below.text[0].isdigit())


def test_the_date_never_stands_alone_on_a_page():
    for count in range(14, 24):
        blocks = (*(Paragraph("甲" * 28 * 2) for _ in range(count // 2)), Paragraph("特此通报。"))
        pages = opened(render_pdf(letter=replace(LETTER, blocks=blocks, annexes=(), copies="", printed_by="",
                                                 printed_date=None, digest=""))).pages  # fmt: skip
        last = [line.text for line in lines_of(pages[-1])]
        assert "2021年10月8日" in last
        assert any("特此通报" in text for text in last)


def test_every_page_carries_the_notice(document):
    assert all(lines_of(page)[0].text == "演示数据" for page in document.pages)


def test_a_sign_no_face_holds_is_refused_by_its_name():
    with pytest.raises(LetterRefused, match=r"𠮷.*LETTER_FONTS"):
        render_pdf(letter=replace(LETTER, blocks=(Paragraph("𠮷"),)))


def test_without_faces_it_says_what_to_run(settings, tmp_path):
    settings.VAR = settings.ROOT = tmp_path
    with pytest.raises(FontsMissing, match="npm ci"):
        folders()


def test_the_folder_of_the_operator_comes_before_the_copied_faces(settings, tmp_path):
    settings.VAR, settings.LETTER_FONTS = tmp_path / "var", tmp_path / "own"
    (tmp_path / "var" / "fonts").mkdir(parents=True)
    for name in FILES.values():
        (tmp_path / "var" / "fonts" / name).touch()
    assert folders() == (tmp_path / "own", tmp_path / "var" / "fonts")


def test_the_smallest_letter_can_be_set():
    letter = Letter(issuer="甲", number="", title="乙", issued_date=LETTER.issued_date, blocks=())
    assert len(opened(render_pdf(letter=letter)).pages) == 1
