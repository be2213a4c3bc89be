"""The recorded facts of a project as rows to read: what stands, what was put right, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lutu.domains.projects.facts import PERMIT_KINDS, REPORTED_TITLES
from lutu.domains.projects.models import Project
from lutu.domains.projects.queries import reading_of_facts
from lutu.domains.projects.stages import PermitFact, StageReading
from lutu.kernel.facts.models import Fact

KIND_ORDER = {kind: position for position, kind in enumerate(REPORTED_TITLES)}


@dataclass(frozen=True)
class HistoryRow:
    """One recorded row: its state in words, and whether it still stands."""

    fact: Fact
    title: str
    number: str
    phase: int | None
    stands: bool
    state: str
    tone: str
    reason: str


def history_rows(facts: Iterable[Fact], *, day: date) -> list[HistoryRow]:
    """Rows by kind in the order of the stages, the newest of each first."""
    rows = [_row(fact, day) for fact in facts if fact.kind in KIND_ORDER]
    return sorted(rows, key=lambda row: KIND_ORDER[row.fact.kind])


def reading_of(project: Project, *, facts: Iterable[Fact], day: date) -> StageReading:
    """The stage as computed from facts that have been read already."""
    permits = [
        PermitFact(
            id=fact.pk, kind=fact.kind, valid_from=fact.valid_from, recorded_at=fact.recorded_at,
            valid_to=fact.valid_to, supersedes=fact.supersedes_id, retracts=fact.retracts,
            number=fact.attributes.get("number", ""), phase=fact.attributes.get("phase"),
            land_kind=fact.attributes.get("land_kind", ""), source=fact.source,
        )
        for fact in facts
        if fact.kind in PERMIT_KINDS
    ]  # fmt: skip
    return reading_of_facts(project=project, facts=permits, day=day)


def _row(fact: Fact, day: date) -> HistoryRow:
    newer = getattr(fact, "superseded_by", None)
    state, tone = _state(fact, newer, day)
    # The row that says "it never was" carries no number of its own: it speaks of the row it takes back.
    spoken_of = fact.supersedes if fact.retracts and fact.supersedes else fact
    return HistoryRow(
        fact=fact,
        title=str(REPORTED_TITLES[fact.kind]),
        number=str(spoken_of.attributes.get("number", "")),
        phase=spoken_of.attributes.get("phase"),
        stands=newer is None and not fact.retracts,
        state=state,
        tone=tone,
        reason=fact.reason,
    )


def _state(fact: Fact, newer: Fact | None, day: date) -> tuple[str, str]:
    if fact.retracts:
        return _("撤回说明"), "grey"
    if newer is not None:
        return (_("误报,已撤回"), "grey") if newer.retracts else (_("已被更正"), "grey")
    if fact.valid_to is not None and fact.valid_to <= day:
        return _("已撤销"), "yellow"
    return (_("现行(经更正)"), "blue") if fact.supersedes_id else (_("现行"), "green")
