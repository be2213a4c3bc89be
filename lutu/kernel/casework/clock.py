"""时限: when a case falls due, and when its ladder speaks next. Reads the case and its intervals, writes nothing."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils.timezone import get_default_timezone

from lutu.engines.workdays import Due, Interval, Term, WorkdayCalendar, due
from lutu.engines.workdays.days import nth_workday
from lutu.kernel.casework.flows import Rung, Stage
from lutu.kernel.casework.models import Case, CaseInterval

OFFICE_OPENS = time(9, 0)
_INSTANT = timedelta(microseconds=1)


def due_words(due_at: datetime | None) -> str:
    """A deadline as people say it: the last day, or the minute where it does not end with a day; a dash for none."""
    if due_at is None:
        return "—"
    local = due_at.astimezone(get_default_timezone())
    if local.time() == time(0):
        return f"{(local - _INSTANT).date()}"
    return f"{local:%Y-%m-%d %H:%M}"


def due_of(*, case: Case, intervals: Iterable[CaseInterval], calendar: WorkdayCalendar) -> Due | None:
    """When the case's running clock ends; None where nothing is due. `Due.at` is None while the clock stands still.

    A date set by hand (指定期限) ends the case's first clock at 24:00 of that day and is not moved by pauses.
    """
    zone = get_default_timezone()
    if case.fixed_due_date is not None and case.clock_number <= 1:
        at = datetime.combine(case.fixed_due_date + timedelta(days=1), time(0), tzinfo=zone)
        return Due(at=at, is_provisional=False, calendar_version=calendar.version, left=0)
    if case.term_amount is None:
        return None
    clock = [
        Interval(row.starts_at, row.ends_at, row.runs, row.reason)
        for row in intervals
        if row.clock_number == case.clock_number and row.starts_at != row.ends_at
    ]
    return due(calendar=calendar, intervals=clock, term=term_of(case), tz=zone, provisional=True)


def term_of(case: Case) -> Term:
    """The term of the running clock, extensions included."""
    return Term(case.term_amount or 1, case.term_unit, case.term_roll or "none")  # type: ignore[arg-type]


def rung_instant(*, rung: Rung, due_at: datetime, calendar: WorkdayCalendar) -> datetime:
    """When a rung speaks: minutes from the due instant, or 09:00 of a working day counted from the last day.

    Never before the office opens and never on a day off; outside the calendar Monday to Friday count.
    """
    if rung.unit == "minutes":
        return due_at + timedelta(minutes=rung.offset)
    zone = get_default_timezone()
    last_day = (due_at.astimezone(zone) - _INSTANT).date()
    if rung.offset:
        day = nth_workday(calendar=calendar, start=last_day, days=rung.offset)
    else:
        day = nth_workday(calendar=calendar, start=last_day + timedelta(days=1), days=-1)
    return datetime.combine(day, OFFICE_OPENS, tzinfo=zone)


def next_rung(
    *, case: Case, stage: Stage, after: datetime | None, calendar: WorkdayCalendar
) -> tuple[Rung, datetime] | None:
    """The first rung whose instant lies after `after` (None: the first of all); None where the ladder is at its end.

    A provisional deadline reminds but does not escalate: its rungs above level 0 wait for the calendar.
    """
    if case.due_at is None:
        return None
    for rung in stage.ladder:
        if rung.level and case.due_is_provisional:
            continue
        instant = rung_instant(rung=rung, due_at=case.due_at, calendar=calendar)
        if after is None or instant > after:
            return rung, instant
    return None
