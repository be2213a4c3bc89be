"""A term (时限) and the clock it runs on: what is allowed, when it ran, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Unit = Literal["minutes", "hours", "workdays", "calendar_days", "weeks"]
SECONDS: dict[Unit, int] = {"minutes": 60, "hours": 3600}
DAYS: dict[Unit, int] = {"workdays": 1, "calendar_days": 1, "weeks": 7}


class ClockBroken(ValueError):
    """The intervals of a clock are not in order: one is empty, ends before it starts, or overlaps the next."""


@dataclass(frozen=True)
class Term:
    """How long something may take (时限), with the article it rests on.

    `workdays`, `calendar_days` and `weeks` end at 24:00 of their last day; `minutes` and `hours` run round the clock.
    `roll="next_workday"` moves a last day that is not a working day to the next one (期间届满日为节假日的顺延).
    An extension is a Term with a larger amount. Raises ValueError for an amount below 1 and for a roll of minutes
    or hours.
    """

    amount: int
    unit: Unit
    roll: Literal["none", "next_workday"] = "none"
    basis: str = ""

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"时限须不少于 1,现为 {self.amount}")
        if self.unit not in SECONDS and self.unit not in DAYS:
            raise ValueError(f"未知的时限单位“{self.unit}”,可用:{'、'.join([*SECONDS, *DAYS])}")
        if self.roll != "none" and self.unit in SECONDS:
            raise ValueError("按分钟、小时计的时限昼夜连续计算,不因节假日顺延")


@dataclass(frozen=True)
class Interval:
    """One stretch [start, stop) of a clock (计时区间): running or stopped, with the reason; open where stop is None.

    Instants carry a time zone. Raises ClockBroken where the stretch is empty or runs backwards.
    """

    start: datetime
    stop: datetime | None
    runs: bool = True
    reason: str = ""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.stop is not None and self.stop.tzinfo is None):
            raise ClockBroken(f"计时区间的时刻须带时区:{self.start}—{self.stop}")
        if self.stop is not None and self.stop <= self.start:
            raise ClockBroken(f"计时区间须止于其后:{self.start}—{self.stop}")


@dataclass(frozen=True)
class Due:
    """What came of a term (到期).

    `at`: the instant it ends, exclusive (00:00 of the day after the last one); None while the clock is stopped.
    `left`: whole units of the term still open while stopped, a begun one counted; 0 where `at` is given.
    `is_provisional`: a day outside the calendar was counted as Monday to Friday (暂定).
    """

    at: datetime | None
    is_provisional: bool
    calendar_version: str
    left: int
