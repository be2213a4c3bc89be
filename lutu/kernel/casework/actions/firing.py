"""Firing a move (办理): the one way a case goes from one stage to another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lutu.kernel.bulk import insert_values
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.casework.actions.telling import tell
from lutu.kernel.casework.actions.turning import (
    Fired,
    MoveRefused,
    SeparationBroken,
    Stand,
    Turn,
    UnknownMove,
    settle,
)
from lutu.kernel.casework.actions.turning import turn as take_turn
from lutu.kernel.casework.clock import due_of, due_words, next_rung
from lutu.kernel.casework.flows import CaseView, Move, Stage, Term
from lutu.kernel.casework.models import Case, CaseInterval
from lutu.kernel.documents.queries import has_file

_CLOSE = "UPDATE casework_caseinterval SET ends_at = %s WHERE case_id = %s AND ends_at IS NULL"


@transaction.atomic
def fire(
    *,
    case_id: int,
    action: str,
    user: Any,
    key: str,
    at: datetime,
    reason: str = "",
    fields: Mapping[str, Any] | None = None,
    facts: Mapping[str, object] | None = None,
    version: int | None = None,
) -> Fired:
    """Make one move of a case; `user` None is the clock. The same `key` again gives the stored answer, once for all.

    `fields` are written only where the move names them; `facts` feed the guards and are gathered by the flow where
    none are given. Raises CaseNotFound, UnknownMove, SeparationBroken, MoveRefused with every reason, KeyReused.
    """
    asked = {"action": action, "reason": reason, "fields": dict(fields or {})}
    turn = take_turn(case_id=case_id, user=user, key=key, asked=asked, at=at, version=version)
    if isinstance(turn, Fired):
        return turn
    move = _move(turn, action)
    stand = _stand(turn, move)
    if reasons := refusals(turn=turn, move=move, reason=reason, fields=fields or {}, facts=facts):
        raise MoveRefused(reasons)
    came_from = turn.case.stage
    _write(turn.case, move, fields or {})
    _change_stage(turn, move)
    details = {
        "from": turn.flow.stage(came_from).title, "to": turn.flow.stage(move.target).title, "reason": reason,
        "due_at": due_words(turn.case.due_at),
        "fields": {turn.flow.fields[name]: str(value) for name, value in (fields or {}).items()},
    }  # fmt: skip
    fired = settle(turn=turn, action=action, stand=stand, details=details, basis=move.basis)
    tell(cases=[turn.case], to=move.tell, title=move.title, key=key, at=at, besides=stand.person_id)
    return fired


def refusals(
    *, turn: Turn, move: Move, reason: str, fields: Mapping[str, Any], facts: Mapping[str, object] | None
) -> list[str]:
    """Every reason why the move can't be made now."""
    found = []
    if move.needs_reason and not reason.strip():
        found.append(f"“{move.title}”须写明理由")
    for name in sorted(set(fields) - set(move.writes)):
        found.append(f"“{move.title}”不能改动“{turn.flow.fields.get(name, name)}”")
    if move.evidence and not has_file(subject=("casework.case", turn.case.pk), kinds=move.evidence):
        found.append("销号须附佐证" if turn.flow.stage(move.target).is_final else f"“{move.title}”须附佐证")
    if move.guards:
        view = view_of(case=turn.case)
        gathered = facts if facts is not None else _gathered(turn)
        found += [text for guard in move.guards if (text := guard(view, gathered))]
    return found


def view_of(*, case: Case) -> CaseView:
    """The case as guards see it."""
    return CaseView(
        case.pk, case.number, case.flow, case.stage, case.subject, case.fields, case.opened_at, case.due_at,
        case.raiser_id, case.owner_post_id,
    )  # fmt: skip


def _gathered(turn: Turn) -> Mapping[str, object]:
    return turn.flow.facts(case=turn.case, at=turn.at) if turn.flow.facts is not None else {}


