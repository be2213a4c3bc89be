"""Storing the rows of a figure: from the selectors' querysets into the table of records, inside the database."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, CharField, F, Min, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from lutu.kernel.indicators.models import IndicatorFact, IndicatorFactRecord
from lutu.kernel.indicators.registry import Selection
from lutu.kernel.indicators.sums import amount_of, area_of, group_of

_COLUMNS = ("fact_id", "side", "subject_kind", "subject_id", "area_code", "dimension_value", "value", "visible_text")
_SELECTED = tuple(f"lutu_{name}" for name in _COLUMNS)


def reserve_fact_id() -> int:
    """The number the next fact will have; its rows are stored first, because a stored fact is never changed.

    On SQLite the writer holds the whole database until it commits, so nobody else can take the number.
    """
    table = IndicatorFact._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0) + 1", [table])
        return int(cursor.fetchone()[0])


def store_rows(*, fact_id: int, side: str, selection: Selection, measure: str, dimension: str, distinct: bool) -> None:
    """Store the rows of one side under the number of a fact, with area, group and present name. One statement."""
    chosen = _chosen(fact_id, side, selection, measure, dimension, distinct)
    try:
        sql, parameters = chosen.query.sql_with_params()
    except EmptyResultSet:
        return
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, _COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(IndicatorFactRecord._meta.db_table)} ({names}) {sql}", parameters)


def _chosen(
    fact_id: int, side: str, selection: Selection, measure: str, dimension: str, distinct: bool
) -> QuerySet[Any, Any]:
    group: Any = group_of(selection.dimension(dimension)) if dimension else Value("", output_field=CharField())
    name: Any = Coalesce(Cast(F(selection.label), TextField()), Value(""), output_field=TextField())
    key = Cast(F(selection.key), BigIntegerField())
    fixed = {
        "lutu_fact_id": Value(fact_id, output_field=BigIntegerField()),
        "lutu_side": Value(side, output_field=CharField()),
        "lutu_subject_kind": Value(selection.subject_kind, output_field=CharField()),
    }
    rows: QuerySet[Any, Any] = selection.rows.order_by().annotate(
        lutu_subject_id=key, lutu_area_code=area_of(selection.area), **fixed
    )
    if distinct:
        rows = rows.values(*fixed, "lutu_subject_id", "lutu_area_code").annotate(
            lutu_dimension_value=Min(group),
            lutu_value=Value(1, output_field=BigIntegerField()),
            lutu_visible_text=Min(name),
        )
    else:
        rows = rows.annotate(
            lutu_dimension_value=group,
            lutu_value=amount_of(selection=selection, measure=measure),
            lutu_visible_text=name,
        )
    return rows.values_list(*_SELECTED)
