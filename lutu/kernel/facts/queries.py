"""Reading facts: in force on a day, as known at an instant, and with their whole history."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from lutu.kernel.facts.models import Fact
from lutu.kernel.periods import in_force


def known_facts(
    *,
    subject_kind: str,
    subject_ids: Iterable[int] | QuerySet | None,
    kinds: Sequence[str] | None = None,
    known_at: datetime | None = None,
) -> QuerySet[Fact]:
    """Facts that stand (neither corrected nor retracted) as known at an instant, or now where none is given."""
    rows = Fact.objects.filter(subject_kind=subject_kind, retracts=False)
    if subject_ids is not None:
        rows = rows.filter(subject_id__in=subject_ids)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    if known_at is None:
        return rows.filter(superseded_by__isnull=True)
    later = Fact.objects.filter(supersedes=OuterRef("pk"), recorded_at__lte=known_at)
    return rows.filter(recorded_at__lte=known_at).exclude(Exists(later))


def facts_in_force(
    *,
    subject_kind: str,
    subject_ids: Iterable[int] | QuerySet | None,
    day: date,
    kinds: Sequence[str] | None = None,
    known_at: datetime | None = None,
) -> QuerySet[Fact]:
    """Standing facts whose valid time `[valid_from, valid_to)` holds the day."""
    standing = known_facts(subject_kind=subject_kind, subject_ids=subject_ids, kinds=kinds, known_at=known_at)
    return standing.filter(in_force(day))


def history(*, subject_kind: str, subject_id: int) -> QuerySet[Fact]:
    """Every row ever recorded about a subject, newest first, each with what superseded it."""
    rows = Fact.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    return rows.select_related("supersedes", "superseded_by").order_by("-recorded_at", "-id")
