"""会议: what was decided, what became of it, and the next agenda (the mission, S1.12)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lutu.fronts.workbench.casework.deadlines import with_lights
from lutu.fronts.workbench.casework.permissions import MEETING_READ, MEETING_WRITE
from lutu.fronts.workbench.casework.words import owner_words, stage_badge
from lutu.fronts.workbench.documents.panel import files_panel
from lutu.kernel.access.actions import note_read
from lutu.kernel.access.models import Sensitivity
from lutu.kernel.access.queries import actor_of, can, visible, visible_to
from lutu.kernel.access.registry import reads
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.casework.models import Case, Decision, Meeting
from lutu.kernel.casework.queries import case_rows, meeting_rows, open_decisions
from lutu.kernel.journal.queries import entries_of
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response
from lutu.web.typed import one_line

SUBJECT = "casework.meeting"
# The series held last stand above the list; every meeting's record leads to its agenda too.
SERIES_SHOWN = 8


def _series(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, name) for name in series_names(request)]


def series_names(request: HttpRequest) -> list[str]:
    """The series of meetings the reader may see, the latest held first."""
    rows = visible(user=request.user, model=Meeting, day=request.day).values("series").annotate(last=Max("held_at"))
    return [row["series"] for row in rows.order_by("-last")]


def _by_series(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(series__in=chosen)


LIST = ListSpec(
    key="meetings",
    title=_("会议"),
    columns=(
        Column(key="title", title=_("会议"), value=lambda row: row.title, order_by=("title",)),
        Column(key="series", title=_("系列"), value=lambda row: row.series, order_by=("series",)),
        Column(
            key="held_at", title=_("召开时间"), value=lambda row: row.held_at, show="instant", order_by=("held_at",)
        ),
        Column(key="chair", title=_("主持人"), value=lambda row: row.chair and row.chair.name),
        Column(
            key="decided", title=_("议定事项"), value=lambda row: row.decided, show="number", order_by=("decided",)
        ),
        Column(
            key="open", title=_("未办结"), value=lambda row: row.decided_open, show="number",
            order_by=("decided_open",),
        ),
        Column(key="area", title=_("区划"), value=lambda row: row.area.name, shown=False),
        Column(key="recorded", title=_("记录人"), value=lambda row: row.recorded_by_name, shown=False),
    ),
    filters=(Filter(key="series", title=_("系列"), options=_series, apply=_by_series, multiple=True),),
    order=("-held_at", "-pk"),
    search=lambda rows, text: rows.filter(Q(title__icontains=text) | Q(series__icontains=text)),
    search_title=_("会议或系列"),
    empty_title=_("还没有会议"),
    empty_help=_("记录会议后,每项议定事项自动成为有责任人、有期限的任务。"),
    row_url=lambda row: reverse("workbench:meeting", args=[row.pk]),
    as_of=False,
)  # fmt: skip


@reads(Meeting, "list")
@reads(Meeting, "export")
@require_safe
@staff_page(MEETING_READ)
def meeting_list(request: HttpRequest) -> HttpResponseBase:
    """Meetings by series, with how many of their decisions are still open."""
    rows = (
        meeting_rows(user=request.user, day=request.day)
        .annotate(decided=Count("decisions"))
        .annotate(decided_open=Count("decisions", filter=Q(decisions__case__is_open=True)))
    )
    context = {
        "actions_template": "workbench/casework/meeting_actions.html",
        "may_record": can(user=request.user, permission=MEETING_WRITE, day=request.day),
        "series": series_names(request)[:SERIES_SHOWN],
    }
    return list_response(request, spec=LIST, rows=rows, template="workbench/casework/meetings.html", context=context)


@reads(Meeting, "detail")
@require_safe
@staff_page(MEETING_READ)
def meeting_record(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One meeting: minutes, files, and each decision with its case and date."""
    meeting = get_object_or_404(meeting_rows(user=request.user, day=request.day), pk=pk)
    if meeting.sensitivity == Sensitivity.RESTRICTED:
        note_read(subject=(SUBJECT, pk), actor=actor_of(request.user), at=request.now)
    decisions = list(meeting.decisions.select_related("owner_post__organisation").order_by("number"))
    with_cases(decisions, request)
    context = {
        "meeting": meeting,
        "decisions": decisions,
        "entries": entries_of(subject=(SUBJECT, pk))[:30],
        "audit_subject": f"{SUBJECT}/{pk}",
        "trail": [(_now("会议"), reverse("workbench:meetings")), (meeting.title, "")],
        **files_panel(request, subject=(SUBJECT, pk)),
    }
    return render(request, "workbench/casework/meeting.html", context)


@reads(Decision, "feed")
@require_safe
@staff_page(MEETING_READ)
def agenda(request: HttpRequest) -> HttpResponseBase:
    """下次议程 of a series (`?series=`, else the one held last): what its meetings decided and is still open.

    Open decisions stand first, by date, each with the days it is late.
    """
    known = series_names(request)
    series = one_line(request.GET.get("series", "")) or next(iter(known), "")
    if series not in known:
        raise Http404(_now("没有找到这个会议系列"))
    seen = visible_to(user=request.user, model=Decision, day=request.day)
    decisions = list(open_decisions(series=series).filter(seen))
    with_cases(decisions, request)
    meetings = meeting_rows(user=request.user, day=request.day).filter(series=series)
    context = {
        "series": series,
        "decisions": decisions,
        "late": sum(1 for row in decisions if row.is_late),
        "last": meetings.first(),
        "meeting_count": meetings.count(),
        "may_record": can(user=request.user, permission=MEETING_WRITE, day=request.day),
        "trail": [(_now("会议"), reverse("workbench:meetings")), (_now("下次议程"), "")],
    }
    return render(request, "workbench/casework/agenda.html", context)


def with_cases(decisions: list[Any], request: HttpRequest) -> None:
    """Put on each decision its case where the reader may see that one, with light and stage; two queries."""
    calendar = current_calendar()
    cases: dict[int, Any] = case_rows(user=request.user, day=request.day).in_bulk([row.case_id for row in decisions])
    with_lights(list(cases.values()), at=request.now, calendar=calendar)
    for row in decisions:
        case: Case | None = cases.get(row.case_id)
        row.shown_case = case
        row.badge = stage_badge(case) if case else None
        row.owner = owner_words(case) if case else str(row.owner_post)
        row.is_late = bool(case and case.light.state == "overdue")
