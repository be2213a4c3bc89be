"""What casework tells the packages below at start: its own flow, the vacate guard, the calendar's handler."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from lutu.kernel.calendars.registry import on_calendar_change
from lutu.kernel.casework.actions.clocking import recompute_deadlines
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.registry import declare_flow
from lutu.kernel.casework.task import FLOW
from lutu.kernel.documents.registry import files_follow
from lutu.kernel.notices.registry import declare_notice_kind
from lutu.kernel.parties.actions import vacate_guard
from lutu.kernel.parties.models import Assignment
from lutu.kernel.periods import in_force


def register() -> None:
    """Called once, from `CaseworkConfig.ready`."""
    declare_flow(FLOW)
    on_calendar_change(recompute_deadlines)
    # Evidence is for those who handle the case, with or without a right to read files at large.
    files_follow("casework.case")
    declare_notice_kind("casework.case", _("事项"))
    vacate_guard(no_open_work_left_behind)


def no_open_work_left_behind(*, assignment: Assignment, day: date) -> str | None:
    """Why a post can't be left: it owns open cases and nobody else holds it from that day on."""
    others = Assignment.objects.filter(in_force(day), post=assignment.post_id).exclude(pk=assignment.pk)
    if others.exists():
        return None
    count = Case.objects.filter(is_open=True, owner_post=assignment.post_id).count()
    if not count:
        return None
    return f"“{assignment.post}”还有 {count} 件未办结的事项,须先交接给接任者"
