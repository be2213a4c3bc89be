"""Reading cases: what waits for whom, by deadline; one case; meetings and their open decisions."""

from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from lutu.kernel.access.queries import can, visible
from lutu.kernel.casework.flows import CLOCK, OWNER, RAISER, SUPERVISE, SUPERVISOR, Flow, Move
from lutu.kernel.casework.models import Case, Decision, Meeting, Referral
from lutu.kernel.casework.reach import reach_of
from lutu.kernel.casework.registry import flow_of, flows

BY_DEADLINE = (F("due_at").asc(nulls_last=True), "pk")
# A referral tells where it came from nothing but this.
STATUS_WAITING, STATUS_TAKEN_UP, STATUS_ENDED = "待接收", "已介入", "已办结"


def to_do(*, user: Any, day: date) -> QuerySet[Case]:
    """The open cases that wait for an account on a day: of its own posts and those lent to it, by deadline."""
    reach = reach_of(user=user, day=day)
    if reach is None:
        return Case.objects.none()
    rows = Case.objects.filter(reach.owned(), is_open=True).exclude(waiting_for_another())
    return rows.select_related("owner_post__organisation", "area").order_by(*BY_DEADLINE)


def to_confirm(*, user: Any, day: date) -> QuerySet[Case]:
    """The open cases an account has raised and that wait for its word, by deadline."""
    reach = reach_of(user=user, day=day)
    if reach is None:
        return Case.objects.none()
    rows = Case.objects.filter(reach.raised(), waiting_for_another(), is_open=True)
    return rows.select_related("owner_post__organisation", "area").order_by(*BY_DEADLINE)


def case_rows(*, user: Any, day: date) -> QuerySet[Case]:
    """Every case an account may see on a day, with owner and area in the same query."""
    return visible(user=user, model=Case, day=day).select_related("owner_post__organisation", "area", "raiser")


def cases_about(*, subject: tuple[str, int], user: Any, day: date) -> QuerySet[Case]:
    """The visible cases about one row, open ones first."""
    rows = case_rows(user=user, day=day).filter(subject_kind=subject[0], subject_id=subject[1])
    return rows.order_by("-is_open", *BY_DEADLINE)


def overdue(*, user: Any, at: datetime, day: date) -> QuerySet[Case]:
    """The visible open cases past their deadline; a provisional one is not yet overdue."""
    return case_rows(user=user, day=day).filter(is_open=True, due_at__lte=at, due_is_provisional=False)


def offered_moves(*, case: Case, user: Any, day: date) -> list[Move]:
    """The moves of the case's stage that the account's roles allow; guards and evidence are asked when it is made."""
    reach = reach_of(user=user, day=day)
    if reach is None:
        return []
    owns = case.owner_post_id in reach.own or any(
        case.owner_post_id in item.posts and item.covers(case.flow) for item in reach.lent
    )
    raised = case.raiser_id is not None and case.raiser_id in {reach.person_id, *(i.giver_id for i in reach.lent)}
    held: dict[str, bool] = {OWNER: owns, RAISER: raised, CLOCK: False}

    def holds(role: str) -> bool:
        if role not in held:
            code = SUPERVISE if role == SUPERVISOR else role
            held[role] = can(user=user, permission=code, day=day, area=case.area)
        return held[role]

    return [move for move in flow_of(case.flow).moves_from(case.stage) if any(holds(role) for role in move.roles)]


def stage_titles() -> dict[tuple[str, str], str]:
    """{(flow, stage): title} of every declared flow."""
    return {(flow.code, stage.name): stage.title for flow in flows() for stage in flow.stages}


def open_decisions(*, series: str, before: datetime | None = None) -> QuerySet[Decision]:
    """The decisions of a series of meetings that are still open, by deadline: the next agenda begins with them."""
    rows = Decision.objects.filter(meeting__series=series, case__is_open=True)
    if before is not None:
        rows = rows.filter(meeting__held_at__lt=before)
    return rows.select_related("meeting", "case", "owner_post__organisation").order_by("due_date", "pk")


def meeting_rows(*, user: Any, day: date) -> QuerySet[Meeting]:
    """Every meeting an account may see, newest first."""
    return visible(user=user, model=Meeting, day=day).select_related("chair", "area").order_by("-held_at", "-pk")


def referral_status(*, referral: Referral) -> str:
    """The one word the sender sees of a referral: 待接收, 已介入 or 已办结 (the mission, S4.09)."""
    target = referral.target
    if not target.is_open:
        return STATUS_ENDED
    return STATUS_WAITING if target.stage == flow_of(target.flow).initial else STATUS_TAKEN_UP


def _waits_for_another(flow: Flow, stage: str) -> bool:
    moves = flow.moves_from(stage)
    return bool(moves) and not any(OWNER in move.roles for move in moves)


def waiting_for_another() -> Q:
    """The cases in stages whose next move is not the owner's."""
    held = Q(pk__in=[])
    for flow in flows():
        names = [stage.name for stage in flow.stages if _waits_for_another(flow, stage.name)]
        if names:
            held |= Q(flow=flow.code, stage__in=names)
    return held
