"""Changing stored rows behind the house's back: with the triggers away, as a holder of its password can."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from lutu.kernel.indicators.models import IndicatorFact, IndicatorFactRecord, OpenFile

TABLES = tuple(model._meta.db_table for model in (IndicatorFact, IndicatorFactRecord, OpenFile))


@contextmanager
def _without_triggers() -> Iterator[Any]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Triggers stand still for this session: a table with pending constraints can't be altered.
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s, %s)", TABLES
        )
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _name, sql in triggers:
            cursor.execute(sql)


def tamper(statement: str, *values: object) -> int:
    """Run a statement with the triggers away; returns how many rows it touched."""
    with _without_triggers() as cursor:
        cursor.execute(statement, values or None)
        return cursor.rowcount
