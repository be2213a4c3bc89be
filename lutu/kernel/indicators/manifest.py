"""指标总表: figures with the values they are expected to have, and whether their rows give them.

Each line names its definition, or is told as 未定义; nothing is skipped silently.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from lutu.kernel.indicators.arithmetic import scaled_text
from lutu.kernel.indicators.queries.compute import compute
from lutu.kernel.indicators.queries.definitions import NoDefinitionInForce
from lutu.kernel.indicators.reading import Reading

OK, DEVIATES, UNDEFINED, SHOWN = "ok", "deviates", "undefined", "shown"
NEAR = Decimal("0.95")
_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda actual, expected: actual == expected,
    ">=": lambda actual, expected: actual >= expected,
    ">": lambda actual, expected: actual > expected,
    "~": lambda actual, expected: expected * NEAR <= actual <= expected,
}


class ManifestFaulty(ValueError):
    """A line of the file that can't be read."""


@dataclass(frozen=True)
class Expected:
    """指标总表的一行. `parts`: (code of the indicator, value, numerator or denominator of it)."""

    id: str
    statement: str
    expected: tuple[str, ...]
    hedge: str
    unit: str
    as_of_code: str
    day: date
    parts: tuple[tuple[str, str], ...]
    sizes: Mapping[str, tuple[str, ...]]
    days: Mapping[date, tuple[str, ...]]

    def on(self, *, day: date, size: str) -> tuple[str, ...] | None:
        """The values expected on a day in a demo of a size; None where none are known."""
        if size != "full":
            return self.sizes.get(size) if day == self.day else None
        return self.expected if day == self.day else self.days.get(day)


@dataclass(frozen=True)
class Checked:
    """一行的核对: what was expected, what came out, over how many rows, and under which definition."""

    line: Expected
    state: str
    expected: tuple[str, ...]
    actual: tuple[str, ...]
    rows: int
    readings: tuple[Reading, ...]
    as_of: date
    why: str = ""

    @property
    def plain(self) -> dict[str, Any]:
        """The line for machines."""
        first = self.readings[0] if self.readings else None
        return {
            "id": self.line.id, "statement": self.line.statement, "expected": _one(self.expected),
            "actual": _one(self.actual), "rows": self.rows, "hedge": self.line.hedge, "unit": self.line.unit,
            "arithmetic": ";".join(reading.arithmetic for reading in self.readings),
            "basis": first.population_basis if first else None, "scope": first.scope_name if first else None,
            "as_of": self.as_of.isoformat(), "version": first.version if first else None, "state": self.state,
            "why": self.why,
        }  # fmt: skip


def read_manifest(*, file: Path) -> list[Expected]:
    """The lines of a manifest, in order. Raises ManifestFaulty for a hedge nobody knows or an id that stands twice."""
    lines = [_line(row) for row in yaml.safe_load(file.read_text(encoding="utf-8"))["figures"]]
    ids = [line.id for line in lines]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise ManifestFaulty(f"编号重复:{'、'.join(twice)}")
    return lines


def check_lines(*, lines: Sequence[Expected], size: str, as_of: date | None = None) -> list[Checked]:
    """Compute every line as of its own day (or the given one) and compare it with what is expected then."""
    return [_checked(line, size, as_of or line.day) for line in lines]


def _line(row: Mapping[str, Any]) -> Expected:
    if row["hedge"] not in (*_COMPARE, "rule", "report"):
        raise ManifestFaulty(f"{row['id']} 的比较方式“{row['hedge']}”不存在")
    parts = [(item["indicator"], item.get("shown", "value")) for item in row.get("parts", ())]
    if "indicator" in row:
        parts.append((row["indicator"], "value"))
    return Expected(
        row["id"], row["statement"], _many(row["expected"]), row["hedge"], row["unit"], row["as_of"], row["date"],
        tuple(parts), {"tiny": _many(row["tiny"])} if "tiny" in row else {},
        {day: _many(values) for day, values in row.get("days", {}).items()},
    )  # fmt: skip


def _checked(line: Expected, size: str, day: date) -> Checked:
    wanted = line.on(day=day, size=size)
    if not line.parts:
        return Checked(line, UNDEFINED, wanted or line.expected, (), 0, (), day)
    readings: dict[str, Reading] = {}
    try:
        for code, _shown in line.parts:
            if code not in readings:
                readings[code] = compute(indicator=code, as_of=day)
    except NoDefinitionInForce as error:
        return Checked(line, UNDEFINED, wanted or line.expected, (), 0, (), day, str(error))
    actual = tuple(_value(readings[code], shown) for code, shown in line.parts)
    rows = sum(reading.n for reading in readings.values())
    state = SHOWN if wanted is None else OK if _holds(line.hedge, actual, wanted) else DEVIATES
    return Checked(line, state, wanted or (), actual, rows, tuple(readings.values()), day)


def _value(reading: Reading, shown: str) -> str:
    if shown != "value":
        return str(getattr(reading, shown))
    if reading.value_scaled is None:
        return ""
    return scaled_text(scaled=reading.value_scaled, decimals=reading.definition.decimals).replace(",", "")


def _holds(hedge: str, actual: tuple[str, ...], expected: tuple[str, ...]) -> bool:
    if hedge not in _COMPARE:
        return True
    return len(actual) == len(expected) and all(
        one != "" and _COMPARE[hedge](Decimal(one), Decimal(other)) for one, other in zip(actual, expected, strict=True)
    )


def _many(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)


def _one(values: tuple[str, ...]) -> Any:
    return None if not values else values[0] if len(values) == 1 else list(values)
