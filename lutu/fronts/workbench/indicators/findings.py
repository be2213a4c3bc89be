"""发现: what deviates, with its arithmetic, who has it, and whether it has recovered."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lutu.fronts.workbench.casework.deadlines import light
from lutu.fronts.workbench.indicators.permissions import READ
from lutu.kernel.access.queries import can, visible, visible_to
from lutu.kernel.access.registry import reads
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.casework.flows import SUPERVISE
from lutu.kernel.casework.models import Case
from lutu.kernel.indicators.flows import FLOW
from lutu.kernel.indicators.models import Finding, Waiver
from lutu.kernel.indicators.queries.findings import finding_rows, recovery_of
from lutu.kernel.indicators.registry import finding_source
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.search.queries import described, title_of_kind
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

SUBJECT = "indicators.finding"
TONES = {"recovered": "green", "waived": "grey"}


def state_badge(row: Finding) -> tuple[str, str]:
    """待研判, 整改中, 已恢复 or 已豁免: a finding follows its case, whichever page that was closed on."""
    if row.case is not None and row.case.is_open:
        stage = FLOW.stage(row.case.stage)
        return str(_(stage.title)), "red" if stage.name == "analysis" else "yellow"
    if row.outcome:
        return row.get_outcome_display(), TONES[row.outcome]
    return str(_("已销号")), "green"


def source_title(code: str) -> str:
    """What a source is called; its code where nobody declares it any more."""
    try:
        return str(_(finding_source(code).title))
    except LookupError:
        return code


def _by_state(rows: QuerySet[Finding], chosen: Sequence[str], request: HttpRequest) -> QuerySet[Finding]:
    return rows.filter(case__is_open="open" in chosen)


def _sources(request: HttpRequest) -> list[tuple[str, str]]:
    rows = visible(user=request.user, model=Finding, day=request.day)  # type: ignore[attr-defined]
    codes = rows.order_by("source").values_list("source", flat=True).distinct()
    return [(code, source_title(code)) for code in codes]


def _due(row: Any) -> tuple[str, str]:
    return row.light.text, row.light.tone


LIST = ListSpec(
    key="findings",
    title=_("发现"),
    columns=(
        Column(key="title", title=_("发现"), value=lambda row: row.title, order_by=("title",)),
        Column(key="state", title=_("状态"), value=state_badge, show="badge"),
        Column(key="owner", title=_("责任岗位"), value=lambda row: str(row.owner_post)),
        Column(key="due", title=_("时限"), value=_due, show="badge", order_by=("case__due_at",)),
        Column(key="area", title=_("区划"), value=lambda row: row.area.name, order_by=("area__code",)),
        Column(key="opened_at", title=_("发现时间"), value=lambda row: row.opened_at, show="instant",
               order_by=("opened_at",)),
        Column(key="source", title=_("来源"), value=lambda row: source_title(row.source), order_by=("source",)),
        Column(key="arithmetic", title=_("算式"), value=lambda row: row.arithmetic, shown=False),
        Column(key="number", title=_("事项编号"), value=lambda row: row.case and row.case.number, show="code"),
    ),
    filters=(
        Filter(key="state", title=_("状态"), apply=_by_state,
               options=lambda request: [("open", _("未销号")), ("closed", _("已销号"))]),
        Filter(key="source", title=_("来源"), options=_sources, multiple=True,
               apply=lambda rows, chosen, request: rows.filter(source__in=chosen)),
    ),
    order=("-case__is_open", "-opened_at"),
    search=lambda rows, text: rows.filter(Q(title__icontains=text) | Q(case__number__icontains=text)),
    search_title=_("标题或事项编号"),
    empty_title=_("还没有发现"),
    empty_help=_("关账后自动检测偏离,发现列在这里。"),
    row_url=lambda row: reverse("workbench:finding", args=[row.pk]),
)  # fmt: skip


@reads(Finding, "list")
@reads(Finding, "export")
@require_safe
@staff_page(READ)
def finding_list(request: HttpRequest) -> HttpResponseBase:
    """The findings of the reader's areas, open ones first."""
    calendar = current_calendar()

    def prepare(batch: list[Any]) -> None:
        for row in batch:
            row.light = light(case=row.case, at=request.now, calendar=calendar)

    rows = finding_rows(user=request.user, day=request.day).filter(case__isnull=False)
    return list_response(request, spec=LIST, rows=rows, prepare=prepare)


@reads(Finding, "detail")
@reads(Finding, "print")
@reads(Waiver, "list")
@require_safe
@staff_page(READ)
def finding_record(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One finding: its arithmetic, the readings before and after, the largest rows, its case and its waivers."""
    user, day = request.user, request.day
    finding = get_object_or_404(finding_rows(user=user, day=day), pk=pk)
    case = Case.objects.filter(visible_to(user=user, model=Case, day=day), pk=finding.case_id).first()
    is_open = finding.case is not None and finding.case.is_open
    context = {
        "finding": finding, "state": state_badge(finding), "source": source_title(finding.source), "case": case,
        "recovery": recovery_of(finding=finding, at=request.now) if is_open else None, "is_open": is_open,
        "subject": _subject(request, finding), "rows": _rows(request, finding),
        "waivers": list(visible(user=user, model=Waiver, day=day).filter(finding=finding).select_related("approver")),
        "light": light(case=case, at=request.now, calendar=current_calendar()) if case and is_open else None,
        "may_waive": is_open and can(user=user, permission=SUPERVISE, day=day, area=finding.area),
        "entries": entries_of(subject=(SUBJECT, finding.pk))[:30], "audit_subject": f"{SUBJECT}/{finding.pk}",
        "trail": [(_("发现"), reverse("workbench:findings")), (finding.title, "")],
    }  # fmt: skip
    return render(request, "workbench/indicators/finding.html", context)


def _subject(request: HttpRequest, finding: Finding) -> dict[str, Any] | None:
    if not finding.subject_kind or finding.subject_id is None:
        return None
    kind, key = finding.subject_kind, finding.subject_id
    day = request.day  # type: ignore[attr-defined]
    return {
        "kind": title_of_kind(kind), "hit": described(kind=kind, ids=[key], user=request.user, day=day)[key],
    }  # fmt: skip


def _rows(request: HttpRequest, finding: Finding) -> list[Any]:
    """The largest contributing rows as the reader may see them today; others stand there by their number."""
    by_kind: dict[str, list[int]] = {}
    for row in finding.rows:
        by_kind.setdefault(row["kind"], []).append(row["id"])
    day = request.day  # type: ignore[attr-defined]
    known = {kind: described(kind=kind, ids=ids, user=request.user, day=day) for kind, ids in by_kind.items()}
    return [known[row["kind"]][row["id"]] for row in finding.rows]
