"""Adding up selections: exact integers of the smallest unit, grouped by area code or by a dimension, in the database.

Amounts in Decimal fields become whole numbers of the smallest unit before they are added, because SQLite adds decimals
as floating-point numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DecimalField,
    Expression,
    F,
    Field,
    Model,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, NullIf, Round

from lutu.kernel.indicators.measures import measure_of
from lutu.kernel.indicators.registry import Selection

NUMERATOR, DENOMINATOR, REPORTED, EXPECTED = "num", "den", "rep", "exp"
Line = tuple[str, str, int, int]
# The name of the group of rows whose dimension is not filled in.
UNGROUPED = "未填"


class ValueUnfit(ValueError):
    """A selector's value can't be kept as whole numbers of the measure's smallest unit."""


@dataclass
class Sums:
    """What was added up for one figure."""

    amounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    keys: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, line: Line, *, distinct: bool) -> None:
        """Take in a line (side, group, amount or key, rows). A key counts once however often it comes."""
        side, _group, amount, rows = line
        if distinct:
            self.keys[side].add(amount)
            self.amounts[side] = self.counts[side] = len(self.keys[side])
        else:
            self.amounts[side] += amount
            self.counts[side] += rows


def amount_of(*, selection: Selection, measure: str) -> Expression | F:
    """What a row adds, as an integer of the measure's smallest unit. Raises ValueUnfit."""
    if selection.value is None:
        return Value(1, output_field=BigIntegerField())
    kept = _field(selection.rows.model, selection.value)
    places = kept.decimal_places if isinstance(kept, DecimalField) else 0
    wanted = measure_of(measure).places
    if places > wanted:
        raise ValueUnfit(f"{selection.value} 有 {places} 位小数,{measure_of(measure).title}只保留 {wanted} 位")
    value: Any = F(selection.value)
    if isinstance(kept, DecimalField):
        value = Cast(Round(value * 10**wanted), BigIntegerField())
    elif wanted:
        value = value * 10**wanted
    return Coalesce(value, Value(0), output_field=BigIntegerField())


def area_of(path: str) -> Coalesce:
    """The area code of a row, empty where it has none."""
    return Coalesce(F(path), Value(""), output_field=CharField())


def group_of(path: str) -> Coalesce:
    """The group of a row; rows without one form a group of their own."""
    return Coalesce(NullIf(F(path), Value("")), Value(UNGROUPED), output_field=CharField())


def grouped(
    *, side: str, selection: Selection, measure: str, group: Coalesce, distinct: bool
) -> QuerySet[Any, tuple[Any, ...]]:
    """(side, group, amount, rows) by a column (`area_of`, `group_of`); where keys count once, one line a key."""
    rows: QuerySet[Any, Any] = selection.rows.order_by().annotate(
        lutu_side=Value(side, output_field=CharField()), lutu_group=group
    )
    if distinct:
        keyed: QuerySet[Any, Any] = rows.annotate(lutu_amount=Cast(F(selection.key), BigIntegerField()))
        keyed = keyed.annotate(lutu_rows=Value(1, output_field=BigIntegerField()))
        listed: QuerySet[Any, Any] = keyed.values_list("lutu_side", "lutu_group", "lutu_amount", "lutu_rows").distinct()
        return listed
    amount = amount_of(selection=selection, measure=measure)
    counts: Any = Count("pk") if selection.value is None else Sum(amount)
    summed: QuerySet[Any, Any] = rows.values("lutu_side", "lutu_group").annotate(
        lutu_amount=Cast(counts, BigIntegerField()), lutu_rows=Count("pk")
    )
    return summed.values_list("lutu_side", "lutu_group", "lutu_amount", "lutu_rows")


def lines(queries: Iterable[QuerySet[Any, tuple[Any, ...]]]) -> list[Line]:
    """The lines of several groupings in one query."""
    first, *others = queries
    found = first.union(*others, all=True) if others else first
    return [(side, group, int(amount or 0), int(rows)) for side, group, amount, rows in found]


def add_up(found: Iterable[Line], *, into: Mapping[str, Iterable[str]], distinct: bool) -> dict[str, Sums]:
    """{name: sums}: each line goes to every name that `into` gives for its group."""
    summed: dict[str, Sums] = defaultdict(Sums)
    for line in found:
        for name in into[line[1]]:
            summed[name].add(line, distinct=distinct)
    return summed


def _field(model: type[Model], path: str) -> Field[Any, Any]:
    current: type[Model] = model
    found: Any = None
    for part in path.split("__"):
        try:
            found = current._meta.pk if part == "pk" else current._meta.get_field(part)
        except FieldDoesNotExist as error:
            raise ValueUnfit(f"{current._meta.label} 没有字段 {part}") from error
        current = getattr(found, "related_model", None) or current
    assert isinstance(found, Field)
    return found
