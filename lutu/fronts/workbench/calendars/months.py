"""年历: a year as twelve months of weeks, each day with its kind in words."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lutu.engines.workdays import YearNotice
from lutu.kernel.calendars.days import DayKind, kinds_between

HEADINGS = tuple(
    zip(
        (
            pgettext_lazy("weekday", "一"),
            pgettext_lazy("weekday", "二"),
            pgettext_lazy("weekday", "三"),
            pgettext_lazy("weekday", "四"),
            pgettext_lazy("weekday", "五"),
            pgettext_lazy("weekday", "六"),
            pgettext_lazy("weekday", "日"),
        ),
        WEEKDAYS.values(),
        strict=True,
    )
)
MARKS = {DayKind.HOLIDAY: pgettext_lazy("day mark", "休"), DayKind.MAKEUP: pgettext_lazy("day mark", "班")}
COUNTED = (
    (DayKind.WORKDAY, _("工作日(不含调休)")),
    (DayKind.MAKEUP, _("调休上班")),
    (DayKind.HOLIDAY, _("放假(含其中周末)")),
    (DayKind.WEEKEND, _("其余周末")),
)


@dataclass(frozen=True)
class Cell:
    """One day of a month."""

    day: date
    kind: DayKind

    @property
    def mark(self) -> str:
        """One sign for a day that is not what its weekday says."""
        return str(MARKS.get(self.kind, ""))


@dataclass(frozen=True)
class Month:
    """One month: its name and its weeks from Monday to Sunday, None outside the month."""

    title: str
    weeks: Sequence[Sequence[Cell | None]]


def year_kinds(*, year: int, notices: Sequence[YearNotice]) -> dict[date, DayKind]:
    """The kind of every day of a year."""
    return kinds_between(first=date(year, 1, 1), last=date(year, 12, 31), notices=notices)


def months_of(*, year: int, kinds: Mapping[date, DayKind]) -> list[Month]:
    """The twelve months."""
    weeks_of = Calendar().monthdatescalendar
    return [
        Month(
            title=date_format(date(year, month, 1), "F"),
            weeks=[
                [Cell(day, kinds[day]) if day.month == month else None for day in week]
                for week in weeks_of(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def counts_of(*, kinds: Mapping[date, DayKind]) -> list[tuple[str, int]]:
    """How many days of each kind, in words."""
    found = list(kinds.values())
    return [(str(title), found.count(kind)) for kind, title in COUNTED]
