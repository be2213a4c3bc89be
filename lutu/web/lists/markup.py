"""The cells of a row as HTML. Written in Python: a template for each of a thousand cells costs three times the page."""

from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from lutu.web.lists.cells import Cell
from lutu.web.lists.page import Line
from lutu.web.lists.spec import Column

_TONES = frozenset(["blue", "green", "yellow", "red", "grey"])


def tag(*, text: str, tone: str) -> SafeString:
    """A short state in a quiet colour (blue, green, yellow, red, grey); the words carry the meaning."""
    return format_html('<span class="tag tag-{}">{}</span>', tone if tone in _TONES else "grey", text)


def cell_openings(*, columns: Sequence[Column]) -> list[str]:
    """The opening tag of each column's cells, with the heading that stands beside the value on phones."""
    return [
        format_html(
            '<td data-label="{}" class="cell-{}{}{}">',
            column.title,
            column.show,
            " right" if column.is_right else "",
            "" if position else " first",
        )
        for position, column in enumerate(columns)
    ]


def row_cells(*, line: Line, openings: Sequence[str]) -> SafeString:
    """The cells of a row; the first links to the record."""
    links = [line.url] + [""] * (len(line.cells) - 1)
    cells = zip(openings, line.cells, links, strict=True)
    return SafeString("".join(f"{opening}{_content(cell, link)}</td>" for opening, cell, link in cells))


def _content(cell: Cell, row_url: str) -> str:
    if row_url:
        return format_html('<a class="row-link" href="{}" data-open>{}</a>', row_url, cell.text)
    text = tag(text=cell.text, tone=cell.tone) if cell.tone else conditional_escape(cell.text)
    if cell.url:
        return format_html('<a href="{}">{}</a>', cell.url, text)
    if cell.tooltip:
        return format_html('<span title="{}">{}</span>', cell.tooltip, text)
    return f"<span>{text}</span>"
