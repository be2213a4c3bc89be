"""A letter as PDF: set by Typst, tagged (PDF/UA-1), fit for the archive (PDF/A-2a), the same bytes every time."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from lutu.kernel.documents.letters import measures
from lutu.kernel.documents.letters.fonts import families, folders, loaded
from lutu.kernel.documents.letters.letter import Block, Heading, Letter, LetterRefused, Table
from lutu.kernel.documents.letters.tables import CELL_SIDE_PT, ROW_LEADING, broken, size_pt, widths_pt
from lutu.kernel.documents.letters.wording import (
    annex_lines,
    date_words,
    mark_lines,
    plain_length,
    printed,
    title_lines,
)

TEMPLATE = Path(__file__).with_name("letter.typ")
STANDARDS: list[Any] = ["ua-1", "a-2a"]
# A last paragraph of at most four lines goes with the date, so that the date never stands alone on a page.
HELD_CHARACTERS = 4 * measures.CHARACTERS_A_LINE


def render_pdf(*, letter: Letter) -> bytes:
    """The letter as PDF (GB/T 9704-2012), with title, language, headings and table heads tagged.

    Raises FontsMissing where no face is installed, LetterRefused for a sign that no installed face holds.
    """
    fonts = loaded(folders())
    sheet = {**_sheet(printed(letter)), "faces": families(fonts), "measures": _measures()}
    try:
        made = typst.compile(
            TEMPLATE.read_bytes(),
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"letter": json.dumps(sheet, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=datetime.combine(letter.issued_date, time(), UTC),
        )
    except typst.TypstError as error:
        raise LetterRefused(
            f"公文“{letter.title}”不能生成 PDF:{error}。如为生僻字,请把含该字的字体放入 LETTER_FONTS 所指的文件夹"
        ) from error
    assert isinstance(made, bytes)
    return made


def _sheet(letter: Letter) -> dict[str, Any]:
    """What the template reads: texts, lines and sizes; nothing is computed there but places on the page."""
    mark, mark_size = mark_lines(letter.issuer)
    held = len(letter.blocks) > 0 and plain_length(letter.blocks[-1]) <= HELD_CHARACTERS
    language, _dash, region = letter.language.partition("-")
    return {
        "language": language,
        "region": region.lower() or None,
        "title": letter.title.replace("\n", ""),
        "author": letter.signature.replace("\n", " ") or letter.issuer.replace("\n", " "),
        "issued": [letter.issued_date.year, letter.issued_date.month, letter.issued_date.day],
        "mark": mark,
        "mark_size": mark_size,
        "number": letter.number,
        "title_lines": title_lines(letter.title),
        "recipient": letter.recipient,
        "blocks": _blocks(letter.blocks, top=0),
        "held": held,
        "annex_lines": annex_lines(letter.annexes),
        "signature": [line for line in letter.signature.split("\n") if line],
        "date": date_words(letter.issued_date),
        "remark": letter.remark,
        "annexes": [
            {
                "mark": f"附件{number if len(letter.annexes) > 1 else ''}",
                "title_lines": title_lines(annex.title),
                "blocks": _blocks(annex.blocks, top=1),
            }
            for number, annex in enumerate(letter.annexes, 1)
            if annex.blocks
        ],
        "copies": letter.copies,
        "digest": letter.digest,
        "printed_by": letter.printed_by,
        "printed_date": date_words(letter.printed_date) if letter.printed_date else "",
        "notice": letter.notice,
    }


def _blocks(blocks: tuple[Block, ...], *, top: int) -> list[dict[str, Any]]:
    """Blocks as plain values. `depth` is a heading's place in the outline, which may not skip a level."""
    made, above = [], [top]
    for block in blocks:
        value: dict[str, Any] = {"kind": type(block).__name__.lower(), **asdict(block)}
        if isinstance(block, Heading):
            above = [level for level in above if level < block.level + top] or above[:1]
            above.append(block.level + top)
            value["depth"] = top + len(above) - 1
        elif isinstance(block, Table):
            value |= _table(block)
        made.append(value)
    return made


def _table(table: Table) -> dict[str, Any]:
    size, widths = size_pt(table), widths_pt(table)
    rooms = [(width - 2 * CELL_SIDE_PT) / size for width in widths]
    return {
        "size": size,
        "leading": ROW_LEADING * size,
        "side": CELL_SIDE_PT,
        "widths": widths,
        "heads": [broken(column.title, room=room) for column, room in zip(table.columns, rooms, strict=True)],
        "aligns": [column.align for column in table.columns],
        "rows": [[broken(cell, room=room) for cell, room in zip(row, rooms, strict=True)] for row in table.rows],
    }


def _measures() -> dict[str, float]:
    """The measures by their names in lower case."""
    return {name.lower(): value for name, value in vars(measures).items() if name.isupper()}
