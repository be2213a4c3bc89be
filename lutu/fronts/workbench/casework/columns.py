"""Columns that the lists of cases share. Rows carry their light (`deadlines.with_lights`)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.casework.words import escalated, flow_title, owner_words, stage_badge
from lutu.kernel.casework.models import Case
from lutu.web.lists import Column


def case_url(row: Case) -> str:
    """The record of a case."""
    return reverse("workbench:case", args=[row.pk])


def _due(row: Any) -> tuple[str, str]:
    note = f" · {row.light.note}" if row.light.note else ""
    return f"{row.light.text}{note}", row.light.tone


TITLE = Column(key="title", title=_("事项"), value=lambda row: row.title, order_by=("title",))
NUMBER = Column(key="number", title=_("编号"), value=lambda row: row.number, show="code", order_by=("number",))
FLOW = Column(key="flow", title=_("种类"), value=lambda row: flow_title(row.flow), order_by=("flow",))
STAGE = Column(key="stage", title=_("阶段"), value=stage_badge, show="badge", order_by=("flow", "stage"))
DUE = Column(key="due", title=_("时限"), value=_due, show="badge", order_by=("due_at",))
DUE_DAY = Column(key="due_day", title=_("到期日"), value=lambda row: row.light.day, show="code", order_by=("due_at",))
OWNER = Column(key="owner", title=_("责任岗位"), value=owner_words, order_by=("owner_post__organisation__name",))
AREA = Column(key="area", title=_("区划"), value=lambda row: row.area.name, order_by=("area",))
RAISER = Column(key="raiser", title=_("提出人"), value=lambda row: row.raiser and row.raiser.name, shown=False)
OPENED = Column(
    key="opened_at", title=_("受理时间"), value=lambda row: row.opened_at, show="instant", order_by=("opened_at",),
    shown=False,
)  # fmt: skip
CLOSED = Column(
    key="closed_at", title=_("办结时间"), value=lambda row: row.closed_at, show="instant", order_by=("closed_at",),
    shown=False,
)  # fmt: skip
ESCALATED = Column(key="escalated", title=_("督办"), value=escalated, order_by=("escalation_level",))
