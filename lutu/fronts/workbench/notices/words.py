"""How states of notices, windows, lines and objections are said, in the workbench and on the portal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.notices.gateways import gateway_path
from lutu.kernel.notices.models import Notice, Objection, PublicNotice
from lutu.kernel.notices.queries import line_state
from lutu.kernel.notices.windows import Window, window_of

Badge = tuple[Any, str]
STAGES: dict[str, Badge] = {
    "running": (_("公示中"), "blue"),
    "ahead": (_("未开始"), "grey"),
    "ended": (_("公示期满"), "grey"),
    "withdrawn": (_("已撤回"), "yellow"),
}
LINE_STATES: dict[str, Badge] = {
    "clear": (_("无异议"), "grey"),
    "objected": (_("异议办理中"), "yellow"),
    "upheld": (_("异议成立"), "red"),
    "rejected": (_("异议不成立"), "grey"),
}
OBJECTION_TONES = {Objection.State.OPEN: "yellow", Objection.State.UPHELD: "red", Objection.State.REJECTED: "grey"}
NOTICE_TONES = {Notice.State.WAITING: "yellow", Notice.State.SENT: "green", Notice.State.FAILED: "red"}


def stage_badge(notice: Any) -> Badge:
    """The stage of a notice that `put_windows` has seen."""
    return STAGES[notice.window.stage]


def time_left(left: int | None) -> Badge:
    """Working days left of a term, in words and a tone: red once it is over, yellow on its last two days."""
    if left is None:
        return _("截止日暂定"), "yellow"
    if left < 0:
        return gettext("已超期{count}个工作日").format(count=-left), "red"
    if left == 0:
        return _("今日24时截止"), "yellow"
    return gettext("还剩{count}个工作日").format(count=left), "yellow" if left == 1 else "grey"


def window_left(window: Window) -> Badge | None:
    """How much of a window is left; None where it does not run."""
    return time_left(window.left) if window.stage == "running" else None


def window_words(window: Window) -> str:
    """How much of a running window is left, in words; empty where it does not run."""
    left = window_left(window)
    return str(left[0]) if left else ""


def put_windows(rows: Sequence[PublicNotice], *, at: datetime) -> None:
    """Put the window at an instant on each row, by one reading of the calendar."""
    calendar = current_calendar()
    for row in rows:
        row.window = window_of(notice=row, at=at, calendar=calendar)  # type: ignore[attr-defined]


def line_badge(line: Any) -> Badge:
    """The state of a line that was counted `with_objections`."""
    return LINE_STATES[line_state(line=line)]


def objection_badge(objection: Objection) -> Badge:
    """The state of an objection."""
    return objection.get_state_display(), OBJECTION_TONES[Objection.State(objection.state)]


def notice_badge(notice: Notice) -> Badge:
    """The state of a message; a text message nobody can carry says so."""
    if notice.state == Notice.State.WAITING and notice.channel == Notice.Channel.SMS and not gateway_path():
        return _("已入发件箱(未接短信网关)"), "grey"
    return notice.get_state_display(), NOTICE_TONES[Notice.State(notice.state)]
