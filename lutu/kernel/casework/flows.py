"""流程: a table of moves, declared as data by whoever owns the kind of case. Pure: no database and no clock.

A flow is checked at start (`checks.faults_of`). What a move may do is said here and nowhere else: from which stages,
by whom, under which conditions, with which evidence, and which fields it writes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext_noop

from lutu.engines.workdays import Term

__all__ = ["CaseView", "ExtensionRule", "Flow", "Guard", "Move", "PauseReason", "Rung", "Separation", "Stage", "Term"]

# Who may make a move besides the holders of a permission code (which has dots in it).
OWNER, RAISER, SUPERVISOR, CLOCK = "owner", "raiser", "supervisor", "clock"
ROLES = frozenset([OWNER, RAISER, SUPERVISOR, CLOCK])
# Who is told besides them: the supervision of the whole district, where every ladder ends.
DISTRICT = "district"
SUPERVISE = "casework.case.supervise"


@dataclass(frozen=True)
class CaseView:
    """What a guard may look at: the case as it stands before the move."""

    id: int
    number: str
    flow: str
    stage: str
    subject: tuple[str, int] | None
    fields: Mapping[str, Any]
    opened_at: datetime
    due_at: datetime | None
    raiser_id: int | None
    owner_post_id: int | None


Guard = Callable[[CaseView, Mapping[str, object]], str | None]


@dataclass(frozen=True)
class Rung:
    """督办阶梯的一级: so many working days (or minutes) after the due instant, negative before it, whom to tell.

    `level` above 0 is an escalation (升级) and stays on the case; a provisional deadline reminds but never escalates.
    """

    code: str
    title: str
    offset: int
    tell: tuple[str, ...]
    level: int = 0
    unit: Literal["workdays", "minutes"] = "workdays"


# 到期前 2 个工作日提醒,逾期 1 个工作日督办,逾期 5 个工作日报全区督办(默认值).
COMMON_LADDER = (
    Rung("remind", gettext_noop("到期提醒"), -2, (OWNER,)),
    Rung("urge", gettext_noop("逾期督办"), 1, (OWNER, SUPERVISOR), level=1),
    Rung("report", gettext_noop("逾期报全区督办"), 5, (OWNER, DISTRICT), level=2),
)


@dataclass(frozen=True)
class Stage:
    """阶段. With a `term` its clock starts anew; without one and `clock` runs, the clock of the stage before goes on.

    clock stopped: the running term stands still; none: nothing is due any more. `no_term_reason` says why a stage
    without a term of its own needs none.
    """

    name: str
    title: str
    term: Term | None = None
    clock: Literal["runs", "stopped", "none"] = "runs"
    ladder: tuple[Rung, ...] = ()
    no_term_reason: str = ""
    is_final: bool = False
    tone: str = "blue"


@dataclass(frozen=True)
class Move:
    """动作: from some stages to one, by some roles, where every guard is content and the evidence is there.

    `term` begins a clock of its own in place of the stage's. `tell` names who gets a notice. `outcome` is kept on the
    case by a closing move. A closing move that needs no evidence says why.
    """

    action: str
    title: str
    source: frozenset[str]
    target: str
    roles: frozenset[str]
    guards: tuple[Guard, ...] = ()
    writes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    needs_reason: bool = False
    term: Term | None = None
    tell: tuple[str, ...] = ()
    outcome: str = ""
    no_evidence_reason: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Separation:
    """分离: on one case, who did `first` may not do `second`; `title` is the sentence that says so."""

    first: str
    second: str
    title: str


@dataclass(frozen=True)
class PauseReason:
    """暂停事由: why the clock may stand still, and for how long at most."""

    code: str
    title: str
    longest: Term


@dataclass(frozen=True)
class ExtensionRule:
    """延期规则: how often and by how much at most, and on what basis."""

    times: int
    longest: Term
    basis: str


@dataclass(frozen=True)
class Flow:
    """流程: a kind of case. `facts(*, case, at)` gathers what the guards ask; `fields` names what moves may write.

    `personal`: about people, so that a referral needs their consent. `takes_referrals`: other cases may be referred
    to it; not so where opening one needs more than a case.
    """

    code: str
    title: str
    prefix: str
    initial: str
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]
    separations: tuple[Separation, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    facts: Callable[..., Mapping[str, object]] | None = None
    pauses: tuple[PauseReason, ...] = ()
    extension: ExtensionRule | None = None
    personal: bool = False
    takes_referrals: bool = True

    def stage(self, name: str) -> Stage:
        """The stage of a name. Raises KeyError."""
        return {stage.name: stage for stage in self.stages}[name]

    def moves_from(self, stage: str) -> list[Move]:
        """The moves that leave from a stage, in the order of the table."""
        return [move for move in self.moves if stage in move.source]
