"""How a table is set so that nothing runs out of its cell: a size of type that fits, and places to break long runs."""

import re
from collections.abc import Iterator

from lutu.kernel.documents.letters.letter import Table
from lutu.kernel.documents.letters.measures import SIZE_5, SIZE_SMALL_4, TYPE_WIDTH_MM, points

SIZES_PT = (SIZE_SMALL_4, SIZE_5, 9.0, 7.5)
# Space at either side of a text, and the leading of a row as a share of the size.
CELL_SIDE_PT = 4.0
ROW_LEADING = 1.3
BREAK_HERE = "\u200b"
# What never breaks by itself: letters, digits and the signs inside numbers, hyphens between digits included.
_RUN = re.compile(r"[!-~\u00a0-\u02ff\u2212]+")
_PIECE = re.compile(r"[^-]*-?")


def widths_pt(table: Table) -> tuple[float, ...]:
    """The widths of the columns in points; together they are the width of the type area."""
    total = sum(column.width for column in table.columns)
    return tuple(round(points(TYPE_WIDTH_MM) * column.width / total, 2) for column in table.columns)


def size_pt(table: Table) -> float:
    """The largest size of type at which every number and every word fits its column on one line, else the smallest."""
    rooms = [width - 2 * CELL_SIDE_PT for width in widths_pt(table)]
    longest = [0.0] * len(rooms)
    for row in (tuple(column.title for column in table.columns), *table.rows):
        for place, cell in enumerate(row):
            longest[place] = max([longest[place], *(run_width(run) for run in runs(cell))])
    for size in SIZES_PT:
        if all(width * size <= room for width, room in zip(longest, rooms, strict=True)):
            return size
    return SIZES_PT[-1]


def runs(text: str) -> Iterator[str]:
    """The pieces of a text that are kept together: a hyphen may end one."""
    return (piece for found in _RUN.finditer(text) for piece in _PIECE.findall(found.group()) if piece)


def run_width(run: str) -> float:
    """The width of a run of letters and digits in characters, on the safe side."""
    return sum(0.75 if sign.isupper() or sign in "@%&mw÷=+−" else 0.58 for sign in run)


def broken(text: str, *, room: float) -> str:
    """The text with places to break in runs wider than the room (in characters): after hyphens, else anywhere."""

    def parted(found: re.Match[str]) -> str:
        if run_width(found.group()) <= room:
            return found.group()
        return BREAK_HERE.join(part for piece in runs(found.group()) for part in _parts(piece, room))

    return _RUN.sub(parted, text)


def _parts(piece: str, room: float) -> list[str]:
    parts, width = [""], 0.0
    for sign in piece:
        width += run_width(sign)
        if width > room and parts[-1]:
            parts, width = [*parts, ""], run_width(sign)
        parts[-1] += sign
    return parts
