"""Figures computed now: of an area, of every area below it, or of the groups of a dimension.

Numerator and denominator come in one query, so that both see the same rows. The tree costs one more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from lutu.kernel.indicators.models import Indicator, IndicatorVersion
from lutu.kernel.indicators.periods import Period, period_of
from lutu.kernel.indicators.queries.definitions import definition_on, targets_of
from lutu.kernel.indicators.reading import Frame, Reading
from lutu.kernel.indicators.registry import Selection, selector_of
from lutu.kernel.indicators.sums import (
    DENOMINATOR,
    EXPECTED,
    NUMERATOR,
    REPORTED,
    Sums,
    add_up,
    area_of,
    group_of,
    grouped,
    lines,
)
from lutu.kernel.indicators.trees import AreaTree, ScopeOn, scope_on, tree_on
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import district, in_ranges


@dataclass(frozen=True)
class Sides:
    """The selections of a definition for a period, narrowed to its scope and to one area."""

    version: IndicatorVersion
    selections: dict[str, Selection]

    def measure(self, side: str) -> str:
        """What a side adds up; units that report are counted."""
        return {
            NUMERATOR: self.version.numerator_measure, DENOMINATOR: self.version.denominator_measure,
        }.get(side, "count")  # fmt: skip

    @property
    def is_distinct(self) -> bool:
        """Whether a subject counts once however many rows it has."""
        return self.version.aggregate == IndicatorVersion.Aggregate.DISTINCT

    def grouped_by_area(self) -> list[QuerySet[Any, tuple[Any, ...]]]:
        """One grouping a side by area code."""
        return [self._grouped(side, held, area_of(held.area)) for side, held in self.selections.items()]

    def grouped_by(self, dimension: str) -> list[QuerySet[Any, tuple[Any, ...]]]:
        """One grouping a side by a dimension. Raises DimensionUnknown."""
        return [
            self._grouped(side, held, group_of(held.dimension(dimension))) for side, held in self.selections.items()
        ]

    def _grouped(self, side: str, held: Selection, group: Coalesce) -> QuerySet[Any, tuple[Any, ...]]:
        return grouped(
            side=side, selection=held, measure=self.measure(side), group=group,
            distinct=self.is_distinct and side in (NUMERATOR, DENOMINATOR),
        )  # fmt: skip


def sides_of(
    *, version: IndicatorVersion, period: Period, as_of: date, scope: ScopeOn, area: Area, tree: AreaTree
) -> Sides:
    """The selections of a definition, narrowed to the scope and the area."""
    named = [(NUMERATOR, version.numerator_selector, version.numerator_arguments)]
    if version.is_ratio:
        named.append((DENOMINATOR, version.denominator_selector, version.denominator_arguments))
    if version.reported_selector:
        named.append((REPORTED, version.reported_selector, {}))
        named.append((EXPECTED, version.expected_selector, {}))
    return Sides(
        version,
        {
            side: _narrowed(
                selector_of(code).select(as_of=as_of, period=period, arguments=arguments), scope, area, tree
            )
            for side, code, arguments in named
        },
    )


def compute(
    *,
    indicator: str | Indicator,
    as_of: date,
    period: Period | None = None,
    area: Area | None = None,
    scope: str | None = None,
) -> Reading:
    """The figure of an area (the whole district where none is given) as its rows stand now.

    `period` defaults to the indicator's period that holds `as_of`. Raises NoDefinitionInForce, UnknownScope,
    SelectorUnknown and what the selectors raise.
    """
    return compute_tree(indicator=indicator, as_of=as_of, period=period, root=area, scope=scope, levels=())[
        (area or district()).code
    ]


def compute_tree(
    *,
    indicator: str | Indicator,
    as_of: date,
    period: Period | None = None,
    root: Area | None = None,
    scope: str | None = None,
    levels: tuple[str, ...] | None = None,
) -> dict[str, Reading]:
    """{area code: reading} of the root and every area of the levels (those of the definition) below it.

    Two queries besides those for definition and targets: the tree, and one over all rows. A parent is the ratio of
    sums; what is counted once is counted anew at each level. Raises like `compute`.
    """
    top, version, frame, sides, tree = _prepared(indicator, as_of, period, root, scope)
    wanted = tuple(version.levels) if levels is None else levels
    areas = [area for level in wanted for area in tree.at_level(root=top, level=level)]
    targets = targets_of(version=version, period=frame.period, root=top, areas=[area.code for area in areas])
    found = lines(sides.grouped_by_area())
    shown = {area.code for area in areas}
    into = {group: [top.code, *shown.intersection(tree.path(group))] for _side, group, _amount, _rows in found}
    summed = add_up(found, into=into, distinct=sides.is_distinct)
    return {
        area.code: frame.reading(area=area, sums=summed.get(area.code) or Sums(), target=targets.get(area.code))
        for area in (top, *areas)
    }


def compute_groups(
    *,
    indicator: str | Indicator,
    dimension: str,
    as_of: date,
    period: Period | None = None,
    area: Area | None = None,
    scope: str | None = None,
) -> dict[str, Reading]:
    """{value of the dimension: reading} inside an area; targets are those of the whole. Raises DimensionUnknown too."""
    top, version, frame, sides, _tree = _prepared(indicator, as_of, period, area, scope)
    target = targets_of(version=version, period=frame.period, root=top, areas=()).get(top.code)
    found = lines(sides.grouped_by(dimension))
    summed = add_up(found, into={line[1]: [line[1]] for line in found}, distinct=sides.is_distinct)
    return {
        group: frame.reading(
            area=top, sums=sums, target=target if version.is_ratio else None, dimension=dimension, group=group
        )
        for group, sums in sorted(summed.items())
    }


def _prepared(
    indicator: str | Indicator, as_of: date, period: Period | None, root: Area | None, scope: str | None
) -> tuple[Area, IndicatorVersion, Frame, Sides, AreaTree]:
    top = root or district()
    version = definition_on(indicator=indicator, day=as_of)
    over = period or period_of(kind=version.indicator.period_kind, day=as_of)
    tree = tree_on(day=as_of)
    within = scope_on(code=scope or version.scope_code, day=as_of, tree=tree)
    frame = Frame(version, within.code, within.name, str(version.indicator.owner_post), over, as_of)
    sides = sides_of(version=version, period=over, as_of=as_of, scope=within, area=top, tree=tree)
    return top, version, frame, sides, tree


def _narrowed(held: Selection, scope: ScopeOn, area: Area, tree: AreaTree) -> Selection:
    rows = held.rows.filter(scope.filter(path=held.area))
    if area.level != Area.Level.DISTRICT:
        rows = rows.filter(in_ranges(field=held.area, ranges=tree.ranges_of(area)))
    return Selection(rows, held.subject_kind, held.key, held.label, held.area, held.value, held.dimensions)


def rows_of(*, sides: Sides) -> Iterator[tuple[str, Selection]]:
    """The sides whose rows a figure opens to."""
    yield from ((side, held) for side, held in sides.selections.items() if side in (NUMERATOR, DENOMINATOR))
