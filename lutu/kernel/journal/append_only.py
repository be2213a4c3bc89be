"""Tables that may only grow: triggers that refuse UPDATE and DELETE (and TRUNCATE) on SQLite and PostgreSQL."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} may only grow'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_only_grows() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} may only grow'; END $$ LANGUAGE plpgsql
"""
_POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_only_grows()
"""
_POSTGRES_TRUNCATE = """
CREATE TRIGGER {table}_no_TRUNCATE BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows()
"""


def only_grows(table: str) -> RunPython:
    """A migration operation that makes `table` append-only on both databases."""

    def forward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRES_FUNCTION.format(table=table))
            for verb in ("UPDATE", "DELETE"):
                editor.execute(_POSTGRES.format(table=table, verb=verb))
            editor.execute(_POSTGRES_TRUNCATE.format(table=table))
        else:
            for verb in ("UPDATE", "DELETE"):
                editor.execute(_SQLITE.format(table=table, verb=verb))

    def backward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}")

    return RunPython(forward, backward)
