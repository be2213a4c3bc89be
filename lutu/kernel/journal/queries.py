"""Reading the journal."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import F, Max, QuerySet, Window
from django.db.models.functions import RowNumber

from lutu.kernel.journal.models import Entry

_LAST = """
SELECT seq, digest FROM journal_entry WHERE subject_kind = %s AND subject_id = %s ORDER BY seq DESC LIMIT 1
"""
_LABELS: dict[str, str] = {}


def label_action(code: str, title: str) -> None:
    """Register the Chinese label of an action code."""
    _LABELS[code] = title


def action_title(code: str) -> str:
    """The label of an action code; the code itself where nobody registered one."""
    return _LABELS.get(code, code)


def action_titles() -> dict[str, str]:
    """All registered labels by code."""
    return dict(_LABELS)


def entries_of(*, subject: tuple[str, object]) -> QuerySet[Entry]:
    """The entries of one subject, newest first."""
    return Entry.objects.filter(subject_kind=subject[0], subject_id=str(subject[1])).order_by("-seq")


def last_links(*, subjects: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, bytes]]:
    """(seq, digest) of the last entry of each subject that has one; one query per kind and 500 subjects."""
    if len(subjects) == 1:
        # On the way of every single write, so without a query set.
        with connection.cursor() as cursor:
            cursor.execute(_LAST, subjects[0])
            last = cursor.fetchone()
        return {} if last is None else {subjects[0]: (last[0], bytes(last[1]))}
    found: dict[tuple[str, str], tuple[int, bytes]] = {}
    by_kind: dict[str, set[str]] = {}
    for kind, key in subjects:
        by_kind.setdefault(kind, set()).add(key)
    for kind, keys in by_kind.items():
        for chunk in _chunks(sorted(keys), 500):
            latest = (
                Entry.objects.filter(subject_kind=kind, subject_id__in=chunk)
                .annotate(rank=Window(RowNumber(), partition_by=F("subject_id"), order_by=F("seq").desc()))
                .filter(rank=1)
                .values_list("subject_id", "seq", "digest")
            )
            found.update({(kind, key): (seq, bytes(digest)) for key, seq, digest in latest})
    return found


def last_of_every_subject(*, up_to: int) -> dict[tuple[str, str], tuple[int, bytes]]:
    """{(kind, id): (seq, digest)} of the last entry of every subject, among entries with a number ≤ `up_to`."""
    newest = Entry.objects.filter(id__lte=up_to).values("subject_kind", "subject_id").annotate(last=Max("id"))
    rows = Entry.objects.filter(id__in=newest.values("last"))
    return {
        (kind, key): (seq, bytes(digest))
        for kind, key, seq, digest in rows.values_list("subject_kind", "subject_id", "seq", "digest")
    }


def _chunks(items: list[str], size: int) -> Iterable[list[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))
