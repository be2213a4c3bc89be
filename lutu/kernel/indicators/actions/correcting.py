"""Corrections (更正) of what is public, and the supplementary run (补报): a new run beside the old, both readable."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lutu.kernel.indicators.actions.freezing import freeze, last_run
from lutu.kernel.indicators.actions.opening_data import make_open_files
from lutu.kernel.indicators.models import Correction, IndicatorFact, Publication, PublicationFact
from lutu.kernel.indicators.queries.facts import children_of
from lutu.kernel.indicators.small_numbers import check_publication, hidden_facts
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action

label_action("indicators.fact.corrected", "更正指标")


class ReasonEmpty(ValueError):
    """A correction says why."""


class CorrectionUnneeded(ValueError):
    """The new run says the same as the old one."""


@transaction.atomic
def correct(
    *, fact: IndicatorFact, reason: str, actor: Actor, at: datetime, new: IndicatorFact | None = None
) -> list[Correction]:
    """Correct a root fact (更正): count it anew (or take the `new` run given) and keep both, with the reason.

    Every figure that hangs on it and has changed gets a correction of its own. What was public becomes public in its
    new value too; the digest of its publication stays as it was signed. Raises ReasonEmpty, CorrectionUnneeded and what
    `freeze` raises.
    """
    if not reason.strip():
        raise ReasonEmpty("更正须写明原因")
    old = _newest(fact)
    renewed = new or _run_again(old, actor, at, IndicatorFact.Kind.CORRECTION)
    pairs = [
        (before, after)
        for before, after in _pairs(children_of(roots=[old]), children_of(roots=[renewed]))
        if bytes(before.record_digest) != bytes(after.record_digest)
    ]
    if not pairs:
        raise CorrectionUnneeded("重新计算的结果与原值一致,无需更正")
    made = [
        Correction.objects.create(
            fact_old=before, fact_new=after, reason=reason.strip(), recorded_at=at, recorded_by_name=actor.name
        )
        for before, after in pairs
    ]
    _publish_again(old, renewed, at)
    record(
        subject=("indicators.indicator", old.version.indicator_id), action="indicators.fact.corrected", actor=actor,
        at=at,
        details={
            "period": old.period.code, "from": f"{old.numerator}/{old.denominator or ''}",
            "to": f"{renewed.numerator}/{renewed.denominator or ''}", "count": len(made), "reason": reason.strip(),
        },
    )  # fmt: skip
    return made


def supplement(*, fact: IndicatorFact, actor: Actor, at: datetime) -> IndicatorFact:
    """A supplementary run (补报) of a root fact: what was recorded after the period had closed is counted in.

    It stands beside the published figure without correcting it. Raises what `freeze` raises.
    """
    return _run_again(fact, actor, at, IndicatorFact.Kind.SUPPLEMENT)


def _newest(fact: IndicatorFact) -> IndicatorFact:
    """The last in the chain of corrections of a fact: what stands corrected is not corrected a second time."""
    found = IndicatorFact.objects.select_related("version__indicator", "area").get(pk=fact.root_id or fact.pk)
    while (later := Correction.objects.filter(fact_old=found).select_related("fact_new").first()) is not None:
        found = IndicatorFact.objects.select_related("version__indicator", "area").get(pk=later.fact_new_id)
    return found


def _run_again(fact: IndicatorFact, actor: Actor, at: datetime, kind: str) -> IndicatorFact:
    number = last_run(version=fact.version, period=fact.period, area=fact.area) + 1
    return freeze(
        period=fact.period, actor=actor, at=at, indicators=[fact.version.indicator.code], as_of=fact.as_of, run=number,
        kind=kind, area=fact.area,
    )[0]  # fmt: skip


def _pairs(
    before: Sequence[IndicatorFact], after: Sequence[IndicatorFact]
) -> list[tuple[IndicatorFact, IndicatorFact]]:
    found = {(fact.area_id, fact.dimension_value): fact for fact in after}
    return [
        (fact, found[(fact.area_id, fact.dimension_value)])
        for fact in before
        if (fact.area_id, fact.dimension_value) in found
    ]


def _publish_again(old: IndicatorFact, renewed: IndicatorFact, at: datetime) -> None:
    """The whole new run joins what was published, so that its parts still add up to its sum."""
    facts = children_of(roots=[renewed])
    for publication in Publication.objects.filter(entries__fact=old, published_at__isnull=False):
        hidden = hidden_facts(facts=facts)
        PublicationFact.objects.bulk_create(
            PublicationFact(
                publication=publication, fact=fact, is_correction=True, is_suppressed=fact.pk in hidden, added_at=at
            )
            for fact in facts
        )
        check_publication(publication=publication)
        make_open_files(publication=publication, at=at)
