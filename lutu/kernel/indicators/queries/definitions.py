"""Which definition is in force on a day, and which target."""

from collections.abc import Collection
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from lutu.kernel.indicators.models import Indicator, IndicatorTarget, IndicatorVersion
from lutu.kernel.indicators.periods import Period
from lutu.kernel.periods import in_force
from lutu.kernel.territory.models import Area

RELATED = ("indicator__owner_post__organisation",)


class NoDefinitionInForce(LookupError):
    """No signed definition of the indicator is in force on the day."""


def definitions_on(*, day: date, period_kind: str = "") -> QuerySet[IndicatorVersion]:
    """The signed definitions in force on a day, each with indicator and owner, by code."""
    rows = IndicatorVersion.objects.filter(in_force(day), signed_at__isnull=False).select_related(*RELATED)
    if period_kind:
        rows = rows.filter(indicator__period_kind=period_kind)
    return rows.order_by("indicator__code")


def definition_on(*, indicator: str | Indicator, day: date) -> IndicatorVersion:
    """The definition in force on a day. Raises NoDefinitionInForce."""
    code = indicator if isinstance(indicator, str) else indicator.code
    found = definitions_on(day=day).filter(indicator__code=code).first()
    if found is None:
        raise NoDefinitionInForce(f"指标 {code} 在 {day} 没有生效的口径")
    return found


def versions_of(*, indicator: Indicator) -> QuerySet[IndicatorVersion]:
    """Every version of an indicator, newest first."""
    return IndicatorVersion.objects.filter(indicator=indicator).order_by("-version")


def targets_of(*, version: IndicatorVersion, period: Period, root: Area, areas: Collection[str]) -> dict[str, Fraction]:
    """{area code: target in the unit of the figure}; an area of a ratio without a target of its own has the root's."""
    rows = IndicatorTarget.objects.filter(
        indicator=version.indicator_id, period_start=period.start, period_stop=period.stop,
        area__in=[root.code, *areas],
    )  # fmt: skip
    found = {row.area_id: row.share for row in rows}
    if version.is_ratio and root.code in found:
        return {code: found.get(code, found[root.code]) for code in [root.code, *areas]}
    return found
