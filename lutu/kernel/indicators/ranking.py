"""排名: places with their arithmetic. Ties share a place, what one record would turn is marked. Pure.

The bottom place alone is never a fault: rank and missed target belong together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal, Protocol

from lutu.kernel.indicators.arithmetic import Comparable, assert_comparable
from lutu.kernel.indicators.lights import DOWN, GREY, Light

FEW, IS_GREY = "few", "grey"


class Definition(Protocol):
    """What a ranking asks of a definition."""

    @property
    def minimum_n(self) -> int: ...
    @property
    def numerator_measure(self) -> str: ...
    @property
    def scale(self) -> int: ...


class Rankable(Comparable, Protocol):
    """A figure that may be ranked: a reading."""

    @property
    def definition(self) -> Definition: ...
    @property
    def numerator(self) -> int: ...
    @property
    def denominator(self) -> int | None: ...
    @property
    def n(self) -> int: ...
    @property
    def light(self) -> Light: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class RankRow:
    """名次: the reading in its place; without one, `unranked` says why (few: too few records; grey).

    `tied`: others share the place. `too_close`: one record more or less would change the order with a neighbour.
    """

    reading: Rankable
    place: int | None
    tied: bool = False
    too_close: bool = False
    unranked: str = ""


def rank(*, readings: Sequence[Rankable], direction: str, tie: Literal["share"] = "share") -> list[RankRow]:
    """The readings in the order of their places (1, 2, 2, 4), then those too few to rank, then the grey ones.

    Raises ScopeMismatch, VersionMismatch and UnitMismatch: only what says the same thing can be ranked; ValueError for
    another way to treat ties.
    """
    if tie != "share":
        raise ValueError(f"并列的处理方式“{tie}”不存在,只有 share(同名次)")
    assert_comparable(readings)
    ranked: list[Rankable] = []
    few: list[Rankable] = []
    grey: list[Rankable] = []
    for reading in readings:
        if reading.exact is None or (reading.light.colour == GREY and not _is_unjudged(reading)):
            (few if reading.exact is not None and _is_few(reading) else grey).append(reading)
        elif _is_few(reading):
            few.append(reading)
        else:
            ranked.append(reading)
    ranked.sort(key=lambda reading: (_in_order(reading, direction), reading.label))
    return [
        *_placed(ranked),
        *(RankRow(reading, None, unranked=FEW) for reading in sorted(few, key=lambda reading: reading.label)),
        *(RankRow(reading, None, unranked=IS_GREY) for reading in sorted(grey, key=lambda reading: reading.label)),
    ]


def _is_few(reading: Rankable) -> bool:
    return reading.n < reading.definition.minimum_n


def _is_unjudged(reading: Rankable) -> bool:
    """Grey only because there is no target or no direction: the figure itself is sound and can be ranked."""
    return reading.light.reason in ("no_target", "no_direction")


def _in_order(reading: Rankable, direction: str) -> Fraction:
    assert reading.exact is not None
    return reading.exact if direction == DOWN else -reading.exact


def _placed(rows: Sequence[Rankable]) -> Iterator[RankRow]:
    close = [_turns(one, other) for one, other in pairwise(rows)]
    place = 0
    for number, reading in enumerate(rows):
        if number == 0 or reading.exact != rows[number - 1].exact:
            place = number + 1
        tied = any(0 <= other < len(rows) and rows[other].exact == reading.exact for other in (number - 1, number + 1))
        near = (number > 0 and close[number - 1]) or (number < len(close) and close[number])
        yield RankRow(reading, place, tied, near)


def _turns(one: Rankable, other: Rankable) -> bool:
    """Whether one record more or less on either side would change the order of two neighbours that are not tied.

    Asked of counts only: what one record of an amount would be can't be told from the sums.
    """
    if one.exact == other.exact or one.definition.numerator_measure != "count":
        return False
    assert one.exact is not None and other.exact is not None
    above = one.exact > other.exact
    return any((value > other.exact) != above for value in _nearby(one)) or any(
        (one.exact > value) != above for value in _nearby(other)
    )


def _nearby(reading: Rankable) -> Iterator[Fraction]:
    """The values the figure would have with one record more or less."""
    a, b = reading.numerator, reading.denominator
    if b is None:
        yield from (Fraction(value) for value in (a - 1, a + 1) if value >= 0)
        return
    assert reading.exact is not None
    is_share, factor = a <= b, reading.exact / Fraction(a, b) if a else Fraction(reading.definition.scale)
    for num, den in ((a + 1, b), (a - 1, b), (a, b + 1), (a, b - 1), (a + 1, b + 1), (a - 1, b - 1)):
        if num >= 0 and den > 0 and (num <= den or not is_share):
            yield Fraction(num, den) * factor
