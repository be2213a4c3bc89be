"""What every change of a case shares: the lock, the request's key, who may, and the line in the journal."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from lutu.kernel.access.queries import actor_of, can, visible_to
from lutu.kernel.bulk import insert_values, update_values
from lutu.kernel.casework.flows import CLOCK as BY_CLOCK
from lutu.kernel.casework.flows import OWNER, RAISER, SUPERVISE, SUPERVISOR, Flow, Separation
from lutu.kernel.casework.models import Case, FiredMove
from lutu.kernel.casework.reach import Reach, reach_of
from lutu.kernel.casework.registry import flow_of
from lutu.kernel.journal.actions import CLOCK, Actor, NewEntry, record_many
from lutu.kernel.journal.chain import canonical_json
from lutu.kernel.periods import day_of

SUBJECT = "casework.case"
# What a move may change of a case; everything else stands from its opening.
CHANGING = (
    "stage", "owner_post_id", "fields", "is_open", "closed_at", "outcome", "clock_number", "term_amount", "term_unit",
    "term_roll", "due_at", "due_is_provisional", "calendar_version", "is_paused", "resume_by_at", "next_rung_at",
    "escalation_level", "version",
)  # fmt: skip
_DONE = ("case_id", "key", "action", "person_id", "on_behalf_of_id", "at", "asked", "answer")
_MOVE_COLUMNS = ("key", "action", "person_id", "on_behalf_of_id", "asked", "answer")
_MOVES = f"SELECT {', '.join(_MOVE_COLUMNS)} FROM casework_firedmove WHERE case_id = %s ORDER BY id"


class CaseNotFound(LookupError):
    """No case under this number for this account: hidden and missing are the same."""


class MoveRefused(ValueError):
    """A move that can't be made; `reasons` holds every reason, not the first."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(";".join(self.reasons))


class CaseChanged(MoveRefused):
    """Somebody else has changed the case since it was read."""


class UnknownMove(MoveRefused):
    """The case's stage knows no such move; `allowed` names those it knows."""

    def __init__(self, *, stage: str, action: str, allowed: Iterable[str]) -> None:
        self.allowed = tuple(allowed)
        super().__init__([f"“{stage}”阶段不能“{action}”,可以:{'、'.join(self.allowed) or '无'}"])


class SeparationBroken(MoveRefused):
    """Who did one thing on this case may not do this one."""


class KeyReused(ValueError):
    """The same request key with another content."""


@dataclass(frozen=True)
class Fired:
    """What a move came to. `is_repeat`: the same request had been answered before, nothing was done again."""

    case_id: int
    number: str
    action: str
    stage: str
    due_at: datetime | None
    is_repeat: bool = False


@dataclass(frozen=True)
class Stand:
    """In what capacity a person acts: themselves, or for somebody who lent them the power."""

    person_id: int | None
    giver_id: int | None = None
    giver_name: str = ""


@dataclass
class Turn:
    """A case under lock, its flow, what was done on it, and who wants something now."""

    case: Case
    flow: Flow
    user: Any
    day: date
    at: datetime
    key: str
    asked: str
    moves: Sequence[Mapping[str, Any]]

    @property
    def reach(self) -> Reach | None:
        return reach_of(user=self.user, day=self.day)

    def stand(self, roles: Iterable[str]) -> Stand | None:
        """The capacity in which the account holds one of the roles; None where it holds none."""
        if self.user is None:
            return Stand(None) if BY_CLOCK in roles else None
        reach = self.reach
        if reach is None:
            return None
        wanted = set(roles)
        if OWNER in wanted and (found := self._as_owner(reach)):
            return found
        if RAISER in wanted and (found := self._as_raiser(reach)):
            return found
        codes = [SUPERVISE if role == SUPERVISOR else role for role in wanted if role == SUPERVISOR or "." in role]
        if any(can(user=self.user, permission=code, day=self.day, area=self.case.area) for code in codes):
            return Stand(reach.person_id)
        return None

    def _as_owner(self, reach: Reach) -> Stand | None:
        if self.case.owner_post_id in reach.own:
            return Stand(reach.person_id)
        for item in reach.lent:
            if self.case.owner_post_id in item.posts and item.covers(self.case.flow):
                return Stand(reach.person_id, item.giver_id, item.giver_name)
        return None

    def _as_raiser(self, reach: Reach) -> Stand | None:
        if self.case.raiser_id == reach.person_id:
            return Stand(reach.person_id)
        for item in reach.lent:
            if self.case.raiser_id == item.giver_id and item.covers(self.case.flow):
                return Stand(reach.person_id, item.giver_id, item.giver_name)
        return None

    def broken_separation(self, action: str, stand: Stand) -> Separation | None:
        """The separation that forbids these people this action, delegates and those they stand for included."""
        people = {stand.person_id, stand.giver_id} - {None}
        for pair in self.flow.separations:
            if action not in (pair.first, pair.second):
                continue
            other = pair.second if action == pair.first else pair.first
            for move in self.moves:
                if move["action"] == other and people & {move["person_id"], move["on_behalf_of_id"]}:
                    return pair
        return None


