"""Freezing (冻结): figures of a closed period stored with the rows they were counted from, and their digests.

One transaction an indicator. What has been frozen is returned as it is, so an interrupted run is simply started again.
The sums are counted from the stored rows, so that a figure can't differ from the rows it opens to.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db import transaction

from lutu.kernel.indicators.actions.storing import reserve_fact_id, store_rows
from lutu.kernel.indicators.arithmetic import rounded
from lutu.kernel.indicators.digests import ALGORITHM_OF_PROFILE, header_of, record_digest
from lutu.kernel.indicators.models import IndicatorFact, IndicatorVersion, PeriodClosing, UnitObjection
from lutu.kernel.indicators.periods import Period
from lutu.kernel.indicators.queries.compute import Sides, rows_of, sides_of
from lutu.kernel.indicators.queries.definitions import definition_on, definitions_on, targets_of
from lutu.kernel.indicators.queries.rows import stored_buckets
from lutu.kernel.indicators.reading import exact_of, light_of
from lutu.kernel.indicators.sums import EXPECTED, REPORTED, Sums, add_up, lines
from lutu.kernel.indicators.tallies import Place, Tally, names_digest, tally
from lutu.kernel.indicators.trees import AreaTree, ScopeOn, scope_on, tree_on
from lutu.kernel.jobs.actions import NoProgress
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.queries import holders
from lutu.kernel.periods import day_of
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import district

label_action("indicators.fact.frozen", "冻结指标")


class OwnerMissing(LookupError):
    """Nobody holds the post that answers for the figure."""


class ObjectionOpen(ValueError):
    """A unit's objection to the figure has no answer yet."""


class PeriodNotClosed(ValueError):
    """Figures are frozen once their period is closed."""


@dataclass(frozen=True)
class Freezing:
    """What all figures of one freezing share."""

    version: IndicatorVersion
    period: Period
    as_of: date
    run: int
    kind: str
    area: Area
    scope: ScopeOn
    tree: AreaTree
    at: datetime
    algorithm: str

    @property
    def areas(self) -> list[Area]:
        """The areas below the root that get figures of their own."""
        return [area for level in self.version.levels for area in self.tree.at_level(root=self.area, level=level)]


def freeze(
    *,
    period: Period,
    actor: Actor,
    at: datetime,
    indicators: Collection[str] | None = None,
    as_of: date | None = None,
    run: int = 1,
    kind: str = IndicatorFact.Kind.FROZEN,
    area: Area | None = None,
    progress: Reporter | None = None,
) -> list[IndicatorFact]:
    """Freeze indicators (all of the period's kind where none are named) for a closed period; returns the root facts.

    Each fact of the root area comes with facts of the areas below it and of each group of its dimension. A fact that is
    there already is returned unchanged. Raises PeriodNotClosed, OwnerMissing, ObjectionOpen, NoDefinitionInForce,
    UnknownScope and what selectors raise.
    """
    closing = PeriodClosing.objects.filter(
        period_kind=period.kind, period_start=period.start, period_stop=period.stop
    ).first()
    if closing is None:
        raise PeriodNotClosed(f"{period.name}尚未关账,请先关账再冻结")
    day = as_of or closing.as_of
    versions = (
        list(definitions_on(day=day, period_kind=period.kind))
        if indicators is None
        else [definition_on(indicator=code, day=day) for code in indicators]
    )
    tree, root, watched = tree_on(day=day), area or district(), progress or NoProgress()
    found = []
    for done, version in enumerate(versions):
        watched.step(done, len(versions), version.indicator.name)
        scope = scope_on(code=version.scope_code, day=day, tree=tree)
        algorithm = ALGORITHM_OF_PROFILE[settings.CRYPTO_PROFILE]
        found.append(_freeze_one(Freezing(version, period, day, run, kind, root, scope, tree, at, algorithm), actor))
    watched.step(len(versions), len(versions))
    return found


def last_run(*, version: IndicatorVersion, period: Period, area: Area) -> int:
    """The number of the newest run of a figure; 0 before the first."""
    runs = IndicatorFact.objects.filter(
        version__indicator=version.indicator_id, area=area, period_start=period.start, period_stop=period.stop
    )
    return runs.order_by("-run").values_list("run", flat=True).first() or 0


@transaction.atomic
def _freeze_one(frame: Freezing, actor: Actor) -> IndicatorFact:
    version = frame.version
    known = IndicatorFact.objects.filter(
        version=version, area=frame.area, scope_code=frame.scope.code, period_kind=frame.period.kind,
        period_start=frame.period.start, period_stop=frame.period.stop, as_of=frame.as_of, run=frame.run, dimension="",
    ).first()  # fmt: skip
    if known is not None:
        return known
    _check(frame)
    sides = sides_of(
        version=version, period=frame.period, as_of=frame.as_of, scope=frame.scope, area=frame.area, tree=frame.tree
    )
    fact_id = reserve_fact_id()
    for side, selection in rows_of(sides=sides):
        store_rows(
            fact_id=fact_id, side=side, selection=selection, measure=sides.measure(side),
            dimension=version.dimension, distinct=sides.is_distinct,
        )  # fmt: skip
    facts = list(_facts(frame, sides, fact_id))
    root = facts[0]
    root.save(force_insert=True)
    IndicatorFact.objects.bulk_create(facts[1:], batch_size=200)
    record(
        subject=("indicators.indicator", version.indicator_id), action="indicators.fact.frozen", actor=actor,
        at=frame.at,
        details={
            "period": frame.period.code, "day": frame.as_of, "run": frame.run, "fact": root.pk,
            "numerator": root.numerator, "denominator": root.denominator, "digest": root.digest_text,
        },
    )  # fmt: skip
    return root


