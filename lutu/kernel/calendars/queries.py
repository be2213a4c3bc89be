"""Asking for the calendar in force, its horizon, and the versions of a year."""

from datetime import date

from django.db import connection
from django.db.models import Max, QuerySet

from lutu.engines.workdays import WorkdayCalendar, YearNotice, build_calendar
from lutu.kernel.calendars.models import CalendarYear

# The alarm for the next year begins so many days before the last day of the calendar (casework, section 2).
ALARM_DAYS = 60
# Asked on every stored move of a case, so without a query set.
_SIGNED = "SELECT id, digest FROM calendars_calendaryear WHERE state = 'signed' ORDER BY year"
Key = tuple[tuple[int, str], ...]
_kept: list[tuple[Key, WorkdayCalendar]] = []


def current_calendar() -> WorkdayCalendar:
    """The calendar of the signed years; empty where there is none.

    One small query; the calendar itself is kept for the life of the process until another version is signed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SIGNED)
        signed = tuple((int(key), str(digest)) for key, digest in cursor.fetchall())
    if not _kept or _kept[0][0] != signed:
        rows = list(in_force())
        key = tuple((row.pk, row.digest) for row in rows)
        _kept[:] = [(key, build_calendar(years=[row.notice for row in rows]))]
    return _kept[0][1]


def horizon() -> date | None:
    """The last day of the calendar in force, or None where no year is signed."""
    last = in_force().order_by().aggregate(last=Max("year"))["last"]
    return None if last is None else date(last, 12, 31)


def days_to_horizon(*, day: date) -> int | None:
    """Days from `day` to the horizon, negative beyond it; None without a calendar. The alarm is for ≤ ALARM_DAYS."""
    last = horizon()
    return None if last is None else (last - day).days


def in_force() -> QuerySet[CalendarYear]:
    """The signed version of each year, by year."""
    return CalendarYear.objects.filter(state=CalendarYear.State.SIGNED).order_by("year")


def notices_in_force() -> list[YearNotice]:
    """The days of the signed years as the engine takes them."""
    return [row.notice for row in in_force()]


def versions(*, year: int) -> QuerySet[CalendarYear]:
    """Every version of a year, newest first."""
    return CalendarYear.objects.filter(year=year).order_by("-version")


def open_proposal(*, year: int) -> CalendarYear | None:
    """The version of a year that waits for its signature, or None."""
    return versions(year=year).filter(state=CalendarYear.State.PROPOSED).first()
