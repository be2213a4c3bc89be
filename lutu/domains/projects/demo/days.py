"""Working days of the demo's years (示例工作日): weekends and the long public holidays fall out.

Permits are issued on working days; the demo needs no more exact calendar.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from lutu.engines.seeds import draw

# First and last day of the long holidays that permits must not fall into (公休通知, 2018–2021).
_HOLIDAYS = (
    (date(2018, 2, 15), date(2018, 2, 21)), (date(2018, 10, 1), date(2018, 10, 7)),
    (date(2019, 2, 4), date(2019, 2, 10)), (date(2019, 10, 1), date(2019, 10, 7)),
    (date(2020, 1, 24), date(2020, 2, 2)), (date(2020, 10, 1), date(2020, 10, 8)),
    (date(2021, 1, 1), date(2021, 1, 3)), (date(2021, 2, 11), date(2021, 2, 17)),
    (date(2021, 4, 3), date(2021, 4, 5)), (date(2021, 5, 1), date(2021, 5, 5)), (date(2021, 6, 12), date(2021, 6, 14)),
    (date(2021, 9, 19), date(2021, 9, 21)), (date(2021, 10, 1), date(2021, 10, 7)),
)  # fmt: skip


def is_working_day(day: date) -> bool:
    """Monday to Friday outside the long holidays."""
    return day.weekday() < 5 and not any(first <= day <= last for first, last in _HOLIDAYS)


def pick_day(*, key: str, first: date, last: date) -> date:
    """The working day of a key between two days, both included. Raises ValueError where there is none."""
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in span if is_working_day(day)]
    if not working:
        raise ValueError(f"{key}:{first} 至 {last} 之间没有工作日")
    return working[int(draw(key) * len(working))]


def next_working_day(day: date) -> date:
    """The day itself or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def month_end(day: date, *, shift: int = 0) -> date:
    """The last day of the month that lies `shift` months after the day's."""
    months = day.year * 12 + day.month + shift
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def office_instant(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant in office hours, China time."""
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())


def feed_day(day: date) -> date:
    """When the weekly feed brings what happened on a day: the Tuesday after that week, or the next working day."""
    return next_working_day(day - timedelta(days=day.weekday()) + timedelta(days=8))
