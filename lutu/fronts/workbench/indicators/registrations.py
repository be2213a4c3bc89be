"""What these pages declare: permissions, menu entries, searchable kinds, words of the journal."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.indicators.permissions import (
    CLOSE,
    PUBLICATION_SIGN,
    PUBLICATION_WRITE,
    READ,
    SIGN,
    WRITE,
)
from lutu.kernel.access.registry import declare_permission
from lutu.kernel.indicators.models import Finding, Indicator
from lutu.kernel.search.registry import declare_searchable
from lutu.web.navigation import Entry, declare_entry
from lutu.web.timeline import label_details

PERMISSIONS = {
    READ: _("查看指标、明细与发现"),
    WRITE: _("编制口径和设定目标"),
    SIGN: _("签发口径"),
    CLOSE: _("关账"),
    PUBLICATION_WRITE: _("编制指标发布"),
    PUBLICATION_SIGN: _("签发和更正指标发布"),
}
DETAIL_WORDS = {
    "version": _("口径版本"),
    "period": _("统计期"),
    "run": _("轮次"),
    "numerator": _("分子值"),
    "denominator": _("分母值"),
    "digest": _("摘要"),
    "arithmetic": _("算式"),
    "sentence": _("结果"),
    "unit": _("单位"),
    "upheld": _("异议成立"),
}


def register() -> None:
    """Called once when the fronts are ready."""
    for code, title in PERMISSIONS.items():
        declare_permission(code, title)
    label_details(DETAIL_WORDS)
    group = _("指标")
    for order, title, url_name, icon in (
        (200, _("指标墙"), "workbench:indicators", "chart-bar"),
        (210, _("发现"), "workbench:findings", "alert-triangle"),
        (220, _("关账"), "workbench:periods", "lock"),
    ):
        declare_entry(Entry("workbench", group, title, url_name, READ, icon, order))
    figures = _("数据")
    declare_entry(
        Entry("portal", figures, _("指标与口径"), "portal:figures", icon="chart-bar", order=60,
              summary=_("每个公布的数都有口径、算式和明细"))
    )  # fmt: skip
    declare_entry(
        Entry("portal", figures, _("开放下载"), "portal:open_data", icon="download", order=61,
              summary=_("指标值的 CSV 和 JSON 文件"))
    )  # fmt: skip
    declare_searchable(
        "indicators.indicator", _("指标"), Indicator,
        lambda row: (row.name, row.code, reverse("portal:figure", args=[row.code])),
        staff_url=lambda row: reverse("workbench:indicator", args=[row.code]), order=140,
        narrow=lambda rows, text: rows.filter(Q(name__icontains=text) | Q(code__icontains=text)), staff_only=True,
    )  # fmt: skip
    declare_searchable(
        "indicators.finding", _("发现"), Finding,
        lambda row: (row.title, row.arithmetic, reverse("workbench:finding", args=[row.pk])),
        narrow=lambda rows, text: rows.filter(title__icontains=text), staff_only=True, order=210,
    )  # fmt: skip
