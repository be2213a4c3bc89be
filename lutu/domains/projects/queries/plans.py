"""Reading plans: the version in force on a day, its nodes as they count, and what came before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from lutu.domains.projects.facts import STATISTICS_ENTRY
from lutu.domains.projects.models import PlanNode, PlanVersion, Project
from lutu.domains.projects.plans import Step
from lutu.domains.projects.stages import DONE, StageReading
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.queries import stage_titles
from lutu.kernel.periods import day_of

Ids = Collection[int] | QuerySet[Any] | None


def plans_on(*, project_ids: Ids, day: date) -> dict[int, int]:
    """{project id: key of the plan in force on a day}: the last whole plan approved by then; one query."""
    rows = _approved(day)
    if project_ids is not None:
        rows = rows.filter(project__in=project_ids)
    return dict(rows.order_by("no").values_list("project_id", "pk"))


def node_steps(
    *, project_ids: Ids, day: date, facts: Mapping[int, Mapping[str, date]]
) -> dict[int, tuple[dict[str, str], list[Step]]]:
    """{project id: ({node code: fact kind}, nodes as they count)} of the plans in force on a day; two queries.

    `facts` gives {project id: {fact kind: day}}: a node bound to a fact is done on its day, or open without one.
    """
    plans = plans_on(project_ids=project_ids, day=day)
    if not plans:
        return {}
    rows = PlanNode.objects.filter(version__in=_approved(day))
    if project_ids is not None:
        rows = rows.filter(version__project__in=project_ids)
    in_force = {version: project for project, version in plans.items()}
    found: dict[int, tuple[dict[str, str], list[Step]]] = {project: ({}, []) for project in plans}
    columns = ("version_id", "fact_kind", "code", "name", "planned_date", "weight_bp", "done_date")
    for version, kind, code, name, planned, weight, done in rows.values_list(*columns).iterator(5000):
        if (project := in_force.get(version)) is None:
            continue
        kinds, steps = found[project]
        if kind:
            kinds[code] = kind
            done = facts.get(project, {}).get(kind)
        steps.append(Step(code, name, planned, weight, done))
    return found


def fact_days(*, reading: StageReading | None, statistics_date: date | None = None) -> dict[str, date]:
    """{fact kind: day} of what a project has by its stage reading: what closes the nodes bound to facts."""
    nodes = reading.nodes if reading else ()
    found = {node.kind: node.date for node in nodes if node.state == DONE and node.date is not None}
    return found | ({STATISTICS_ENTRY: statistics_date} if statistics_date else {})


def versions_of(*, project: Project) -> QuerySet[PlanVersion]:
    """Every version of a project's whole plan, the first (the baseline) first, with its nodes."""
    rows = PlanVersion.objects.filter(project=project, is_tasks=False).order_by("no")
    return rows.prefetch_related("plan_nodes__owner_post__organisation")


def task_plans_of(*, project: Project) -> QuerySet[PlanVersion]:
    """The bundles of tasks that were started for a project, the newest first, with their nodes."""
    rows = PlanVersion.objects.filter(project=project, is_tasks=True).select_related("template").order_by("-pk")
    return rows.prefetch_related("plan_nodes__owner_post__organisation")


def steps_of(*, nodes: Iterable[PlanNode], facts: Mapping[str, date]) -> list[Step]:
    """Stored nodes as they count; one bound to a fact is done on the fact's day."""
    return [
        Step(node.code, node.name, node.planned_date, node.weight_bp,
             facts.get(node.fact_kind) if node.fact_kind else node.done_date)
        for node in nodes
    ]  # fmt: skip


def nodes_by_code(*, versions: Iterable[PlanVersion]) -> dict[str, dict[int, PlanNode]]:
    """{node code: {version number: node}}, to lay the versions of a plan side by side."""
    found: dict[str, dict[int, PlanNode]] = defaultdict(dict)
    for version in versions:
        for node in version.plan_nodes.all():
            found[node.code][version.no] = node
    return found


def _approved(day: date) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.filter(is_tasks=False, frozen=True, approved_date__lte=day)


class TaskState(NamedTuple):
    """Where a task of a bundle stands, as its case says."""

    case_id: int
    number: str
    stage: str
    is_open: bool
    done_date: date | None


def task_states(*, versions: Iterable[PlanVersion]) -> dict[int, TaskState]:
    """{node key: state} of the tasks of these bundles, by their cases; one query besides the nodes."""
    nodes = {node.pk: node.case_id for version in versions for node in version.plan_nodes.all() if node.case_id}
    titles = stage_titles()
    cases = {case.pk: case for case in Case.objects.filter(pk__in=nodes.values())}
    return {
        node: TaskState(
            case.pk, case.number, titles.get((case.flow, case.stage), case.stage), case.is_open,
            day_of(case.closed_at) if case.closed_at and case.outcome == DONE else None,
        )
        for node, key in nodes.items()
        if (case := cases.get(key)) is not None
    }  # fmt: skip
