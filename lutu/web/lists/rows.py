"""Narrowing and ordering the rows of a list page."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Field, Model, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest

from lutu.web.lists.spec import ListSpec
from lutu.web.lists.state import ListState


def narrowed(*, rows: QuerySet[Any], spec: ListSpec, state: ListState, request: HttpRequest) -> QuerySet[Any]:
    """The rows that pass the search text and every filter, in a stable order (the primary key decides ties)."""
    if state.q and spec.search is not None:
        rows = spec.search(rows, state.q)
    for item in spec.filters:
        if values := state.chosen.get(item.key):
            rows = item.apply(rows, values, request)
    return rows.order_by(*_order(rows.model, spec, state), "pk")


def _order(model: type[Model], spec: ListSpec, state: ListState) -> list[OrderBy]:
    if not state.sort:
        return [_ordering(model, path, flipped=False) for path in spec.order]
    key = state.sort.removeprefix("-")
    column = next(column for column in spec.columns if column.key == key)
    return [_ordering(model, path, flipped=state.sort.startswith("-")) for path in column.order_by]


def _ordering(model: type[Model], path: str | OrderBy, *, flipped: bool) -> OrderBy:
    """One ORDER BY term. Empty values come last on both databases; where none can be, an index may serve the order."""
    if isinstance(path, OrderBy):
        term = path.copy()
        if flipped:
            term.reverse_ordering()
        return term
    name = path.removeprefix("-")
    nulls_last = True if _may_be_empty(model, name) else None
    if path.startswith("-") != flipped:
        return F(name).desc(nulls_last=nulls_last)
    return F(name).asc(nulls_last=nulls_last)


def _may_be_empty(model: type[Model], path: str) -> bool:
    current: type[Model] | None = model
    for part in path.split("__"):
        if part == "pk":
            return False
        try:
            step: Any = current._meta.get_field(part) if current is not None else None
        except FieldDoesNotExist:
            # An annotation, or a transform such as __year: nothing is known about it.
            return True
        if not isinstance(step, Field) or step.null:
            return True
        current = step.related_model if isinstance(step.related_model, type) else None
    return False
