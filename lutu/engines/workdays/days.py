"""The calendar of working days (工作日历): which days are worked, and arithmetic with them.

The working days are one sorted tuple of ordinals, so that adding and counting are a bisection whatever the distance.
Outside the years of the calendar every function raises; only `deadlines.due` may go on there, Monday to Friday and
marked provisional. Source of the days: the State Council's notice of each year (国务院办公厅放假安排).
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

NO_YEARS_LAST = date(1969, 12, 31)  # the last day of an empty calendar, which begins the day after
_DAY = timedelta(days=1)


class CalendarYearMissing(LookupError):
    """A day was asked for that no year of the calendar holds: the year to load, and the calendar's last day."""

    def __init__(self, *, year: int, last: date) -> None:
        found = "工作日历还没有任何年度" if last == NO_YEARS_LAST else f"工作日历截至 {last},没有 {year} 年"
        super().__init__(f"{found}:请管理员导入国务院办公厅 {year} 年放假安排")
        self.year = year
        self.last = last


@dataclass(frozen=True)
class YearNotice:
    """The days off and the make-up working days of one year (放假安排), as the notice says.

    Days of the December before may stand in it: 元旦 2019 took 2018-12-31 and worked 2018-12-29.
    """

    year: int
    holidays: frozenset[date]
    makeup_days: frozenset[date]
    source: str
    document_number: str = ""
    issued_date: date | None = None


@dataclass(frozen=True)
class WorkdayCalendar:
    """The working days from `first` to `last`, both included (工作日历). Made by `build_calendar`.

    `version` names the content: the years and the beginning of its digest. An empty calendar has last < first.
    """

    version: str
    first: date
    last: date
    ordinals: tuple[int, ...]


def build_calendar(*, years: Sequence[YearNotice]) -> WorkdayCalendar:
    """The calendar of consecutive years: Monday to Friday, without the holidays, with the make-up days.

    A later year's notice prevails over an earlier one's on the same day. No years give an empty calendar.
    Raises ValueError for a year given twice and for a gap between years.
    """
    notices = sorted(years, key=lambda notice: notice.year)
    for before, after in pairwise(notices):
        if after.year != before.year + 1:
            raise ValueError(f"工作日历的年度须连续且不重复:{before.year} 年之后是 {after.year} 年")
    if not notices:
        return WorkdayCalendar(version="空", first=NO_YEARS_LAST + _DAY, last=NO_YEARS_LAST, ordinals=())
    first, last = date(notices[0].year, 1, 1), date(notices[-1].year, 12, 31)
    worked = {o for o in range(first.toordinal(), last.toordinal() + 1) if (o - 1) % 7 < 5}
    digest = hashlib.sha256()
    for notice in notices:
        off, on = ({day.toordinal() for day in days} for days in (notice.holidays, notice.makeup_days))
        worked = (worked - off) | on
        digest.update(f"{notice.year}|{sorted(off)}|{sorted(on)}\n".encode())
    span = str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    inside = sorted(o for o in worked if first.toordinal() <= o <= last.toordinal())
    return WorkdayCalendar(version=f"{span}·{digest.hexdigest()[:8]}", first=first, last=last, ordinals=tuple(inside))


def is_workday(*, calendar: WorkdayCalendar, day: date) -> bool:
    """Whether the day is worked; raises CalendarYearMissing outside the calendar."""
    require(calendar=calendar, start=day, stop=day)
    position = bisect_left(calendar.ordinals, day.toordinal())
    return position < len(calendar.ordinals) and calendar.ordinals[position] == day.toordinal()


def add_workdays(*, calendar: WorkdayCalendar, start: date, days: int) -> date:
    """The day that lies so many working days after `start`, which itself is not counted; before it where negative.

    0 gives `start` back, worked or not. Raises CalendarYearMissing where a day counted lies outside the calendar.
    """
    if days == 0:
        return start
    end = nth_workday(calendar=calendar, start=start, days=days)
    if days > 0:
        require(calendar=calendar, start=start + _DAY, stop=end)
    else:
        require(calendar=calendar, start=end, stop=start - _DAY)
    return end


def workdays_between(*, calendar: WorkdayCalendar, start: date, stop: date) -> int:
    """How many working days lie in (start, stop]; negative, and of (stop, start], where stop is the earlier day.

    Raises CalendarYearMissing where a day counted lies outside the calendar.
    """
    low, high = min(start, stop), max(start, stop)
    if low < high:
        require(calendar=calendar, start=low + _DAY, stop=high)
    return _worked_up_to(calendar, stop) - _worked_up_to(calendar, start)


def covers(*, calendar: WorkdayCalendar, start: date, stop: date) -> bool:
    """Whether all days from start to stop, both included, lie inside the calendar."""
    return calendar.first <= start and stop <= calendar.last


def require(*, calendar: WorkdayCalendar, start: date, stop: date) -> None:
    """Raise CalendarYearMissing for the first missing year where the days start to stop are not all covered."""
    if covers(calendar=calendar, start=start, stop=stop):
        return
    outside = start.year if start < calendar.first or not calendar.ordinals else calendar.last.year + 1
    raise CalendarYearMissing(year=outside, last=calendar.last)


def nth_workday(*, calendar: WorkdayCalendar, start: date, days: int) -> date:
    """As `add_workdays` for days ≠ 0, but outside the calendar Monday to Friday are taken as worked."""
    before = start if days > 0 else start - _DAY
    wanted = _worked_up_to(calendar, before) + (days if days > 0 else days + 1)
    if 1 <= wanted <= len(calendar.ordinals):
        return date.fromordinal(calendar.ordinals[wanted - 1])
    if wanted > len(calendar.ordinals):
        wanted += _weekdays_up_to(calendar.last.toordinal()) - len(calendar.ordinals)
    else:
        wanted += _weekdays_up_to(calendar.first.toordinal() - 1)
    weeks, rest = divmod(wanted - 1, 5)
    return date.fromordinal(weeks * 7 + rest + 1)


def span_workdays(*, calendar: WorkdayCalendar, start: date, stop: date) -> int:
    """As `workdays_between`, but outside the calendar Monday to Friday are taken as worked."""
    return _worked_up_to(calendar, stop) - _worked_up_to(calendar, start)


def _worked_up_to(calendar: WorkdayCalendar, day: date) -> int:
    """Working days from the calendar's first day to this one; negative before it, Monday to Friday outside."""
    ordinal = day.toordinal()
    if day > calendar.last and day >= calendar.first:
        return len(calendar.ordinals) + _weekdays_up_to(ordinal) - _weekdays_up_to(calendar.last.toordinal())
    if day < calendar.first:
        return _weekdays_up_to(ordinal) - _weekdays_up_to(calendar.first.toordinal() - 1)
    return bisect_right(calendar.ordinals, ordinal)


def _weekdays_up_to(ordinal: int) -> int:
    """Mondays to Fridays from 0001-01-01, a Monday, to the day of the ordinal."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)
