"""计划: drafting, approving and adjusting plans. An approved version is frozen; the first one stays as the baseline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lutu.domains.projects.actions.standing import rebuild_standing
from lutu.domains.projects.actions.teams import lock_projects
from lutu.domains.projects.facts import REPORTED_KINDS, SUBJECT_KIND
from lutu.domains.projects.models import PlanNode, PlanTemplate, PlanVersion, Project
from lutu.domains.projects.plans import Evidence, Step, plan_faults
from lutu.domains.projects.queries import CHUNK
from lutu.kernel.bulk import insert_values
from lutu.kernel.journal.actions import Actor, NewEntry, record, record_many

NODE_COLUMNS = (
    "version_id", "position", "code", "name", "planned_date", "weight_bp", "owner", "owner_post_id", "evidence_kind",
    "fact_kind", "done_date", "evidence", "closed_by_name", "closed_at", "case_id",
)  # fmt: skip
CLOSED = ("done_date", "evidence", "closed_by_name", "closed_at")


class PlanRefused(ValueError):
    """Nodes that make no plan, an adjustment without a reason, or a version that is frozen or overtaken."""


@dataclass(frozen=True)
class NewNode:
    """A node of a plan to be; `fact_kind` says which fact closes it, and then the evidence is that fact."""

    code: str
    name: str
    planned_date: date
    weight_bp: int
    owner: str
    evidence_kind: str = Evidence.RECORD.value
    fact_kind: str = ""
    owner_post_id: int | None = None

    @property
    def step(self) -> Step:
        """The node as it counts."""
        return Step(self.code, self.name, self.planned_date, self.weight_bp)


@dataclass(frozen=True)
class NewPlan:
    """The whole plan of a project to be approved; `reason` is needed where there is a baseline already."""

    project: Project
    nodes: Sequence[NewNode]
    reason: str = ""
    document: str = ""
    template: PlanTemplate | None = None


@transaction.atomic
def draft_plan(*, plan: NewPlan, actor: Actor, at: datetime) -> PlanVersion:
    """Write the draft of a project's plan (编制计划); an earlier draft gives way. Raises PlanRefused."""
    _require_whole(plan)
    lock_projects(projects=[plan.project.pk])
    PlanVersion.objects.filter(project=plan.project, is_tasks=False, frozen=False).delete()
    last = _last_numbers([plan.project.pk]).get(plan.project.pk, 0)
    if last:
        _require_reason(plan)
    made = PlanVersion.objects.create(
        project=plan.project, template=plan.template, no=last + 1, reason=plan.reason, document=plan.document,
        drafted_by_name=actor.name, drafted_at=at,
    )  # fmt: skip
    insert_nodes(version_nodes=[(made.pk, plan.nodes, {})])
    _journal("projects.plan.drafted", made, actor=actor, at=at, count=len(plan.nodes), reason=plan.reason)
    return made


@transaction.atomic
def approve_plan(*, version: PlanVersion, actor: Actor, at: datetime, day: date, document: str = "") -> PlanVersion:
    """Approve a draft and freeze it (审定计划): the first one becomes the baseline. Raises PlanRefused.

    What was closed in the version before stays closed under the same node code.
    """
    lock_projects(projects=[version.project_id])
    if PlanVersion.objects.filter(pk=version.pk, frozen=True).exists():
        raise PlanRefused(_("第 {no} 版已审定冻结").format(no=version.no))
    closed = _closings([version.project_id]).get(version.project_id, {})
    for node in version.plan_nodes.filter(code__in=list(closed), fact_kind=""):
        for name, value in zip(CLOSED, closed[node.code], strict=True):
            setattr(node, name, value)
        node.save(update_fields=list(CLOSED))
    version.frozen, version.approved_by_name, version.approved_at, version.approved_date = True, actor.name, at, day
    version.document = document or version.document
    version.save(update_fields=["frozen", "approved_by_name", "approved_at", "approved_date", "document"])
    _journal("projects.plan.approved", version, actor=actor, at=at, reason=version.reason)
    rebuild_standing(projects=[version.project_id], day=day, at=at)
    return version


def rebaseline(*, plan: NewPlan, actor: Actor, at: datetime, day: date) -> PlanVersion:
    """Adjust an approved plan with a reason (调整计划): a new frozen version, the old ones stay. Raises PlanRefused."""
    if not PlanVersion.objects.filter(project=plan.project, is_tasks=False, frozen=True).exists():
        raise PlanRefused(_("“{project}”还没有审定的计划,请先审定基准计划").format(project=plan.project))
    return adopt_plans(plans=[plan], actor=actor, at=at, day=day)[0]


