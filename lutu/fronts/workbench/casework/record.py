"""A case: what it is about, who has it now and until when, what may be done, and how it came here."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lutu.fronts.workbench.casework.answers import visible_case
from lutu.fronts.workbench.casework.deadlines import light
from lutu.fronts.workbench.casework.forms.fields import new_key
from lutu.fronts.workbench.casework.moves import SUBJECT, fires_at_once, main_move
from lutu.fronts.workbench.casework.permissions import READ
from lutu.fronts.workbench.casework.related import clock_of, consents_of, related_to
from lutu.fronts.workbench.casework.words import duty_words, escalated, field_rows, flow_title, stage_badge
from lutu.fronts.workbench.documents.panel import files_panel
from lutu.kernel.access.actions import note_read
from lutu.kernel.access.models import Sensitivity
from lutu.kernel.access.queries import actor_of, can
from lutu.kernel.access.registry import reads
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.casework.actions.clocking import has_fixed_date
from lutu.kernel.casework.flows import OWNER, SUPERVISOR, Move
from lutu.kernel.casework.holders import on_duty
from lutu.kernel.casework.models import Case, Extension
from lutu.kernel.casework.offers import Capacity, capacities, offered_to
from lutu.kernel.casework.registry import flow_of, flows
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.search.queries import described, title_of_kind
from lutu.web.guards import staff_page

ENTRIES_SHOWN = 60


@dataclass(frozen=True)
class Act:
    """One thing the reader may do: a move of the flow, or an act every case knows."""

    title: str
    name: str
    url: str = ""
    icon: str = ""
    at_once: bool = False


@reads(Case, "detail")
@reads(Case, "print")
@require_safe
@never_cache
@staff_page()
def case_record(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One case for those who work on it. Reading a restricted one leaves a trace in its journal (查看留痕)."""
    case = visible_case(request, pk)
    if case.sensitivity == Sensitivity.RESTRICTED:
        note_read(subject=(SUBJECT, case.pk), actor=actor_of(request.user), at=request.now)
    return render(request, "workbench/casework/case.html", _context(request, case))


def _context(request: HttpRequest, case: Case) -> dict[str, Any]:
    calendar = current_calendar()
    capacity = capacities(cases=[case], user=request.user, day=request.day)[case.pk]
    moves = offered_to(case=case, capacity=capacity)
    acts = [_move_act(case, move) for move in moves]
    posts = [case.owner_post_id] if case.owner_post_id is not None else []
    holders = on_duty(posts=posts, day=request.day, flow=case.flow)
    clock = clock_of(case)
    others = _other_acts(case, capacity, clock["asked"])
    if case.is_open and can(user=request.user, permission=READ, day=request.day):
        address = f"{reverse('workbench:task_new')}?subject={SUBJECT}/{case.pk}"
        others.append(Act(_("派生任务"), "task_new", address, icon="subtask"))
    primary = _primary(case, main_move(moves, case=case, capacity=capacity), others)
    return {
        "case": case,
        "flow_title": flow_title(case.flow),
        "stage": stage_badge(case),
        "light": light(case=case, at=request.now, calendar=calendar),
        "escalated": escalated(case),
        "duty": duty_words(holders[case.owner_post_id]) if case.owner_post_id is not None else "",
        "fields": field_rows(case),
        "subject": _subject(request, case),
        "primary": primary,
        "all_acts": [*([primary] if primary else []), *(act for act in acts if act != primary)],
        "more_acts": [act for act in others if act != primary],
        "key": new_key(),
        "clock": clock,
        "related": related_to(case, user=request.user, day=request.day),
        "consents": consents_of(case) if flow_of(case.flow).personal else None,
        "may_consent": case.is_open and capacity.may(OWNER, SUPERVISOR),
        "entries": entries_of(subject=(SUBJECT, case.pk))[:ENTRIES_SHOWN],
        "audit_subject": f"{SUBJECT}/{case.pk}",
        **files_panel(request, subject=(SUBJECT, case.pk)),
        "trail": [(_("事项"), reverse("workbench:cases")), (case.number, "")],
    }


def _move_act(case: Case, move: Move) -> Act:
    return Act(
        title=_(move.title),
        name=move.action,
        url=f"{reverse('workbench:case_move', args=[case.pk])}?action={move.action}",
        at_once=fires_at_once(move),
    )


def _primary(case: Case, move: Move | None, others: list[Act]) -> Act | None:
    """What stands first: an extension that waits for the reader's word, the next step, or for supervision urging."""
    by_name = {act.name: act for act in others}
    if "case_extension" in by_name:
        return by_name["case_extension"]
    return _move_act(case, move) if move is not None else by_name.get("case_urge")


def _other_acts(case: Case, capacity: Capacity, asked: Extension | None) -> list[Act]:
    """What may be done besides the moves of the flow, for the reader's capacity and the state of the clock."""
    if not case.is_open:
        return []
    flow, handles, supervises = flow_of(case.flow), capacity.may(OWNER, SUPERVISOR), capacity.may(SUPERVISOR)
    runs = case.due_at is not None and not case.is_paused and not has_fixed_date(case=case)
    asks = capacity.may(OWNER) and runs and asked is None and flow.extension is not None
    refers = any(other.takes_referrals for other in flows() if other.code != case.flow)
    offered = (
        (supervises and asked is not None, Act(_("审批延期"), "case_extension", icon="gavel")),
        (handles and case.is_paused, Act(_("恢复计时"), "case_resume", icon="player-play")),
        (handles and runs and bool(flow.pauses), Act(_("暂停计时"), "case_pause", icon="player-pause")),
        (asks, Act(_("申请延期"), "case_extend", icon="clock-plus")),
        (supervises, Act(pgettext("verb", "督办"), "case_urge", icon="bell-ringing")),
        (supervises, Act(_("改派"), "case_reassign", icon="user-share")),
        (handles and refers, Act(_("转介"), "case_refer", icon="transfer")),
    )
    return [replace(act, url=reverse(f"workbench:{act.name}", args=[case.pk])) for holds, act in offered if holds]


def _subject(request: HttpRequest, case: Case) -> dict[str, str] | None:
    if case.subject is None:
        return None
    kind, key = case.subject
    hit = described(kind=kind, ids=[key], user=request.user, day=request.day)[key]
    return {"kind": title_of_kind(kind), "title": hit.title, "summary": hit.summary, "url": hit.url}
