"""Half-open periods `[valid_from, valid_to)`, asked the same way everywhere."""

from datetime import date

from django.db.models import Q


def in_force(day: date, *, prefix: str = "") -> Q:
    """Rows whose period holds the day; `prefix` leads to them over a relation, such as `post__`."""
    start, stop = f"{prefix}valid_from__lte", f"{prefix}valid_to"
    return Q(**{start: day}) & (Q(**{f"{stop}__isnull": True}) | Q(**{f"{stop}__gt": day}))
