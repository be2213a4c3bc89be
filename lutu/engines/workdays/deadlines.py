"""When a term falls due on a clock that may have been stopped (到期计算).

Days: **a day counts where the clock runs and no start, pause or resumption falls on it** (事件当日不计), and, for
working-day terms, where it is worked. So a pause freezes whole days: the day of the pause and the day of the
resumption are not counted, whatever the hour. The term ends at 24:00 of its last day. Minutes and hours: every
second the clock runs counts. A term that has run out stays where it fell due, later pauses do not revive it.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from lutu.engines.workdays.days import WorkdayCalendar, covers, nth_workday, require, span_workdays
from lutu.engines.workdays.terms import DAYS, SECONDS, ClockBroken, Due, Interval, Term

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def due(
    *, calendar: WorkdayCalendar, intervals: Sequence[Interval], term: Term, tz: tzinfo, provisional: bool = False
) -> Due:
    """When the term ends on this clock, days taken in the zone `tz`.

    Intervals in order of time; between two of them, and after a last one that is closed, the clock stands still.
    `provisional`: outside the calendar count Monday to Friday and mark the result, instead of raising.
    Raises ClockBroken without intervals and where they overlap, CalendarYearMissing where a day that needs the
    calendar lies outside it. Minutes and hours, and days that do not roll, never need it.
    """
    running = list(_running(intervals))
    if term.unit in SECONDS:
        return _elapsed(calendar, running, term, tz)
    return _days(calendar, running, term, tz, provisional)


def _running(intervals: Sequence[Interval]) -> Iterator[Interval]:
    """The running stretches, those that touch joined, after the order of all was checked."""
    if not intervals:
        raise ClockBroken("时钟没有任何计时区间")
    for before, after in pairwise(intervals):
        if before.stop is None or after.start < before.stop:
            raise ClockBroken(f"计时区间重叠或未按时间排列:{before.start}—{before.stop} 与 {after.start} 起")
    held: Interval | None = None
    for interval in intervals:
        if not interval.runs:
            continue
        if held is not None and held.stop == interval.start:
            held = Interval(start=held.start, stop=interval.stop)
            continue
        if held is not None:
            yield held
        held = interval
    if held is not None:
        yield held


def _elapsed(calendar: WorkdayCalendar, running: Sequence[Interval], term: Term, tz: tzinfo) -> Due:
    left = term.amount * SECONDS[term.unit] * _SECOND
    for interval in running:
        start = interval.start.astimezone(UTC)  # in UTC, so that a clock change cannot shorten an hour
        end = start + left
        if interval.stop is None or end <= interval.stop.astimezone(UTC):
            return Due(at=end.astimezone(tz), is_provisional=False, calendar_version=calendar.version, left=0)
        left -= interval.stop.astimezone(UTC) - start
    units = -(-left // (SECONDS[term.unit] * _SECOND))
    return Due(at=None, is_provisional=False, calendar_version=calendar.version, left=units)


def _days(calendar: WorkdayCalendar, running: Sequence[Interval], term: Term, tz: tzinfo, provisional: bool) -> Due:
    left = term.amount * DAYS[term.unit]
    is_provisional = False

    def looked_at(start: date, stop: date) -> None:
        nonlocal is_provisional
        if not provisional:
            require(calendar=calendar, start=start, stop=stop)
        is_provisional |= not covers(calendar=calendar, start=start, stop=stop)

    for interval in running:
        opened = interval.start.astimezone(tz).date()
        last = _last_day(calendar, opened, left, term)
        closed = None if interval.stop is None else interval.stop.astimezone(tz).date()
        if closed is None or last < closed:
            if term.unit == "workdays":
                looked_at(opened + _DAY, last)
            elif term.roll == "next_workday":
                rolled = nth_workday(calendar=calendar, start=last - _DAY, days=1)
                looked_at(last, rolled)
                last = rolled
            at = datetime.combine(last + _DAY, time(0), tzinfo=tz)
            return Due(at=at, is_provisional=is_provisional, calendar_version=calendar.version, left=0)
        if closed - opened > _DAY:
            if term.unit == "workdays":
                looked_at(opened + _DAY, closed - _DAY)
            left -= _days_between(calendar, opened, closed - _DAY, term)
    units = -(-left // DAYS[term.unit])
    return Due(at=None, is_provisional=is_provisional, calendar_version=calendar.version, left=units)


def _last_day(calendar: WorkdayCalendar, opened: date, left: int, term: Term) -> date:
    if term.unit == "workdays":
        return nth_workday(calendar=calendar, start=opened, days=left)
    return opened + timedelta(days=left)


def _days_between(calendar: WorkdayCalendar, start: date, stop: date, term: Term) -> int:
    if term.unit == "workdays":
        return span_workdays(calendar=calendar, start=start, stop=stop)
    return (stop - start).days
