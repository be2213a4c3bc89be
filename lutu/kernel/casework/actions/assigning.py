"""Who works on what: reassigning a case, delegation, absence, and the hand-over of everything a person holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lutu.kernel.casework.actions.telling import tell
from lutu.kernel.casework.actions.turning import CaseNotFound, Fired, KeyReused, MoveRefused, settle
from lutu.kernel.casework.actions.turning import turn as take_turn
from lutu.kernel.casework.flows import OWNER, SUPERVISOR
from lutu.kernel.casework.models import Absence, Case, Delegation
from lutu.kernel.casework.registry import Held, Holding, holdings
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.actions import assign, end_assignment
from lutu.kernel.parties.models import Assignment, Person, Post
from lutu.kernel.periods import in_force

label_action("casework.case.reassigned", "改派")
label_action("casework.delegation.given", "委托代理")
label_action("casework.delegation.ended", "结束代理")
label_action("casework.absence.noted", "登记缺勤")
label_action("casework.absence.ended", "结束缺勤")
label_action("casework.person.handed_over", "工作交接")
REASSIGNED = "casework.case.reassigned"


class AssignmentRefused(ValueError):
    """A delegation, absence or hand-over that can't be as asked."""


@dataclass(frozen=True)
class HandOverPlan:
    """What a hand-over would move (交接预览): posts with their open cases, and the holdings of the domains."""

    posts: tuple[tuple[Assignment, int], ...]
    holdings: tuple[tuple[Holding, tuple[Held, ...]], ...]

    @property
    def open_cases(self) -> int:
        """Open cases of all these posts."""
        return sum(count for _assignment, count in self.posts)


@transaction.atomic
def reassign(*, case_id: int, post: Post, reason: str, user: Any, key: str, at: datetime) -> Fired:
    """Give an open case to another post with a reason (改派); the clock runs on. Raises CaseNotFound, MoveRefused."""
    turn = take_turn(case_id=case_id, user=user, key=key, asked={"post": post.pk, "reason": reason}, at=at)
    if isinstance(turn, Fired):
        return turn
    stand = turn.stand((SUPERVISOR,))
    if stand is None:
        raise MoveRefused(["改派由督办人员办理"])
    if not turn.case.is_open:
        raise MoveRefused([f"事项 {turn.case.number} 已办结,不能改派"])
    if not reason.strip():
        raise MoveRefused(["改派须写明理由"])
    if turn.case.owner_post_id == post.pk:
        raise MoveRefused([f"事项已由“{post}”负责"])
    was = turn.case.owner_post
    turn.case.owner_post = post
    turn.case.escalation_level = 0
    details = {"from": str(was or ""), "to": str(post), "reason": reason}
    fired = settle(turn=turn, action=REASSIGNED, stand=stand, details=details)
    tell(cases=[turn.case], to=(OWNER,), title="改派给您的事项", key=key, at=at, besides=stand.person_id)
    return fired


@dataclass(frozen=True)
class Reassigned:
    """What came of reassigning many cases: those given to the post, and why others were not."""

    done: tuple[Fired, ...]
    refused: tuple[str, ...]


def reassign_many(*, case_ids: Sequence[int], post: Post, reason: str, user: Any, key: str, at: datetime) -> Reassigned:
    """Give many open cases to another post (批量改派), each a transaction of its own; the same key does it once.

    What is refused is told by its reasons and holds up no other. Raises MoveRefused where nothing could be done.
    """
    done: list[Fired] = []
    refused: list[str] = []
    for case_id in case_ids:
        try:
            done.append(reassign(case_id=case_id, post=post, reason=reason, user=user, key=key, at=at))
        except (MoveRefused, CaseNotFound, KeyReused) as refusal:
            refused.append(str(refusal))
    if not done:
        raise MoveRefused(dict.fromkeys(refused or ["没有选中可以改派的事项"]))
    return Reassigned(tuple(done), tuple(dict.fromkeys(refused)))


@transaction.atomic
def delegate(
    *,
    giver: Person,
    receiver: Person,
    valid_from: date,
    valid_to: date,
    reason: str,
    actor: Actor,
    at: datetime,
    post: Post | None = None,
    flows: Sequence[str] = (),
) -> Delegation:
    """Let a person act for another for a time (委托代理), half-open; it ends by itself. Raises AssignmentRefused."""
    _require_other(giver, receiver, "代理人")
    _require_period(valid_from, valid_to)
    if not reason.strip():
        raise AssignmentRefused("委托代理须写明事由")
    held = Assignment.objects.filter(in_force(valid_from), person=giver)
    if not held.exists() or (post is not None and not held.filter(post=post).exists()):
        raise AssignmentRefused(f"{giver.name}在 {valid_from} 不任{f'“{post}”' if post else '任何岗位'},没有可委托的")
    same = Delegation.objects.filter(giver=giver, receiver=receiver, post=post, flows=sorted(flows))
    if same.filter(valid_from__lt=valid_to, valid_to__gt=valid_from).exists():
        raise AssignmentRefused(f"已委托{receiver.name}在此期间代理,不需重复委托")
    row = Delegation.objects.create(
        giver=giver, receiver=receiver, post=post, flows=sorted(flows), valid_from=valid_from, valid_to=valid_to,
        reason=reason,
    )  # fmt: skip
    details = {
        "receiver": receiver.code, "post": post.code if post else "", "valid_from": valid_from, "valid_to": valid_to,
        "reason": reason,
    }  # fmt: skip
    record(
        subject=("parties.person", giver.pk), action="casework.delegation.given", actor=actor, at=at, details=details
    )
    return row


