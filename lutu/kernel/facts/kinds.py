"""The kinds of facts that domains declare."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

TYPES: dict[str, type] = {"date": date, "integer": int, "decimal": Decimal, "text": str}
_KINDS: dict[str, "FactKind"] = {}


class FactRefused(ValueError):
    """A fact that does not fit its kind, its period or its history."""


@dataclass(frozen=True)
class FactKind:
    """数据项种类: what is known, in which type and unit, from which authority, with which further attributes."""

    code: str
    name: str
    value_type: str
    source_authority: str
    unit: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    def check(self, *, value: object, attributes: Mapping[str, object]) -> None:
        """Raise FactRefused unless value and attributes fit."""
        expected = TYPES[self.value_type]
        if type(value) is not expected:
            raise FactRefused(f"{self.name}应为{expected.__name__},实为 {type(value).__name__}:{value!r}")
        unknown = sorted(set(attributes) - set(self.attributes))
        if unknown:
            raise FactRefused(f"{self.name}没有附属项 {'、'.join(unknown)};可用:{'、'.join(self.attributes) or '无'}")


def declare_kind(kind: FactKind) -> None:
    """Register a kind; a second one under the same code is refused."""
    if kind.value_type not in TYPES:
        raise ValueError(f"{kind.code}: 值类型 {kind.value_type} 不存在")
    if kind.code in _KINDS and _KINDS[kind.code] != kind:
        raise ValueError(f"数据项 {kind.code} 已登记")
    _KINDS[kind.code] = kind


def kind_of(code: str) -> FactKind:
    """The kind of a code; FactRefused where nobody declared it."""
    if code not in _KINDS:
        raise FactRefused(f"数据项 {code} 未登记")
    return _KINDS[code]


def kinds() -> dict[str, FactKind]:
    """Every declared kind by code."""
    return dict(_KINDS)
