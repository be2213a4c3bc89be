"""Publishing (发布): a draft that units may object to, a signature by somebody else, and from then on no change."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import get_default_timezone

from lutu.engines.workdays import add_workdays
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.indicators.actions.definitions import SameActor
from lutu.kernel.indicators.actions.freezing import ObjectionOpen
from lutu.kernel.indicators.actions.opening_data import make_open_files
from lutu.kernel.indicators.digests import ALGORITHM_OF_PROFILE, snapshot_digest
from lutu.kernel.indicators.models import Correction, IndicatorFact, Publication, PublicationFact
from lutu.kernel.indicators.queries.facts import children_of
from lutu.kernel.indicators.small_numbers import check_publication, hidden_facts
from lutu.kernel.indicators.verification import verify
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.periods import day_of, minute_text
from lutu.kernel.rules.queries import parameter_or_none

label_action("indicators.publication.drafted", "编制发布")
label_action("indicators.publication.renewed", "更换指标值")
label_action("indicators.publication.published", "签发发布")

SUBJECT = "indicators.publication"
OBJECTION_DAYS = "indicators.objection_workdays"
# 发布前 3 个工作日(默认值), where the parameter is not set.
DEFAULT_DAYS = 3


class PublicationRefused(ValueError):
    """A publication that is not what it must be: nothing in it, of several periods, published already."""


class NotFrozen(PublicationRefused):
    """A figure that is not as it was frozen."""


class BasisMixed(PublicationRefused):
    """Per-capita figures over different populations in one report, without a reason on record."""


class ObjectionWindowOpen(PublicationRefused):
    """Units may still object."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"单位异议期至 {minute_text(until)},届满后方可签发")
        self.until = until


@transaction.atomic
def draft_publication(
    *, code: str, title: str, facts: Sequence[IndicatorFact], actor: Actor, at: datetime, basis_override: str = ""
) -> Publication:
    """Put frozen root facts, with everything that hangs on them, into a draft (编制发布) and open it to objections.

    Units may object for three working days (parameter). Cells that would give persons away are marked to be hidden.
    Raises PublicationRefused, BasisMixed, SuppressionIncomplete, CalendarYearMissing.
    """
    whole = children_of(roots=facts)
    periods = {fact.period for fact in whole}
    if len(periods) != 1:
        found = "、".join(period.name for period in sorted(periods)) or "没有指标值"
        raise PublicationRefused(f"一次发布须为同一统计期的指标值,实为:{found}")
    if any(fact.root_id is not None for fact in facts):
        raise PublicationRefused("请列入汇总值,分街道、分组的值随之列入")
    period = periods.pop()
    if Publication.objects.filter(code=code, period_start=period.start, period_stop=period.stop).exists():
        raise PublicationRefused(f"{period.name}的“{title}”已编制")
    bases = {fact.version.get_population_basis_display() for fact in whole if fact.version.population_basis}
    if len(bases) > 1 and not basis_override.strip():
        raise BasisMixed(f"一份报告只用一种人口口径,实有 {'、'.join(sorted(bases))};确需混用的,请写明原因")
    publication = Publication.objects.create(
        code=code, title=title, period_kind=period.kind, period_start=period.start, period_stop=period.stop,
        basis_override=basis_override.strip(), edited_by_id=actor.id, edited_by_name=actor.name, edited_at=at,
        objections_until=objections_until(at=at),
    )  # fmt: skip
    _enter(publication, whole, at)
    record(
        subject=(SUBJECT, publication.pk), action="indicators.publication.drafted", actor=actor, at=at,
        details={"code": code, "period": period.code, "count": len(whole)}, basis=basis_override,
    )  # fmt: skip
    return publication


@transaction.atomic
def renew_fact(
    *, publication: Publication, old: IndicatorFact, new: IndicatorFact, actor: Actor, at: datetime
) -> Publication:
    """Put a new run in the place of a root fact of a draft (更换指标值), after an objection that was right.

    Raises PublicationRefused where it is published, or where the two are not the same figure.
    """
    draft = _draft(publication)
    if (old.version.indicator_id, old.area_id, old.period) != (new.version.indicator_id, new.area_id, new.period):
        raise PublicationRefused("只能换成同一指标、同一区划、同一统计期的新一轮值")
    PublicationFact.objects.filter(publication=draft, fact__in=[fact.pk for fact in children_of(roots=[old])]).delete()
    kept = list(IndicatorFact.objects.filter(entries__publication=draft).select_related("version__indicator", "area"))
    _enter(draft, children_of(roots=[new]), at, besides=kept)
    record(
        subject=(SUBJECT, draft.pk), action="indicators.publication.renewed", actor=actor, at=at,
        details={"from": old.pk, "to": new.pk},
    )  # fmt: skip
    return draft


