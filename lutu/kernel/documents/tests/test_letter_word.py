"""The Word document, opened as a program would: page, grid, styles, tables, properties, the same bytes."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from lutu.kernel.documents.letters import Paragraph, render_docx
from lutu.kernel.documents.tests.letters import LETTER, RANKING, SIXTY

MM_A_TWIP = 25.4 / 1440


@pytest.fixture(scope="module")
def made():
    return render_docx(letter=LETTER)


@pytest.fixture
def document(made):
    return Document(BytesIO(made))


def part(made, name):
    return ZipFile(BytesIO(made)).read(name).decode()


def style(document, name):
    return next(item for item in document.styles.element.style_lst if item.styleId == name)


def spacing(document, name):
    return style(document, name).pPr.find(qn("w:spacing"))


def test_the_page_is_a4_with_the_margins_of_the_standard(document):
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm, 1) for side in sides] == [37.0, 35.0, 28.0, 26.0]


def test_the_grid_has_22_lines_of_28_characters(document):
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    pitch = int(grid.get(qn("w:linePitch")))
    assert pitch == 579
    assert int(225 / MM_A_TWIP) // pitch == 22
    character = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert int(156 / 25.4 * 72 / character + 0.01) == 28


def test_every_line_of_the_text_is_exactly_one_line_of_the_grid(document):
    for name in ("BodyText", "Heading1", "Heading2", "Heading3", "Heading4", "Title", "LetterDate"):
        assert spacing(document, name).get(qn("w:line")) == "579"
        assert spacing(document, name).get(qn("w:lineRule")) == "exact"


def test_sizes_and_faces_are_those_of_the_standard(document):
    wanted = {
        "Title": ("方正小标宋简体", "44"), "Heading1": ("黑体", "32"), "Heading2": ("楷体", "32"),
        "Heading3": ("仿宋", "32"), "BodyText": ("仿宋", "32"), "LetterFoot": ("仿宋", "28"), "Footer": ("宋体", "28"),
    }  # fmt: skip
    for name, (face, size) in wanted.items():
        look = style(document, name).rPr
        assert look.find(qn("w:rFonts")).get(qn("w:eastAsia")) == face
        assert look.find(qn("w:sz")).get(qn("w:val")) == size


def test_each_face_names_what_to_take_where_it_is_not_installed(made):
    table = part(made, "word/fontTable.xml")
    faces = dict(re.findall(r'<w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"', table))
    assert set(faces) == {"仿宋", "方正小标宋简体", "黑体", "楷体", "宋体"}
    assert all("Noto" in others for others in faces.values())


def test_the_red_mark_begins_35_mm_below_the_type_area_and_the_rule_is_red(document):
    mark, number = document.paragraphs[:2]
    assert (mark.text, number.text) == (LETTER.issuer, "青城项指〔2021〕3号")
    size = float(mark.runs[0]._element.rPr.find(qn("w:sz")).get(qn("w:val"))) / 2
    before = int(mark._element.pPr.find(qn("w:spacing")).get(qn("w:before"))) * MM_A_TWIP
    assert abs(before + 0.12 * size * 25.4 / 72 - 35) < 0.1
    assert style(document, "LetterMark").rPr.find(qn("w:color")).get(qn("w:val")) == "FF0000"
    rule = style(document, "LetterNumber").pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (rule.get(qn("w:color")), rule.get(qn("w:sz"))) == ("FF0000", "12")


def test_the_title_is_a_title_two_lines_below_the_rule(document):
    (title,) = [item for item in document.paragraphs if item.style.name == "Title"]
    assert title.text.replace("\n", "") == LETTER.title
    assert spacing(document, "Title").get(qn("w:before")) == str(2 * 579)
    assert style(document, "Title").pPr.find(qn("w:jc")).get(qn("w:val")) == "center"


def test_headings_are_headings_with_their_numbers(document):
    headings = [(item.style.name, item.text) for item in document.paragraphs if item.style.name.startswith("Heading")]
    assert headings[:3] == [
        ("Heading 1", "一、总体情况"), ("Heading 2", "\uff08一\uff09开工情况"), ("Heading 2", "\uff08二\uff09投资情况")
    ]  # fmt: skip


def test_page_numbers_stand_outside_and_7_mm_under_the_type_area(document):
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer is True
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.style.style_id, even.style.style_id) == ("Footer", "FooterEven")
    sides = [style(document, name).pPr.find(qn("w:jc")).get(qn("w:val")) for name in ("Footer", "FooterEven")]
    assert sides == ["right", "left"]
    for footer in (odd, even):
        assert footer._element.xpath("string()").replace("1", "") == "—  PAGE  —"
    # The line of 20 pt ends where the footer begins; its signs stand at four fifths, the dash a third above.
    line_top = 35 - section.footer_distance.mm - 20 * 25.4 / 72
    assert abs(line_top + (0.8 * 20 - 0.36 * 14) * 25.4 / 72 - 7) < 0.1


def test_the_date_stands_four_characters_in(document):
    (date,) = [item for item in document.paragraphs if item.style.style_id == "LetterDate"]
    assert date.text == "2021年10月8日"
    indent = style(document, "LetterDate").pPr.find(qn("w:ind"))
    assert indent.get(qn("w:rightChars")) == "400"


def test_tables_have_the_width_of_the_type_area_repeat_their_head_and_break_between_rows_only(document):
    ranking, sixty, foot = document.tables
    assert (len(ranking.rows), len(sixty.rows)) == (len(RANKING.rows) + 1, len(SIXTY.rows) + 1)
    for table in (ranking, sixty):
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert abs(sum(widths) * MM_A_TWIP - 156) < 0.1
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True] + [False] * (
            len(table.rows) - 1
        )
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert foot.rows[0].cells[0].text.startswith("抄送\uff1a区委办公室")
    assert ranking.rows[1].cells[2].paragraphs[0].alignment is not None


def test_the_foot_stands_on_the_lower_edge_of_the_type_area(document):
    foot = document.tables[-1]._tbl
    place = foot.tblPr.find(qn("w:tblpPr"))
    assert place.get(qn("w:vertAnchor")) == "margin"
    assert place.get(qn("w:tblpYSpec")) == "bottom"
    rules = [edge.get(qn("w:sz")) for edge in foot.iter(qn("w:top"), qn("w:bottom")) if edge.get(qn("w:sz"))]
    # Eighths of a point: 0.35 mm outside, 0.25 mm inside, where the rule of two rows is one.
    assert rules == ["8", "6", "6", "6", "6", "8"]


def test_an_annex_with_content_begins_a_page_of_its_own(document):
    (mark,) = [item for item in document.paragraphs if item.style.style_id == "LetterAnnexMark"]
    assert mark.text == "附件1"
    assert mark.paragraph_format.page_break_before


def test_the_last_lines_of_the_text_are_kept_with_the_date(document):
    paragraphs = document.paragraphs
    date = next(number for number, item in enumerate(paragraphs) if item.style.style_id == "LetterDate")
    last = next(number for number in range(date, 0, -1) if paragraphs[number].style.style_id == "BodyText")
    for item in paragraphs[last:date]:
        inherited = style(document, item.style.style_id).pPr.find(qn("w:keepNext")) is not None
        assert item.paragraph_format.keep_with_next or inherited


def test_lines_may_not_begin_with_closing_signs(document):
    normal = style(document, "Normal").pPr
    assert normal.find(qn("w:kinsoku")) is not None
    assert normal.find(qn("w:kinsoku")).get(qn("w:val")) is None
    assert normal.find(qn("w:overflowPunct")).get(qn("w:val")) == "0"


def test_the_file_names_nobody_but_the_issuer_and_no_program(made, document):
    about = document.core_properties
    assert (about.title, about.author, about.last_modified_by) == (LETTER.title, LETTER.signature, "")
    assert about.language == "zh-CN"
    assert about.created.date() == about.modified.date() == LETTER.issued_date
    names = ZipFile(BytesIO(made)).namelist()
    assert not [name for name in names if "thumbnail" in name or "app.xml" in name or "customXml" in name]
    assert "python-docx" not in "".join(part(made, name) for name in names if name.endswith((".xml", ".rels")))


def test_the_same_letter_gives_the_same_bytes(made):
    assert render_docx(letter=replace(LETTER)) == made
    assert {info.date_time for info in ZipFile(BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert render_docx(letter=replace(LETTER, title="另一份")) != made


def test_signs_of_markup_are_text():
    made = render_docx(letter=replace(LETTER, blocks=(Paragraph("a<b & c>d"),), printed_by="甲<乙>&"))
    document = Document(BytesIO(made))
    assert "a<b & c>d" in [item.text for item in document.paragraphs]
    assert document.tables[-1].rows[-1].cells[0].text.startswith("甲<乙>&")


def test_every_page_carries_the_notice(document):
    section = document.sections[0]
    assert section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text == "演示数据"
