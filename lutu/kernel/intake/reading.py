"""From a sheet to typed lines: column by column, so that fifty thousand lines take seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lutu.kernel.intake.cells import CellRefused, converter
from lutu.kernel.intake.headings import Layout, folded, layout_of
from lutu.kernel.intake.kinds import REFUSED, Fault, ImportKind, Line, Outcome, as_text
from lutu.kernel.intake.sheets import Sheet, column_letters, is_blank, read_sheet

FOUND_LENGTH = 200
# The example stands at the top of the lines; further down the same words are somebody's own.
EXAMPLE_ROWS = 3
Faults = dict[int, list[Fault]]


@dataclass(frozen=True)
class Reading:
    """A file as read: lines whose cells all fit, refused lines with their faults, headings not used."""

    lines: list[Line]
    refused: list[Outcome]
    ignored: tuple[str, ...]
    skipped: int


def read_file(*, name: str, content: bytes, kind: ImportKind) -> Reading:
    """Read and type a file. Raises FileRefused where the file as a whole can't be used."""
    sheet = read_sheet(name=name, content=content)
    layout = layout_of(sheet=sheet, kind=kind)
    width = max((item.position for item in layout.placed), default=0) + 1
    used = [item.position for item in layout.placed]
    rows, numbers, skipped = [], [], 0
    for number, row in enumerate(sheet.rows[layout.first_line :], layout.first_line + 1):
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        # A row that holds nothing in our columns is no line, whatever stands beside: serial numbers, hints, signatures.
        if is_blank(row[position] for position in used):
            continue
        if number <= layout.first_line + EXAMPLE_ROWS and _is_example(row, layout):
            skipped += 1
            continue
        rows.append(row)
        numbers.append(number)
    faults: Faults = {}
    _find_formulas(sheet, layout, faults)
    _find_merged(sheet, layout, faults)
    columns = [_typed(item, rows, numbers, faults) for item in layout.placed]
    return _sorted_out(kind, layout, rows, numbers, columns, faults, skipped)


def _is_example(row: Sequence[Any], layout: Layout) -> bool:
    """Whether a row repeats the example of the template in every column."""
    examples = [(row[item.position], item.column.example) for item in layout.placed]
    return any(example for _cell, example in examples) and all(
        folded(as_text(cell)) == folded(example) for cell, example in examples
    )


def _typed(item: Any, rows: Sequence[Sequence[Any]], numbers: Sequence[int], faults: Faults) -> list[Any]:
    """The values of one column."""
    convert, position, title = converter(item), item.position, item.column.title
    values = []
    for index, row in enumerate(rows):
        try:
            values.append(convert(row[position]))
        except CellRefused as refused:
            found = as_text(row[position])[:FOUND_LENGTH]
            number = numbers[index]
            # What a formula shows is beside the point once it is known to be a formula.
            if not any(fault.column == title for fault in faults.get(number, ())):
                faults.setdefault(number, []).append(Fault(number, title, found, refused.expected, refused.remedy))
            values.append(None)
    return values


def _find_formulas(sheet: Sheet, layout: Layout, faults: Faults) -> None:
    titles = {item.position: item.column.title for item in layout.placed}
    for row, position in sorted(sheet.formulas):
        if row >= layout.first_line and position in titles:
            cell = f"{column_letters(position)}{row + 1}"
            faults.setdefault(row + 1, []).append(
                Fault(
                    row + 1, titles[position], _("公式({cell})").format(cell=cell), _("填好的值,不是公式"),
                    _("复制该列,用“选择性粘贴—数值”贴回"),
                )
            )  # fmt: skip


def _find_merged(sheet: Sheet, layout: Layout, faults: Faults) -> None:
    titles = {item.position: item.column.title for item in layout.placed}
    for top, left, bottom, right in sheet.merged:
        columns = [position for position in range(left, right + 1) if position in titles]
        if not columns:
            continue
        cells = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
        for row in range(max(top, layout.first_line), min(bottom, len(sheet.rows) - 1) + 1):
            faults.setdefault(row + 1, []).append(
                Fault(
                    row + 1, titles[columns[0]], _("合并单元格({cells})").format(cells=cells), _("每格一个值"),
                    _("取消合并,逐行填写"),
                )
            )  # fmt: skip


def _sorted_out(
    kind: ImportKind,
    layout: Layout,
    rows: Sequence[Sequence[Any]],
    numbers: Sequence[int],
    columns: Sequence[Sequence[Any]],
    faults: Faults,
    skipped: int,
) -> Reading:
    keys = [item.column.key for item in layout.placed]
    absent = {column.key: None for column in kind.columns if column.key not in keys}
    headings = _headings(layout)
    first = layout.placed[0].position
    lines, refused = [], []
    for number, row, *values in zip(numbers, rows, *columns, strict=True):
        line = Line(number, {**absent, **dict(zip(keys, values, strict=True))}, headings, row)
        if number in faults:
            label = as_text(row[first])[:FOUND_LENGTH]
            refused.append(Outcome(line, REFUSED, tuple(faults[number]), label=label))
        else:
            lines.append(line)
    return Reading(lines, refused, layout.ignored, skipped)


def _headings(layout: Layout) -> tuple[str, ...]:
    """The headings with every unit in brackets, so that refused lines can be uploaded again without a unit row."""
    titles = list(layout.titles)
    for item in layout.placed:
        if item.unit and folded(item.unit) not in folded(titles[item.position]):
            titles[item.position] = f"{titles[item.position]}({item.unit})"
    return tuple(titles)