def _check(frame: Freezing) -> None:
    indicator = frame.version.indicator
    if not holders(post_id=indicator.owner_post_id, day=day_of(frame.at)).exists():
        raise OwnerMissing(f"指标“{indicator.name}”的责任岗位“{indicator.owner_post}”无人在岗,不能冻结")
    open_ones = UnitObjection.objects.filter(
        answered_at__isnull=True, fact__version__indicator=indicator, fact__period_start=frame.period.start,
        fact__period_stop=frame.period.stop,
    )  # fmt: skip
    if objection := open_ones.select_related("unit").first():
        raise ObjectionOpen(f"{objection.unit}对“{indicator.name}”的异议尚未答复,请先答复再重新计算")


def _facts(frame: Freezing, sides: Sides, fact_id: int) -> Iterator[IndicatorFact]:
    version, areas = frame.version, frame.areas
    buckets = stored_buckets(fact_id=fact_id)
    shown = {area.code for area in areas}
    paths = {code: shown.intersection(frame.tree.path(code)) for code in {bucket.area for bucket in buckets}}
    tallies = tally(
        buckets=buckets,
        root=frame.area.code,
        paths=paths,
        has_groups=bool(version.dimension),
        distinct=sides.is_distinct,
    )
    reporting = _reporting(sides, paths, frame, shown)
    targets = targets_of(version=version, period=frame.period, root=frame.area, areas=shown)
    places: list[tuple[Area, str]] = [(area, "") for area in (frame.area, *areas)]
    places += [(frame.area, group) for code, group in sorted(tallies) if code == frame.area.code and group]
    for area, group in places:
        of_group = targets.get(frame.area.code) if version.is_ratio else None
        target = of_group if group else targets.get(area.code)
        fact = _fact(frame, area, group, tallies, target, reporting, fact_id)
        if fact.root_id is None:
            fact.text_digest = names_digest(buckets=buckets, algorithm=frame.algorithm)
        yield fact


def _reporting(sides: Sides, paths: dict[str, Any], frame: Freezing, shown: set[str]) -> dict[str, Sums]:
    """How many units have reported of how many, by area; empty where units do not report."""
    if not frame.version.reported_selector:
        return {}
    asked = {side: held for side, held in sides.selections.items() if side in (REPORTED, EXPECTED)}
    found = lines(Sides(frame.version, asked).grouped_by_area())
    into = {
        code: [frame.area.code, *(paths.get(code) or shown.intersection(frame.tree.path(code)))]
        for _side, code, _amount, _rows in found
    }
    return add_up(found, into=into, distinct=False)


def _fact(
    frame: Freezing, area: Area, group: str, tallies: dict[Place, Tally], target: Fraction | None,
    reporting: dict[str, Sums], fact_id: int,
) -> IndicatorFact:  # fmt: skip
    version = frame.version
    counted = tallies.get((area.code, group)) or Tally()
    denominator = counted.denominator if version.is_ratio else None
    n = counted.denominator_n if version.is_ratio else counted.numerator_n
    units = reporting.get(area.code) if not group else None
    reported, expected = (units.counts[REPORTED], units.counts[EXPECTED]) if units else (None, None)
    exact = exact_of(version=version, numerator=counted.numerator, denominator=denominator)
    lit = light_of(
        version=version, numerator=counted.numerator, denominator=denominator, n=n, target=target, reported=reported,
        expected=expected,
    )  # fmt: skip
    header = header_of(
        code=version.indicator.code, version=version.version, area=area.code, scope=frame.scope.code,
        period=frame.period.code, as_of=frame.as_of.isoformat(), numerator=counted.numerator, denominator=denominator,
        dimension=version.dimension if group else "", group=group,
    )  # fmt: skip
    is_root = area == frame.area and not group
    return IndicatorFact(
        pk=fact_id if is_root else None, root_id=None if is_root else fact_id, version=version, area=area,
        scope_code=frame.scope.code, scope_name=frame.scope.name, dimension=version.dimension if group else "",
        dimension_value=group, period_kind=frame.period.kind, period_start=frame.period.start,
        period_stop=frame.period.stop, as_of=frame.as_of, run=frame.run, kind=frame.kind, numerator=counted.numerator,
        denominator=denominator, n=n, reported=reported, expected=expected,
        value_scaled=None if exact is None else rounded(exact, decimals=version.decimals), colour=lit.colour,
        colour_reason=lit.reason, target_numerator=target.numerator if target is not None else None,
        target_denominator=target.denominator if target is not None else None,
        owner_name=str(version.indicator.owner_post), algorithm=frame.algorithm, computed_at=frame.at,
        record_digest=record_digest(header=header, lines=counted.lines, algorithm=frame.algorithm),
    )  # fmt: skip
