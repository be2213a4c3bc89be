"""日历到期提醒: how far the working-day calendar reaches, and what to do before it ends. For pages, home and health."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lutu.kernel.access.queries import can
from lutu.kernel.calendars.models import CalendarYear
from lutu.kernel.calendars.queries import ALARM_DAYS, horizon, open_proposal

READ = "calendars.calendar.read"
WRITE = "calendars.calendar.write"
SIGN = "calendars.calendar.sign"


@dataclass(frozen=True)
class Alarm:
    """What is found about the horizon on a day, and what to do; `level` is error or warning."""

    level: str
    finding: str
    remedy: str
    waiting: CalendarYear | None


def alarm_on(*, day: date) -> Alarm | None:
    """The alarm of a day: from 60 days before the calendar's last day on, or without a calendar; else None."""
    last = horizon()
    if last is not None and (last - day).days > ALARM_DAYS:
        return None
    year = day.year if last is None else last.year + 1
    waiting = open_proposal(year=year)
    remedy = (
        _("{calendar}待签发,请由提出人以外的一人核对签发").format(calendar=waiting)
        if waiting
        else _("请按国务院办公厅 {year} 年放假安排提出年历,再由另一人签发").format(year=year)
    )
    if last is None:
        return Alarm("error", _("还没有工作日历,时限只能按周一至周五暂定"), remedy, waiting)
    if day > last:
        finding = _("工作日历已于 {last} 用尽,此后的时限只能暂定,不能据以催办升级").format(last=last)
        return Alarm("error", finding, remedy, waiting)
    finding = _("工作日历截至 {last},还有 {days} 天;跨过该日的时限为暂定").format(last=last, days=(last - day).days)
    return Alarm("warning", finding, remedy, waiting)


def panel(*, user: Any, day: date) -> dict[str, Any] | None:
    """The home panel for those who can do something about it; None where there is no alarm."""
    if not any(can(user=user, permission=permission, day=day) for permission in (WRITE, SIGN)):
        return None
    alarm = alarm_on(day=day)
    return None if alarm is None else {"alarm": alarm}
