"""What a domain declares: selectors (取数口径), named querysets that figures are counted from, and finding sources.

A selector knows rows, their key, label, area and value by field paths; it knows no definition and no formatting. Where
the value is computed from facts, its model is the domain's rebuildable read model, never a typed column.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet

from lutu.kernel.indicators.periods import Period


class SelectorUnknown(LookupError):
    """Nobody declared this selector."""


class DimensionUnknown(LookupError):
    """A selection can't be grouped by this name."""


class ArgumentMissing(ValueError):
    """A selector was asked without an argument it can't do without."""


@dataclass(frozen=True)
class Selection:
    """选出的记录: a queryset with field paths (and nothing but field paths) into it.

    `key` leads to the number of the subject (of `subject_kind`), `label` to what it is called, `area` to its area code,
    `value` to what is added up (None: each row counts 1), `dimensions` to what it can be grouped by: {name: path}.
    """

    rows: QuerySet[Any]
    subject_kind: str
    key: str
    label: str
    area: str
    value: str | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)

    def dimension(self, name: str) -> str:
        """The path of a dimension. Raises DimensionUnknown."""
        if name not in self.dimensions:
            raise DimensionUnknown(f"{self.subject_kind} 不能按“{name}”分组,可用:{'、'.join(self.dimensions) or '无'}")
        return self.dimensions[name]


class Select(Protocol):
    """Chooses the rows of a period as they stand on a day."""

    def __call__(self, *, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection: ...


@dataclass(frozen=True)
class Selector:
    """取数口径: its function with code, title, the unit its records are counted in, and their data level."""

    code: str
    title: str
    unit: str
    sensitivity: str
    select: Select


@dataclass(frozen=True)
class Recovery:
    """恢复与否: whether what a finding is about has come right, and the sentence that says it."""

    recovered: bool
    sentence: str
    reading: Mapping[str, object] = field(default_factory=dict)


class Recovered(Protocol):
    """Tells whether a finding's subject has recovered by an instant."""

    def __call__(self, *, finding: Any, at: datetime) -> Recovery: ...


@dataclass(frozen=True)
class FindingSource:
    """发现来源: who opens findings of a kind, and how it is told that one has recovered."""

    code: str
    title: str
    recovered: Recovered


_SELECTORS: dict[str, Selector] = {}
_SOURCES: dict[str, FindingSource] = {}
_TILES: dict[str, str] = {}


def selector(code: str, title: str, unit: str, sensitivity: str = "public") -> Callable[[Select], Select]:
    """Register a function as the selector of a code; another function under the same code is refused."""

    def register(select: Select) -> Select:
        known = _SELECTORS.get(code)
        if known is not None and known.select is not select:
            raise ValueError(f"取数口径 {code} 已登记")
        _SELECTORS[code] = Selector(code, title, unit, sensitivity, select)
        return select

    return register


def selector_of(code: str) -> Selector:
    """The selector of a code. Raises SelectorUnknown."""
    if code not in _SELECTORS:
        raise SelectorUnknown(f"取数口径 {code} 未登记,可用:{'、'.join(sorted(_SELECTORS)) or '无'}")
    return _SELECTORS[code]


def selectors() -> list[Selector]:
    """Every selector by code."""
    return [_SELECTORS[code] for code in sorted(_SELECTORS)]


def declare_finding_source(source: FindingSource) -> None:
    """Register a source of findings; another one under the same code is refused."""
    known = _SOURCES.get(source.code)
    if known is not None and known != source:
        raise ValueError(f"发现来源 {source.code} 已登记")
    _SOURCES[source.code] = source


def finding_source(code: str) -> FindingSource:
    """The source of a code. Raises LookupError."""
    if code not in _SOURCES:
        raise LookupError(f"发现来源 {code} 未登记")
    return _SOURCES[code]


def declare_tile(code: str, where: str) -> None:
    """Say that a page shows the indicator of this code, so that `check_indicators` finds codes that lead nowhere."""
    _TILES[code] = where


def tiles() -> dict[str, str]:
    """{indicator code: the page that shows it}."""
    return dict(_TILES)