def turn(
    *, case_id: int, user: Any, key: str, asked: Mapping[str, object], at: datetime, version: int | None = None
) -> Turn | Fired:
    """Lock the case for a change, or give the stored answer where the key has been answered before.

    `user` None is the clock. Raises CaseNotFound, KeyReused, CaseChanged.
    """
    day = day_of(at)
    case = _locked(case_id)
    if case is not None and not _is_seen(case, user, day):
        case = None
    digest = hashlib.sha256(canonical_json(dict(asked)).encode()).hexdigest()
    if case is None:
        return _stored_for(case_id, user, key, digest)
    moves = _moves_of(case.pk)
    for move in moves:
        if move["key"] == key:
            return _answer(move, digest)
    if version is not None and version != case.version:
        raise CaseChanged([f"事项 {case.number} 已有新的办理,请刷新后再办"])
    return Turn(case, flow_of(case.flow), user, day, at, key, digest, moves)


def _locked(case_id: int) -> Case | None:
    """The case under a lock until the transaction ends; on SQLite the writer holds the whole database anyway."""
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    return next(iter(Case.objects.raw(f"SELECT * FROM casework_case WHERE id = %s{lock}", [case_id])), None)


def _moves_of(case_id: int) -> list[dict[str, Any]]:
    """What was done on the case before, in plain values: read on every move, so without a query set."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, [case_id])
        return [dict(zip(_MOVE_COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def _is_seen(case: Case, user: Any, day: date) -> bool:
    """Whether the account may see the case: its own by a look at its posts, any other by the one predicate."""
    if user is None:
        return True
    reach = reach_of(user=user, day=day)
    if reach is not None and reach.holds(case):
        return True
    return Case.objects.filter(visible_to(user=user, model=Case, day=day), pk=case.pk).exists()


def _stored_for(case_id: int, user: Any, key: str, digest: str) -> Fired:
    """The answer to a request that took the case out of the account's sight."""
    person = getattr(user, "person_id", None)
    found = FiredMove.objects.filter(case_id=case_id, key=key, person_id=person) if person else FiredMove.objects.none()
    for move in found.values("asked", "answer"):
        return _answer(move, digest)
    raise CaseNotFound("没有这件事项,或不在您的可见范围")


def _answer(move: Mapping[str, Any], digest: str) -> Fired:
    if move["asked"] != digest:
        raise KeyReused("同一请求编号已用于另一项办理,请刷新页面后重试")
    held = move["answer"]
    answer = dict(json.loads(held) if isinstance(held, str) else held)
    due = datetime.fromisoformat(answer["due_at"]) if answer.get("due_at") else None
    return Fired(**{**answer, "due_at": due}, is_repeat=True)


def settle(
    *,
    turn: Turn,
    action: str,
    stand: Stand,
    details: Mapping[str, object],
    basis: str = "",
) -> Fired:
    """Save the case with its next version, keep the answer under the key, and write the journal."""
    case = turn.case
    case.version += 1
    update_values(model=Case, pk=case.pk, values={name: getattr(case, name) for name in CHANGING})
    fired = Fired(case.pk, case.number, action, case.stage, case.due_at)
    answer = {
        "case_id": case.pk, "number": case.number, "action": action, "stage": case.stage,
        "due_at": case.due_at.isoformat() if case.due_at else "",
    }  # fmt: skip
    done = (case.pk, turn.key, action, stand.person_id, stand.giver_id, turn.at, turn.asked, answer)
    insert_values(model=FiredMove, columns=_DONE, rows=[done])
    code = action if action.startswith("casework.") else f"{case.flow}.{action}"
    record_many(
        entries=[NewEntry((SUBJECT, case.pk), code, details, basis)],
        actor=acting(user=turn.user, stand=stand),
        at=turn.at,
    )
    return fired


def acting(*, user: Any, stand: Stand) -> Actor:
    """The journal's actor: the account, on behalf of whom it stands in for, or the clock."""
    if user is None:
        return CLOCK
    actor = actor_of(user)
    return Actor(actor.kind, actor.id, actor.name, stand.giver_name)
