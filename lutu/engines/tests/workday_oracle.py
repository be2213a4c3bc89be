"""An oracle for working days and terms: walks day by day over a package's holidays, knows nothing of the engine."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from chinese_calendar import constants

from lutu.engines.workdays import Interval, WorkdayCalendar, YearNotice, build_calendar

CHINA = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


def china(text: str) -> datetime:
    """An instant in China, such as 2025-10-15T09:00."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def notice(year: int) -> YearNotice:
    """A year as the package has it."""
    holidays = frozenset(day for day in constants.holidays if day.year == year)
    makeup_days = frozenset(day for day in constants.workdays if day.year == year)
    return YearNotice(year=year, holidays=holidays, makeup_days=makeup_days, source="chinesecalendar")


def calendar_of(first: int, last: int) -> WorkdayCalendar:
    """The calendar of the years first to last."""
    return build_calendar(years=[notice(year) for year in range(first, last + 1)])


def nth(*, start: date, days: int) -> date:
    """The working day so many after (before) start, by walking."""
    step, left, day = (DAY if days > 0 else -DAY), abs(days), start
    while left:
        day += step
        left -= chinese_calendar.is_workday(day)
    return day


def end_of(*, intervals: list[Interval], amount: int, workdays: bool) -> datetime | int:
    """When a term of days ends on a clock, or how many days are left where it never does, by walking."""
    events = {at.astimezone(CHINA).date() for part in intervals for at in (part.start, part.stop) if at is not None}
    left, day = amount, intervals[0].start.astimezone(CHINA).date()
    horizon = max(events) + timedelta(days=400)
    while day < horizon:
        day += DAY
        noon = datetime.combine(day, time(12), tzinfo=CHINA)
        runs = any(part.runs and part.start <= noon and (part.stop is None or noon < part.stop) for part in intervals)
        if day in events or not runs or (workdays and not chinese_calendar.is_workday(day)):
            continue
        left -= 1
        if not left:
            return datetime.combine(day + DAY, time(0), tzinfo=CHINA)
    return left
