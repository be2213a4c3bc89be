"""项目数据项: what other authorities report about a project. The dates of its permits set the stage (`stages.py`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from lutu.domains.projects.stages import (
    ACTUAL_START,
    COMPLETION_ACCEPTANCE,
    CONSTRUCTION_PERMIT,
    FACT_TITLES,
    IN_USE,
    LAND_SUPPLY,
    PLANNING_PERMIT,
)
from lutu.kernel.facts.kinds import FactKind, declare_kind

SUBJECT_KIND = "projects.project"
# The statistics office has taken the project into its books: it lights the item 入统 and sets no stage.
STATISTICS_ENTRY = "project.statistics_entry"
_ATTRIBUTES = {
    "number": "证号或文号",
    "phase": "期数",
    "evidence": "佐证",
    "source_message_id": "来源报文编号",
}
_LAND = {**_ATTRIBUTES, "land_kind": "用地方式"}
FACT_KINDS = (
    FactKind(LAND_SUPPLY, gettext_noop("土地供应(合同)"), "date", "自然资源局", attributes=_LAND),
    FactKind(PLANNING_PERMIT, gettext_noop("建设工程规划许可"), "date", "自然资源局", attributes=_ATTRIBUTES),
    FactKind(CONSTRUCTION_PERMIT, gettext_noop("施工许可"), "date", "审批局", attributes=_ATTRIBUTES),
    FactKind(ACTUAL_START, gettext_noop("开工"), "date", "质监站", attributes=_ATTRIBUTES),
    FactKind(COMPLETION_ACCEPTANCE, gettext_noop("竣工验收备案"), "date", "住建局", attributes=_ATTRIBUTES),
    FactKind(IN_USE, gettext_noop("投用"), "date", "主抓单位", attributes=_ATTRIBUTES),
    FactKind(STATISTICS_ENTRY, gettext_noop("入统"), "date", "统计局", attributes=_ATTRIBUTES),
)
# Those that set the stage, and all that authorities report.
PERMIT_KINDS = tuple(FACT_TITLES)
REPORTED_KINDS = tuple(kind.code for kind in FACT_KINDS)
REPORTED_TITLES = FACT_TITLES | {STATISTICS_ENTRY: _("入统")}


def declare() -> None:
    """Declare the kinds to the kernel, once at start."""
    for kind in FACT_KINDS:
        declare_kind(kind)
