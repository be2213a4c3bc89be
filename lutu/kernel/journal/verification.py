"""Checking the journal: every chain link by link, and every daily head."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lutu.kernel.journal.actions import head_digest
from lutu.kernel.journal.chain import GENESIS, link
from lutu.kernel.journal.models import DailyHead, Entry


@dataclass(frozen=True)
class ChainFault:
    """The first thing found wrong with a subject or a head."""

    subject_kind: str
    subject_id: str
    seq: int
    found: str


@dataclass(frozen=True)
class ChainReport:
    """What a verification looked at and what it found."""

    entries: int
    subjects: int
    heads: int
    faults: tuple[ChainFault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


_FIELDS = (
    "subject_kind", "subject_id", "seq", "at", "actor_kind", "actor_id", "actor_name", "on_behalf_of", "action",
    "basis", "details_text", "previous", "digest", "algorithm",
)  # fmt: skip


def verify_chain(*, since: date | None = None) -> ChainReport:
    """Recompute every entry (and every head from `since` on); names the first fault of each broken subject.

    An edited, inserted, swapped or removed middle entry breaks its own chain; a cut tail or a dropped subject
    breaks the head of the day that still counted it.
    """
    entries, subjects, faults = _verify_entries()
    heads, head_faults = _verify_heads(since=since)
    return ChainReport(entries, subjects, heads, (*faults, *head_faults))


def _verify_entries() -> tuple[int, int, list[ChainFault]]:
    faults: list[ChainFault] = []
    count = subjects = 0
    current: tuple[str, str] | None = None
    expected_seq, expected_previous, broken = 1, GENESIS, False
    rows: Iterator[tuple] = (
        Entry.objects.order_by("subject_kind", "subject_id", "seq").values_list(*_FIELDS).iterator(chunk_size=5000)
    )
    for kind, key, seq, at, actor_kind, actor_id, actor, behalf, action, basis, details, previous, digest, name in rows:
        count += 1
        if current != (kind, key):
            current, expected_seq, expected_previous, broken = (kind, key), 1, GENESIS, False
            subjects += 1
        if broken:
            continue
        previous, digest = bytes(previous), bytes(digest)
        if seq != expected_seq:
            faults.append(ChainFault(kind, key, seq, f"序号应为 {expected_seq},实为 {seq}"))
            broken = True
        elif previous != expected_previous:
            faults.append(ChainFault(kind, key, seq, "与上一条不相接"))
            broken = True
        elif digest != link(
            previous=previous, subject_kind=kind, subject_id=key, seq=seq, at=at, actor_kind=actor_kind,
            actor_id=actor_id, actor_name=actor, on_behalf_of=behalf, action=action, basis=basis,
            details_text=details, algorithm=name,
        ):  # fmt: skip
            faults.append(ChainFault(kind, key, seq, "内容与摘要不符"))
            broken = True
        expected_seq, expected_previous = seq + 1, digest
    return count, subjects, faults


def _verify_heads(*, since: date | None) -> tuple[int, list[ChainFault]]:
    faults: list[ChainFault] = []
    previous, count = GENESIS, 0
    for head in DailyHead.objects.order_by("day"):
        if bytes(head.previous) != previous:
            faults.append(ChainFault("journal.dailyhead", str(head.day), 0, "与上一日摘要不相接"))
        elif since is None or head.day >= since:
            subjects, digest = head_digest(
                up_to=head.last_entry_id, previous=previous, day=head.day, algorithm=head.algorithm
            )
            if digest != bytes(head.digest):
                found = f"当日 {head.subjects} 个对象,现存 {subjects} 个;有条目被改动或删除"
                faults.append(ChainFault("journal.dailyhead", str(head.day), 0, found))
        previous = bytes(head.digest)
        count += 1
    return count, faults