@transaction.atomic
def adopt_plans(*, plans: Sequence[NewPlan], actor: Actor, at: datetime, day: date) -> list[PlanVersion]:
    """Freeze approved plans of many projects at once: a baseline where there is none, else an adjustment.

    One project once. Drafts of these projects give way. Raises PlanRefused for the first that is none.
    """
    keys = sorted({plan.project.pk for plan in plans})
    if len(keys) < len(plans):
        raise PlanRefused(_("一个项目一次只能审定一份计划"))
    lock_projects(projects=keys)
    last, closed = _last_numbers(keys), _closings(keys)
    for plan in plans:
        _require_whole(plan)
        if plan.project.pk in last:
            _require_reason(plan)
    for start in range(0, len(keys), CHUNK):
        PlanVersion.objects.filter(project__in=keys[start : start + CHUNK], is_tasks=False, frozen=False).delete()
    made = PlanVersion.objects.bulk_create(
        [
            PlanVersion(
                project=plan.project, template=plan.template, no=last.get(plan.project.pk, 0) + 1, reason=plan.reason,
                document=plan.document, drafted_by_name=actor.name, drafted_at=at, approved_by_name=actor.name,
                approved_at=at, approved_date=day, frozen=True,
            )
            for plan in plans
        ],
        batch_size=CHUNK,
    )  # fmt: skip
    insert_nodes(
        version_nodes=[
            (version.pk, plan.nodes, closed.get(plan.project.pk, {})) for version, plan in zip(made, plans, strict=True)
        ]
    )
    entries = [
        _entry("projects.plan.approved", row, count=len(plan.nodes), reason=plan.reason)
        for row, plan in zip(made, plans, strict=True)
    ]
    record_many(entries=entries, actor=actor, at=at)
    rebuild_standing(projects=keys, day=day, at=at)
    return made


@transaction.atomic
def discard_draft(*, version: PlanVersion, reason: str, actor: Actor, at: datetime) -> None:
    """Throw a draft away (撤销草案). Raises PlanRefused for an approved one."""
    if PlanVersion.objects.filter(pk=version.pk, frozen=True).exists():
        raise PlanRefused(_("第 {no} 版已审定冻结").format(no=version.no))
    _journal("projects.plan.discarded", version, actor=actor, at=at, reason=reason)
    version.delete()


@transaction.atomic
def withdraw_plans(*, versions: Sequence[PlanVersion], reason: str, actor: Actor, at: datetime, day: date) -> None:
    """Take back plans approved by mistake (撤回计划), while they are the last and nothing was closed in them since.

    Raises PlanRefused, naming the first project where something has happened.
    """
    keys = [version.project_id for version in versions]
    last = _last_numbers(keys)
    for version in versions:
        closed = version.plan_nodes.filter(closed_at__gt=version.approved_at).exists()
        if closed or last[version.project_id] != version.no:
            raise PlanRefused(_("“{project}”的计划审定后已有办理记录,不能撤回").format(project=version.project))
    record_many(
        entries=[_entry("projects.plan.withdrawn", version, reason=reason) for version in versions], actor=actor, at=at
    )
    PlanVersion.objects.filter(pk__in=[version.pk for version in versions]).delete()
    rebuild_standing(projects=sorted(set(keys)), day=day, at=at)


def insert_nodes(*, version_nodes: Iterable[tuple[int, Sequence[NewNode], Mapping[str, tuple[object, ...]]]]) -> None:
    """Insert the nodes of versions: (version key, nodes, {node code: what it was closed with before})."""
    insert_values(
        model=PlanNode,
        columns=NODE_COLUMNS,
        rows=[
            (
                version, place, node.code, node.name, node.planned_date, node.weight_bp, node.owner, node.owner_post_id,
                Evidence.FACT.value if node.fact_kind else node.evidence_kind, node.fact_kind,
                *(closed[node.code] if node.code in closed and not node.fact_kind else (None, "", "", None)), None,
            )
            for version, nodes, closed in version_nodes
            for place, node in enumerate(nodes, start=1)
        ],
    )  # fmt: skip


def _require_whole(plan: NewPlan) -> None:
    faults = plan_faults(steps=[node.step for node in plan.nodes])
    unknown = sorted({node.fact_kind for node in plan.nodes if node.fact_kind and node.fact_kind not in REPORTED_KINDS})
    if unknown:
        faults.append(_("未知的要素:{kinds}").format(kinds=_("、").join(unknown)))
    if faults:
        raise PlanRefused(_("“{project}”:{faults}").format(project=plan.project, faults=_(";").join(faults)))


def _require_reason(plan: NewPlan) -> None:
    if not plan.reason.strip():
        raise PlanRefused(_("“{project}”已有基准计划,调整须说明原因").format(project=plan.project))


def _last_numbers(projects: Sequence[int]) -> dict[int, int]:
    """{project id: number of its last frozen version}."""
    found: dict[int, int] = {}
    for start in range(0, len(projects), CHUNK):
        rows = PlanVersion.objects.filter(project__in=projects[start : start + CHUNK], is_tasks=False, frozen=True)
        found.update(rows.order_by().values("project").annotate(last=Max("no")).values_list("project", "last"))
    return found


def _closings(projects: Sequence[int]) -> dict[int, dict[str, tuple[object, ...]]]:
    """{project id: {node code: what it was closed with}}, of the last frozen version of each."""
    last = _last_numbers(projects)
    found: dict[int, dict[str, tuple[object, ...]]] = {}
    for start in range(0, len(projects), CHUNK):
        rows = PlanNode.objects.filter(
            version__project__in=projects[start : start + CHUNK], version__is_tasks=False, version__frozen=True,
            done_date__isnull=False,
        )  # fmt: skip
        for project, no, code, *told in rows.values_list("version__project", "version__no", "code", *CLOSED):
            if last[project] == no:
                found.setdefault(project, {})[code] = tuple(told)
    return found


def _entry(action: str, version: PlanVersion, **further: object) -> NewEntry:
    told = {"edition": version.no, **{name: value for name, value in further.items() if value}}
    return NewEntry((SUBJECT_KIND, version.project_id), action, told, version.document)


def _journal(action: str, version: PlanVersion, *, actor: Actor, at: datetime, **further: object) -> None:
    entry = _entry(action, version, **further)
    record(subject=entry.subject, action=action, actor=actor, at=at, details=entry.details, basis=entry.basis)
