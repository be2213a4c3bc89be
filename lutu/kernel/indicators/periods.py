"""统计期: half-open periods `[start, stop)` of five kinds, their codes in addresses and their names for readers.

A cumulative period has no stated beginning; it runs from `BEGINNING` to its last day. Pure.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

DAY, MONTH, QUARTER, YEAR, CUMULATIVE = "day", "month", "quarter", "year", "cumulative"
KINDS = (DAY, MONTH, QUARTER, YEAR, CUMULATIVE)
BEGINNING = date.min
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
_QUARTERS = (gettext_noop("一季度"), gettext_noop("二季度"), gettext_noop("三季度"), gettext_noop("四季度"))
_CODES = {
    QUARTER: re.compile(r"(?P<year>\d{4})Q(?P<part>[1-4])"),
    DAY: re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})"),
    CUMULATIVE: re.compile(r"to-(?P<day>\d{4}-\d{2}-\d{2})"),
    MONTH: re.compile(r"(?P<year>\d{4})-(?P<part>0[1-9]|1[0-2])"),
    YEAR: re.compile(r"(?P<year>\d{4})"),
}


class PeriodUnknown(ValueError):
    """A text that names no period."""


@dataclass(frozen=True, order=True)
class Period:
    """统计期: `[start, stop)` of one kind. Made by `period_of` and `parse_period`."""

    kind: str
    start: date
    stop: date

    @property
    def last_day(self) -> date:
        """The last day inside the period."""
        return self.stop - timedelta(days=1)

    @property
    def code(self) -> str:
        """How addresses and files name the period: 2021-09-30, 2021-09, 2021Q3, 2021, to-2021-09-30."""
        if self.kind == QUARTER:
            return f"{self.start:%Y}Q{quarter_of(self.start)}"
        if self.kind == MONTH:
            return f"{self.start:%Y-%m}"
        if self.kind == YEAR:
            return f"{self.start:%Y}"
        return f"to-{self.last_day}" if self.kind == CUMULATIVE else self.start.isoformat()

    @property
    def name(self) -> str:
        """How sentences name the period: 2021年三季度, 2021年9月, 截至2021年9月30日."""
        if self.kind == QUARTER:
            quarter = _(_QUARTERS[quarter_of(self.start) - 1])
            return _("{year}年{quarter}").format(year=self.start.year, quarter=quarter)
        if self.kind == MONTH:
            return pgettext("统计期", "{year}年{month}月").format(year=self.start.year, month=self.start.month)
        if self.kind == YEAR:
            return pgettext("统计期", "{year}年").format(year=self.start.year)
        if self.kind == CUMULATIVE:
            return _("截至{day}").format(day=day_words(self.last_day))
        return day_words(self.start)


def day_words(day: date) -> str:
    """A day as sentences write it: 2021年9月30日."""
    return pgettext("统计期", "{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month - 1) // 3 + 1


def period_of(*, kind: str, day: date) -> Period:
    """The period of a kind that holds the day; a cumulative one runs to the day. Raises PeriodUnknown."""
    if kind == DAY:
        return Period(DAY, day, day + timedelta(days=1))
    if kind == CUMULATIVE:
        return Period(CUMULATIVE, BEGINNING, day + timedelta(days=1))
    if kind not in MONTHS:
        raise PeriodUnknown(f"统计期种类“{kind}”不存在,应为 {'、'.join(KINDS)}")
    first = day.replace(month=(day.month - 1) // MONTHS[kind] * MONTHS[kind] + 1, day=1)
    return Period(kind, first, _months_later(first, MONTHS[kind]))


def parse_period(code: str) -> Period:
    """The period of a code such as 2021Q3. Raises PeriodUnknown, saying what would do."""
    for kind, form in _CODES.items():
        if match := form.fullmatch(code):
            try:
                return period_of(kind=kind, day=_day_of(match))
            except ValueError:
                break
    raise PeriodUnknown(f"统计期“{code}”不能识别,应如 2021Q3、2021-09、2021、2021-09-30 或 to-2021-09-30")


def previous(period: Period, *, back: int = 1) -> Period:
    """The period `back` steps earlier: the quarter before, the month before; a cumulative one has none of its own.

    Of a cumulative period it is the one that ended a year earlier, with which it may be compared.
    """
    found = period
    for _step in range(back):
        if found.kind == CUMULATIVE:
            found = same_last_year(found)
        else:
            found = period_of(kind=found.kind, day=found.start - timedelta(days=1))
    return found


def same_last_year(period: Period) -> Period:
    """The same period a year earlier; 29 February becomes the 28th."""
    day = period.last_day if period.kind == CUMULATIVE else period.start
    try:
        earlier = day.replace(year=day.year - 1)
    except ValueError:
        earlier = day.replace(year=day.year - 1, day=28)
    return period_of(kind=period.kind, day=earlier)


def _day_of(match: "re.Match[str]") -> date:
    found = match.groupdict()
    if "day" in found:
        return date.fromisoformat(found["day"])
    part = int(found.get("part") or 1)
    return date(int(found["year"]), (part - 1) * 3 + 1 if "Q" in match.group() else part, 1)


def _months_later(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)
