"""What the workbench declares: its menu and the permissions of its own pages."""

from urllib.parse import quote

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.registry import declare_permission
from lutu.kernel.parties.models import Organisation, Person, Post
from lutu.kernel.registers.models import Register
from lutu.kernel.search.registry import declare_searchable
from lutu.web.navigation import Entry, declare_entry

PERMISSIONS = {
    "registers.register.read": _("查看台账与清单"),
    "registers.register.write": _("设立、替换清单和入列、出列"),
    "parties.party.read": _("查看单位、人员和岗位"),
    "parties.party.write": _("登记单位、人员、岗位和任职"),
    "access.account.write": _("开通账号、授权和重置密码"),
    "territory.area.read": _("查看区划与人口"),
    "rules.parameter.read": _("查看规则与参数"),
    "rules.parameter.write": _("设定参数"),
    "journal.audit.read": _("查看操作日志"),
    "intake.batch.read": _("查看导入批次"),
    "jobs.health.read": _("查看运行状况和后台任务"),
}


def register() -> None:
    """Called once when the fronts are ready."""
    for code, title in PERMISSIONS.items():
        declare_permission(code, title)
    _declare_search()
    _declare_menu()


def _declare_search() -> None:
    declare_searchable(
        "registers.register", _("清单"), Register,
        lambda row: (row.name, row.document_number, reverse("workbench:register", args=[row.pk])),
        narrow=lambda rows, text: rows.filter(Q(name__icontains=text) | Q(document_number__icontains=text)),
        staff_only=True, order=200,
    )  # fmt: skip
    declare_searchable(
        "parties.organisation", _("单位"), Organisation,
        lambda row: (row.name, row.get_kind_display(), f"{reverse('workbench:organisations')}?q={quote(row.name)}"),
        narrow=lambda rows, text: rows.filter(Q(name__icontains=text) | Q(code__istartswith=text)),
        staff_only=True, order=300,
    )  # fmt: skip
    declare_searchable(
        "parties.person", _("人员"), Person,
        lambda row: (row.name, row.code, reverse("workbench:person", args=[row.pk])),
        narrow=lambda rows, text: rows.filter(Q(name__icontains=text) | Q(code__iexact=text)),
        staff_only=True, order=310,
    )  # fmt: skip
    declare_searchable(
        "parties.post", _("岗位"), Post,
        lambda row: (str(row), row.code, reverse("workbench:post", args=[row.pk])),
        narrow=lambda rows, text: rows.filter(name__icontains=text), related=("organisation",),
        staff_only=True, order=320,
    )  # fmt: skip


def _declare_menu() -> None:
    registers, admin = _("台账"), _("管理")
    for order, group, title, url_name, permission, icon in (
        (300, registers, _("台账与清单"), "workbench:registers", "registers.register.read", "list-details"),
        (310, registers, _("规则与参数"), "workbench:parameters", "rules.parameter.read", "adjustments"),
        (900, admin, _("人员"), "workbench:people", "parties.party.read", "settings"),
        (910, admin, _("岗位与授权"), "workbench:posts", "parties.party.read", "briefcase"),
        (920, admin, _("单位"), "workbench:organisations", "parties.party.read", "building"),
        (930, admin, _("区划"), "workbench:areas", "territory.area.read", "map"),
        (940, admin, _("导入"), "workbench:imports", "intake.batch.read", "upload"),
        (950, admin, _("操作日志"), "workbench:audit", "journal.audit.read", "history"),
        (960, admin, _("运行状况"), "workbench:health", "jobs.health.read", "activity"),
    ):
        declare_entry(Entry("workbench", group, title, url_name, permission, icon, order))
