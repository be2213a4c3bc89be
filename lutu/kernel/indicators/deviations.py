"""偏离规则: when a figure is a finding. Rules are data with source; pure.

默认: 连续 2 期低于目标,或一期为红且在变差.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lutu.kernel.indicators.lights import DOWN, GREY, NONE, RED, is_met, is_worse
from lutu.kernel.indicators.reading import Reading


@dataclass(frozen=True)
class DeviationRule:
    """偏离规则: below target in so many consecutive periods, or red once while getting worse; with its source."""

    periods: int = 2
    red_worsening: bool = True
    source: str = "默认值:连续2期低于目标,或一期滞后且较上期变差"


DEFAULT_RULE = DeviationRule()


@dataclass(frozen=True)
class Deviation:
    """偏离: which figure, why in a few words, its arithmetic, and the readings it rests on, newest first."""

    title: str
    arithmetic: str
    readings: tuple[Reading, ...]


def deviation_of(*, readings: Sequence[Reading], rule: DeviationRule) -> Deviation | None:
    """Whether a figure deviates, from its readings, newest first; missing or grey readings break the row."""
    if not readings or not _is_judged(readings[0]):
        return None
    newest = readings[0]
    word = "高于" if newest.definition.indicator.direction == DOWN else "低于"
    streak = _streak(readings)
    if streak >= rule.periods:
        used = tuple(readings[: rule.periods])
        title = f"{newest.name}连续{rule.periods}期{word}目标:{newest.label}"
        return Deviation(title, _told(used), used)
    if rule.red_worsening and newest.light.colour == RED and len(readings) > 1 and _worsened(newest, readings[1]):
        used = tuple(readings[:2])
        return Deviation(f"{newest.name}滞后且较上期变差:{newest.label}", _told(used), used)
    return None


def _streak(readings: Sequence[Reading]) -> int:
    """In how many periods in a row, from the newest back, the target was missed."""
    count = 0
    for reading in readings:
        if not _is_judged(reading) or _is_met(reading):
            break
        count += 1
    return count


def _is_judged(reading: Reading) -> bool:
    kept = reading.definition.indicator.direction != NONE
    return kept and reading.light.colour != GREY and reading.exact is not None and reading.target is not None


def _is_met(reading: Reading) -> bool:
    assert reading.exact is not None and reading.target is not None
    direction = reading.definition.indicator.direction
    return is_met(value=reading.exact, target=reading.target, direction=direction)


def _worsened(now: Reading, before: Reading) -> bool:
    if now.exact is None or before.exact is None or now.series != before.series:
        return False
    return is_worse(value=now.exact, before=before.exact, direction=now.definition.indicator.direction)


def _told(readings: Sequence[Reading]) -> str:
    """2021年二季度 356 ÷ 506 = 70.4%(目标 80.0%);2021年三季度 …, oldest first."""
    return ";".join(
        f"{reading.period.name} {reading.arithmetic}(目标 {reading.target_text})" for reading in reversed(readings)
    )
