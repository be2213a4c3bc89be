"""Arithmetic of figures: integers and exact fractions, rounded half up once, at display. Pure.

A roll-up is the ratio of sums, never the mean of ratios. Growth is a share (%), a difference of shares is in 个百分点.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol


class NegativeDenominator(ValueError):
    """A sum that is divided by can't be negative: some record of it is wrong."""


class ScopeMismatch(ValueError):
    """Figures of different scopes can't be compared."""


class VersionMismatch(ValueError):
    """Figures of different definitions, or across a series break, can't be compared."""


class UnitMismatch(ValueError):
    """Figures in different units can't be added."""


class Comparable(Protocol):
    """What a comparison looks at."""

    @property
    def indicator(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def scope_name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def exact(self) -> Fraction | None: ...
    @property
    def series(self) -> int: ...


def exact_value(
    *, numerator: int, denominator: int | None, scale: int, numerator_unit: Fraction, denominator_unit: Fraction
) -> Fraction | None:
    """The unrounded value, or None where the denominator is 0. Raises NegativeDenominator.

    `numerator_unit` and `denominator_unit` say how many smallest units their display units hold.
    """
    top = Fraction(numerator) / numerator_unit
    if denominator is None:
        return top * scale
    if denominator < 0:
        raise NegativeDenominator(f"分母为 {denominator},不能为负;请核对明细")
    return None if denominator == 0 else top * scale / (Fraction(denominator) / denominator_unit)


def rounded(value: Fraction, *, decimals: int) -> int:
    """The value times 10**decimals as an integer, halves away from zero."""
    scaled = abs(value) * Fraction(10**decimals)
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return whole if value >= 0 else -whole


def scaled_text(*, scaled: int, decimals: int) -> str:
    """A rounded value with thousands commas and all its decimals: 828 with one decimal is 82.8."""
    sign, digits = ("-" if scaled < 0 else ""), abs(scaled)
    whole, rest = divmod(digits, 10**decimals)
    return f"{sign}{whole:,}" + (f".{rest:0{decimals}d}" if decimals else "")


@dataclass(frozen=True)
class Growth:
    """增速: the change over the same period before, as a share; `text` prints it with its sums."""

    share: Fraction

    def scaled(self, *, decimals: int = 1) -> int:
        """Per cent times 10**decimals."""
        return rounded(self.share * 100, decimals=decimals)

    @property
    def text(self) -> str:
        """16.3%, with its sign where it is a fall."""
        return f"{scaled_text(scaled=self.scaled(), decimals=1)}%"


def growth(*, now: Comparable, before: Comparable) -> Growth | None:
    """Sum of the period ÷ sum of the period before − 1; None where there is nothing to compare with.

    Raises ScopeMismatch, VersionMismatch (another definition, or a series break between them) and UnitMismatch.
    """
    assert_comparable([now, before])
    if now.exact is None or before.exact is None or before.exact == 0:
        return None
    return Growth(now.exact / before.exact - 1)


def points(*, now: Comparable, before: Comparable) -> Fraction | None:
    """The difference of two percentages in 个百分点. Raises like `growth`; UnitMismatch for anything but shares."""
    assert_comparable([now, before])
    if now.unit not in ("%", "‰"):
        raise UnitMismatch(f"百分点只用于百分比之差,“{now.unit}”应比较增速")
    return None if now.exact is None or before.exact is None else now.exact - before.exact


def assert_comparable(readings: Sequence[Comparable]) -> None:
    """Raise ScopeMismatch, VersionMismatch or UnitMismatch unless the figures say the same thing."""
    scopes = list(dict.fromkeys(reading.scope_name for reading in readings))
    if len(scopes) > 1:
        raise ScopeMismatch(f"范围不一致:{' / '.join(scopes)}")
    codes = list(dict.fromkeys(reading.indicator for reading in readings))
    if len(codes) > 1:
        raise VersionMismatch(f"不是同一指标:{' / '.join(codes)}")
    if len({reading.series for reading in readings}) > 1:
        raise VersionMismatch(
            f"{codes[0]} 的口径已中断(第 {' / '.join(str(reading.version) for reading in readings)} 版),"
            "须按同一口径重算后再比较"
        )
    assert_same_unit(readings)


def assert_same_unit(readings: Sequence[Comparable]) -> None:
    """Raise UnitMismatch unless all are in one unit."""
    units = list(dict.fromkeys(reading.unit for reading in readings))
    if len(units) > 1:
        raise UnitMismatch(f"计量单位不一致:{' 与 '.join(units)} 不可相加")


def total(readings: Sequence[Comparable]) -> Fraction:
    """The sum of figures of one unit. Raises UnitMismatch, and VersionMismatch for ratios, which are never added."""
    assert_same_unit(readings)
    if any(reading.unit in ("%", "‰") for reading in readings):
        raise VersionMismatch("比率不能相加,应以分子之和除以分母之和")
    return sum((reading.exact for reading in readings if reading.exact is not None), Fraction(0))
