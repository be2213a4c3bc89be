"""Exporting a list: every row that passes the filters, in the shown order and columns. No cap; streamed."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from lutu.web.lists.cells import exported, heading
from lutu.web.lists.spec import Column

BATCH = 2000
# A sheet holds 1,048,576 rows with its header, a cell 32,767 characters.
SHEET_ROWS = 1_048_575
CELL_LENGTH = 32_767
BOM = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Prepare = Callable[[list[Any]], Any]
WIDTHS = {"text": 28, "code": 26, "date": 12, "instant": 17, "flag": 8}


@dataclass(frozen=True)
class Export:
    """What goes into the file besides the rows: title, day, the filters in words, and the demo mark."""

    title: str
    day: date
    columns: Sequence[Column]
    conditions: Sequence[tuple[str, str]]
    demo: bool

    @property
    def stem(self) -> str:
        """The file name without its ending; a demo district says so first."""
        return "-".join(([_("演示数据")] if self.demo else []) + [self.title, self.day.isoformat()])

    @property
    def notes(self) -> list[tuple[str, str]]:
        """What the rows are, as (name, value)."""
        demo = [(_("说明"), _("演示数据,全部为虚构示例"))] if self.demo else []
        return [*demo, (_("列表"), self.title), (_("截至"), self.day.isoformat()), *self.conditions]


def as_csv(*, rows: QuerySet[Any], export: Export, prepare: Prepare | None = None) -> StreamingHttpResponse:
    """UTF-8 with a byte order mark, for spreadsheet programs; cells that look like formulas are kept as text."""
    response = StreamingHttpResponse(
        _csv_lines(_batches(rows, prepare), export, translation.get_language() or ""),
        content_type="text/csv; charset=utf-8",
    )
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{export.stem}.csv") or ""
    return response


def as_xlsx(*, rows: QuerySet[Any], export: Export, prepare: Prepare | None = None) -> FileResponse:
    """A workbook: the rows with a fixed, filterable header, and a sheet 说明 with what they are."""
    # The file outlives this function: FileResponse closes it when it has been sent.
    file = TemporaryFile()  # noqa: SIM115
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False})
    styles = _styles(book)
    lines, count = chain.from_iterable(_batches(rows, prepare)), 0
    while True:
        sheet, last = _data_sheet(book, export, styles), 0
        for last, row in enumerate(islice(lines, SHEET_ROWS), start=1):
            for position, column in enumerate(export.columns):
                _write(sheet, last, position, exported(column=column, row=row), styles)
        sheet.autofilter(0, 0, last, len(export.columns) - 1)
        count += last
        if last < SHEET_ROWS:
            break
    about = book.add_worksheet(_("说明"))
    about.set_column(0, 1, 28)
    for position, (name, value) in enumerate([*export.notes, (_("行数"), f"{count:,}")]):
        about.write_string(position, 0, name)
        about.write_string(position, 1, value)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{export.stem}.xlsx", content_type=XLSX)


def _styles(book: Any) -> dict[type, Any]:
    return {
        str: book.add_format({"bold": True, "bottom": 1}),
        Decimal: book.add_format({"num_format": "#,##0.00"}),
        int: book.add_format({"num_format": "#,##0"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }


def _data_sheet(book: Any, export: Export, styles: dict[type, Any]) -> Any:
    """A sheet with its header; a second one follows where a million rows are not enough."""
    name = _("演示数据") if export.demo else _("数据")
    sheet = book.add_worksheet(f"{name}{len(book.worksheets()) + 1}" if book.worksheets() else name)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    if export.demo:
        sheet.set_header("&C" + _("演示数据"))
    for position, column in enumerate(export.columns):
        sheet.set_column(position, position, WIDTHS.get(column.show, 16))
        sheet.write_string(0, position, heading(column=column), styles[str])
    return sheet


def as_text(value: Any) -> str:
    """A value for CSV. Text that a spreadsheet program would run as a formula gets an apostrophe in front."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _write(sheet: Any, line: int, position: int, value: Any, styles: dict[type, Any]) -> None:
    style = styles.get(type(value))
    if style is None or isinstance(value, str):
        # write_string, never write: a text that begins with = must not become a formula.
        sheet.write_string(line, position, str(value)[:CELL_LENGTH])
    elif isinstance(value, date):
        sheet.write_datetime(line, position, value, style)
    else:
        sheet.write_number(line, position, value, style)


def _batches(rows: QuerySet[Any], prepare: Prepare | None) -> Iterator[list[Any]]:
    source = iter(rows.iterator(chunk_size=BATCH))
    while batch := list(islice(source, BATCH)):
        if prepare is not None:
            prepare(batch)
        yield batch


def _csv_lines(batches: Iterator[list[Any]], export: Export, language: str) -> Iterator[str]:
    """Text by batches. The middleware has left when this runs, so the language is set again for each batch."""
    with translation.override(language):
        yield BOM + _line([[heading(column=column) for column in export.columns]])
    for batch in batches:
        with translation.override(language):
            text = _line([[exported(column=column, row=row) for column in export.columns] for row in batch])
        yield text
    if export.demo:
        with translation.override(language):
            mark = _line([[_("演示数据,全部为虚构示例")]])
        yield mark


def _line(lines: Iterable[Sequence[Any]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([as_text(value) for value in line] for line in lines)
    return buffer.getvalue()
