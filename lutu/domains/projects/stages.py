"""项目阶段: the stage of a project, computed from sourced facts and never typed (the mission, S2.09).

Pure: no database and no clock. Four facts set the stage (土地供应, 规划许可, 施工许可, 竣工验收); 已开工 needs a fifth
sourced fact, the actual start, which counts only with a construction permit dated on or before it.
Start reading at `stage_of`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

LAND_SUPPLY = "project.land_supply"
PLANNING_PERMIT = "project.planning_permit"
CONSTRUCTION_PERMIT = "project.construction_permit"
ACTUAL_START = "project.actual_start"
COMPLETION_ACCEPTANCE = "project.completion_acceptance"
IN_USE = "project.in_use"
FACT_TITLES = {
    LAND_SUPPLY: _("土地供应"),
    PLANNING_PERMIT: _("规划许可"),
    CONSTRUCTION_PERMIT: _("施工许可"),
    ACTUAL_START: pgettext_lazy("project node", "开工"),
    COMPLETION_ACCEPTANCE: _("竣工验收"),
    IN_USE: _("投用"),
}
EXISTING_LAND = "existing_land"
DONE, MISSING, REVOKED = "done", "missing", "revoked"
START_WITHOUT_PERMIT = "start_without_permit"
START_PERMIT_ENDED = "start_permit_ended"
ACCEPTED_BEFORE_START = "accepted_before_start"
_CONFLICT_TEXTS = {
    START_WITHOUT_PERMIT: _("{day} 开工时没有施工许可,疑似未批先建"),
    START_PERMIT_ENDED: _("施工许可已于 {against} 失效,{day} 的开工不再计入"),
    ACCEPTED_BEFORE_START: _("{day} 竣工验收早于 {against} 开工,待核"),
}
# A field called `date` would hide the type of that name.
Day = date

# What `project.start_basis` may say: the sourced actual start (默认值), or the construction permit alone.
START_BY_FACT = "actual_start"
START_BY_PERMIT = "construction_permit"


class Stage(TextChoices):
    """项目阶段, in order."""

    NO_LAND = "no_land", _("未供地")
    LAND_SUPPLIED = "land_supplied", _("已供地")
    PLANNING_PERMITTED = "planning_permitted", _("已规划许可")
    READY_TO_START = "ready_to_start", _("已开工条件具备")
    STARTED = "started", _("已开工")
    ACCEPTED = "accepted", _("已竣工验收")


STAGES = tuple(Stage)
_STARTED, _ACCEPTED = 4, 5
RANK = {stage.value: position for position, stage in enumerate(STAGES)}
_KIND_ORDER = {kind: position for position, kind in enumerate(FACT_TITLES)}
_STEPS = (LAND_SUPPLY, PLANNING_PERMIT, CONSTRUCTION_PERMIT, ACTUAL_START, COMPLETION_ACCEPTANCE)


class PermitFact(NamedTuple):
    """One recorded row about a project: a permit, a contract or an event, its date being `valid_from`.

    `[valid_from, valid_to)` is its time in the world, `recorded_at` when the house learned it. A row that `supersedes`
    another corrects it; with `retracts` it says that the other never held.
    """

    id: int
    kind: str
    valid_from: date
    recorded_at: datetime
    valid_to: date | None = None
    supersedes: int | None = None
    retracts: bool = False
    number: str = ""
    phase: int | None = None
    land_kind: str = ""
    source: str = ""


@dataclass(frozen=True)
class Gap:
    """缺项: a fact that should be there before the stage reached, for a phase where the project has several."""

    kind: str
    phase: int | None = None

    def __str__(self) -> str:
        title = FACT_TITLES[self.kind]
        return gettext("缺{title}").format(title=title) + _phase_text(self.phase)


@dataclass(frozen=True)
class Conflict:
    """矛盾: facts that contradict each other; `code` names the kind of contradiction."""

    code: str
    fact: PermitFact
    against: date | None = None

    def __str__(self) -> str:
        text = str(_CONFLICT_TEXTS[self.code])
        return text.format(day=self.fact.valid_from, against=self.against) + _phase_text(self.fact.phase)


@dataclass(frozen=True)
class Node:
    """进展节点: one step of the public timeline; `state` is done, missing or revoked (with `ended_date`)."""

    kind: str
    title: str
    state: str
    date: Day | None = None
    number: str = ""
    source: str = ""
    ended_date: Day | None = None
    is_existing_land: bool = False


@dataclass(frozen=True)
class StageReading:
    """阶段读数: the stage on a day, since when, and what it rests on."""

    stage: str
    since: date | None
    actual_start_date: date | None
    completion_date: date | None
    evidence: tuple[PermitFact, ...]
    gaps: tuple[Gap, ...]
    conflicts: tuple[Conflict, ...]
    nodes: tuple[Node, ...]


class _Phase(NamedTuple):
    """One phase on a day: how far it is, the first fact in force of each kind, and the start that counts."""

    number: int | None
    rank: int
    first: dict[str, PermitFact]
    start: PermitFact | None


def stage_of(
    *,
    facts: Sequence[PermitFact],
    day: date,
    known_at: datetime | None = None,
    phases: Iterable[int] = (),
    start_basis: str = START_BY_FACT,
) -> StageReading:
    """The stage on a day, as known at an instant (now where None). The order of `facts` does not matter.

    The highest fact in force wins; what should be there before it is a gap, not a lower stage. A project of several
    `phases` has started when the first has, and is accepted when all are; a fact without a phase holds for every
    phase. A permit that was revoked ends in valid time, and the stage falls back on that day.
    """
    known = standing_facts(facts, known_at)
    numbers = phase_numbers(known, phases)
    in_force = facts_in_force(known, day)
    parts = [_phase(in_force, number, start_basis) for number in numbers]
    rank = _project_rank(parts)
    starts = [part.start.valid_from for part in parts if part.start]
    completions = [part.first[COMPLETION_ACCEPTANCE].valid_from for part in parts if part.rank == _ACCEPTED]
    return StageReading(
        stage=STAGES[rank].value,
        since=_since(rank, known, numbers, day, start_basis),
        actual_start_date=min(starts, default=None),
        completion_date=max(completions) if len(completions) == len(parts) else None,
        evidence=tuple(in_force),
        gaps=tuple(gap for part in parts for gap in _gaps(part, start_basis)),
        conflicts=tuple(_conflicts(in_force, known, parts)),
        nodes=tuple(_node(kind, known, in_force, parts, day) for kind in FACT_TITLES),
    )


def standing_facts(facts: Iterable[PermitFact], known_at: datetime | None) -> list[PermitFact]:
    """Rows that stood at an instant: recorded by then, neither corrected nor retracted by then; by date and id."""
    recorded = [fact for fact in facts if known_at is None or fact.recorded_at <= known_at]
    replaced = {fact.supersedes for fact in recorded}
    standing = [fact for fact in recorded if not fact.retracts and fact.id not in replaced]
    return sorted(standing, key=_order)


def _order(fact: PermitFact) -> tuple[date, int, int, str, int]:
    """By date; on one day in the order of the steps, so that a permit stands before the start it allows."""
    return fact.valid_from, _KIND_ORDER.get(fact.kind, 0), fact.phase or 0, fact.number, fact.id


def phase_numbers(known: list[PermitFact], phases: Iterable[int]) -> list[int | None]:
    """The phases that standing facts and the register know of; one without a number where there are none."""
    numbers = sorted({fact.phase for fact in known if fact.phase is not None}.union(phases))
    return [*numbers] or [None]


def facts_in_force(known: list[PermitFact], day: date) -> list[PermitFact]:
    """Standing facts whose time holds the day, in their order."""
    return [fact for fact in known if fact.valid_from <= day and (fact.valid_to is None or fact.valid_to > day)]


def _phase(in_force: list[PermitFact], number: int | None, start_basis: str) -> _Phase:
    first: dict[str, PermitFact] = {}
    start = None
    for fact in in_force:
        if fact.phase is not None and fact.phase != number:
            continue
        first.setdefault(fact.kind, fact)
        # In order of dates, so a permit met before the start is dated on or before it.
        if start is None and fact.kind == ACTUAL_START and start_basis == START_BY_FACT:
            permit = first.get(CONSTRUCTION_PERMIT)
            start = fact if permit else None
    if start_basis == START_BY_PERMIT:
        start = first.get(CONSTRUCTION_PERMIT)
    held = {_STEPS.index(kind) + 1 for kind in first if kind in _STEPS and kind != ACTUAL_START}
    return _Phase(number, max(held | ({_STARTED} if start else {0}), default=0), first, start)


def rank_of(in_force: list[PermitFact], numbers: list[int | None], start_basis: str) -> int:
    """The place of the stage in its order, from facts in force on one day."""
    return _project_rank([_phase(in_force, number, start_basis) for number in numbers])


def _project_rank(parts: list[_Phase]) -> int:
    ranks = [part.rank for part in parts]
    return _ACCEPTED if min(ranks) == _ACCEPTED else min(max(ranks), _STARTED)


def _since(rank: int, known: list[PermitFact], numbers: list[int | None], day: date, start_basis: str) -> date | None:
    """The first day of the unbroken time up to `day` with this stage; None where it never was another."""
    turns = {fact.valid_from for fact in known} | {fact.valid_to for fact in known if fact.valid_to}
    since = None
    for turn in sorted((turn for turn in turns if turn <= day), reverse=True):
        if rank_of(facts_in_force(known, turn), numbers, start_basis) != rank:
            return since
        since = turn
    return since if rank else None


def _gaps(part: _Phase, start_basis: str) -> Iterable[Gap]:
    for kind in _STEPS[: max(part.rank - 1, 0)]:
        if kind not in part.first and not (kind == ACTUAL_START and start_basis == START_BY_PERMIT):
            yield Gap(kind, part.number)


def _conflicts(in_force: list[PermitFact], known: list[PermitFact], parts: list[_Phase]) -> Iterable[Conflict]:
    for fact in in_force:
        if fact.kind == ACTUAL_START:
            before = [
                permit
                for permit in known
                if permit.kind == CONSTRUCTION_PERMIT
                and permit.valid_from <= fact.valid_from
                and (permit.phase is None or fact.phase is None or permit.phase == fact.phase)
            ]
            if not before:
                yield Conflict(START_WITHOUT_PERMIT, fact)
            elif not set(before).intersection(in_force):
                yield Conflict(START_PERMIT_ENDED, fact, max(permit.valid_to for permit in before if permit.valid_to))
    for part in parts:
        accepted = part.first.get(COMPLETION_ACCEPTANCE)
        if accepted and part.start and accepted.valid_from < part.start.valid_from:
            yield Conflict(ACCEPTED_BEFORE_START, accepted, part.start.valid_from)


def _node(kind: str, known: list[PermitFact], in_force: list[PermitFact], parts: list[_Phase], day: date) -> Node:
    """The node of a kind: the first phase's fact, or the last phase's where all have to be through."""
    held = [part.start if kind == ACTUAL_START else part.first.get(kind) for part in parts]
    found = [fact for fact in held if fact is not None]
    needs_all = kind in (COMPLETION_ACCEPTANCE, IN_USE)
    title = str(FACT_TITLES[kind])
    if found and not (needs_all and len(found) < len(parts)):
        fact = (max if needs_all else min)(found, key=lambda fact: fact.valid_from)
        is_existing = fact.land_kind == EXISTING_LAND
        return Node(kind, title, DONE, fact.valid_from, fact.number, fact.source, is_existing_land=is_existing)
    ended = [fact for fact in known if fact.kind == kind and fact.valid_to is not None and fact.valid_to <= day]
    if ended and not found:
        last = max(ended, key=lambda fact: (fact.valid_to or day, fact.id))
        return Node(kind, title, REVOKED, last.valid_from, last.number, last.source, ended_date=last.valid_to)
    return Node(kind, title, MISSING)


def _phase_text(phase: int | None) -> str:
    return "" if phase is None else gettext("(第 {number} 期)").format(number=phase)
