"""What these pages declare: permissions, menu entry, home panel, words of the journal."""

from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.calendars.alarm import READ, SIGN, WRITE, panel
from lutu.kernel.access.registry import declare_permission
from lutu.web.navigation import Entry, declare_entry
from lutu.web.panels import declare_home_panel
from lutu.web.timeline import label_details

DETAIL_WORDS = {
    "calendar_year": _("年度"),
    "calendar_version_number": _("版次"),
    "calendar_version": _("日历版本"),
    "holidays": _("放假天数"),
    "makeup_days": _("调休上班天数"),
    "changed": _("计算改变的日子"),
}


def register() -> None:
    """Called once when the fronts are ready."""
    declare_permission(READ, _("查看工作日历"))
    declare_permission(WRITE, _("提出和撤回工作日历"))
    declare_permission(SIGN, _("签发工作日历"))
    label_details(DETAIL_WORDS)
    declare_entry(
        Entry("workbench", _("管理"), _("工作日历"), "workbench:calendars", READ, icon="calendar-event", order=935)
    )
    declare_home_panel("workbench", "workbench/calendars/panel.html", panel, order=5)
