"""What loading did, as the batch keeps it, and what stands against taking it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from lutu.kernel.intake.kinds import Effect
from lutu.kernel.intake.models import ImportBatch
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.queries import action_title, last_links

SHOWN = 20
_FIELDS = ("subject_kind", "subject_id", "seq", "created", "before", "fact_id")


@dataclass(frozen=True)
class Objection:
    """后续变动: what happened to a subject after the batch had loaded it."""

    subject_kind: str
    subject_id: str
    action: str
    actor: str
    at: datetime


def packed(effects: Iterable[Effect]) -> list[list[Any]]:
    """Effects as the batch keeps them: one short list each."""
    return [[getattr(effect, name) for name in _FIELDS] for effect in effects]


def effects_of(*, batch: ImportBatch) -> list[Effect]:
    """The effects of a loaded batch, in the order they happened."""
    return [Effect(**dict(zip(_FIELDS, row, strict=True))) for row in batch.effects]


def objections(*, batch: ImportBatch) -> tuple[int, list[Objection]]:
    """How many subjects have been touched since the batch loaded them, and what happened next to the first of them.

    A batch may be taken back only while there are none: the journal's last entry of every subject is its own.
    """
    written = _last_written(effects_of(batch=batch))
    links = last_links(subjects=list(written)) if written else {}
    touched = {subject: seq for subject, seq in written.items() if subject in links and links[subject][0] > seq}
    return len(touched), _first_entries(dict(list(touched.items())[:SHOWN]))


def _last_written(effects: Sequence[Effect]) -> dict[tuple[str, str], int]:
    written: dict[tuple[str, str], int] = {}
    for effect in effects:
        subject = (effect.subject_kind, str(effect.subject_id))
        written[subject] = max(written.get(subject, 0), effect.seq)
    return written


def _first_entries(touched: Mapping[tuple[str, str], int]) -> list[Objection]:
    asked = Q(pk__in=[])
    for (kind, key), seq in touched.items():
        asked |= Q(subject_kind=kind, subject_id=key, seq=seq + 1)
    return [
        Objection(entry.subject_kind, entry.subject_id, action_title(entry.action), entry.actor_name, entry.at)
        for entry in Entry.objects.filter(asked).order_by("at", "id")
    ]
