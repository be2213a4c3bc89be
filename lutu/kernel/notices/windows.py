"""The window of a public notice: when it closes, and how much of it is left."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.utils.timezone import get_default_timezone

from lutu.engines.workdays import CalendarYearMissing, Interval, Term, WorkdayCalendar, due, workdays_between
from lutu.kernel.notices.models import PublicNotice
from lutu.kernel.periods import day_of

Stage = Literal["ahead", "running", "ended", "withdrawn"]
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Deadline:
    """When some working days end (24:00 of the last one), whether that is provisional, and by which calendar."""

    at: datetime
    is_provisional: bool
    calendar_version: str


@dataclass(frozen=True)
class Window:
    """How a window stands at an instant (公示期).

    `last_day` ends it at 24:00. `left`: working days after today up to that day, 0 on the last one; None before the
    window opens, after it has closed, and beyond the working calendar.
    """

    stage: Stage
    last_day: date
    left: int | None
    is_provisional: bool


def deadline(*, start: datetime, workdays: int, calendar: WorkdayCalendar) -> Deadline:
    """The end of so many working days, the day of `start` not counted; provisional beyond the calendar."""
    found = due(
        calendar=calendar, intervals=[Interval(start, None)], term=Term(workdays, "workdays"),
        tz=get_default_timezone(), provisional=True,
    )  # fmt: skip
    if found.at is None:
        raise AssertionError("unreachable: the clock of a window is never stopped")
    return Deadline(found.at, found.is_provisional, found.calendar_version)


def end_of(day: date) -> datetime:
    """24:00 of a day in the time zone of the house."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=get_default_timezone())


def last_day_of(closes_at: datetime) -> date:
    """The last day of a window or term that ends at this instant."""
    return day_of(closes_at - _MOMENT)


def stage_of(*, notice: PublicNotice, at: datetime) -> Stage:
    """ahead 未开始, running 公示中, ended 已结束, withdrawn 已撤回."""
    if notice.state == PublicNotice.State.WITHDRAWN:
        return "withdrawn"
    if at < notice.opens_at:
        return "ahead"
    return "running" if at < notice.closes_at else "ended"


def window_of(*, notice: PublicNotice, at: datetime, calendar: WorkdayCalendar) -> Window:
    """How the window of a notice stands at an instant."""
    stage, last_day = stage_of(notice=notice, at=at), last_day_of(notice.closes_at)
    left = workdays_left(last_day=last_day, day=day_of(at), calendar=calendar) if stage == "running" else None
    return Window(stage, last_day, left, notice.is_provisional)


def workdays_left(*, last_day: date, day: date, calendar: WorkdayCalendar) -> int | None:
    """Working days after `day` up to `last_day`, negative where it lies before; None beyond the calendar."""
    try:
        return workdays_between(calendar=calendar, start=day, stop=last_day)
    except CalendarYearMissing:
        return None
