"""Import of list memberships (清单挂接): which projects stand in which list from which day (the mission, S2.05)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from lutu.domains.projects.actions import team_gaps
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.imports.columns import PROJECT_CODE
from lutu.domains.projects.imports.lookups import KnownProjects, NotFound, chunks, fault, texts, written_seqs
from lutu.domains.projects.models import Project
from lutu.domains.projects.queries import key_kind
from lutu.kernel.intake.kinds import NEW, REFUSED, UNCHANGED, Column, Effect, Fault, ImportKind, Line, Outcome, Source
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import Actor
from lutu.kernel.registers.actions import NewMember, add_members, withdraw_members
from lutu.kernel.registers.models import Membership, Register

LIST = Column(
    "list", "清单", required=True, aliases=("清单名称", "清单代码", "所属清单", "名录"), help="已设立清单的代码或名称",
    example="市级重点项目清单",
)  # fmt: skip
DAY = Column("day", "入列日期", "date", aliases=("入列日", "纳入日期"), help="不填为导入当天", example="2021-03-01")
COLUMNS = (
    LIST,
    PROJECT_CODE,
    DAY,
    Column("document", "依据文号", aliases=("文号", "依据"), example="青重点办〔2021〕1号"),
    Column("note", "备注"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A project that is to stand in a register from a day on."""

    register: Register
    project: Project
    day: date
    document: str
    note: str


class _Judge:
    """Registers and projects of a file, the memberships there are, and what its earlier lines said."""

    def __init__(self, lines: Sequence[Line], day: date) -> None:
        self.day = day
        self.projects = KnownProjects(codes=texts(lines, "code"))
        registers = list(Register.objects.filter(subject_kind=SUBJECT_KIND))
        self.by_code = {register.code: register for register in registers}
        self.by_name: dict[str, list[Register]] = defaultdict(list)
        for register in registers:
            self.by_name[register.name].append(register)
        self.present: dict[tuple[int, int], list[Membership]] = defaultdict(list)
        for row in Membership.objects.filter(register__in=self._named(lines), subject_kind=SUBJECT_KIND):
            self.present[(row.register_id, row.subject_id)].append(row)
        self.rows: dict[tuple[int, int], int] = {}

    def _named(self, lines: Sequence[Line]) -> list[Register]:
        words = texts(lines, "list")
        return [register for register in self.by_code.values() if register.code in words or register.name in words]

    def outcome(self, line: Line) -> Outcome:
        """The verdict on a line."""
        faults: list[Fault] = []
        register = project = None
        try:
            register = self._register(line.values["list"])
        except NotFound as error:
            faults.append(fault(line, LIST, error.expected, error.remedy))
        try:
            project = self.projects.find(line.values["code"])
        except NotFound as error:
            faults.append(fault(line, PROJECT_CODE, error.expected, error.remedy))
        if register is None or project is None:
            return Outcome(line, REFUSED, faults, line.values["code"])
        day = line.values.get("day") or self.day
        label = f"{register.name} · {project.name}"
        faults += [*self._day_faults(line, register, day), *self._double_faults(line, register, project)]
        overlapping = [
            row for row in self.present[(register.pk, project.pk)] if row.valid_to is None or row.valid_to > day
        ]
        standing = [row for row in overlapping if row.valid_to is None and row.valid_from <= day]
        if overlapping and not standing:
            row = overlapping[0]
            text = _("不与已有期间 {start} 至 {stop} 重叠的入列日期")
            expected = text.format(start=row.valid_from, stop=row.valid_to or _("今"))
            faults.append(fault(line, DAY, expected, _("核对入列日期")))
        if faults:
            return Outcome(line, REFUSED, faults, label)
        wanted = Wanted(register, project, day, line.values.get("document") or "", line.values.get("note") or "")
        return Outcome(line, UNCHANGED if standing else NEW, label=label, payload=wanted)

    def _register(self, word: str) -> Register:
        found = [self.by_code[word]] if word in self.by_code else self.by_name.get(word, [])
        if len(found) > 1:
            codes = "、".join(register.code for register in found)
            raise NotFound(expected=_("唯一的清单,该名称有 {count} 个").format(count=len(found)), remedy=codes)
        if not found:
            raise NotFound(expected=_("已设立的项目清单"), remedy=_("核对名称;新清单请先在“台账与清单”中设立"))
        return found[0]

    def _day_faults(self, line: Line, register: Register, day: date) -> Iterable[Fault]:
        ended = register.valid_to is not None and day >= register.valid_to
        if day < register.valid_from or ended:
            text = _("在清单有效期 {start} 至 {stop} 内的入列日期")
            expected = text.format(start=register.valid_from, stop=register.valid_to or _("今"))
            yield fault(line, DAY, expected, _("核对清单和入列日期"))
        if day > self.day:
            yield fault(line, DAY, _("不晚于今天 {day} 的日期").format(day=self.day), _("核对入列日期"))

    def _double_faults(self, line: Line, register: Register, project: Project) -> Iterable[Fault]:
        first = self.rows.setdefault((register.pk, project.pk), line.number)
        if first != line.number:
            text = _("每个清单中每个项目一行(第 {row} 行:与第 {first} 行重复)")
            yield fault(line, PROJECT_CODE, text.format(row=line.number, first=first), _("删去重复的行"))


