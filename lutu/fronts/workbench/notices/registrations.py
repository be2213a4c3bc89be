"""What these pages declare: permissions, menu entries, searchable kinds, words of the journal."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.fronts.portal.notices import registrations as portal_pages
from lutu.fronts.workbench.notices.permissions import READ, READ_OUTBOX, WRITE, WRITE_OUTBOX
from lutu.kernel.access.registry import declare_permission
from lutu.kernel.notices.models import Objection, PublicNotice
from lutu.kernel.notices.registry import public_notice_kind_title
from lutu.kernel.search.registry import declare_searchable
from lutu.web.navigation import Entry, declare_entry
from lutu.web.timeline import label_details

PERMISSIONS = {
    READ_OUTBOX: _("查看发件箱"),
    WRITE_OUTBOX: _("重新发送消息"),
    READ: _("查看公示与异议"),
    WRITE: _("发起、撤回公示和答复异议"),
}
DETAIL_WORDS = {
    "title": _("标题"),
    "line": _("条目"),
    "lines": _("条目数"),
    "workdays": _("公示工作日"),
    "last_day": _("截止日"),
    "is_provisional": _("暂定"),
    "upheld": _("异议成立"),
}


def register() -> None:
    """Called once when the fronts are ready."""
    for code, title in PERMISSIONS.items():
        declare_permission(code, title)
    label_details(DETAIL_WORDS)
    declare_searchable(
        "notices.publicnotice", _("公示"), PublicNotice,
        lambda row: (row.title, public_notice_kind_title(row.kind), reverse("portal:public_notice", args=[row.pk])),
        staff_url=lambda row: reverse("workbench:public_notice", args=[row.pk]),
        narrow=lambda rows, text: rows.filter(title__icontains=text), order=400,
    )  # fmt: skip
    declare_searchable(
        "notices.objection", _("异议"), Objection,
        lambda row: (row.number, row.line.notice.title, reverse("workbench:objection", args=[row.pk])),
        narrow=lambda rows, text: rows.filter(number__iexact=text), related=("line__notice",), staff_only=True,
        order=410,
    )  # fmt: skip
    notices = _("公示与异议")
    declare_entry(Entry("workbench", _("督办"), _("我的消息"), "workbench:inbox", icon="inbox", order=115))
    declare_entry(Entry("workbench", notices, _("公示"), "workbench:public_notices", READ, "speakerphone", 400))
    declare_entry(Entry("workbench", notices, _("异议"), "workbench:objections", READ, "message-report", 410))
    declare_entry(Entry("workbench", _("管理"), _("发件箱"), "workbench:outbox", READ_OUTBOX, "send", 945))
    portal_pages.register()
