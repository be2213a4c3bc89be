"""Reading batches and their lines."""

from collections.abc import Sequence

from django.db.models import QuerySet

from lutu.kernel.intake.kinds import ImportKind, import_kinds
from lutu.kernel.intake.models import ImportBatch, ImportLine


def batches(*, kinds: Sequence[str]) -> QuerySet[ImportBatch]:
    """Batches of some kinds, newest first, without the long list of effects."""
    return ImportBatch.objects.filter(kind__in=kinds).defer("effects").order_by("-received_at", "-pk")


def lines_of(*, batch: ImportBatch, verdict: str) -> QuerySet[ImportLine]:
    """The lines of one verdict in the order of the file."""
    return ImportLine.objects.filter(batch=batch, verdict=verdict).order_by("number")


def loaded_before(*, batch: ImportBatch) -> ImportBatch | None:
    """The last batch of the same kind that loaded the very same file, by its digest."""
    rows = batches(kinds=[batch.kind]).filter(sha256=batch.sha256, state=ImportBatch.State.LOADED)
    return rows.exclude(pk=batch.pk).order_by("-loaded_at").first()


def kind_titles() -> dict[str, str]:
    """{code: title} of every kind."""
    return {kind.code: str(kind.title) for kind in import_kinds()}


def kinds_for(*, permissions: frozenset[str]) -> list[ImportKind]:
    """The kinds somebody with these permissions may load."""
    return [kind for kind in import_kinds() if kind.permission in permissions]
