"""What these pages declare: permissions, menu entries, home panels, search, files of cases, words of the journal."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.casework.panels import supervision_panel, todo_panel
from lutu.fronts.workbench.casework.permissions import (
    HANDOVER,
    MEETING_READ,
    MEETING_WRITE,
    READ,
    SUPERVISE,
)
from lutu.fronts.workbench.casework.words import flow_title, stage_badge
from lutu.kernel.access.queries import can
from lutu.kernel.access.registry import declare_permission
from lutu.kernel.casework.models import Case, Meeting
from lutu.kernel.casework.offers import capacities
from lutu.kernel.documents.registry import declare_fileable
from lutu.kernel.search.registry import declare_searchable
from lutu.web.navigation import Entry, declare_entry
from lutu.web.panels import declare_home_panel
from lutu.web.timeline import label_details

PERMISSIONS = {
    READ: _("查看事项"),
    SUPERVISE: _("督办、改派和审批延期"),
    MEETING_READ: _("查看会议"),
    MEETING_WRITE: _("记录会议"),
    HANDOVER: _("办理代理、缺勤和工作交接"),
}
DETAIL_WORDS = {
    "title": _("标题"),
    "due_at": _("到期日"),
    "calendar_version": _("工作日历"),
    "resume_by_at": _("最迟恢复"),
    "extended": _("延长"),
    "receiver": _("接收方"),
    "series": _("会议系列"),
    "holdings": _("手上事务"),
    "deputy": _("代班人"),
}


def register() -> None:
    """Called once when the fronts are ready."""
    for code, title in PERMISSIONS.items():
        declare_permission(code, title)
    label_details(DETAIL_WORDS)
    declare_fileable("casework.case", may_attach_to_case)
    declare_fileable("casework.meeting", may_attach_to_meeting)
    _declare_search()
    _declare_menu()
    declare_home_panel("workbench", "workbench/casework/todo_panel.html", todo_panel, order=5)
    declare_home_panel("workbench", "workbench/casework/supervision_panel.html", supervision_panel, order=10)


def may_attach_to_case(*, user: Any, subject_id: int, day: date) -> bool:
    """Whoever has a part in an open case puts evidence to it: owner, raiser, supervision, or a role of its flow."""
    case = Case.objects.select_related("area").filter(pk=subject_id, is_open=True).first()
    return case is not None and bool(capacities(cases=[case], user=user, day=day)[case.pk].roles)


def may_attach_to_meeting(*, user: Any, subject_id: int, day: date) -> bool:
    """Whoever records meetings in the area puts minutes to them."""
    meeting = Meeting.objects.select_related("area").filter(pk=subject_id).first()
    return meeting is not None and can(user=user, permission=MEETING_WRITE, day=day, area=meeting.area)


def _declare_search() -> None:
    declare_searchable(
        "casework.case", _("事项"), Case,
        lambda row: (
            row.title, f"{row.number} · {flow_title(row.flow)} · {stage_badge(row)[0]}",
            reverse("workbench:case", args=[row.pk]),
        ),
        narrow=lambda rows, text: rows.filter(Q(title__icontains=text) | Q(number__icontains=text)),
        staff_only=True, order=50, code_field="number",
    )  # fmt: skip
    declare_searchable(
        "casework.meeting", _("会议"), Meeting,
        lambda row: (row.title, row.series, reverse("workbench:meeting", args=[row.pk])),
        narrow=lambda rows, text: rows.filter(Q(title__icontains=text) | Q(series__icontains=text)),
        staff_only=True, order=60,
    )  # fmt: skip


def _declare_menu() -> None:
    group = _("督办")
    for entry in (
        Entry("workbench", group, _("待办"), "workbench:todo", icon="checklist", order=100),
        Entry("workbench", group, _("事项"), "workbench:cases", READ, icon="clipboard-list", order=105),
        Entry("workbench", group, _("会议"), "workbench:meetings", MEETING_READ, icon="users", order=110),
        Entry("workbench", group, _("代理与缺勤"), "workbench:deputies", icon="user-share", order=120),
        Entry("workbench", group, _("工作交接"), "workbench:handover_pick", HANDOVER, icon="transfer", order=125),
    ):
        declare_entry(entry)
