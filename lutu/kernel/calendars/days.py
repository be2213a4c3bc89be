"""What kind of day a day is, and which days a version would change (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lutu.engines.workdays import YearNotice


class DayKind(TextChoices):
    """日期类别."""

    WORKDAY = "workday", _("工作日")
    WEEKEND = "weekend", _("周末")
    HOLIDAY = "holiday", _("放假")
    MAKEUP = "makeup", _("调休上班")

    @property
    def is_worked(self) -> bool:
        """Whether a day of this kind counts as a working day."""
        return self in (DayKind.WORKDAY, DayKind.MAKEUP)


@dataclass(frozen=True)
class DayChange:
    """A day that a version would make another kind of day."""

    day: date
    before: DayKind
    after: DayKind

    @property
    def counts_differently(self) -> bool:
        """Whether terms change: worked before and not after, or the other way round."""
        return self.before.is_worked != self.after.is_worked


@dataclass(frozen=True)
class ChangeSpan:
    """Days in a row, both ends included, that would change from one kind to another."""

    first: date
    last: date
    before: DayKind
    after: DayKind

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def kinds_between(*, first: date, last: date, notices: Sequence[YearNotice]) -> dict[date, DayKind]:
    """The kind of each day, both ends included; where notices of two years name a day, the later year prevails."""
    named: dict[date, DayKind] = {}
    for notice in sorted(notices, key=lambda notice: notice.year):
        named |= dict.fromkeys(notice.holidays, DayKind.HOLIDAY)
        named |= dict.fromkeys(notice.makeup_days, DayKind.MAKEUP)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day: named.get(day, DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND) for day in days}


def with_notice(*, notice: YearNotice, in_force: Sequence[YearNotice]) -> list[YearNotice]:
    """The notices in force with this one in the place of its year."""
    return [*(other for other in in_force if other.year != notice.year), notice]


def changes_of(*, notice: YearNotice, in_force: Sequence[YearNotice]) -> list[DayChange]:
    """The days this notice would change, in order: against the version in force, or Monday to Friday without one."""
    first, last = date(notice.year - 1, 12, 1), date(notice.year, 12, 31)
    before = kinds_between(first=first, last=last, notices=in_force)
    after = kinds_between(first=first, last=last, notices=with_notice(notice=notice, in_force=in_force))
    return [DayChange(day, before[day], after[day]) for day in before if before[day] != after[day]]


def spans_of(*, changes: Sequence[DayChange]) -> list[ChangeSpan]:
    """Changes in order of their days, those that follow one another and are alike joined."""
    spans: list[ChangeSpan] = []
    for change in changes:
        last = spans[-1] if spans else None
        if last and last.last + timedelta(days=1) == change.day and (last.before, last.after) == (
            change.before, change.after
        ):  # fmt: skip
            spans[-1] = ChangeSpan(last.first, change.day, last.before, last.after)
        else:
            spans.append(ChangeSpan(change.day, change.day, change.before, change.after))
    return spans
