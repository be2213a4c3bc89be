"""度量: what is added up, in which smallest unit it is kept as an integer, and the units it is shown in. Pure.

Sums are integers of the smallest unit: fen, 1/10,000 m², persons. Nothing is a float and nothing a bare percentage.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


class MeasureUnknown(LookupError):
    """A measure or a unit that nobody defined."""


@dataclass(frozen=True)
class Measure:
    """度量. `places`: decimal places of the stored field that become whole numbers of the smallest unit.

    `units`: {unit: smallest units it holds}. A measure without units is counted, in whatever unit the definition names.
    """

    code: str
    title: str
    places: int = 0
    units: Mapping[str, Fraction] = field(default_factory=dict)

    def smallest(self, unit: str) -> Fraction:
        """How many smallest units one `unit` holds. Raises MeasureUnknown."""
        if not self.units:
            return Fraction(1)
        if unit not in self.units:
            raise MeasureUnknown(f"{self.title}不能以“{unit}”计,可用:{'、'.join(self.units)}")
        return self.units[unit]


COUNT, AMOUNT_FEN, AREA_M2, LENGTH_M = "count", "amount_fen", "area_m2", "length_m"
MEASURES = {
    measure.code: measure
    for measure in (
        Measure(COUNT, "个数"),
        Measure(
            AMOUNT_FEN, "金额", 0, {"元": Fraction(100), "万元": Fraction(10**6), "亿元": Fraction(10**10)}
        ),
        Measure(
            AREA_M2, "面积", 4,
            {"㎡": Fraction(10**4), "万㎡": Fraction(10**8), "亩": Fraction(2000 * 10**4, 3), "km²": Fraction(10**10)},
        ),
        Measure(LENGTH_M, "长度", 2, {"m": Fraction(100), "km": Fraction(100_000)}),
    )
}  # fmt: skip


def measure_of(code: str) -> Measure:
    """The measure of a code. Raises MeasureUnknown."""
    if code not in MEASURES:
        raise MeasureUnknown(f"度量“{code}”不存在,可用:{'、'.join(MEASURES)}")
    return MEASURES[code]


def amount_text(*, measure: str, amount: int, unit: str) -> str:
    """An exact sum in a unit for reading: 506个, 2.73亿元, 4,142,812㎡; at most two decimals, rounded half up.

    An amount given in 万元 is written in 亿元 from 1 亿 up, as everywhere in the house.
    """
    kept = measure_of(measure)
    if measure == AMOUNT_FEN and unit == "万元" and abs(amount) >= 10**10:
        unit = "亿元"
    share = Fraction(amount) / kept.smallest(unit)
    value = (Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{value:,f}"
    whole = text.rstrip("0").rstrip(".") if not (measure == AMOUNT_FEN and unit == "亿元") else text
    return f"{whole}{unit}"
