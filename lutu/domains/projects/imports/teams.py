"""Import of leaders and task teams (包联与专班): who looks after which project from which day (the mission, S2.14)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from lutu.domains.projects.actions import NewTerm, appoint_many, withdraw_terms
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.imports.columns import PROJECT_CODE
from lutu.domains.projects.imports.lookups import KnownProjects, NotFound, Units, chunks, fault, texts, written_seqs
from lutu.domains.projects.models import Project, TeamTerm
from lutu.kernel.intake.kinds import NEW, REFUSED, UNCHANGED, Column, Effect, Fault, ImportKind, Line, Outcome, Source
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import Actor
from lutu.kernel.parties.models import Assignment

LEADER, MEMBER, UNIT = (role.value for role in TeamTerm.Role)
ROLE = Column(
    "role", "分工", "choice", required=True, aliases=("角色", "类别"),
    choices={
        "包联领导": LEADER, "领导": LEADER, "包联": LEADER, "专班成员": MEMBER, "成员": MEMBER,
        "专班单位": UNIT, "成员单位": UNIT, "单位": UNIT,
    },
    example="包联领导",
)  # fmt: skip
PERSON = Column(
    "person", "人员", aliases=("姓名", "工号", "包联领导姓名"), max_length=60, help="工号或姓名;专班单位不填",
    example="闻致远",
)  # fmt: skip
POST = Column("post", "岗位代码", aliases=("岗位",), max_length=60, help="一人多岗或重名时必填", example="leader.01")
UNIT_NAME = Column("unit", "单位", aliases=("单位名称", "责任单位"), max_length=120, help="只用于专班单位")
DAY = Column("day", "起始日期", "date", aliases=("起", "任期起"), help="不填为导入当天", example="2021-01-20")
DOCUMENT = Column("document", "依据文号", aliases=("文号", "依据"), example="青示办〔2021〕6号")
COLUMNS = (PROJECT_CODE, ROLE, PERSON, POST, UNIT_NAME, DAY, DOCUMENT)


class _Judge:
    """Projects, holders of posts and units of a file, the terms there are, and what its earlier lines said."""

    def __init__(self, lines: Sequence[Line], day: date) -> None:
        self.day = day
        self.projects = KnownProjects(codes=texts(lines, "code"))
        self.units = Units(names=texts(lines, "unit"))
        self.held: dict[str, list[Assignment]] = defaultdict(list)
        for chunk in chunks(sorted(texts(lines, "person") | texts(lines, "post"))):
            named = Q(person__code__in=chunk) | Q(person__name__in=chunk) | Q(post__code__in=chunk)
            for row in Assignment.objects.filter(named).select_related("person", "post__organisation"):
                for word in {row.person.code, row.person.name, row.post.code}:
                    self.held[word].append(row)
        self.terms: dict[int, list[TeamTerm]] = defaultdict(list)
        keys = sorted({project.pk for project in self.projects.by_code.values()})
        for start in range(0, len(keys), 500):
            rows = TeamTerm.objects.filter(project__in=keys[start : start + 500])
            for term in rows.select_related("person", "unit"):
                self.terms[term.project_id].append(term)
        self.rows: dict[tuple[int, str, int | None], int] = {}

    def outcome(self, line: Line) -> Outcome:
        """The verdict on a line."""
        try:
            project = self.projects.find(line.values["code"])
        except NotFound as error:
            faults = [fault(line, PROJECT_CODE, error.expected, error.remedy)]
            return Outcome(line, REFUSED, faults, line.values["code"])
        day = line.values.get("day") or self.day
        term, faults = self._term(line, project, day)
        if term is None or faults:
            return Outcome(line, REFUSED, faults, project.name)
        label = f"{project.name} · {TeamTerm.Role(term.role).label} {term.unit or term.person}"
        standing, faults = self._standing(line, term)
        if standing:
            return Outcome(line, UNCHANGED, label=label, payload=term)
        return Outcome(line, REFUSED if faults else NEW, faults, label, payload=term)

    def _term(self, line: Line, project: Project, day: date) -> tuple[NewTerm | None, list[Fault]]:
        role, document = line.values["role"], line.values.get("document") or ""
        try:
            if role == UNIT:
                unit = self.units.find(line.values.get("unit") or "")
                if unit is None:
                    raise NotFound(expected=_("已登记的单位"), remedy=_("核对单位名称;新单位先登记"))
                return NewTerm(project, role, day, unit=unit, document=document), []
            held = self._holder(line, day)
        except NotFound as error:
            column = UNIT_NAME if role == UNIT else PERSON
            return None, [fault(line, column, error.expected, error.remedy)]
        return NewTerm(project, role, day, held.person, held.post, None, document), []

    def _holder(self, line: Line, day: date) -> Assignment:
        """Who is named: by staff number, name or post, as holding a post on the day. Raises NotFound."""
        person, post = line.values.get("person") or "", line.values.get("post") or ""
        rows = self.held.get(person or post, [])
        found = [
            row
            for row in rows
            if row.valid_from <= day
            and (row.valid_to is None or row.valid_to > day)
            and (not post or row.post.code == post)
        ]
        if not found:
            text = _("在 {day} 任职的人员").format(day=day)
            raise NotFound(expected=text, remedy=_("核对工号、姓名和岗位代码,或先办理任职"))
        if len(found) > 1:
            posts = _("、").join(sorted(f"{row.person.code} {row.post.code}" for row in found))
            raise NotFound(expected=_("唯一的任职,现有 {count} 个").format(count=len(found)), remedy=posts)
        return found[0]

    def _standing(self, line: Line, term: NewTerm) -> tuple[bool, list[Fault]]:
        """Whether the term stands already, and what stands against it."""
        who = term.unit.pk if term.unit else term.person.pk if term.person else None
        for row in self.terms[term.project.pk]:
            if row.role != term.role or (row.valid_to is not None and row.valid_to <= term.valid_from):
                continue
            is_same = who == (row.unit_id if term.unit else row.person_id)
            if is_same and row.valid_to is None and row.valid_from <= term.valid_from:
                return True, []
            if term.role == LEADER or is_same:
                text = _("已有领导 {name},请先交接") if term.role == LEADER else _("不与 {name} 的已有任期重叠")
                return False, [fault(line, PERSON, text.format(name=row.holder_text), _("在项目页办理交接"))]
        return False, list(self._double_faults(line, term, who))

    def _double_faults(self, line: Line, term: NewTerm, who: int | None) -> Iterable[Fault]:
        key = (term.project.pk, term.role, None if term.role == LEADER else who)
        first = self.rows.setdefault(key, line.number)
        if first != line.number:
            text = _("每个项目一名领导,每人一行(第 {row} 行:与第 {first} 行重复)")
            yield fault(line, ROLE, text.format(row=line.number, first=first), _("删去重复的行"))


def assess(*, lines: Sequence[Line], day: date) -> list[Outcome]:
    """Judge every line."""
    judge = _Judge(lines, day)
    return [judge.outcome(line) for line in lines]


def load(
    *, outcomes: Sequence[Outcome], source: Source, actor: Actor, at: datetime, day: date, progress: Reporter
) -> list[Effect]:
    """Appoint everybody at once."""
    created = appoint_many(terms=[outcome.payload for outcome in outcomes], actor=actor, at=at)
    progress.step(len(created), len(outcomes), _("正在安排"))
    seqs = written_seqs(subjects=[(SUBJECT_KIND, row.project_id) for row in created])
    return [
        Effect(SUBJECT_KIND, row.project_id, seq, before={"term": row.pk})
        for row, seq in zip(created, seqs, strict=True)
    ]


def undo(*, effects: Sequence[Effect], actor: Actor, at: datetime, day: date) -> None:
    """Take the terms back."""
    keys = [str(effect.before["term"]) for effect in effects]
    rows: list[TeamTerm] = []
    for chunk in chunks(keys):
        rows += TeamTerm.objects.filter(pk__in=chunk).select_related("person", "post__organisation", "unit")
    withdraw_terms(terms=rows, reason=_("撤销导入"), actor=actor, at=at)


TEAMS = ImportKind(
    code="project_teams",
    title="包联与专班",
    permission="projects.team.write",
    columns=COLUMNS,
    assess=assess,
    load=load,
    undo=undo,
    description="登记项目的包联领导、专班成员和专班单位;一个项目同时只有一名领导,换人请在项目页或“工作交接”中办理。",
    source_hint="区委区政府包联分工、专班组建文件",
    order=150,
)
