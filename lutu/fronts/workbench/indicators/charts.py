"""A chart of a figure over its periods, drawn on the server: bars from nought, targets as short lines, numbers above.

The table beside it is the text of the same numbers; the drawing is for the eye only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lutu.kernel.indicators.reading import Reading

WIDTH, HEIGHT, TOP, FOOT, BAR = 640, 200, 26, 28, 44
MOST = 12


@dataclass(frozen=True)
class Bar:
    """One period: where its bar, its target line and its words stand."""

    x: int
    middle: int
    y: int
    height: int
    text: str
    text_y: int
    period: str
    tone: str
    target_y: int | None
    target_from: int
    target_to: int
    breaks: bool


@dataclass(frozen=True)
class Chart:
    """The drawing: its size, the ground line, the bars."""

    width: int
    height: int
    ground: int
    foot: int
    bar: int
    bars: tuple[Bar, ...]


def chart_of(readings: Sequence[Reading]) -> Chart | None:
    """The last twelve periods, oldest first; None where fewer than two have a value."""
    shown = list(readings)[-MOST:]
    values = [reading.exact for reading in shown if reading.exact is not None]
    if len(values) < 2:
        return None
    targets = [reading.target for reading in shown if reading.target is not None]
    highest = max([*values, *targets, Fraction(1, 10**6)])
    ground, step = HEIGHT - FOOT, WIDTH // len(shown)
    return Chart(
        WIDTH, HEIGHT, ground, HEIGHT - 8, BAR,
        tuple(
            _bar(reading, shown[number - 1] if number else None, number * step + step // 2, ground, highest)
            for number, reading in enumerate(shown)
        ),
    )  # fmt: skip


def _bar(reading: Reading, before: Reading | None, middle: int, ground: int, highest: Fraction) -> Bar:
    def height(value: Fraction | None) -> int:
        return 0 if value is None or value <= 0 else int(value * (ground - TOP) / highest)

    tall = height(reading.exact)
    target = None if reading.target is None else ground - height(reading.target)
    return Bar(
        middle - BAR // 2, middle, ground - tall, tall, reading.value_text, ground - tall - 7, reading.period.code,
        reading.light.colour, target, middle - BAR // 2 - 8, middle + BAR // 2 + 8,
        before is not None and before.series != reading.series,
    )  # fmt: skip
