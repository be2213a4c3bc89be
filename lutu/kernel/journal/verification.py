"""Checking the journal: every chain link by link, and every daily head."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lutu.kernel.journal.chain import DIGESTS, GENESIS, digest_of, head_key, head_line, head_link, instant_text
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
    "id", "subject_kind", "subject_id", "seq", "at", "actor_kind", "actor_id", "actor_name", "on_behalf_of", "action",
    "basis", "details_text", "previous", "digest", "algorithm",
)  # fmt: skip
_START = (0, GENESIS)
Lasts = dict[tuple[str, str], tuple[int, bytes]]


def verify_chain(*, since: date | None = None) -> ChainReport:
    """Recompute every entry (and every head from `since` on); names the first fault of each broken subject.

    An edited, inserted, swapped or removed middle entry breaks its own chain; a cut tail or a dropped subject
    breaks the head of the day that still counted it. One pass over the entries in the order they were written.
    """
    heads = deque(DailyHead.objects.order_by("day"))
    lasts: Lasts = {}
    report = _Heads(since, lasts)
    broken: dict[tuple[str, str], ChainFault] = {}
    count, changed = 0, report.changed
    for identity, kind, key, seq, *rest in Entry.objects.order_by("id").values_list(*_FIELDS).iterator(chunk_size=5000):
        while heads and heads[0].last_entry_id < identity:
            report.check(heads.popleft())
        count += 1
        subject = (kind, key)
        digest = bytes(rest[-2])
        if subject not in broken and (found := _fault(subject, seq, rest, digest, lasts.get(subject, _START))):
            broken[subject] = ChainFault(kind, key, seq, found)
        lasts[subject] = (seq, digest)
        changed.add(subject)
    for head in heads:
        report.check(head)
    return ChainReport(count, len(lasts), report.count, (*broken.values(), *report.faults))


def _fault(subject: tuple[str, str], seq: int, rest: list[Any], digest: bytes, last: tuple[int, bytes]) -> str:
    """What is wrong with an entry behind its subject's last (seq, digest); empty where nothing is."""
    at, *texts, stored, _digest, algorithm = rest
    previous = bytes(stored)
    if seq != last[0] + 1:
        return f"序号应为 {last[0] + 1},实为 {seq}"
    if previous != last[1]:
        return "与上一条不相接"
    try:
        # The same fields in the same order as `link` takes them, without the cost of naming each.
        computed = digest_of(
            previous=previous, fields=(*subject, str(seq), instant_text(at), *texts), algorithm=algorithm
        )
    except (AttributeError, KeyError, ValueError):
        return "内容不可读:时间、算法或分隔符被改动"
    return "" if computed == digest else "内容与摘要不符"


class _Heads:
    """Checks daily heads in order, each against the last entries as they stood when it was made.

    Few subjects change from one head to the next, so the lines of the others and their order are kept.
    """

    def __init__(self, since: date | None, lasts: Lasts) -> None:
        self.since, self.lasts, self.count, self.previous = since, lasts, 0, GENESIS
        self.changed: set[tuple[str, str]] = set()
        self.faults: list[ChainFault] = []
        self._lines: dict[str, str] = {}
        self._order: list[str] = []

    def check(self, head: DailyHead) -> None:
        found = ""
        if bytes(head.previous) != self.previous:
            found = "与上一日摘要不相接"
        elif self.since is None or head.day >= self.since:
            found = self._compare(head)
        if found:
            self.faults.append(ChainFault("journal.dailyhead", str(head.day), 0, found))
        self.previous = bytes(head.digest)
        self.count += 1

    def _compare(self, head: DailyHead) -> str:
        if head.algorithm not in DIGESTS:
            return f"算法 {head.algorithm} 不存在"
        digest = head_link(lines=self._all_lines(), previous=self.previous, day=head.day, algorithm=head.algorithm)
        if digest == bytes(head.digest) and head.subjects == len(self.lasts):
            return ""
        return f"当日 {head.subjects} 个对象,现存 {len(self.lasts)} 个;有条目被改动或删除"

    def _all_lines(self) -> Iterable[str]:
        fresh = {head_key(subject=subject): self.lasts[subject] for subject in self.changed}
        self._order += fresh.keys() - self._lines.keys()
        self._order.sort()
        self._lines |= {key: head_line(key=key, last=last) for key, last in fresh.items()}
        self.changed.clear()
        return map(self._lines.__getitem__, self._order)
