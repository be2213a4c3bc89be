"""Import of plans (项目计划): one row a node, all rows of a project together one approved plan (the mission, S2.17)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from lutu.domains.projects.actions import NewNode, NewPlan, adopt_plans, withdraw_plans
from lutu.domains.projects.facts import REPORTED_KINDS, REPORTED_TITLES, SUBJECT_KIND
from lutu.domains.projects.imports.columns import PROJECT_CODE
from lutu.domains.projects.imports.lookups import KnownProjects, NotFound, chunks, fault, texts, written_seqs
from lutu.domains.projects.models import PlanNode, PlanVersion, Project
from lutu.domains.projects.plans import Evidence, Owner, plan_faults
from lutu.domains.projects.queries import plans_on
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
)
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import Actor
from lutu.kernel.parties.models import Post

NODE = Column("node", "节点代码", "code", required=True, aliases=("序号", "节点编号"), max_length=24, example="G11")
NAME = Column("name", "节点名称", required=True, aliases=("节点", "任务名称"), max_length=80, example="主体封顶")
DAY = Column(
    "day", "计划日期", "date", required=True, aliases=("计划完成日期", "完成时限", "计划完成时间"), example="2021-10-31"
)
WEIGHT = Column(
    "weight", "权重(%)", "decimal", required=True, aliases=("权重", "权重%", "进度权重"),
    help="一个项目各节点之和为 100,至多两位小数", example="9",
)  # fmt: skip
FACT = Column(
    "fact", "要素", "choice", aliases=("要素数据", "自动办结"),
    choices={str(REPORTED_TITLES[kind]): kind for kind in REPORTED_KINDS},
    help="由哪项许可或进展数据自动办结;凭佐证办结的不填", example="开工",
)  # fmt: skip
EVIDENCE = Column(
    "evidence", "佐证", "choice", aliases=("佐证方式",),
    choices={str(item.label): item.value for item in Evidence if item is not Evidence.FACT},
    help="不填为记录;填了要素的不看此列", example="现场照片",
)  # fmt: skip
OWNER = Column(
    "owner", "责任方", "choice", aliases=("责任主体",), choices={str(item.label): item.value for item in Owner},
    help="不填为建设单位", example="建设单位",
)  # fmt: skip
POST = Column("post", "责任岗位代码", aliases=("责任岗位", "岗位代码"), max_length=60)
DOCUMENT = Column("document", "审定文号", aliases=("文号", "依据文号"), example="青示重〔2021〕1号")
REASON = Column("reason", "调整原因", aliases=("原因",), help="已有审定计划的项目必填")
COLUMNS = (PROJECT_CODE, NODE, NAME, DAY, WEIGHT, FACT, EVIDENCE, OWNER, POST, DOCUMENT, REASON)
Shape = tuple[str, str, date, int, str, str, str, int | None]


class _Judge:
    """Projects and posts of a file, and the plans in force of those projects."""

    def __init__(self, lines: Sequence[Line], day: date) -> None:
        self.projects = KnownProjects(codes=texts(lines, "code"))
        self.posts: dict[str, Post] = {}
        for chunk in chunks(sorted(texts(lines, "post"))):
            self.posts.update({row.code: row for row in Post.objects.filter(code__in=chunk)})
        keys = sorted({project.pk for project in self.projects.by_code.values()})
        self.present: dict[int, list[Shape]] = {}
        for start in range(0, len(keys), 500):
            self._read(keys[start : start + 500], day)

    def _read(self, keys: Sequence[int], day: date) -> None:
        projects = {version: project for project, version in plans_on(project_ids=keys, day=day).items()}
        for node in PlanNode.objects.filter(version__in=list(projects)).order_by("version", "position"):
            self.present.setdefault(projects[node.version_id], []).append(
                (
                    node.code, node.name, node.planned_date, node.weight_bp, node.owner, node.evidence_kind,
                    node.fact_kind, node.owner_post_id,
                )
            )  # fmt: skip

    def node(self, line: Line) -> tuple[NewNode | None, list[Fault]]:
        """The node of a line, with what is wrong in it."""
        values, faults = line.values, []
        post = self.posts.get(values.get("post") or "")
        if values.get("post") and post is None:
            faults.append(fault(line, POST, _("已设立的岗位代码"), _("核对岗位代码,或留空")))
        weight = (values["weight"] or Decimal(0)) * 100
        if weight <= 0 or weight != weight.to_integral_value():
            faults.append(fault(line, WEIGHT, _("大于 0、至多两位小数的百分数"), _("核对权重")))
        if faults:
            return None, faults
        fact = values.get("fact") or ""
        evidence = Evidence.FACT.value if fact else values.get("evidence") or Evidence.RECORD.value
        owner = values.get("owner") or Owner.OWNER_PARTY.value
        return NewNode(
            values["node"], values["name"], values["day"], int(weight), owner, evidence, fact, post.pk if post else None
        ), []

    def verdicts(self, project: Project, lines: Sequence[Line]) -> list[Outcome]:
        """The verdicts on all lines of a project: they stand or fall together."""
        judged = [self.node(line) for line in lines]
        nodes = [node for node, _faults in judged if node is not None]
        faults = {line.number: found for line, (_node, found) in zip(lines, judged, strict=True) if found}
        first = lines[0]
        plan = NewPlan(project, nodes, first.values.get("reason") or "", first.values.get("document") or "")
        verdict = self._verdict(project, nodes)
        if not faults:
            whole = [*self._whole_faults(first, nodes), *self._reason_faults(first, plan, verdict)]
            if whole:
                faults[first.number] = whole
        if faults:
            return [self._refused(line, project, faults) for line in lines]
        labels = [f"{project.name} · {line.values['name']}" for line in lines]
        return [
            Outcome(line, verdict, label=label, payload=plan if line is first else None)
            for line, label in zip(lines, labels, strict=True)
        ]

    def _verdict(self, project: Project, nodes: Sequence[NewNode]) -> str:
        present = self.present.get(project.pk)
        return NEW if present is None else UNCHANGED if present == [_shape(node) for node in nodes] else CHANGED

    def _whole_faults(self, line: Line, nodes: Sequence[NewNode]) -> Iterable[Fault]:
        for said in plan_faults(steps=[node.step for node in nodes]):
            yield Fault(line.number, WEIGHT.title, said, _("一份完整的计划"), _("核对该项目的全部节点"))

    def _reason_faults(self, line: Line, plan: NewPlan, verdict: str) -> Iterable[Fault]:
        if verdict == CHANGED and not plan.reason.strip():
            yield fault(line, REASON, _("已有审定计划,须写明调整原因"), _("在该项目第一行填写调整原因"))

    def _refused(self, line: Line, project: Project, faults: dict[int, list[Fault]]) -> Outcome:
        own = faults.get(line.number)
        if own is None:
            rows = _("、").join(str(number) for number in sorted(faults))
            text = _("同一项目的各行都正确(第 {rows} 行有误)")
            own = [fault(line, NODE, text.format(rows=rows), _("改正后整份重新导入"))]
        return Outcome(line, REFUSED, own, f"{project.name} · {line.values['name']}")


def assess(*, lines: Sequence[Line], day: date) -> list[Outcome]:
    """Judge every line; the lines of one project stand or fall together."""
    judge = _Judge(lines, day)
    outcomes: dict[int, Outcome] = {}
    groups: dict[int, list[Line]] = defaultdict(list)
    projects: dict[int, Project] = {}
    for line in lines:
        try:
            project = judge.projects.find(line.values["code"])
        except NotFound as error:
            found = [fault(line, PROJECT_CODE, error.expected, error.remedy)]
            outcomes[line.number] = Outcome(line, REFUSED, found, line.values["code"])
            continue
        projects[project.pk] = project
        groups[project.pk].append(line)
    for key, group in groups.items():
        for outcome in judge.verdicts(projects[key], group):
            outcomes[outcome.line.number] = outcome
    return [outcomes[line.number] for line in lines]


def load(
    *, outcomes: Sequence[Outcome], source: Source, actor: Actor, at: datetime, day: date, progress: Reporter
) -> list[Effect]:
    """Freeze the plans: a baseline where there was none, else an adjustment with its reason."""
    plans = [outcome.payload for outcome in outcomes if outcome.payload is not None]
    made = adopt_plans(plans=plans, actor=actor, at=at, day=day)
    progress.step(len(outcomes), len(outcomes), _("正在登记计划"))
    seqs = written_seqs(subjects=[(SUBJECT_KIND, row.project_id) for row in made])
    return [
        Effect(SUBJECT_KIND, row.project_id, seq, before={"version": row.pk})
        for row, seq in zip(made, seqs, strict=True)
    ]


def undo(*, effects: Sequence[Effect], actor: Actor, at: datetime, day: date) -> None:
    """Take the plans back. Raises PlanRefused where nodes have been closed since."""
    versions: list[PlanVersion] = []
    for chunk in chunks([str(effect.before["version"]) for effect in effects]):
        versions += PlanVersion.objects.filter(pk__in=chunk).select_related("project")
    withdraw_plans(versions=versions, reason=_("撤销导入"), actor=actor, at=at, day=day)


def _shape(node: NewNode) -> Shape:
    return (
        node.code, node.name, node.planned_date, node.weight_bp, node.owner, node.evidence_kind, node.fact_kind,
        node.owner_post_id,
    )  # fmt: skip


PLANS = ImportKind(
    code="project_plans",
    title="项目计划",
    permission="projects.plan.write",
    columns=COLUMNS,
    assess=assess,
    load=load,
    undo=undo,
    description="登记审定的项目计划,一个节点一行,一个项目的各行合为一份;首次登记即为基准计划,再次登记按调整处理,原版本保留。",
    source_hint="主抓单位、建设单位报审的项目推进计划",
    order=160,
)
