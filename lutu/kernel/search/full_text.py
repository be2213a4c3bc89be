"""The full-text side of the index: FTS5 with triggers on SQLite, a GIN index on PostgreSQL."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

_SQLITE = (
    "CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='search_indexed', content_rowid='id')",
    """CREATE TRIGGER search_text_added AFTER INSERT ON search_indexed BEGIN
       INSERT INTO search_text(rowid, tokens) VALUES (new.id, new.tokens); END""",
    """CREATE TRIGGER search_text_removed AFTER DELETE ON search_indexed BEGIN
       INSERT INTO search_text(search_text, rowid, tokens) VALUES ('delete', old.id, old.tokens); END""",
    """CREATE TRIGGER search_text_changed AFTER UPDATE OF tokens ON search_indexed BEGIN
       INSERT INTO search_text(search_text, rowid, tokens) VALUES ('delete', old.id, old.tokens);
       INSERT INTO search_text(rowid, tokens) VALUES (new.id, new.tokens); END""",
)
_POSTGRES = ("CREATE INDEX search_indexed_text ON search_indexed USING gin (to_tsvector('simple', tokens))",)


def _build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _POSTGRES if editor.connection.vendor == "postgresql" else _SQLITE:
        editor.execute(statement)


def _drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX search_indexed_text")
        return
    for name in ("added", "removed", "changed"):
        editor.execute(f"DROP TRIGGER search_text_{name}")
    editor.execute("DROP TABLE search_text")


FULL_TEXT = RunPython(_build, _drop)
