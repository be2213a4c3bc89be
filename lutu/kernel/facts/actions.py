"""Writing facts. There is no editing: a wrong value is corrected or retracted by a further row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from django.db import transaction

from lutu.kernel.facts.kinds import FactRefused, kind_of
from lutu.kernel.facts.models import Fact
from lutu.kernel.journal.actions import Actor, NewEntry, record, record_many
from lutu.kernel.journal.queries import label_action

label_action("facts.fact.stated", "登记数据项")
label_action("facts.fact.corrected", "更正数据项")
label_action("facts.fact.retracted", "撤销数据项")

Value = date | int | Decimal | str


class Unchanged(Enum):
    """Says that a correction leaves something as it was, where None means "without end"."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


@dataclass(frozen=True)
class NewFact:
    """A fact to be stated; `subject` is (subject kind, id), the period is half-open."""

    kind: str
    subject: tuple[str, int]
    value: Value
    valid_from: date
    source: str
    valid_to: date | None = None
    source_reference: str = ""
    attributes: Mapping[str, object] = field(default_factory=dict)


def state_fact(
    *,
    kind: str,
    subject: tuple[str, int],
    value: Value,
    valid_from: date,
    source: str,
    actor: Actor,
    at: datetime,
    valid_to: date | None = None,
    source_reference: str = "",
    attributes: Mapping[str, object] | None = None,
) -> Fact:
    """State one fact (登记数据项). Raises FactRefused."""
    new = NewFact(kind, subject, value, valid_from, source, valid_to, source_reference, attributes or {})
    return state_many(facts=[new], actor=actor, at=at)[0]


@transaction.atomic
def state_many(*, facts: Sequence[NewFact], actor: Actor, at: datetime) -> list[Fact]:
    """State many facts at once; one journal entry a fact. Raises FactRefused for the first bad one."""
    rows = [_row(new, actor=actor, at=at) for new in facts]
    created = Fact.objects.bulk_create(rows, batch_size=500)
    record_many(
        entries=[
            NewEntry(new.subject, "facts.fact.stated", _details(row)) for new, row in zip(facts, created, strict=True)
        ],
        actor=actor,
        at=at,
    )
    return created


@transaction.atomic
def correct_fact(
    *,
    fact: Fact,
    value: Value,
    reason: str,
    actor: Actor,
    at: datetime,
    valid_from: date | None = None,
    valid_to: date | Unchanged | None = UNCHANGED,
    source: str = "",
    source_reference: str = "",
    attributes: Mapping[str, object] | None = None,
) -> Fact:
    """Correct a fact (更正) by a new row with a reason; the old row stays and shows in the history.

    What is not given stays as it was; `valid_to=None` takes an end away.
    Raises FactRefused without a reason, or where the fact was already corrected.
    """
    _require_standing(fact, reason)
    new = NewFact(
        kind=fact.kind,
        subject=(fact.subject_kind, fact.subject_id),
        value=value,
        valid_from=valid_from or fact.valid_from,
        source=source or fact.source,
        valid_to=fact.valid_to if isinstance(valid_to, Unchanged) else valid_to,
        source_reference=source_reference or fact.source_reference,
        attributes=fact.attributes if attributes is None else attributes,
    )
    row = _row(new, actor=actor, at=at)
    row.supersedes, row.reason = fact, reason
    row.save(force_insert=True)
    details = {**_details(row), "reason": reason, "was": fact.value, "supersedes": fact.pk}
    record(subject=new.subject, action="facts.fact.corrected", actor=actor, at=at, details=details)
    return row


@transaction.atomic
def retract_fact(*, fact: Fact, reason: str, actor: Actor, at: datetime) -> Fact:
    """Retract a fact (撤销) that never held; a value that held and ended is corrected with an end date instead."""
    _require_standing(fact, reason)
    row = Fact.objects.create(
        kind=fact.kind,
        subject_kind=fact.subject_kind,
        subject_id=fact.subject_id,
        unit=fact.unit,
        source=fact.source,
        source_reference=fact.source_reference,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        recorded_at=at,
        recorded_by_name=actor.name,
        reason=reason,
        supersedes=fact,
        retracts=True,
    )
    record(
        subject=(fact.subject_kind, fact.subject_id),
        action="facts.fact.retracted",
        actor=actor,
        at=at,
        details={"kind": fact.kind, "reason": reason, "was": fact.value, "supersedes": fact.pk},
    )
    return row


def _row(new: NewFact, *, actor: Actor, at: datetime) -> Fact:
    kind = kind_of(new.kind)
    kind.check(value=new.value, attributes=new.attributes)
    if not new.source:
        raise FactRefused(f"{kind.name}须注明来源")
    if new.valid_to is not None and new.valid_to <= new.valid_from:
        raise FactRefused(f"{kind.name}的失效日 {new.valid_to} 应晚于生效日 {new.valid_from}")
    return Fact(
        kind=new.kind,
        subject_kind=new.subject[0],
        subject_id=new.subject[1],
        unit=kind.unit,
        source=new.source,
        source_reference=new.source_reference,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        recorded_at=at,
        recorded_by_name=actor.name,
        attributes=dict(new.attributes),
        **{f"value_{kind.value_type}": new.value},
    )


def _details(row: Fact) -> dict[str, object]:
    details: dict[str, object] = {"fact": row.pk, "kind": row.kind, "value": row.value, "source": row.source}
    if row.source_reference:
        details["source_reference"] = row.source_reference
    if row.valid_to is not None:
        details["valid_to"] = row.valid_to
    return details


def _require_standing(fact: Fact, reason: str) -> None:
    if not reason.strip():
        raise FactRefused("更正或撤销须说明原因")
    if fact.retracts or Fact.objects.filter(supersedes=fact).exists():
        raise FactRefused("这条数据已被更正或撤销,请在最新一条上操作")
