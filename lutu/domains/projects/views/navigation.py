"""Where the domain stands in the menus and on the home pages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lutu.domains.projects.views.panels import portal_panel, workbench_panel
from lutu.domains.projects.views.permissions import READ, RULES_READ
from lutu.web.navigation import Entry, declare_entry
from lutu.web.panels import declare_home_panel
from lutu.web.timeline import label_details

# What the details of the domain's journal entries are called; `was` and `now` hold fields of the project.
DETAIL_WORDS = {
    "parcel": _("地块"),
    "phase": _("期数"),
    "register_name": _("清单"),
    "ended": _("失效日"),
    "from_day": _("落位日"),
    "was_m2": _("原面积"),
    "now": _("现值"),
    "address": _("地址"),
    "sector_code": _("板块"),
    "owner_party": _("建设单位"),
    "lead_unit": _("主抓单位"),
    "planned_investment_fen": _("计划总投资"),
    "planned_start_date": _("计划开工"),
    "planned_completion_date": _("计划竣工"),
    "status_override": _("状态"),
    "sensitivity": _("数据级别"),
    "summary": _("建设内容"),
    "team_role": _("分工"),
    "person": _("工号"),
    "unit": _("单位"),
    "to_post": _("接任岗位"),
    "edition": _("版本"),
    "node": _("节点"),
    "done": _("完成日期"),
    "evidence": _("佐证"),
    "template": _("模板"),
    "item": _("亮灯项"),
}
DOOR = _("项目与实事")
GROUP = pgettext_lazy("menu", "重点项目")


def declare() -> None:
    """Declare the entries and panels, once at start."""
    label_details(DETAIL_WORDS)
    promise = _("每个重点项目到了哪一步,由许可和土地数据推算")
    declare_entry(
        Entry("portal", DOOR, _("重点项目进展"), "projects:public_list", icon="building", order=20, summary=promise)
    )
    declare_entry(
        Entry("portal", DOOR, _("项目地图"), "projects:public_map", icon="map", order=21, summary=_("在地图上看项目"))
    )
    declare_entry(Entry("workbench", GROUP, _("项目台账"), "projects:list", READ, icon="building", order=20))
    declare_entry(Entry("workbench", GROUP, _("许可变动"), "projects:permits", READ, icon="license", order=21))
    declare_entry(Entry("workbench", GROUP, _("土地供应台账"), "projects:land", READ, icon="map-2", order=22))
    declare_entry(Entry("workbench", GROUP, _("计划模板"), "projects:templates", READ, icon="template", order=23))
    rules = Entry("workbench", GROUP, _("亮灯规则"), "projects:rule_sets", RULES_READ, icon="traffic-lights", order=24)
    declare_entry(rules)
    declare_home_panel("portal", "projects/portal_panel.html", portal_panel, order=20)
    declare_home_panel("workbench", "projects/workbench_panel.html", workbench_panel, order=20)
