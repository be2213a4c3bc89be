"""Tables of a Word letter, and the foot (版记), which is a table that stands on the lower edge of the type area."""

from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml

from lutu.kernel.documents.letters import measures as m
from lutu.kernel.documents.letters.letter import Letter, Table
from lutu.kernel.documents.letters.tables import CELL_SIDE_PT, ROW_LEADING, size_pt, widths_pt
from lutu.kernel.documents.letters.word_styles import HEADING, NAMESPACE, twips
from lutu.kernel.documents.letters.wording import COLON, date_words

JUSTIFY = {"left": "left", "centre": "center", "right": "right"}
ROW_SIDE_PT = 2.5
THIN_SZ = 4
EIGHTHS_A_POINT = 8


def add_table(document: Any, table: Table, *, add: Callable[..., Any]) -> None:
    """Caption, unit and table at the end of the document; the head repeats, no row breaks across pages."""
    if table.caption:
        add(document, table.caption, "LetterCaption")
    if table.unit:
        add(document, table.unit, "LetterUnit")
    size, widths = size_pt(table), [twips(width) for width in widths_pt(table)]
    heads = tuple(column.title for column in table.columns)
    aligns = [JUSTIFY[column.align] for column in table.columns]
    bold_from = len(table.rows) - table.total_rows
    rows = [_row(heads, widths, ["center"] * len(widths), size, bold=True, is_head=True)]
    rows += [
        _row(row, widths, aligns, size, bold=number >= bold_from, is_head=False)
        for number, row in enumerate(table.rows)
    ]
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{THIN_SZ}" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{twips(CELL_SIDE_PT)}" w:type="dxa"/>'
        f'<w:right w:w="{twips(CELL_SIDE_PT)}" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/>{_described(table.caption)}'
    )
    _append(document, properties, widths, rows)
    add(document, "", "LetterAfterTable")


def add_foot(document: Any, letter: Letter) -> None:
    """版记 at the foot of the last page: copies, digest, who printed it and when, between rules of two widths."""
    width = twips(m.points(m.TYPE_WIDTH_MM))
    texts = [(f"抄送{COLON}{letter.copies}。", m.SIZE_4, 3)] if letter.copies else []
    texts += [(letter.digest, 9.0, 0)] if letter.digest else []
    if letter.printed_by:
        day = f"\t{date_words(letter.printed_date)}印发" if letter.printed_date else ""
        texts.append((f"{letter.printed_by}{day}", m.SIZE_4, 0))
    rows = [
        _foot_row(text, size, hanging, width, is_first=number == 0, is_last=number == len(texts) - 1)
        for number, (text, size, hanging) in enumerate(texts)
    ]
    if rows:
        properties = (
            # Placed from the edge of the page, which LibreOffice needs to let a table of full width float.
            '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page" '
            f'w:tblpX="{twips(m.points(m.LEFT_MM))}" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
            f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" '
            f'w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>{_described("版记")}'
        )
        _append(document, properties, [width], rows)
        document.add_paragraph()._element.get_or_add_pPr().style = "LetterEnd"


def _append(document: Any, properties: str, widths: list[int], rows: list[str]) -> None:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table = f"<w:tbl {NAMESPACE}><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    document.element.body.insert(len(document.element.body) - 1, parse_xml(table))


def _row(
    cells: tuple[str, ...], widths: list[int], aligns: list[str], size: float, *, bold: bool, is_head: bool
) -> str:
    face = f'<w:rFonts w:ascii="{HEADING}" w:hAnsi="{HEADING}" w:eastAsia="{HEADING}" w:hint="eastAsia"/>'
    look = f'{face if bold else _HINT}<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    side, line = twips(ROW_SIDE_PT), twips(size * ROW_LEADING)
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="LetterCell"/><w:spacing w:before="{side}" w:after="{side}" w:line="{line}" '
        f'w:lineRule="exact"/><w:jc w:val="{align}"/></w:pPr>{_run(text, look)}</w:p></w:tc>'
        for text, width, align in zip(cells, widths, aligns, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{made}</w:tr>"


_HINT = '<w:rFonts w:hint="eastAsia"/>'


def _foot_row(text: str, size: float, hanging: int, width: int, *, is_first: bool, is_last: bool) -> str:
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{_eighths(m.OUTER_RULE_MM if outer else m.INNER_RULE_MM)}" w:color="000000"/>'
        for side, outer in (("top", is_first), ("bottom", is_last))
    )
    one = twips(m.SIZE_4)
    indent = f'w:left="{one + hanging * one}" w:right="{one}"' + (f' w:hanging="{hanging * one}"' if hanging else "")
    look = f'{_HINT}<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    return (
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:tcBorders>{rules}'
        "</w:tcBorders></w:tcPr>"
        f'<w:p><w:pPr><w:pStyle w:val="LetterFoot"/><w:tabs><w:tab w:val="right" w:pos="{width - one}"/></w:tabs>'
        f"<w:ind {indent}/></w:pPr>{_run(text, look)}</w:p></w:tc></w:tr>"
    )


def _run(text: str, look: str) -> str:
    """The text as runs, with its line breaks and tabs."""
    parts = escape(text).replace("\n", "</w:t><w:br/><w:t>").replace("\t", "</w:t><w:tab/><w:t>")
    inner = f"<w:t>{parts}</w:t>".replace("<w:t>", '<w:t xml:space="preserve">')
    return f"<w:r><w:rPr>{look}</w:rPr>{inner}</w:r>" if text else ""


def _described(caption: str) -> str:
    return f'<w:tblCaption w:val="{escape(caption, {chr(34): "&quot;"})}"/>' if caption else ""


def _eighths(mm: float) -> int:
    return round(m.points(mm) * EIGHTHS_A_POINT)
