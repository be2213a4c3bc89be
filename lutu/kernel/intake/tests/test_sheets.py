"""Reading files: what is accepted, and one clear sentence for everything that is not."""

import io
import zipfile

import pytest

from lutu.kernel.intake import sheets
from lutu.kernel.intake.sheets import FileRefused, column_letters, read_sheet
from lutu.kernel.intake.tests.sample import csv_of, xlsx

ROWS = [["代码", "名称"], ["A1", "城阳街道"], ["A2", "惜福镇街道"]]


def cells(sheet):
    return [[str(cell) for cell in row] for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_csv_is_read_in_every_encoding_a_district_saves(encoding):
    assert cells(read_sheet(name="表.csv", content=csv_of(ROWS, encoding=encoding))) == ROWS


def test_a_workbook_is_read_from_its_first_row_and_column():
    sheet = read_sheet(name="表.xlsx", content=xlsx([["", ""], ["", "代码"], ["", "A1"]]))
    assert cells(sheet) == [["", ""], ["", "代码"], ["", "A1"]]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_separate_cells_as_well(delimiter):
    text = "\n".join(delimiter.join(row) for row in ROWS)
    assert cells(read_sheet(name="表.csv", content=text.encode())) == ROWS


def test_a_quoted_line_break_stays_inside_its_cell():
    sheet = read_sheet(name="表.csv", content='代码,名称\r\nA1,"两\r\n行"\r\n'.encode())
    assert cells(sheet)[1] == ["A1", "两\r\n行"]


def old_workbook(encrypted):
    marker = "EncryptedPackage".encode("utf-16-le") if encrypted else b""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + marker


def packed(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        (b" \r\n ", "空的"),
        (old_workbook(encrypted=False), "旧版 .xls"),
        (old_workbook(encrypted=True), "打开密码"),
        (b"%PDF-1.7 rest", "不是表格"),
        (b"\x89PNG\r\n\x1a\n", "不是表格"),
        (packed(word__document_dot_xml="<a/>"), "不是 Excel 工作簿"),
        (b"PK\x03\x04 and then nothing", "损坏"),
        (xlsx([]), "没有内容"),
    ],
    ids=["nothing", "spaces", "xls", "password", "pdf", "png", "docx", "damaged", "empty sheet"],
)
def test_what_is_no_table_is_refused_in_one_sentence(content, said):
    with pytest.raises(FileRefused, match=said):
        read_sheet(name="文件", content=content)


def test_a_file_in_no_known_encoding_names_the_row_and_what_to_do():
    content = "代码,名称\r\nA1,".encode() + b"\xff\xfe\xfa\r\n"
    with pytest.raises(FileRefused, match=r"第 2 行.*CSV UTF-8"):
        read_sheet(name="表.csv", content=content)


def test_a_damaged_utf8_file_is_not_taken_for_gb18030():
    text = "代码,名称\r\n" + "A1,城阳街道办事处项目名称\r\n" * 20
    content = text.encode()
    with pytest.raises(FileRefused, match="无法识别"):
        read_sheet(name="表.csv", content=content[:60] + content[61:])


def test_too_large_a_file_is_told_its_size(settings):
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    with pytest.raises(FileRefused, match=r"1\.5 MB,超过 1 MB"):
        read_sheet(name="表.csv", content=b"a" * (3 * 512 * 1024))


def test_too_many_rows_are_told(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    with pytest.raises(FileRefused, match="3 行"):
        read_sheet(name="表.csv", content=csv_of(ROWS))


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 100_000)
    content = packed(xl__workbook_dot_xml="<workbook/>", xl__media__big_dot_bin=bytes(200_000))
    with pytest.raises(FileRefused, match="解压后过大"):
        read_sheet(name="表.xlsx", content=content)


def test_a_declaration_in_the_xml_is_refused_before_anything_is_expanded():
    source = zipfile.ZipFile(io.BytesIO(xlsx(ROWS)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                content = b'<!DOCTYPE a [<!ENTITY b "c">]>' + content
            archive.writestr(name, content)
    with pytest.raises(FileRefused):
        read_sheet(name="表.xlsx", content=buffer.getvalue())


def test_formulas_and_merged_cells_are_found_where_they_stand():
    sheet = read_sheet(name="表.xlsx", content=xlsx([*ROWS, ["A3", "===1+1"]], merged=["A2:A3"]))
    assert sheet.formulas == {(3, 1)}
    assert sheet.merged == ((1, 0, 2, 0),)


def test_a_text_that_begins_like_a_formula_is_text():
    sheet = read_sheet(name="表.xlsx", content=xlsx([["代码"], ["=1+1"], ["@sum"], ["+86"], ["-甲"]]))
    assert not sheet.formulas
    assert cells(sheet)[1:] == [["=1+1"], ["@sum"], ["+86"], ["-甲"]]


@pytest.mark.parametrize(("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_letters_of_the_sheet(position, letters):
    assert column_letters(position) == letters