@transaction.atomic
def publish(*, publication: Publication, actor: Actor, at: datetime) -> Publication:
    """Sign a draft (签发): its digest is fixed, its figures are public, its open files are made.

    Raises SameActor, ObjectionWindowOpen, ObjectionOpen, NotFrozen (a figure differs from its rows),
    SuppressionIncomplete, PublicationRefused.
    """
    draft = _draft(publication)
    if actor.kind == "account" and actor.id == draft.edited_by_id:
        raise SameActor("编制人不能签发自己编制的发布,请由他人签发")
    if at < draft.objections_until:
        raise ObjectionWindowOpen(draft.objections_until)
    _check_objections(draft)
    facts = list(IndicatorFact.objects.filter(entries__publication=draft).select_related("version__indicator", "area"))
    if not facts:
        raise NotFrozen("发布中没有已冻结的指标值")
    report = verify(facts=[fact for fact in facts if fact.root_id is None])
    if report.faults:
        raise NotFrozen(f"指标值与冻结时的明细不符:{report.faults[0].sentence}")
    check_publication(publication=draft)
    algorithm = ALGORITHM_OF_PROFILE[settings.CRYPTO_PROFILE]
    draft.snapshot_digest = snapshot_digest(digests=[bytes(fact.record_digest) for fact in facts], algorithm=algorithm)
    draft.algorithm, draft.signed_by_id, draft.signed_by_name, draft.published_at = algorithm, actor.id, actor.name, at
    draft.save(update_fields=["snapshot_digest", "algorithm", "signed_by_id", "signed_by_name", "published_at"])
    _print_corrections(draft)
    make_open_files(publication=draft, at=at)
    record(
        subject=(SUBJECT, draft.pk), action="indicators.publication.published", actor=actor, at=at,
        details={"code": draft.code, "period": draft.period.code, "digest": draft.digest_text},
    )  # fmt: skip
    return draft


def objections_until(*, at: datetime) -> datetime:
    """The end of the last working day on which units may object to what is drafted at an instant."""
    found = parameter_or_none(code=OBJECTION_DAYS, day=day_of(at))
    days = int(str(found.value)) if found else DEFAULT_DAYS
    last = add_workdays(calendar=current_calendar(), start=day_of(at), days=days)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=get_default_timezone())


def _draft(publication: Publication) -> Publication:
    row = Publication.objects.select_for_update().get(pk=publication.pk)
    if row.published_at is not None:
        raise PublicationRefused(f"“{row.title}”已于 {minute_text(row.published_at)} 签发,只能更正")
    return row


def _enter(
    publication: Publication, facts: Sequence[IndicatorFact], at: datetime, *, besides: Iterable[IndicatorFact] = ()
) -> None:
    hidden = hidden_facts(facts=[*besides, *facts])
    PublicationFact.objects.bulk_create(
        [
            PublicationFact(publication=publication, fact=fact, is_suppressed=fact.pk in hidden, added_at=at)
            for fact in facts
        ],
        batch_size=200,
    )
    for entry in PublicationFact.objects.filter(publication=publication, fact__in=[fact.pk for fact in besides]):
        if entry.is_suppressed != (entry.fact_id in hidden):
            entry.is_suppressed = entry.fact_id in hidden
            entry.save(update_fields=["is_suppressed"])


def _check_objections(publication: Publication) -> None:
    open_ones = publication.objections.filter(answered_at__isnull=True).select_related("unit")
    if objection := open_ones.first():
        raise ObjectionOpen(f"{objection.unit}的异议尚未答复,答复后方可签发")
    upheld = publication.objections.filter(is_upheld=True, fact__entries__publication=publication)
    if objection := upheld.select_related("unit", "fact__version__indicator").first():
        raise ObjectionOpen(
            f"{objection.unit}对“{objection.fact.version.indicator}”的异议已认定成立,请重新计算并更换该值后签发"
        )


def _print_corrections(publication: Publication) -> None:
    """Corrections since the last publication of the same kind are printed in this one."""
    Correction.objects.filter(
        notice_publication__isnull=True, fact_old__entries__publication__code=publication.code,
        fact_old__entries__publication__published_at__isnull=False,
    ).update(notice_publication=publication)  # fmt: skip
