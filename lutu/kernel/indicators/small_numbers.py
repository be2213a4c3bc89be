"""小数抑制 in publications: which figures must be hidden so that no small number of persons can be worked out.

A publication's figures of one indicator are one table: the whole is the sum of its streets and of its groups, a
denominator is its numerator and the rest, a cumulative figure is the one published before and the increase.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from lutu.kernel.indicators.models import IndicatorFact, Publication, PublicationFact
from lutu.kernel.indicators.models.definition import PeriodKind
from lutu.kernel.indicators.suppression import AddsUp, Table, check, suppress
from lutu.kernel.indicators.suppression.tables import Key

NUM, DEN, REST, OUTSIDE = "num", "den", "rest", "outside"


def hidden_facts(*, facts: Sequence[IndicatorFact]) -> set[int]:
    """The keys of the facts to hide; empty where no definition asks for suppression. Raises SuppressionIncomplete."""
    hidden: set[int] = set()
    for k, family in _families(facts):
        told = suppress(table=_table(family), k=k)
        hidden |= {key[0] for key in told.hidden if isinstance(key, tuple)}
    return hidden


def check_publication(*, publication: Publication) -> None:
    """Raise SuppressionIncomplete unless what a publication hides protects every small number in it."""
    entries = PublicationFact.objects.filter(publication=publication).select_related(
        "fact__version__indicator", "fact__area"
    )
    marks = {entry.fact_id: entry.is_suppressed for entry in entries}
    for k, family in _families([entry.fact for entry in entries]):
        table = _table(family)
        hidden = {
            key for key in table.cells if isinstance(key, tuple) and key not in table.implied and marks.get(key[0])
        }
        check(table=table, hidden=hidden | table.hidden_before, k=k)


def _families(facts: Iterable[IndicatorFact]) -> list[tuple[int, list[IndicatorFact]]]:
    """Facts that hang on one root, with the k of their definition, where it asks for suppression."""
    found: dict[int, list[IndicatorFact]] = defaultdict(list)
    for fact in facts:
        if fact.version.small_number_k > 0:
            found[fact.root_id or fact.pk].append(fact)
    return [(family[0].version.small_number_k, family) for _root, family in sorted(found.items())]


def _table(family: Sequence[IndicatorFact]) -> Table:
    cells: dict[Key, int] = {}
    sums: list[AddsUp] = []
    implied: set[Key] = set()
    names: dict[Key, str] = {}
    sides = (NUM, DEN) if family[0].version.is_ratio else (NUM,)
    for fact in family:
        _own_cells(fact, cells, sums, implied, names)
    root = next((fact for fact in family if fact.root_id is None), None)
    for side in sides if root is not None else ():
        assert root is not None
        areas = [fact for fact in family if fact.root_id is not None and not fact.dimension]
        for level in sorted({fact.area.level for fact in areas}):
            parts = [fact for fact in areas if fact.area.level == level]
            _add_up(root, parts, side, f"各{parts[0].area.get_level_display()}之和", cells, sums, implied)
        groups = [fact for fact in family if fact.dimension]
        if groups:
            _add_up(root, groups, side, "各组之和", cells, sums, implied)
    fixed, before = _across_time(family, cells, sums, implied, names)
    return Table(cells, tuple(sums), frozenset(implied), fixed, before, names)


def _own_cells(
    fact: IndicatorFact, cells: dict[Key, int], sums: list[AddsUp], implied: set[Key], names: dict[Key, str]
) -> None:
    name = f"{fact.version.indicator.name} {fact.dimension_value or fact.area.name}"
    cells[(fact.pk, NUM)], names[(fact.pk, NUM)] = fact.numerator, name
    if fact.denominator is None:
        return
    cells[(fact.pk, DEN)], names[(fact.pk, DEN)] = fact.denominator, f"{name}(分母)"
    rest = fact.denominator - fact.numerator
    if rest >= 0:
        cells[(fact.pk, REST)], names[(fact.pk, REST)] = rest, f"{name}(分母减分子)"
        implied.add((fact.pk, REST))
        sums.append(AddsUp((fact.pk, DEN), ((fact.pk, NUM), (fact.pk, REST)), f"{name}的分母与分子"))


def _add_up(
    root: IndicatorFact, parts: Sequence[IndicatorFact], side: str, name: str, cells: dict[Key, int],
    sums: list[AddsUp], implied: set[Key],
) -> None:  # fmt: skip
    """The whole is its parts; what stands in none of them is a cell of its own that nobody shows."""
    keys: list[Key] = [(fact.pk, side) for fact in parts]
    outside = cells[(root.pk, side)] - sum(cells[key] for key in keys)
    if outside < 0:
        # What is counted once is counted in several parts: nothing can be worked out from such a sum.
        return
    if outside > 0:
        key = (root.pk, f"{OUTSIDE} {side} {name}")
        cells[key] = outside
        implied.add(key)
        keys.append(key)
    sums.append(AddsUp((root.pk, side), tuple(keys), name))


def _across_time(
    family: Sequence[IndicatorFact], cells: dict[Key, int], sums: list[AddsUp], implied: set[Key],
    names: dict[Key, str],
) -> tuple[frozenset[Key], frozenset[Key]]:  # fmt: skip
    """Cumulative figures against the same ones published before: the increase must not be a small number either."""
    fixed: set[Key] = set()
    before: set[Key] = set()
    if family[0].period_kind != PeriodKind.CUMULATIVE:
        return frozenset(), frozenset()
    for fact in family:
        earlier = _published_before(fact)
        if earlier is None or earlier.fact.numerator > fact.numerator:
            continue
        old, increase = (earlier.fact_id, NUM), (fact.pk, "increase")
        cells[old], cells[increase] = earlier.fact.numerator, fact.numerator - earlier.fact.numerator
        names[old], names[increase] = f"{names[(fact.pk, NUM)]}(前次)", f"{names[(fact.pk, NUM)]}(两次之差)"
        implied.add(increase)
        (before if earlier.is_suppressed else fixed).add(old)
        sums.append(AddsUp((fact.pk, NUM), (old, increase), f"{names[(fact.pk, NUM)]}两次发布之差"))
    return frozenset(fixed), frozenset(before)


def _published_before(fact: IndicatorFact) -> PublicationFact | None:
    rows = PublicationFact.objects.filter(
        publication__published_at__isnull=False, fact__version__indicator=fact.version.indicator_id,
        fact__area=fact.area_id, fact__scope_code=fact.scope_code, fact__dimension=fact.dimension,
        fact__dimension_value=fact.dimension_value, fact__period_kind=fact.period_kind,
        fact__period_stop__lt=fact.period_stop,
    )  # fmt: skip
    return rows.select_related("fact").order_by("-fact__period_stop", "-fact__run").first()