def _move(turn: Turn, action: str) -> Move:
    offered = turn.flow.moves_from(turn.case.stage)
    for move in offered:
        if move.action == action:
            return move
    titles = {move.action: move.title for move in turn.flow.moves}
    raise UnknownMove(
        stage=turn.flow.stage(turn.case.stage).title, action=titles.get(action, action),
        allowed=[move.title for move in offered],
    )  # fmt: skip


def _stand(turn: Turn, move: Move) -> Stand:
    stand = turn.stand(move.roles)
    if stand is None:
        raise MoveRefused([f"“{move.title}”不由您办理:{_whose(turn, move)}"])
    if pair := turn.broken_separation(move.action, stand):
        raise SeparationBroken([pair.title])
    return stand


def _whose(turn: Turn, move: Move) -> str:
    words = {"owner": "责任岗位", "raiser": "提出人", "supervisor": "督办", "clock": "系统"}
    return "由" + "、".join(sorted(words.get(role, "有此权限的人员") for role in move.roles)) + "办理"


def _write(case: Case, move: Move, fields: Mapping[str, Any]) -> None:
    for name in move.writes:
        if name in fields:
            case.fields[name] = fields[name]


def _change_stage(turn: Turn, move: Move) -> None:
    case, stage = turn.case, turn.flow.stage(move.target)
    was_open = case.is_open
    case.stage, case.is_open = stage.name, not stage.is_final
    if stage.is_final:
        case.closed_at, case.outcome = turn.at, move.outcome or move.action
    elif not was_open:
        case.closed_at, case.outcome = None, ""
    set_clock(case=case, stage=stage, term=move.term or stage.term, at=turn.at)


def set_clock(*, case: Case, stage: Stage, term: Term | None, at: datetime) -> None:
    """Let the case's clock do what its stage says: begin anew, go on, stand still or end; then when it falls due."""
    if stage.is_final or stage.clock == "none":
        _close_interval(case, at)
        case.due_at = case.next_rung_at = case.term_amount = case.resume_by_at = None
        case.due_is_provisional = case.is_paused = False
        return
    if term is not None:
        _close_interval(case, at)
        case.clock_number += 1
        case.term_amount, case.term_unit, case.term_roll = term.amount, term.unit, term.roll
        # Whoever has the new term is not the one who was late.
        case.is_paused, case.resume_by_at, case.escalation_level = False, None, 0
        _open_interval(case, at)
        set_due(case=case, stage=stage, at=at, intervals=[CaseInterval(clock_number=case.clock_number, starts_at=at)])
    elif (stage.clock == "stopped") != case.is_paused:
        turn_clock(case=case, stage=stage, at=at, runs=stage.clock == "runs", reason=stage.title)


def turn_clock(*, case: Case, stage: Stage, at: datetime, runs: bool, reason: str) -> None:
    """Stop the running clock, or let it go on, from an instant."""
    _close_interval(case, at)
    _open_interval(case, at, runs=runs, reason=reason)
    case.is_paused = not runs
    case.resume_by_at = None
    set_due(case=case, stage=stage, at=at)


def set_due(*, case: Case, stage: Stage, at: datetime, intervals: list[CaseInterval] | None = None) -> None:
    """Compute the due instant and the next rung from the intervals, all of them on record unless given."""
    calendar = current_calendar()
    due = due_of(case=case, intervals=intervals or list(case.intervals.order_by("starts_at", "id")), calendar=calendar)
    case.due_at = due.at if due else None
    case.due_is_provisional = bool(due and due.is_provisional)
    case.calendar_version = due.calendar_version if due else ""
    rung = next_rung(case=case, stage=stage, after=at, calendar=calendar)
    case.next_rung_at = rung[1] if rung else None


def _open_interval(case: Case, at: datetime, *, runs: bool = True, reason: str = "") -> None:
    columns = ("case_id", "clock_number", "starts_at", "ends_at", "runs", "reason")
    insert_values(model=CaseInterval, columns=columns, rows=[(case.pk, case.clock_number, at, None, runs, reason)])


def _close_interval(case: Case, at: datetime) -> None:
    if case.clock_number:
        with connection.cursor() as cursor:
            cursor.execute(_CLOSE, [connection.ops.adapt_datetimefield_value(at), case.pk])
