"""What the domain tells kernel and fronts at start: permissions, policies, labels, menu and panel."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.queries import SUBJECT, bulletin_rules
from lutu.domains.reform.views.panels import portal_panel
from lutu.kernel.access.registry import Policy, declare_permission, policy, relation_provider
from lutu.kernel.indicators.registry import declare_tile
from lutu.kernel.journal.queries import label_action
from lutu.kernel.notices.registry import declare_notice_kind
from lutu.kernel.search.registry import declare_searchable
from lutu.web.navigation import Entry, declare_entry
from lutu.web.panels import declare_home_panel
from lutu.web.timeline import label_details

PERMISSIONS = {
    "reform.bulletin.read": _("查看季度通报"),
    "reform.bulletin.write": _("编制季度通报"),
    "reform.bulletin.sign": _("签发季度通报"),
}
ACTIONS = {
    "reform.bulletin.prepared": gettext_noop("编制通报"),
    "reform.bulletin.edited": gettext_noop("修改通报文字"),
    "reform.bulletin.recounted": gettext_noop("重新计算"),
    "reform.bulletin.signed": gettext_noop("签发通报"),
}


def register() -> None:
    """Declare everything once, from `ReformConfig.ready`."""
    for code, title in PERMISSIONS.items():
        declare_permission(code, title)
    for action, label in ACTIONS.items():
        label_action(action, label)
    policy(Policy(QuarterlyBulletin, "reform.bulletin.read"))
    relation_provider(QuarterlyBulletin, _published)
    declare_notice_kind("reform.bulletin.ask", _("通报征求意见"))
    label_details({"digest": _("摘要")})
    for code in bulletin_rules().indicators:
        declare_tile(code, str(_("季度通报")))
    _declare_pages()


def _published(*, user: Any, day: date) -> Q:
    return Q(publication__published_at__isnull=False)


def _declare_pages() -> None:
    summary = _("每季度公布重点项目进展和各街道排名,附算式与明细")
    declare_entry(
        Entry("portal", _("项目与实事"), _("季度通报"), "reform:public_list", icon="news", order=22, summary=summary)
    )
    declare_entry(
        Entry("workbench", _("指标"), _("季度通报"), "reform:list", "reform.bulletin.read", icon="news", order=230)
    )
    declare_home_panel("portal", "reform/portal_panel.html", portal_panel, order=15)
    declare_searchable(
        SUBJECT, _("季度通报"), QuarterlyBulletin,
        lambda row: (row.publication.title, row.number, reverse("reform:public_record", args=[row.pk])),
        narrow=lambda rows, text: rows.filter(Q(publication__title__icontains=text) | Q(number__icontains=text)),
        staff_url=lambda row: reverse("reform:record", args=[row.pk]), related=("publication",), order=150,
    )  # fmt: skip
