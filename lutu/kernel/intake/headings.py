"""Finding the heading row: which column stands where, and in which unit its numbers are."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lutu.kernel.intake.kinds import Column, ImportKind, as_text
from lutu.kernel.intake.sheets import FileRefused, Sheet, is_blank

SEARCHED_ROWS = 20
MONEY_UNITS = {"元": Decimal(100), "万元": Decimal(1_000_000), "亿元": Decimal(10_000_000_000)}
LAND_UNITS = {"亩": Decimal(2000) / Decimal(3), "㎡": Decimal(1), "公顷": Decimal(10_000)}
_UNIT_WORDS = {"m2": "㎡", "m²": "㎡", "平方米": "㎡", "平米": "㎡", "平方": "㎡", "ha": "公顷", "人民币元": "元"}
_BRACKETS = re.compile(r"^(.*?)[(\[【]([^()\[\]【】]*)[)\]】]$")
# Headings that our own sheets add: the reasons of refused lines, the hint beside the example. They hold no data.
REASON_TITLES = ("行号", "问题列", "发现", "应为", "怎么改")
HINT_TITLE = "填写提示"


@dataclass(frozen=True)
class Placed:
    """A known column at its place, with the unit of its numbers where it has one."""

    position: int
    column: Column
    unit: str = ""


@dataclass(frozen=True)
class Layout:
    """The heading row as found: every heading, the known columns, those not used, and where the lines begin."""

    row: int
    titles: tuple[str, ...]
    placed: tuple[Placed, ...]
    ignored: tuple[str, ...]
    first_line: int


def folded(text: str) -> str:
    """A heading without what people vary: full-width forms, spaces, stars and colons."""
    return re.sub(r"[\s*:_]", "", unicodedata.normalize("NFKC", text)).lower()


def unit_of(text: str) -> str:
    """The unit a text names (元, 万元, 亿元, 亩, ㎡, 公顷), or nothing."""
    plain = re.sub(r"^单位:?", "", folded(text).replace("m2", "㎡"))
    plain = _UNIT_WORDS.get(plain, plain)
    return plain if plain in MONEY_UNITS or plain in LAND_UNITS else ""


def layout_of(*, sheet: Sheet, kind: ImportKind) -> Layout:
    """The layout of a sheet for a kind. Raises FileRefused where no row has the headings that are needed."""
    known = {folded(name): column for column in kind.columns for name in (column.title, *column.aliases)}
    best = 0
    found: list[Placed] = []
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        matched = _match(row, known)
        if len(matched) > len(found):
            best, found = number, matched
    if not found:
        # Nothing matched: what the reader would call the headings is the first row with several cells.
        best = next((place for place, row in enumerate(sheet.rows[:SEARCHED_ROWS]) if sum(map(bool, row)) > 1), 0)
    titles = tuple(as_text(cell).strip() for cell in sheet.rows[best])
    _require_columns(kind, found, titles)
    placed, first_line = _with_units(sheet, best, found)
    used = {item.position for item in placed}
    ignored = tuple(
        title
        for position, title in enumerate(titles)
        if title and position not in used and title not in (*REASON_TITLES, HINT_TITLE)
    )
    return Layout(best, titles, tuple(placed), ignored, first_line)


def _match(row: Sequence[Any], known: dict[str, Column]) -> list[Placed]:
    matched = []
    for position, cell in enumerate(row):
        text = folded(as_text(cell))
        if not text:
            continue
        bare, unit = text, ""
        brackets = _BRACKETS.match(text)
        if text not in known and brackets and brackets[1] in known:
            bare, unit = brackets[1], unit_of(brackets[2])
        if bare in known:
            matched.append(Placed(position, known[bare], unit))
    return matched


def _require_columns(kind: ImportKind, found: list[Placed], titles: Sequence[str]) -> None:
    keys = [item.column.key for item in found]
    missing = [column.title for column in kind.columns if column.required and column.key not in keys]
    if missing:
        seen = "、".join(title for title in titles if title)[:200]
        text = _("表头缺少“{missing}”。读到的列:{seen}。请下载“{kind}”模板对照")
        raise FileRefused(text.format(missing="、".join(missing), seen=seen or _("无"), kind=kind.title))
    twice = sorted({item.column.title for item in found if keys.count(item.column.key) > 1})
    if twice:
        raise FileRefused(_("表头“{titles}”出现了不止一次,请只留一列").format(titles="、".join(twice)))


def _with_units(sheet: Sheet, heading: int, found: list[Placed]) -> tuple[list[Placed], int]:
    """The columns with their units, from the headings or from a unit row below; where the lines begin."""
    below = sheet.rows[heading + 1] if heading + 1 < len(sheet.rows) else []
    texts = [as_text(cell) for cell in below]
    is_unit_row = any(map(unit_of, texts)) and all(
        unit_of(text) or is_blank([text]) or folded(text) == "单位" for text in texts
    )
    placed = []
    for item in found:
        units = {"money": MONEY_UNITS, "land_area": LAND_UNITS}.get(item.column.kind)
        if units is None:
            placed.append(item)
            continue
        unit = item.unit or (unit_of(texts[item.position]) if is_unit_row and item.position < len(texts) else "")
        if unit not in units:
            text = _("“{title}”没有注明单位,应在表头写明,如“{title}({example})”,或在表头下加一行单位")
            raise FileRefused(text.format(title=item.column.title, example=list(units)[1 if len(units) > 1 else 0]))
        placed.append(Placed(item.position, item.column, unit))
    return placed, heading + (2 if is_unit_row else 1)
