"""Who sees which figure: staff by area and level; everybody what has been published.

The rows of a figure show where the figure may be seen and their own subject shows: a count tells nothing of a row.
"""

from datetime import date
from typing import Any

from django.db.models import Q

from lutu.kernel.access.models import Sensitivity
from lutu.kernel.access.registry import Policy, policy, relation_provider
from lutu.kernel.indicators.models import (
    Correction,
    Finding,
    Indicator,
    IndicatorFact,
    IndicatorFactRecord,
    IndicatorTarget,
    IndicatorVersion,
    OpenFile,
    PeriodClosing,
    Publication,
    PublicationFact,
    UnitObjection,
    Waiver,
)

READ = "indicators.indicator.read"


def guard() -> None:
    """Declare the policies, once at start."""
    policy(Policy(Indicator, READ, sensitivity_field="sensitivity", public=True))
    policy(Policy(IndicatorVersion, "", through=("indicator", Indicator), public=True))
    policy(Policy(IndicatorTarget, "", through=("indicator", Indicator), public=True))
    policy(Policy(IndicatorFact, READ, area_field="area_id", sensitivity_field="version__indicator__sensitivity"))
    policy(
        Policy(
            IndicatorFactRecord, READ, area_field="area_code",
            sensitivity_field="fact__version__indicator__sensitivity", of_subject=True,
        )
    )  # fmt: skip
    policy(Policy(PeriodClosing, READ))
    policy(Policy(Publication, READ))
    policy(Policy(PublicationFact, "", through=("fact", IndicatorFact)))
    policy(Policy(OpenFile, "", through=("publication", Publication)))
    policy(Policy(Correction, "", through=("fact_old", IndicatorFact)))
    policy(Policy(UnitObjection, READ, area_field="fact__area_id"))
    policy(Policy(Finding, READ, area_field="area_id", sensitivity_field="sensitivity"))
    policy(Policy(Waiver, "", through=("finding", Finding)))
    relation_provider(Indicator, _published_indicators)
    relation_provider(IndicatorFact, _published_facts)
    relation_provider(IndicatorFactRecord, _rows_of_published_facts)
    relation_provider(Publication, _published)


def _published(*, user: Any, day: date) -> Q:
    return Q(published_at__isnull=False)


def _published_indicators(*, user: Any, day: date) -> Q:
    """What a published figure counts is public with it, whatever the level of its rows."""
    rows = PublicationFact.objects.filter(publication__published_at__isnull=False)
    return Q(pk__in=rows.values("fact__version__indicator"))


def _published_facts(*, user: Any, day: date) -> Q:
    rows = PublicationFact.objects.filter(publication__published_at__isnull=False, is_suppressed=False)
    return Q(pk__in=rows.values("fact"))


def _rows_of_published_facts(*, user: Any, day: date) -> Q:
    """Rows of what is public and about public subjects; personal rows are counted in public and never listed."""
    rows = PublicationFact.objects.filter(
        publication__published_at__isnull=False, is_suppressed=False,
        fact__version__indicator__sensitivity=Sensitivity.PUBLIC.value, fact__version__small_number_k=0,
        fact__root__isnull=True,
    )  # fmt: skip
    return Q(fact__in=rows.values("fact"))
