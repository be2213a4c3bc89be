"""工作日历: the years with their state, and one version as twelve months."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lutu.engines.workdays import YearNotice
from lutu.fronts.workbench.calendars.alarm import READ, SIGN, WRITE, alarm_on
from lutu.fronts.workbench.calendars.months import HEADINGS, counts_of, months_of, year_kinds
from lutu.kernel.access.queries import actor_of, can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.calendars.actions import SUBJECT
from lutu.kernel.calendars.days import changes_of, spans_of, with_notice
from lutu.kernel.calendars.models import CalendarYear, actor_key
from lutu.kernel.calendars.queries import notices_in_force
from lutu.kernel.journal.queries import entries_of
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

State = CalendarYear.State
TONES = {State.PROPOSED: "yellow", State.SIGNED: "green", State.REPLACED: "grey", State.WITHDRAWN: "grey"}


def state_badge(row: CalendarYear) -> tuple[str, str]:
    """The state in a word and its tone."""
    return row.get_state_display(), TONES[State(row.state)]


def _by_state(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(state__in=chosen)


LIST = ListSpec(
    key="calendars",
    title=_("工作日历"),
    columns=(
        Column(
            key="year", title=_("年度"), value=lambda row: gettext("{year}年").format(year=row.year), order_by=("year",)
        ),
        Column(
            key="version",
            title=_("版次"),
            value=lambda row: gettext("第{version}版").format(version=row.version),
            order_by=("version",),
        ),
        Column(key="state", title=_("状态"), value=state_badge, show="badge", order_by=("state",)),
        Column(key="holidays", title=_("放假天数"), value=lambda row: len(row.holidays), show="number"),
        Column(key="makeup_days", title=_("调休上班"), value=lambda row: len(row.makeup_days), show="number"),
        Column(
            key="document", title=_("文号"), value=lambda row: row.document_number, show="code",
            order_by=("document_number",),
        ),
        Column(
            key="issued", title=_("发文日期"), value=lambda row: row.issued_date, show="date",
            order_by=("issued_date",), shown=False,
        ),
        Column(key="source", title=_("来源"), value=lambda row: row.source, shown=False),
        Column(key="proposed_by", title=_("提出人"), value=lambda row: row.proposed_by_name, shown=False),
        Column(
            key="signed_by", title=_("签发人"), value=lambda row: row.signed_by_name, order_by=("signed_by_name",)
        ),
        Column(
            key="signed_at", title=_("签发时间"), value=lambda row: row.signed_at, show="instant",
            order_by=("signed_at",),
        ),
    ),
    filters=(
        Filter(
            key="state", title=_("状态"), options=lambda request: list(State.choices), apply=_by_state, multiple=True
        ),
    ),
    order=("-year", "-version"),
    search=lambda rows, text: rows.filter(
        Q(document_number__icontains=text) | Q(source__icontains=text)
        | (Q(year=int(text)) if text.isdecimal() and len(text) == 4 else Q(pk__in=[]))
    ),
    search_title=_("年度、文号或来源"),
    empty_title=_("还没有年度"),
    empty_help=_("用“提出年历”按放假安排填写一年。"),
    row_url=lambda row: reverse("workbench:calendar", args=[row.pk]),
    as_of=False,
)  # fmt: skip


@require_safe
@reads(CalendarYear, "list")
@staff_page(READ)
def calendar_list(request: HttpRequest) -> HttpResponseBase:
    """Every version of every year, the alarm on top where the calendar is about to end."""
    context = {
        "actions_template": "workbench/calendars/_list_actions.html",
        "can_write": can(user=request.user, permission=WRITE, day=request.day),
        "alarm": alarm_on(day=request.day),
    }
    rows = visible(user=request.user, model=CalendarYear, day=request.day)
    return list_response(request, spec=LIST, rows=rows, template="workbench/calendars/list.html", context=context)


@require_safe
@reads(CalendarYear, "detail")
@staff_page(READ)
def calendar_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its twelve months, where it comes from, who proposed and signed it, and what it would change."""
    row = get_object_or_404(visible(user=request.user, model=CalendarYear, day=request.day), pk=pk)
    in_force = notices_in_force()
    kinds = year_kinds(year=row.year, notices=with_notice(notice=row.notice, in_force=in_force))
    others = visible(user=request.user, model=CalendarYear, day=request.day).filter(year=row.year).exclude(pk=pk)
    context = {
        "calendar": row,
        "state": state_badge(row),
        "months": months_of(year=row.year, kinds=kinds),
        "headings": HEADINGS,
        "counts": counts_of(kinds=kinds),
        "early_days": sorted(day for day in row.notice.holidays if day.year < row.year),
        "early_makeup": sorted(day for day in row.notice.makeup_days if day.year < row.year),
        "other_versions": [(other, *state_badge(other)) for other in others.order_by("-version")],
        "audit_subject": f"{SUBJECT}/{pk}",
        "entries": entries_of(subject=(SUBJECT, pk))[:30],
        "trail": [(_("工作日历"), reverse("workbench:calendars")), (str(row), "")],
        **_neighbours(request, row),
        **_steps(request, row),
    }
    if row.state == State.PROPOSED:
        context |= changes_part(notice=row.notice, in_force=in_force)
    return render(request, "workbench/calendars/record.html", context)


def changes_part(*, notice: YearNotice, in_force: Sequence[YearNotice]) -> dict[str, Any]:
    """What a template needs to show differences: the days that count otherwise, and how many only change their name."""
    changes = changes_of(notice=notice, in_force=in_force)
    counted = [change for change in changes if change.counts_differently]
    return {
        "shows_changes": True,
        "changed_count": len(counted),
        "spans": [(span, "green" if span.after.is_worked else "red") for span in spans_of(changes=counted)],
        "renamed_count": len(changes) - len(counted),
        "replaces_version": any(other.year == notice.year for other in in_force),
    }


def _neighbours(request: HttpRequest, row: CalendarYear) -> dict[str, Any]:
    """The versions in force of the years beside, for turning the leaf."""
    rows = visible(user=request.user, model=CalendarYear, day=request.day).filter(
        year__in=[row.year - 1, row.year + 1], state=State.SIGNED
    )
    beside = {other.year: other for other in rows}
    return {"previous": beside.get(row.year - 1), "next": beside.get(row.year + 1)}


def _steps(request: HttpRequest, row: CalendarYear) -> dict[str, bool]:
    """What the reader may do with the version now."""
    may_write, may_sign = (can(user=request.user, permission=held, day=request.day) for held in (WRITE, SIGN))
    me = actor_key(actor_of(request.user))
    waits, holds = row.state == State.PROPOSED, row.state == State.SIGNED
    return {
        "is_mine": waits and row.proposed_by == me,
        "may_sign": waits and may_sign and row.proposed_by != me,
        "may_withdraw": (waits and (may_write or may_sign)) or (holds and may_sign and row.signed_by != me),
        "may_correct": holds and may_write,
    }
