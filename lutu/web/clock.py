"""The request clock: the only place above the commands where the house reads the time.

A demo database carries the parameter `site.demo_day`; where it stands, every page lives on that day.
"""

from datetime import date, datetime

from django.utils import timezone

from lutu.kernel.rules.queries import versions

DEMO_DAY = "site.demo_day"
_kept: list[date | None] = []


def demo_day() -> date | None:
    """The day a demo district lives on, or None in real use; asked once in the life of the process."""
    if not _kept:
        parameter = versions(code=DEMO_DAY).first()
        _kept.append(date.fromisoformat(str(parameter.value)) if parameter else None)
    return _kept[0]


def forget_demo_day() -> None:
    """Forget the kept answer: the demo has just been loaded, or a test has changed the database."""
    _kept.clear()


def now() -> datetime:
    """The present instant, aware; in a demo district the demo day at the present time of day in China."""
    instant = timezone.localtime()
    day = demo_day()
    return instant if day is None else instant.replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    """The present day in China; the demo day in a demo district."""
    return demo_day() or timezone.localdate()