@transaction.atomic
def end_delegation(*, delegation: Delegation, day: date, actor: Actor, at: datetime) -> Delegation:
    """End a delegation early (结束代理); one that would never have begun is removed. Raises AssignmentRefused."""
    _require_not_over(delegation, day, "代理")
    if day > delegation.valid_from:
        delegation.valid_to = day
        delegation.save(update_fields=["valid_to"])
    else:
        delegation.delete()
    details = {"receiver": delegation.receiver.code, "valid_to": day}
    record(
        subject=("parties.person", delegation.giver_id), action="casework.delegation.ended", actor=actor, at=at,
        details=details,
    )  # fmt: skip
    return delegation


@transaction.atomic
def note_absence(
    *,
    person: Person,
    valid_from: date,
    valid_to: date,
    reason: str,
    actor: Actor,
    at: datetime,
    deputy: Person | None = None,
) -> Absence:
    """Note that a person is away (登记缺勤): the deputy handles their cases meanwhile. Raises AssignmentRefused."""
    if deputy is not None:
        _require_other(person, deputy, "代班人")
        if Absence.objects.filter(person=deputy, valid_from__lt=valid_to, valid_to__gt=valid_from).exists():
            raise AssignmentRefused(f"代班人{deputy.name}同期也缺勤,请另选")
    _require_period(valid_from, valid_to)
    if Absence.objects.filter(person=person, valid_from__lt=valid_to, valid_to__gt=valid_from).exists():
        raise AssignmentRefused(f"{person.name}在此期间已登记缺勤")
    row = Absence.objects.create(person=person, deputy=deputy, valid_from=valid_from, valid_to=valid_to, reason=reason)
    details = {"deputy": deputy.code if deputy else "", "valid_from": valid_from, "valid_to": valid_to}
    record(subject=("parties.person", person.pk), action="casework.absence.noted", actor=actor, at=at, details=details)
    return row


@transaction.atomic
def end_absence(*, absence: Absence, day: date, actor: Actor, at: datetime) -> Absence:
    """Note that a person is back early (结束缺勤); an absence that never began is removed. Raises AssignmentRefused."""
    _require_not_over(absence, day, "缺勤")
    person_id = absence.person_id
    if day > absence.valid_from:
        absence.valid_to = day
        absence.save(update_fields=["valid_to"])
    else:
        absence.delete()
    details = {"deputy": absence.deputy.code if absence.deputy else "", "valid_to": day}
    record(subject=("parties.person", person_id), action="casework.absence.ended", actor=actor, at=at, details=details)
    return absence


def hand_over_plan(*, person: Person, day: date) -> HandOverPlan:
    """What `hand_over_all` would move on a day."""
    posts = []
    for assignment in Assignment.objects.filter(in_force(day), person=person, valid_to=None).select_related(
        "post__organisation"
    ):
        posts.append((assignment, Case.objects.filter(is_open=True, owner_post=assignment.post).count()))
    held = [(holding, tuple(holding.held(person=person, day=day))) for holding in holdings()]
    return HandOverPlan(tuple(posts), tuple((holding, rows) for holding, rows in held if rows))


@transaction.atomic
def hand_over_all(
    *, from_person: Person, to_person: Person, day: date, document: str, actor: Actor, at: datetime
) -> HandOverPlan:
    """Give everything one person holds to another from a day on, all or nothing (工作交接); returns what moved.

    The receiver takes the posts, with them the open cases; holdings of the domains follow; delegations and absences
    of the one who leaves end with their posts. Raises AssignmentRefused.
    """
    _require_other(from_person, to_person, "接收人")
    plan = hand_over_plan(person=from_person, day=day)
    if not plan.posts and not plan.holdings:
        raise AssignmentRefused(f"{from_person.name}在 {day} 没有岗位和工作可交接")
    for holding, _rows in plan.holdings:
        holding.hand_over(from_person=from_person, to_person=to_person, day=day, actor=actor, at=at)
    for assignment, _count in plan.posts:
        if not Assignment.objects.filter(in_force(day), person=to_person, post=assignment.post).exists():
            assign(person=to_person, post=assignment.post, valid_from=day, document=document, actor=actor, at=at)
        end_assignment(assignment=assignment, day=day, actor=actor, at=at)
    details = {
        "to": to_person.code, "day": day, "count": plan.open_cases, "document": document,
        "holdings": {holding.title: len(rows) for holding, rows in plan.holdings},
    }  # fmt: skip
    record(
        subject=("parties.person", from_person.pk), action="casework.person.handed_over", actor=actor, at=at,
        details=details,
    )  # fmt: skip
    return plan


def _require_other(person: Person, other: Person, word: str) -> None:
    if person.pk == other.pk:
        raise AssignmentRefused(f"{word}应为另一人")


def _require_not_over(row: Delegation | Absence, day: date, word: str) -> None:
    if day >= row.valid_to:
        raise AssignmentRefused(f"{word}期为 {row.valid_from} 至 {row.valid_to}(不含),{day} 不在其中")


def _require_period(valid_from: date, valid_to: date) -> None:
    if valid_to <= valid_from:
        raise AssignmentRefused(f"止日 {valid_to} 应晚于起日 {valid_from}")
