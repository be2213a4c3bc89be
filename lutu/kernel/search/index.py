"""Writing and asking the index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from lutu.kernel.bulk import insert_values
from lutu.kernel.search.models import Indexed
from lutu.kernel.search.tokens import is_word, phrases, tokens

LONGEST_QUERY = 120


@dataclass(frozen=True)
class Document:
    """The searchable text of one subject; indexing the same subject again replaces it."""

    subject_kind: str
    subject_id: int
    text: str


def index_documents(*, documents: Sequence[Document]) -> int:
    """Put documents into the index, replacing what was there; of a subject given twice the last; returns how many."""
    last = {(item.subject_kind, item.subject_id): item.text for item in documents}
    rows = [(kind, key, " ".join(tokens(text))) for (kind, key), text in last.items()]
    columns = ("subject_kind", "subject_id", "tokens")
    insert_values(model=Indexed, columns=columns, rows=rows, replace_on=columns[:2])
    return len(rows)


def remove_documents(*, subject_kind: str, subject_ids: Iterable[int]) -> None:
    """Take subjects out of the index."""
    ids = list(subject_ids)
    for start in range(0, len(ids), 500):
        Indexed.objects.filter(subject_kind=subject_kind, subject_id__in=ids[start : start + 500]).delete()


def matching(*, subject_kind: str, text: str) -> RawSQL | None:
    """A subquery of the subject ids whose text holds every phrase of the query, for `filter(pk__in=…)`.

    Chinese runs match as phrases of two characters and more, words and numbers by their beginning. None where the
    text holds nothing to search for (only signs): the caller then filters nothing. Of a very long text only the first
    LONGEST_QUERY characters are asked, because both databases limit the depth of a query.
    """
    asked = phrases(text[:LONGEST_QUERY])
    if not asked:
        return None
    if connection.vendor == "postgresql":
        query = " & ".join(
            f"{phrase[0]}:*" if is_word(phrase) else "(" + " <-> ".join(phrase) + ")" for phrase in asked
        )
        statement = (
            "SELECT subject_id FROM search_indexed"
            " WHERE subject_kind = %s AND to_tsvector('simple', tokens) @@ to_tsquery('simple', %s)"
        )
    else:
        query = " AND ".join('"' + " ".join(phrase) + '"' + ("*" if is_word(phrase) else "") for phrase in asked)
        statement = (
            "SELECT entry.subject_id FROM search_text JOIN search_indexed entry ON entry.id = search_text.rowid"
            " WHERE entry.subject_kind = %s AND search_text MATCH %s"
        )
    return RawSQL(statement, (subject_kind, query), output_field=BigIntegerField())
