"""Instants of the demo's days."""

from datetime import date, datetime, time

from django.utils import timezone


def office(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of a day in China."""
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())
