"""Columns and filters of public notices and their lines, shared by the workbench and the portal."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.notices.words import STAGES, line_badge, stage_badge, window_left
from lutu.kernel.notices.queries import in_stage
from lutu.kernel.notices.registry import public_notice_kind_title, public_notice_kinds
from lutu.kernel.notices.windows import last_day_of
from lutu.kernel.periods import day_of
from lutu.web.lists import Column, Filter


def _by_stage(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(in_stage(stages=chosen, at=request.now))


NOTICE_COLUMNS = (
    Column(key="title", title=_("公示"), value=lambda row: row.title, order_by=("title",)),
    Column(key="stage", title=_("状态"), value=stage_badge, show="badge"),
    Column(key="left", title=_("剩余"), value=lambda row: window_left(row.window), show="badge"),
    Column(
        key="opens_at", title=_("开始日"), value=lambda row: day_of(row.opens_at), show="date", order_by=("opens_at",)
    ),
    Column(
        key="closes_at", title=_("截止日"), value=lambda row: last_day_of(row.closes_at), show="date",
        order_by=("closes_at",),
    ),
    Column(key="kind", title=_("类别"), value=lambda row: public_notice_kind_title(row.kind), order_by=("kind",)),
)  # fmt: skip
NOTICE_FILTERS = (
    Filter(
        key="stage", title=_("状态"), apply=_by_stage, multiple=True,
        options=lambda request: [(code, words) for code, (words, _tone) in STAGES.items()],
    ),
    Filter(
        key="kind", title=_("类别"), options=lambda request: list(public_notice_kinds().items()),
        apply=lambda rows, chosen, request: rows.filter(kind__in=chosen), multiple=True,
    ),
)  # fmt: skip
LINE_COLUMNS = (
    Column(
        key="text", title=_("公示内容"), value=lambda row: f"{row.number}. {row.text}", order_by=("number",),
        url=lambda row: row.url,
    ),
    Column(key="state", title=_("异议情况"), value=line_badge, show="badge"),
    Column(key="object", title=_("办理"), value=lambda row: row.object_words, url=lambda row: row.object_url),
)  # fmt: skip
