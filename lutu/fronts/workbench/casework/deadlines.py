"""到期怎么说: the light of a case in a state, a tone, an icon, and words with a number."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from lutu.engines.workdays import WorkdayCalendar
from lutu.engines.workdays.days import span_workdays
from lutu.kernel.casework.clock import due_words
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.urgency import ends_with_a_day, last_day
from lutu.kernel.periods import day_of

CLOSED, PAUSED, NONE, OVERDUE, PASSED, TODAY, SOON, LATER = (
    "closed", "paused", "none", "overdue", "passed", "today", "soon", "later",
)  # fmt: skip
# 默认值: yellow for the last two working days, when the reminder of the common ladder has gone out.
SOON_WORKDAYS = 2
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Look:
    """How a state is drawn."""

    tone: str
    icon: str


LOOKS = {
    OVERDUE: Look(tone="red", icon="alert-circle"),
    PASSED: Look(tone="yellow", icon="hourglass"),
    TODAY: Look(tone="yellow", icon="clock-exclamation"),
    SOON: Look(tone="yellow", icon="clock"),
    LATER: Look(tone="green", icon="calendar-event"),
    PAUSED: Look(tone="grey", icon="player-pause"),
    CLOSED: Look(tone="grey", icon="circle-check"),
    NONE: Look(tone="grey", icon="calendar-event"),
}


@dataclass(frozen=True)
class Light:
    """到期灯: never a colour alone; `day` is the deadline as tables write it, `note` says what makes it uncertain."""

    state: str
    tone: str
    icon: str
    text: str
    day: str
    note: str = ""


def due_state(*, case: Case, at: datetime, calendar: WorkdayCalendar) -> str:
    """The state of a case's deadline at an instant, one word of this module."""
    if not case.is_open:
        return CLOSED
    if case.is_paused:
        return PAUSED
    if case.due_at is None:
        return NONE
    if case.due_at <= at:
        return PASSED if case.due_is_provisional else OVERDUE
    day, last = day_of(at), last_day(case.due_at)
    if last <= day:
        return TODAY
    return SOON if span_workdays(calendar=calendar, start=day, stop=last) <= SOON_WORKDAYS else LATER


def due_text(*, case: Case, at: datetime, calendar: WorkdayCalendar) -> str:
    """The deadline in words: how much is left or over, or why nothing counts; in the reader's language."""
    state = due_state(case=case, at=at, calendar=calendar)
    if state in (CLOSED, PAUSED, NONE) or case.due_at is None:
        return {CLOSED: _("已办结"), PAUSED: _("已暂停")}.get(state, _("不设时限"))
    day, last = day_of(at), last_day(case.due_at)
    over = state in (OVERDUE, PASSED)
    if not ends_with_a_day(case.due_at) and abs(case.due_at - at) < DAY:
        return _elapsed(abs(case.due_at - at), over=over)
    if state == TODAY:
        return _("今日到期")
    start, stop = (last, day) if over else (day, last)
    count = span_workdays(calendar=calendar, start=start, stop=stop)
    if over:
        return _("逾期{count}个工作日").format(count=count) if count else _("逾期不足1个工作日")
    return _("还剩{count}个工作日").format(count=count) if count else _("下个工作日前到期")


def light(*, case: Case, at: datetime, calendar: WorkdayCalendar) -> Light:
    """The light of a case at an instant."""
    state = due_state(case=case, at=at, calendar=calendar)
    return Light(
        state=state,
        tone=LOOKS[state].tone,
        icon=LOOKS[state].icon,
        text=due_text(case=case, at=at, calendar=calendar),
        day=due_words(case.due_at) if case.is_open and case.due_at else "",
        note=_("暂定") if case.is_open and case.due_is_provisional else "",
    )


def with_lights(cases: list[Any], *, at: datetime, calendar: WorkdayCalendar) -> None:
    """Put its light on each case (`case.light`)."""
    for case in cases:
        case.light = light(case=case, at=at, calendar=calendar)


def _elapsed(span: timedelta, *, over: bool) -> str:
    hours, minutes = int(span / HOUR), int(span.total_seconds() // 60)
    if hours:
        return _("逾期{count}小时").format(count=hours) if over else _("还剩{count}小时").format(count=hours)
    return _("逾期{count}分钟").format(count=minutes) if over else _("还剩{count}分钟").format(count=minutes)
