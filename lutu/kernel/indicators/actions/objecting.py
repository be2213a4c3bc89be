"""Objections of units (单位异议) to their figures in a draft publication, and the answers that stay beside them."""

from datetime import datetime

from django.db import transaction

from lutu.kernel.indicators.models import IndicatorFact, Publication, UnitObjection
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Organisation
from lutu.kernel.periods import minute_text

label_action("indicators.objection.raised", "提出异议")
label_action("indicators.objection.answered", "答复异议")


class ObjectionRefused(ValueError):
    """An objection outside its window, without a text, or to something that is not in the draft."""


@transaction.atomic
def object_to_fact(
    *, publication: Publication, fact: IndicatorFact, unit: Organisation, text: str, actor: Actor, at: datetime
) -> UnitObjection:
    """Object to a figure in a draft (提出异议). Raises ObjectionRefused."""
    if publication.published_at is not None or at >= publication.objections_until:
        raise ObjectionRefused(f"异议期已于 {minute_text(publication.objections_until)} 届满;发布后可申请更正")
    if not publication.entries.filter(fact=fact).exists():
        raise ObjectionRefused("该指标值不在这次发布之内")
    if not text.strip():
        raise ObjectionRefused("请写明哪里不对、依据是什么")
    objection = UnitObjection.objects.create(
        publication=publication, fact=fact, unit=unit, text=text.strip(), raised_by_name=actor.name, raised_at=at
    )
    _journal(objection, "indicators.objection.raised", actor, at)
    return objection


@transaction.atomic
def answer_unit_objection(
    *, objection: UnitObjection, answer: str, is_upheld: bool, actor: Actor, at: datetime
) -> UnitObjection:
    """Answer an objection in writing (答复异议). One that is upheld needs a new run before the draft can be signed.

    Raises ObjectionRefused without an answer, or for a second one.
    """
    row = UnitObjection.objects.select_for_update().get(pk=objection.pk)
    if row.answered_at is not None:
        raise ObjectionRefused(f"该异议已由{row.answered_by_name}于 {minute_text(row.answered_at)} 答复")
    if not answer.strip():
        raise ObjectionRefused("请写明答复意见")
    row.answer, row.is_upheld, row.answered_by_name, row.answered_at = answer.strip(), is_upheld, actor.name, at
    row.save(update_fields=["answer", "is_upheld", "answered_by_name", "answered_at"])
    _journal(row, "indicators.objection.answered", actor, at)
    return row


def _journal(row: UnitObjection, action: str, actor: Actor, at: datetime) -> None:
    details = {"unit": str(row.unit), "fact": row.fact_id, "upheld": row.is_upheld}
    record(subject=("indicators.publication", row.publication_id), action=action, actor=actor, at=at, details=details)
