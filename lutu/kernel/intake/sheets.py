"""Reading files: xlsx by calamine, csv in UTF-8, UTF-16 or GB18030. Values only: nothing in a file is evaluated."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_UNPACKED = 400 * 1024 * 1024
SAVE_AS_XLSX = "请在 Excel 或 WPS 中用“另存为”存成 .xlsx 后上传"
# What is left of Chinese text that some program has read in the wrong encoding and saved again.
_GARBLED = ("\ufffd", "锟斤拷", "烫烫烫")
Range = tuple[int, int, int, int]
# A cell element that is followed at once by its formula.
_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f[\s>/]")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class FileRefused(ValueError):
    """The file as a whole can't be used: what was found, what is expected, what to do."""


@dataclass(frozen=True)
class Sheet:
    """表: rows of cells from row 1 on, merged ranges (first row, first column, last row, last column) and formula
    cells (row, column), all counted from 0.
    """

    rows: list[list[Any]]
    merged: tuple[Range, ...] = ()
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def require_content(*, name: str, content: bytes, limit: int) -> None:
    """Raises FileRefused for a file without content, or with more than `limit` bytes."""
    if not content.strip():
        raise FileRefused(_("文件“{name}”是空的,请检查后重新上传").format(name=name))
    if len(content) > limit:
        text = _("文件有 {size} MB,超过 {limit} MB 的上限,请分成几个文件上传")
        raise FileRefused(text.format(size=f"{len(content) / 1024**2:.1f}", limit=limit // 1024**2))


def read_sheet(*, name: str, content: bytes) -> Sheet:
    """The first visible sheet of a workbook, or the table of a csv file. Raises FileRefused."""
    require_content(name=name, content=content, limit=settings.IMPORT_MAX_BYTES)
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise FileRefused(_("文件设有打开密码,请取消密码后上传"))
        raise FileRefused(_("文件是旧版 .xls 格式。{remedy}").format(remedy=SAVE_AS_XLSX))
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise FileRefused(_("文件“{name}”不是表格,应为 .xlsx 或 .csv").format(name=name))
    return _read_text(content)


def _read_workbook(content: bytes) -> Sheet:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        unpacked = sum(item.file_size for item in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise FileRefused(_("文件解压后过大({size} MB),请删去多余的工作表和图片").format(size=unpacked >> 20))
        if "xl/workbook.xml" not in archive.namelist():
            raise FileRefused(_("文件不是 Excel 工作簿。{remedy}").format(remedy=SAVE_AS_XLSX))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet, position = _first_visible(book)
        formulas = _formula_cells(archive, position)
    except (zipfile.BadZipFile, CalamineError, ElementTree.ParseError, KeyError, IndexError) as error:
        raise FileRefused(_("文件已损坏,无法打开。{remedy}").format(remedy=SAVE_AS_XLSX)) from error
    last_row, last_column = sheet.end or (0, 0)
    _require_size(last_row + 1, last_column + 1)
    rows = sheet.to_python(skip_empty_area=False)
    merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Sheet(rows, merged, formulas)


def _first_visible(book: CalamineWorkbook) -> tuple[CalamineSheet, int]:
    """The first visible sheet that holds anything, with its place among all sheets."""
    for position, about in enumerate(book.sheets_metadata):
        if about.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_index(position)
            if sheet.end is not None:
                return sheet, position
    raise FileRefused(_("工作簿里没有内容,请检查后重新上传"))


def _formula_cells(archive: zipfile.ZipFile, position: int) -> frozenset[tuple[int, int]]:
    """Which cells hold formulas: calamine gives their last values, and a district must not load a guess."""
    book = ElementTree.fromstring(_member(archive, "xl/workbook.xml"))
    sheets = [element for element in book.iter() if element.tag.rpartition("}")[2] == "sheet"]
    wanted = sheets[position].attrib[_RELATION]
    relations = ElementTree.fromstring(_member(archive, "xl/_rels/workbook.xml.rels"))
    target = next(element.attrib["Target"] for element in relations if element.attrib["Id"] == wanted)
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = set()
    for match in _FORMULA.finditer(_member(archive, path)):
        reference = _REFERENCE.search(match[1])
        if reference is None:
            raise FileRefused(_("表中有公式。请复制后用“选择性粘贴—数值”替换公式再上传"))
        found.add((int(reference[2]) - 1, _column_number(reference[1].decode())))
    return frozenset(found)


def _member(archive: zipfile.ZipFile, path: str) -> bytes:
    content = archive.read(path)
    if b"<!DOCTYPE" in content[:1000]:
        raise FileRefused(_("文件含有不允许的声明,无法打开。{remedy}").format(remedy=SAVE_AS_XLSX))
    return content


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(position: int) -> str:
    """A, B, … Z, AA for a column counted from 0."""
    letters, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _read_text(content: bytes) -> Sheet:
    text = _decoded(content)
    for mark in _GARBLED:
        if mark in text:
            row = text.count("\n", 0, text.index(mark)) + 1
            words = _("第 {row} 行是乱码(“{mark}”),内容在别的软件里已经损坏,请从原系统重新导出")
            raise FileRefused(words.format(row=row, mark=mark))
    if "\x00" in text:
        raise FileRefused(_("文件不是文本表格,应为 .xlsx 或 .csv。{remedy}").format(remedy=SAVE_AS_XLSX))
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    try:
        rows: list[list[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FileRefused(_("CSV 格式有误({error})。{remedy}").format(error=error, remedy=SAVE_AS_XLSX)) from error
    _require_size(len(rows), max(map(len, rows), default=0))
    return Sheet(rows)


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, or GB18030; a damaged UTF-8 file is not taken for GB18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="strict" if len(content) % 2 == 0 else "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lenient = content.decode("utf-8", errors="replace")
        if lenient.count("\ufffd") * 20 < sum(1 for sign in lenient if sign > "\x7f"):
            raise _undecodable(content, error.start) from error
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start) from error


def _undecodable(content: bytes, position: int) -> FileRefused:
    row = content.count(b"\n", 0, position) + 1
    text = _("第 {row} 行有无法识别的字符,文件编码应为 UTF-8 或 GB18030。请用 Excel 另存为“CSV UTF-8”或 .xlsx 后上传")
    return FileRefused(text.format(row=row))


def _require_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        text = _("表有 {rows} 行 {columns} 列,超过 {most_rows} 行 {most_columns} 列的上限,请删去空白行列或分成几个文件")
        raise FileRefused(text.format(rows=rows, columns=columns, most_rows=MAX_ROWS, most_columns=MAX_COLUMNS))


def is_blank(row: Iterable[Any]) -> bool:
    """Whether a row holds nothing but empty cells."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)
