"""Working days and terms (工作日与时限): the calendar by year, adding and counting working days, due dates with pauses.

Pure: the calendar is built from the notices of each year, the clock of a matter is a list of intervals. Start reading
at `days` (the calendar), then `terms` (a term and its clock) and `deadlines` (when it falls due).
"""

from lutu.engines.workdays.days import (
    CalendarYearMissing,
    WorkdayCalendar,
    YearNotice,
    add_workdays,
    build_calendar,
    is_workday,
    workdays_between,
)
from lutu.engines.workdays.deadlines import due
from lutu.engines.workdays.terms import ClockBroken, Due, Interval, Term

__all__ = [
    "CalendarYearMissing",
    "ClockBroken",
    "Due",
    "Interval",
    "Term",
    "WorkdayCalendar",
    "YearNotice",
    "add_workdays",
    "build_calendar",
    "due",
    "is_workday",
    "workdays_between",
]