def assess(*, lines: Sequence[Line], day: date) -> list[Outcome]:
    """Judge every line."""
    judge = _Judge(lines, day)
    return _with_teams([judge.outcome(line) for line in lines])


def _with_teams(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Refuse what would put a project on a key list without its leader and team (the mission, S2.16)."""
    new = [outcome.payload for outcome in outcomes if outcome.verdict == NEW]
    kinds = {day: key_kind(day=day) for day in {wanted.day for wanted in new}}
    keys: dict[date, list[Project]] = defaultdict(list)
    for wanted in new:
        if wanted.register.kind == kinds[wanted.day]:
            keys[wanted.day].append(wanted.project)
    gaps = {day: team_gaps(projects=projects, day=day) for day, projects in keys.items()}
    return [
        _refused_without(outcome, gaps[outcome.payload.day])
        if outcome.verdict == NEW and outcome.payload.register.kind == kinds[outcome.payload.day]
        else outcome
        for outcome in outcomes
    ]


def _refused_without(outcome: Outcome, gaps: Mapping[Project, Sequence[str]]) -> Outcome:
    lacks = gaps.get(outcome.payload.project)
    if lacks is None:
        return outcome
    remedy = _("先在项目页或“包联与专班”导入中安排")
    faults = [fault(outcome.line, PROJECT_CODE, _(";").join(lacks), remedy)]
    return Outcome(outcome.line, REFUSED, faults, outcome.label)


def load(
    *, outcomes: Sequence[Outcome], source: Source, actor: Actor, at: datetime, day: date, progress: Reporter
) -> list[Effect]:
    """Add the members, list by list and day by day."""
    groups: dict[tuple[int, date], list[Wanted]] = defaultdict(list)
    for outcome in outcomes:
        groups[(outcome.payload.register.pk, outcome.payload.day)].append(outcome.payload)
    created: list[Membership] = []
    for (_register, start), wanted in groups.items():
        members = [NewMember(item.project.pk, item.document, item.note) for item in wanted]
        created += add_members(register=wanted[0].register, members=members, day=start, actor=actor, at=at)
        progress.step(len(created), len(outcomes), _("正在入列"))
    seqs = written_seqs(subjects=[(SUBJECT_KIND, row.subject_id) for row in created])
    return [
        Effect(SUBJECT_KIND, row.subject_id, seq, before={"membership": row.pk})
        for row, seq in zip(created, seqs, strict=True)
    ]


def undo(*, effects: Sequence[Effect], actor: Actor, at: datetime, day: date) -> None:
    """Take the memberships back."""
    keys = [str(effect.before["membership"]) for effect in effects]
    rows: list[Membership] = []
    for chunk in chunks(keys):
        rows += Membership.objects.filter(pk__in=chunk).select_related("register")
    withdraw_members(memberships=rows, reason=_("撤销导入"), actor=actor, at=at)


LISTS = ImportKind(
    code="project_lists",
    title="清单挂接",
    permission="registers.register.write",
    columns=COLUMNS,
    assess=assess,
    load=load,
    undo=undo,
    description="把项目列入市级、区级等清单,注明入列日期和依据;一个项目可同时在多个清单。",
    source_hint="市重点办、发展和改革局下发的清单",
    order=120,
)
