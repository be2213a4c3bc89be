"""Writing the journal: one entry, many entries, and the head of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from lutu.kernel.journal.chain import ALGORITHM_OF_PROFILE, DIGESTS, GENESIS, SEPARATOR, canonical_json, link
from lutu.kernel.journal.models import DailyHead, Entry
from lutu.kernel.journal.queries import last_links

Subject = tuple[str, object]


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
    entries = record_many(entries=[NewEntry(subject, action, details or {}, basis)], actor=actor, at=at)
    return entries[0]


def record_many(*, entries: Sequence[NewEntry], actor: Actor, at: datetime) -> list[Entry]:
    """Append many entries in one go: one read of the last links per kind, one bulk insert."""
    algorithm = ALGORITHM_OF_PROFILE[settings.CRYPTO_PROFILE]
    links = last_links(subjects=[(kind, str(key)) for kind, key in (entry.subject for entry in entries)])
    rows = []
    for new in entries:
        subject_kind, subject_id = new.subject[0], str(new.subject[1])
        seq, previous = links.get((subject_kind, subject_id), (0, GENESIS))
        row = Entry(
            subject_kind=subject_kind,
            subject_id=subject_id,
            seq=seq + 1,
            at=at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name,
            on_behalf_of=actor.on_behalf_of,
            action=new.action,
            basis=new.basis,
            details_text=canonical_json(new.details),
            previous=previous,
            algorithm=algorithm,
        )
        row.digest = link(
            previous=previous,
            subject_kind=subject_kind,
            subject_id=subject_id,
            seq=row.seq,
            at=at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name,
            on_behalf_of=actor.on_behalf_of,
            action=new.action,
            basis=new.basis,
            details_text=row.details_text,
            algorithm=algorithm,
        )
        links[(subject_kind, subject_id)] = (row.seq, row.digest)
        rows.append(row)
    return Entry.objects.bulk_create(rows, batch_size=500)


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
    up_to = Entry.objects.aggregate(last=Max("id"))["last"] or 0
    subjects, digest = head_digest(
        up_to=up_to, previous=bytes(last.digest) if last else GENESIS, day=day, algorithm=algorithm
    )
    return DailyHead.objects.create(
        day=day,
        subjects=subjects,
        last_entry_id=up_to,
        previous=last.digest if last else GENESIS,
        digest=digest,
        algorithm=algorithm,
        made_at=at,
    )


def head_digest(*, up_to: int, previous: bytes, day: date, algorithm: str) -> tuple[int, bytes]:
    """(number of subjects, digest) over sorted (subject, last seq, last digest) of entries with id ≤ `up_to`."""
    last_seqs: dict[tuple[str, str], tuple[int, bytes]] = {}
    rows = Entry.objects.filter(id__lte=up_to).values_list("subject_kind", "subject_id", "seq", "digest")
    for kind, key, seq, digest in rows.order_by("subject_kind", "subject_id", "seq").iterator(chunk_size=5000):
        last_seqs[(kind, key)] = (seq, bytes(digest))
    lines = [
        SEPARATOR.join((kind, key, str(seq), digest.hex())) for (kind, key), (seq, digest) in sorted(last_seqs.items())
    ]
    return len(lines), DIGESTS[algorithm](previous + day.isoformat().encode() + "\n".join(lines).encode())
