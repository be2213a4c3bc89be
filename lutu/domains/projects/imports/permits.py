"""Import of permits and dates from other authorities (许可与进展日期): the facts that set the stage."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from lutu.domains.projects.actions import NewPermit, state_permits, take_back_permits
from lutu.domains.projects.actions.permits import CORRECTED, KnownPermits
from lutu.domains.projects.facts import REPORTED_TITLES, STATISTICS_ENTRY, SUBJECT_KIND
from lutu.domains.projects.imports.columns import PROJECT_CODE
from lutu.domains.projects.imports.lookups import KnownProjects, NotFound, fault, texts, written_seqs
from lutu.domains.projects.models import Project
from lutu.domains.projects.stages import (
    ACTUAL_START,
    COMPLETION_ACCEPTANCE,
    CONSTRUCTION_PERMIT,
    EXISTING_LAND,
    IN_USE,
    LAND_SUPPLY,
    PLANNING_PERMIT,
)
from lutu.kernel.facts.models import Fact
from lutu.kernel.intake.kinds import (
    CHANGED,
    NEW,
    REFUSED,
    UNCHANGED,
    Column,
    Effect,
    Fault,
    ImportKind,
    Line,
    Outcome,
    Source,
)  # fmt: skip
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import Actor

MOST_PHASES = 99
KIND = Column(
    "kind", "事项", "choice", required=True, aliases=("许可事项", "许可类型", "事项名称", "类型"),
    choices={
        "土地供应": LAND_SUPPLY, "土地合同": LAND_SUPPLY, "土地出让合同": LAND_SUPPLY,
        "规划许可": PLANNING_PERMIT, "建设工程规划许可": PLANNING_PERMIT, "建设工程规划许可证": PLANNING_PERMIT,
        "施工许可": CONSTRUCTION_PERMIT, "建筑工程施工许可": CONSTRUCTION_PERMIT,
        "建筑工程施工许可证": CONSTRUCTION_PERMIT,
        "开工": ACTUAL_START, "实际开工": ACTUAL_START,
        "竣工验收": COMPLETION_ACCEPTANCE, "竣工验收备案": COMPLETION_ACCEPTANCE,
        "投用": IN_USE, "投入使用": IN_USE,
        "入统": STATISTICS_ENTRY, "纳入统计": STATISTICS_ENTRY,
    },
    example="施工许可",
)  # fmt: skip
DAY = Column(
    "date", "日期", "date", required=True, aliases=("发证日期", "批准日期", "合同日期", "签订日期", "备案日期"),
    help="证照或合同上的日期,不能晚于导入当天", example="2021-08-03",
)  # fmt: skip
NUMBER = Column(
    "number", "证号(文号)", aliases=("证号", "文号", "许可证号", "编号", "合同编号"), max_length=60,
    help="同一证号再次出现而日期不同,按更正处理", example="3702142021080301",
)  # fmt: skip
PHASE = Column("phase", "期数", "integer", aliases=("分期", "期"), help="分期办证的填第几期", example="1")
COLUMNS = (
    PROJECT_CODE,
    KIND,
    DAY,
    NUMBER,
    PHASE,
    Column(
        "land_kind", "用地方式", "choice", aliases=("供地方式",),
        choices={"出让": "granted", "划拨": "allocated", "存量用地": EXISTING_LAND, "存量": EXISTING_LAND},
        help="只用于土地供应;自有或存量用地填“存量用地”", example="出让",
    ),
    Column("source", "来源单位", aliases=("发证机关", "发证单位", "审批单位"), max_length=120, example="审批局"),
    Column("evidence", "佐证", aliases=("佐证材料", "附件"), help="开工、投用须说明依据", example="质监首次检查记录"),
    Column("message", "报文编号", aliases=("来源报文编号", "流水号"), max_length=80),
)  # fmt: skip


class _Judge:
    """The projects of a file with the permits on record, and what its earlier lines said."""

    def __init__(self, lines: Sequence[Line], day: date) -> None:
        self.day = day
        self.projects = KnownProjects(codes=texts(lines, "code"))
        found = {*self.projects.by_code.values(), *self.projects.by_former_code.values()}
        self.permits = KnownPermits(sorted(project.pk for project in found))
        self.rows: dict[object, int] = {}

    def outcome(self, line: Line) -> Outcome:
        """The verdict on a line."""
        values = line.values
        try:
            project = self.projects.find(values["code"])
        except NotFound as error:
            return Outcome(line, REFUSED, [fault(line, PROJECT_CODE, error.expected, error.remedy)], values["code"])
        permit = _permit(line, project)
        faults = [*_date_faults(line, self.day), *_phase_faults(line), *self._double_faults(line, permit)]
        label = f"{project.name} · {REPORTED_TITLES[permit.kind]}"
        if faults:
            return Outcome(line, REFUSED, faults, label)
        verdict = self.permits.verdict(permit)
        if verdict == CORRECTED:
            changes = {DAY.title: (str(self.permits.was(permit)), str(permit.date))}
            return Outcome(line, CHANGED, label=label, changes=changes, payload=permit)
        return Outcome(line, NEW if verdict == NEW else UNCHANGED, label=label, payload=permit)

    def _double_faults(self, line: Line, permit: NewPermit) -> Iterable[Fault]:
        first = self.rows.setdefault(permit.key, line.number)
        if first != line.number:
            column = NUMBER if permit.number else KIND
            text = _("每个证一行(第 {row} 行:与第 {first} 行重复)")
            remedy = _("删去重复的行;不是同一个证的,补上证号")
            yield fault(line, column, text.format(row=line.number, first=first), remedy)


def assess(*, lines: Sequence[Line], day: date) -> list[Outcome]:
    """Judge every line against the permits on record."""
    judge = _Judge(lines, day)
    return [judge.outcome(line) for line in lines]


def load(
    *, outcomes: Sequence[Outcome], source: Source, actor: Actor, at: datetime, day: date, progress: Reporter
) -> list[Effect]:
    """State new permits as facts and correct those whose date changed; stages follow in the same transaction."""
    permits = [replace(outcome.payload, source_reference=source.reference) for outcome in outcomes]
    results = state_permits(permits=permits, actor=actor, at=at, day=day, reason=source.reference)
    progress.step(len(results), len(results), _("正在登记许可"))
    # In the order of writing: new ones at once, then the corrections.
    written = sorted(results, key=lambda result: result.verdict == CORRECTED)
    seqs = written_seqs(subjects=[(SUBJECT_KIND, result.permit.project_id) for result in written])
    return [
        Effect(SUBJECT_KIND, result.permit.project_id, seq, created=result.verdict == NEW, fact_id=result.fact.pk)
        for result, seq in zip(written, seqs, strict=True)
    ]


def undo(*, effects: Sequence[Effect], actor: Actor, at: datetime, day: date) -> None:
    """Take the facts back: new ones are retracted, corrected ones give way to what stood before."""
    keys = [effect.fact_id for effect in effects if effect.fact_id is not None]
    facts: dict[int, Fact] = {}
    for start in range(0, len(keys), 500):
        facts.update(Fact.objects.select_related("supersedes").in_bulk(keys[start : start + 500]))
    take_back_permits(facts=[facts[key] for key in keys], reason=_("撤销导入"), actor=actor, at=at, day=day)


def _permit(line: Line, project: Project) -> NewPermit:
    values = line.values
    return NewPermit(
        project_id=project.pk,
        kind=values["kind"],
        date=values["date"],
        number=values.get("number") or "",
        phase=values.get("phase"),
        land_kind=values.get("land_kind") or "",
        evidence=values.get("evidence") or "",
        source=values.get("source") or "",
        source_message_id=values.get("message") or "",
    )


def _date_faults(line: Line, day: date) -> Iterable[Fault]:
    if line.values["date"] > day:
        yield fault(line, DAY, _("不晚于今天 {day} 的日期").format(day=day), _("核对日期;许可办结后再导入"))


def _phase_faults(line: Line) -> Iterable[Fault]:
    phase = line.values.get("phase")
    if phase is not None and not 1 <= phase <= MOST_PHASES:
        yield fault(line, PHASE, _("1 至 {most} 的整数").format(most=MOST_PHASES), _("填第几期,不分期的留空"))


PERMITS = ImportKind(
    code="project_permits",
    title="许可与进展日期",
    permission="projects.permit.write",
    columns=COLUMNS,
    assess=assess,
    load=load,
    undo=undo,
    description="土地供应、规划许可、施工许可、开工、竣工验收、投用的日期,由主管部门提供;项目阶段据此推算。",
    source_hint="自然资源局、审批局、住建局的办结数据",
    order=110,
)
