"""Sheets we hand out: the template of a kind, and the refused lines of a batch to be put right and uploaded again."""

import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lutu.kernel.intake.headings import HINT_TITLE, REASON_TITLES
from lutu.kernel.intake.kinds import REFUSED, Column, ImportKind
from lutu.kernel.intake.models import ImportBatch, ImportLine
from lutu.kernel.intake.queries import lines_of

UNITS = {"money": "万元", "land_area": "亩"}
FLAGS = ("是", "否")
# Rows of the template that offer choices and formats; more may be filled in.
PREPARED_ROWS = 2000
NARROWEST, WIDEST = 10, 44
# Excel takes lists of choices up to this length.
LONGEST_LIST = 255
EXAMPLE_HINT = "示例行,上传时自动跳过"
KIND_WORDS = {
    "text": "文本", "code": "代码(文本)", "date": "日期,如 2021-09-30", "integer": "整数", "decimal": "数字",
    "money": "金额,单位见表头,可改为元、万元或亿元", "land_area": "面积,单位见表头,可改为亩、㎡或公顷",
    "choice": "从列出的词中选一个", "flag": "是或否", "area": "街道、社区名称或 12 位区划代码",
}  # fmt: skip


def heading_of(column: Column) -> str:
    """The heading of a column in the template, with the unit where it has one."""
    unit = UNITS.get(column.kind)
    return f"{column.title}({unit})" if unit else column.title


def template_of(kind: ImportKind) -> bytes:
    """An xlsx: headings with units, one example row, choices to pick from, and a sheet that explains every column."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _entry_sheet(book, kind)
        _manual_sheet(book, kind)
    return buffer.getvalue()


def _entry_sheet(book: Workbook, kind: ImportKind) -> None:
    sheet = book.add_worksheet(_sheet_name(kind.title))
    must, may = _head(book, bold=True, colour="#dce9f5"), _head(book, bold=False, colour="#eef2f5")
    example = book.add_format({"italic": True, "font_color": "#6b7680", "num_format": "@"})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for position, column in enumerate(kind.columns):
        heading = heading_of(column)
        # Text columns are text from the start: otherwise long codes turn into 1.23E+17.
        form = {"date": day, "integer": None, "decimal": None, "money": None, "land_area": None}.get(column.kind, text)
        sheet.set_column(position, position, _width([heading, column.example]), form)
        sheet.write_string(0, position, heading, must if column.required else may)
        sheet.write_string(1, position, column.example, example)
        _offer(sheet, position, column)
    hint = len(kind.columns)
    sheet.set_column(hint, hint, 26)
    sheet.write_string(0, hint, HINT_TITLE, may)
    sheet.write_string(1, hint, EXAMPLE_HINT, example)
    sheet.freeze_panes(1, 0)


def _offer(sheet: Worksheet, position: int, column: Column) -> None:
    """A list to pick from, and the help as a note beside the cell."""
    choices = list(column.choices) if column.kind == "choice" else list(FLAGS) if column.kind == "flag" else []
    if choices and len(",".join(choices)) <= LONGEST_LIST:
        rule = {"validate": "list", "source": choices, "error_type": "warning"}
        sheet.data_validation(1, position, PREPARED_ROWS, position, rule)


def _manual_sheet(book: Workbook, kind: ImportKind) -> None:
    sheet = book.add_worksheet("填写说明")
    head, wrapped = _head(book, bold=True, colour="#dce9f5"), book.add_format({"text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    sheet.write_string(0, 0, kind.title, title)
    sheet.write_string(1, 0, kind.description)
    for position, (word, width) in enumerate(
        (("列", 22), ("必填", 8), ("填什么", 34), ("可填的值", 34), ("说明", 44), ("示例", 24), ("也认的表头", 34))
    ):
        sheet.set_column(position, position, width)
        sheet.write_string(3, position, word, head)
    for row, column in enumerate(kind.columns, 4):
        choices = "、".join(column.choices) if column.kind == "choice" else ""
        cells = (
            heading_of(column), "必填" if column.required else "选填", KIND_WORDS[column.kind], choices, column.help,
            column.example, "、".join(column.aliases),
        )  # fmt: skip
        for position, cell in enumerate(cells):
            sheet.write_string(row, position, cell, wrapped)
    notes = (
        "表头可放在前 20 行的任一行,上面可有标题行;列的先后不限,多出的列不采用。",
        "数据行不要用公式和合并单元格;一格一个值;空行会跳过。",
        "金额、面积列须在表头注明单位,同一列只用一个单位。",
        "同一个文件再次上传不会重复登记。",
    )
    for row, note in enumerate(notes, len(kind.columns) + 5):
        sheet.write_string(row, 0, note)
    sheet.freeze_panes(4, 1)


def refusals_sheet(batch: ImportBatch) -> bytes:
    """An xlsx of the refused lines: their own columns, cells at fault coloured, then where and why they were refused.

    Every cell is text, so nothing in it is evaluated and the file can be uploaded again once it is put right.
    """
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(buffer, options) as book:
        sheet = book.add_worksheet("拒收行")
        lines = lines_of(batch=batch, verdict=REFUSED)
        headings = list(
            dict.fromkeys(title for raw in lines.values_list("raw", flat=True)[:200] for title, _cell in raw)
        )
        head, reason = _head(book, bold=True, colour="#eef2f5"), _head(book, bold=True, colour="#fbe4e1")
        text, wrong = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bg_color": "#fbe4e1"})
        for position, title in enumerate((*headings, *REASON_TITLES)):
            is_reason = position >= len(headings)
            sheet.set_column(position, position, 28 if is_reason else _width([title, "一二三四五六"]))
            sheet.write_string(0, position, title, reason if is_reason else head)
        for row, line in enumerate(lines.iterator(chunk_size=2000), 1):
            _refused_row(sheet, row, line, headings, text, wrong)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _refused_row(
    sheet: Worksheet, row: int, line: ImportLine, headings: Sequence[str], text: Format, wrong: Format
) -> None:
    columns, cells = [fault[0] for fault in line.faults], dict(line.raw)
    for position, title in enumerate(headings):
        at_fault = any(column and title.startswith(column) for column in columns)
        sheet.write_string(row, position, cells.get(title, ""), wrong if at_fault else text)
    first = len(headings)
    sheet.write_string(row, first, str(line.number), text)
    for offset in range(4):
        parts = (fault[offset] for fault in line.faults)
        sheet.write_string(row, first + 1 + offset, _joined(parts, empty=_("空") if offset == 1 else ""), text)


def _joined(parts: Iterable[str], *, empty: str) -> str:
    return ";".join(filter(None, (part or empty for part in parts)))


def _head(book: Workbook, *, bold: bool, colour: str) -> Format:
    return book.add_format({"bold": bold, "bg_color": colour, "border": 1, "border_color": "#c9d1d8"})


def _width(texts: Iterable[str]) -> int:
    """A column wide enough for the longest text; a Chinese character takes two."""
    longest = max(sum(2 if sign > "\xff" else 1 for sign in text) for text in texts)
    return min(max(longest + 3, NARROWEST), WIDEST)


def _sheet_name(title: str) -> str:
    """A name Excel accepts: at most 31 characters, none of its signs."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "模板"
