"""Writing the journal: one entry, many entries, and the head of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from lutu.kernel.bulk import insert_values
from lutu.kernel.journal.chain import (
    ALGORITHM_OF_PROFILE,
    GENESIS,
    canonical_json,
    head_key,
    head_line,
    head_link,
    link,
)
from lutu.kernel.journal.models import DailyHead, Entry
from lutu.kernel.journal.queries import entries_of, last_links, last_of_every_subject
from lutu.kernel.journal.turns import announce_writing, await_writers

Subject = tuple[str, object]
Links = dict[tuple[str, str], tuple[int, bytes]]
RETRIES = 5
COLUMNS = (
    "subject_kind", "subject_id", "seq", "at", "actor_kind", "actor_id", "actor_name", "on_behalf_of", "action",
    "basis", "details_text", "previous", "algorithm", "digest",
)  # fmt: skip


@dataclass(frozen=True)
class Actor:
    """Who acts: an account, an import, the clock or the system itself; `on_behalf_of` names whom for."""

    kind: str
    id: str
    name: str
    on_behalf_of: str = ""


SYSTEM = Actor("system", "", "系统")
CLOCK = Actor("clock", "", "时钟")


@dataclass(frozen=True)
class NewEntry:
    """An entry to be written by `record_many`."""

    subject: Subject
    action: str
    details: Mapping[str, object] = field(default_factory=dict)
    basis: str = ""


class JournalBusy(RuntimeError):
    """Other transactions kept appending to the same subject first."""


class HeadOutOfOrder(ValueError):
    """A daily head was asked for a day that is not after the last one."""


def record(
    *,
    subject: Subject,
    action: str,
    actor: Actor,
    at: datetime,
    details: Mapping[str, object] | None = None,
    basis: str = "",
) -> Entry:
    """Append one entry to the subject's chain. Runs inside the caller's transaction.

    `subject` is (model label in lower case, primary key). `details` hold no personal values.
    """
    record_many(entries=[NewEntry(subject, action, details or {}, basis)], actor=actor, at=at)
    return entries_of(subject=subject)[0]


def record_many(*, entries: Sequence[NewEntry], actor: Actor, at: datetime) -> list[int]:
    """Append many entries in one go: one read of the last links per kind, one insert. Returns each entry's `seq`.

    Where a large batch meets another writer of the same subject (PostgreSQL), the unique constraint refuses one of the
    two, which is chained anew behind the other. Raises JournalBusy where that fails again and again.
    """
    subjects = [(kind, str(key)) for kind, key in (entry.subject for entry in entries)]
    for attempt in range(RETRIES):
        try:
            # On SQLite the writer holds the whole database, so only PostgreSQL needs a savepoint to come back to.
            with transaction.atomic(savepoint=connection.vendor == "postgresql"):
                announce_writing(subjects=subjects)
                rows = _chained(entries, links=last_links(subjects=subjects), actor=actor, at=at)
                insert_values(model=Entry, columns=COLUMNS, rows=rows)
                return [row[COLUMNS.index("seq")] for row in rows]
        except IntegrityError as error:
            if connection.vendor != "postgresql" or attempt == RETRIES - 1:
                raise JournalBusy("同一对象的留痕一再被其他操作抢先,请稍后重试") from error
    raise AssertionError("unreachable: the last attempt returns or raises")


def _chained(entries: Sequence[NewEntry], *, links: Links, actor: Actor, at: datetime) -> list[tuple[Any, ...]]:
    algorithm = ALGORITHM_OF_PROFILE[settings.CRYPTO_PROFILE]
    rows = []
    for new in entries:
        subject_kind, subject_id = new.subject[0], str(new.subject[1])
        seq, previous = links.get((subject_kind, subject_id), (0, GENESIS))
        fields: dict[str, Any] = {
            "subject_kind": subject_kind, "subject_id": subject_id, "seq": seq + 1, "at": at,
            "actor_kind": actor.kind, "actor_id": actor.id, "actor_name": actor.name,
            "on_behalf_of": actor.on_behalf_of, "action": new.action, "basis": new.basis,
            "details_text": canonical_json(new.details), "previous": previous, "algorithm": algorithm,
        }  # fmt: skip
        digest = link(**fields)
        links[(subject_kind, subject_id)] = (seq + 1, digest)
        rows.append((*fields.values(), digest))
    return rows


@transaction.atomic
def close_day(*, day: date, at: datetime) -> DailyHead:
    """Make the daily head (日终摘要) of `day`: the same day asked twice gives the stored head.

    Raises HeadOutOfOrder for a day before the last head.
    """
    if stored := DailyHead.objects.filter(day=day).first():
        return stored
    last = DailyHead.objects.order_by("-day").first()
    if last is not None and day < last.day:
        raise HeadOutOfOrder(f"日终摘要须按日递增:已有 {last.day},不能补做 {day}")
    algorithm = ALGORITHM_OF_PROFILE[settings.CRYPTO_PROFILE]
    await_writers()
    up_to = Entry.objects.aggregate(last=Max("id"))["last"] or 0
    previous = bytes(last.digest) if last else GENESIS
    lasts = last_of_every_subject(up_to=up_to)
    by_key = {head_key(subject=subject): last for subject, last in lasts.items()}
    lines = [head_line(key=key, last=last) for key, last in sorted(by_key.items())]
    return DailyHead.objects.create(
        day=day,
        subjects=len(lines),
        last_entry_id=up_to,
        previous=previous,
        digest=head_link(lines=lines, previous=previous, day=day, algorithm=algorithm),
        algorithm=algorithm,
        made_at=at,
    )
