"""Reading frozen figures: the newest of an area, the trend over periods, areas and groups of a run, what is public."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from lutu.kernel.indicators.models import Correction, IndicatorFact, IndicatorFactRecord, PublicationFact
from lutu.kernel.indicators.periods import Period
from lutu.kernel.indicators.trees import tree_on
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import in_ranges

RELATED = ("version__indicator", "area")
PUBLISHED = Q(entries__publication__published_at__isnull=False)


def facts() -> QuerySet[IndicatorFact]:
    """Every frozen figure with definition, indicator and area."""
    return IndicatorFact.objects.select_related(*RELATED)


def newest_fact(*, indicator: Any, area: Any) -> IndicatorFact | None:
    """The newest run of the newest period of an indicator in an area."""
    rows = facts().filter(version__indicator=indicator, area=area, dimension="")
    return rows.order_by("-period_stop", "-run").first()


def newest_runs(
    *, period: Period, indicators: Collection[int] | None = None, areas: Collection[str] | None = None
) -> QuerySet[IndicatorFact]:
    """The newest run of every figure of a period, groups left out."""
    rows = facts().filter(dimension="", period_kind=period.kind, period_start=period.start, period_stop=period.stop)
    if indicators is not None:
        rows = rows.filter(version__indicator__in=indicators)
    if areas is not None:
        rows = rows.filter(area__in=areas)
    newest = IndicatorFact.objects.filter(
        version__indicator=OuterRef("version__indicator"), area=OuterRef("area"), dimension="",
        period_start=OuterRef("period_start"), period_stop=OuterRef("period_stop"),
    ).order_by("-run")  # fmt: skip
    return rows.filter(run=Subquery(newest.values("run")[:1]))


def newest_of_each(
    *, area: Area | str, indicators: Collection[int], among: QuerySet[IndicatorFact] | None = None
) -> dict[int, IndicatorFact]:
    """{indicator: its newest figure of an area} among the given facts (all of them); one query."""
    base = IndicatorFact.objects.all() if among is None else among
    held = base.filter(area=area, dimension="").exclude(kind=IndicatorFact.Kind.SUPPLEMENT)
    newest = held.filter(version__indicator=OuterRef("version__indicator")).order_by("-period_stop", "-run")
    rows = held.filter(version__indicator__in=indicators, pk=Subquery(newest.values("pk")[:1]))
    return {row.version.indicator_id: row for row in rows.select_related(*RELATED)}


def trend(
    *, indicator: Any, area: Any, dimension: str = "", group: str = "", among: QuerySet[IndicatorFact] | None = None
) -> list[IndicatorFact]:
    """The newest run of each period of a figure, oldest first; supplementary runs stand apart and are left out."""
    rows = (
        (facts() if among is None else among.select_related(*RELATED))
        .filter(version__indicator=indicator, area=area, dimension=dimension, dimension_value=group)
        .exclude(kind=IndicatorFact.Kind.SUPPLEMENT)
        .order_by("period_stop", "run")
    )
    return list({row.period: row for row in rows}.values())


def family(*, fact: IndicatorFact, among: QuerySet[IndicatorFact] | None = None) -> list[IndicatorFact]:
    """The figures of the same run: the root, its areas, its groups."""
    root = fact.root_id or fact.pk
    rows = facts() if among is None else among.select_related(*RELATED)
    return list(rows.filter(Q(pk=root) | Q(root=root)).order_by("dimension", "area", "dimension_value"))


def records_of(*, fact: IndicatorFact) -> QuerySet[IndicatorFactRecord]:
    """The rows a figure opens to: those of its root, narrowed to its area or its group. One query besides the rows'."""
    rows = IndicatorFactRecord.objects.filter(fact=fact.root_id or fact.pk)
    if fact.root_id is None:
        return rows
    if fact.dimension:
        return rows.filter(dimension_value=fact.dimension_value)
    ranges = tree_on(day=fact.as_of).ranges_of(fact.area)
    return rows.filter(in_ranges(field="area_code", ranges=ranges))


def published(rows: QuerySet[IndicatorFact]) -> QuerySet[IndicatorFact]:
    """Those of the figures that are public."""
    return rows.filter(PUBLISHED).distinct()


def at_address(
    *, code: str, area: str, period: Period, group: str = "", among: QuerySet[IndicatorFact]
) -> list[IndicatorFact]:
    """Every figure that stands at a permanent address, the one that holds first, corrected ones behind it.

    Supplementary runs are no other value of the figure and are left out.
    """
    rows = among.filter(
        version__indicator__code=code, area=area, period_kind=period.kind, period_start=period.start,
        period_stop=period.stop, dimension_value=group,
    ).exclude(kind=IndicatorFact.Kind.SUPPLEMENT)  # fmt: skip
    found = rows.select_related(*RELATED, "version__indicator__owner_post", "corrected_by")
    return list(found.order_by("-version__version", "-run"))


def corrections_of(*, facts: Iterable[IndicatorFact]) -> dict[int, Correction]:
    """{old fact: its correction} among the given facts; one query."""
    rows = Correction.objects.filter(fact_old__in=[fact.pk for fact in facts]).select_related("fact_new")
    return {row.fact_old_id: row for row in rows}


def suppressed_places(*, fact: IndicatorFact) -> list[tuple[str, str]]:
    """(area name, group) of what a publication of a figure's run hides: named, without a number."""
    rows = PublicationFact.objects.filter(
        fact__root=fact.root_id or fact.pk, is_suppressed=True, publication__published_at__isnull=False
    )
    return list(rows.order_by("fact__area", "fact__dimension_value").values_list(
        "fact__area__name", "fact__dimension_value"
    ))  # fmt: skip


def children_of(*, roots: Collection[IndicatorFact]) -> list[IndicatorFact]:
    """Root facts with everything that hangs on them, each with definition and area."""
    keys = [fact.pk for fact in roots]
    rows = IndicatorFact.objects.filter(pk__in=keys) | IndicatorFact.objects.filter(root__in=keys)
    return list(rows.select_related("version__indicator", "area").order_by("pk"))
