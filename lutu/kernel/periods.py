"""Half-open periods `[valid_from, valid_to)`, asked the same way everywhere."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import get_default_timezone


def in_force(day: date, *, prefix: str = "") -> Q:
    """Rows whose period holds the day; `prefix` leads to them over a relation, such as `post__`."""
    start, stop = f"{prefix}valid_from__lte", f"{prefix}valid_to"
    return Q(**{start: day}) & (Q(**{f"{stop}__isnull": True}) | Q(**{f"{stop}__gt": day}))


def day_of(at: datetime) -> date:
    """The day of an instant in the time zone of the house (Asia/Shanghai)."""
    return at.astimezone(get_default_timezone()).date()


def minute_text(at: datetime) -> str:
    """An instant to the minute in the time zone of the house: 2021-10-08 18:00."""
    return at.astimezone(get_default_timezone()).strftime("%Y-%m-%d %H:%M")
