"""How a value of a list page is written: on the page, and in an exported file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lutu.kernel.territory.measures import m2_to_mu
from lutu.web import formats
from lutu.web.lists.spec import Column

Plain = str | int | Decimal | datetime | Any
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Cell:
    """One value on the page: its words, the full value for the tooltip, its tone and where it leads."""

    column: Column
    text: str
    tooltip: str = ""
    tone: str = ""
    url: str = ""


def cell(*, column: Column, row: Any) -> Cell:
    """The cell of a column for a row."""
    value = column.value(row)
    url = (column.url(row) or "") if column.url else ""
    if value is None or value == "":
        return Cell(column, formats.DASH)
    if column.show in ("stage", "badge"):
        text, tone = _toned(value)
        return Cell(column, text, tone=tone, url=url)
    tooltip = _TOOLTIPS[column.show](value) if column.show in _TOOLTIPS else ""
    return Cell(column, _WRITERS.get(column.show, str)(value), tooltip=tooltip, url=url)


def heading(*, column: Column) -> str:
    """The heading of a column in an exported file, with the unit its numbers are in."""
    unit = {"money": _("万元"), "mu": _("亩"), "percent": "%"}.get(column.show)
    return f"{column.title}({unit})" if unit else str(column.title)


def exported(*, column: Column, row: Any) -> Plain:
    """The value for a spreadsheet: numbers stay numbers (万元, 亩, per cent), everything else is text or a date."""
    value = column.value(row)
    if value is None or value == "":
        return ""
    if column.show in ("stage", "badge"):
        return _toned(value)[0]
    if column.show in ("number", "date"):
        return value
    return _EXPORTERS.get(column.show, str)(value)


def _toned(value: Any) -> tuple[str, str]:
    text, tone = value if isinstance(value, tuple) else (value, "grey")
    return str(text), str(tone)


def _flag(value: bool) -> str:
    return _("是") if value else _("否")


_WRITERS: dict[str, Callable[[Any], str]] = {
    "number": formats.number,
    "date": formats.day_text,
    "instant": formats.instant_text,
    "money": formats.money,
    "mu": formats.mu,
    "percent": formats.percent_bp,
    "flag": _flag,
}
_TOOLTIPS: dict[str, Callable[[Any], str]] = {"money": formats.yuan, "mu": formats.m2}
_EXPORTERS: dict[str, Callable[[Any], Plain]] = {
    "money": formats.wan,
    "mu": m2_to_mu,
    "percent": lambda value: (Decimal(value) / HUNDRED).quantize(Decimal("0.1"), ROUND_HALF_UP),
    "instant": lambda value: timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0),
    "flag": _flag,
}
