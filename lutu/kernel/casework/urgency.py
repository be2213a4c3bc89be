"""急缓: open cases by how soon they fall due, in the sections a list of things to do has. Writes nothing."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case as SqlCase
from django.db.models import Count, IntegerField, Q, QuerySet, Value, When
from django.utils.timezone import get_default_timezone

from lutu.kernel.casework.models import Case
from lutu.kernel.periods import day_of

# The sections in order of urgency; CLOSED comes last of all.
OVERDUE, TODAY, WEEK, LATER, PAUSED, CLOSED = range(6)
_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


def with_urgency(*, rows: QuerySet[Case], at: datetime) -> QuerySet[Any]:
    """Cases with their `section` (int) at an instant: overdue, due today, this week (to Sunday), later, paused, closed.

    A provisional deadline that has passed counts as due today: it is not yet overdue. What has no deadline comes later.
    """
    tomorrow = day_of(at) + _DAY
    monday = tomorrow + timedelta(days=-tomorrow.weekday() % 7)
    section = SqlCase(
        When(is_open=False, then=Value(CLOSED)),
        When(is_paused=True, then=Value(PAUSED)),
        When(overdue_at(at=at), then=Value(OVERDUE)),
        When(due_at__lte=_midnight(tomorrow), then=Value(TODAY)),
        When(due_at__lte=_midnight(monday), then=Value(WEEK)),
        default=Value(LATER),
        output_field=IntegerField(),
    )
    return rows.annotate(section=section)


def overdue_at(*, at: datetime) -> Q:
    """The open, running cases past their deadline at an instant; a provisional deadline is not yet overdue."""
    return Q(is_open=True, is_paused=False, due_at__lte=at, due_is_provisional=False)


def tally(*, rows: QuerySet[Case], at: datetime) -> dict[tuple[str, int], int]:
    """{(flow, section): how many of the cases are of the flow and lie in the section}; one query."""
    found = with_urgency(rows=rows.order_by(), at=at).values("flow", "section").annotate(count=Count("pk"))
    return {(row["flow"], row["section"]): row["count"] for row in found}


def sections(counts: dict[tuple[str, int], int]) -> dict[int, int]:
    """{section: how many cases lie in it} of a tally, every section named."""
    found = dict.fromkeys(range(CLOSED + 1), 0)
    for (_flow, section), count in counts.items():
        found[section] += count
    return found


def last_day(due_at: datetime) -> date:
    """The last day of a deadline: a term that ends at midnight ends with the day before."""
    return (due_at.astimezone(get_default_timezone()) - _INSTANT).date()


def ends_with_a_day(due_at: datetime) -> bool:
    """Whether a deadline is the end of a day, and not an hour of it."""
    return due_at.astimezone(get_default_timezone()).time() == time(0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=get_default_timezone())
