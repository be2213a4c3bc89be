"""Plans as rows to read: baseline beside present and actual days, what is late, what comes next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lutu.domains.projects.facts import REPORTED_TITLES, STATISTICS_ENTRY, SUBJECT_KIND
from lutu.domains.projects.models import PlanNode, PlanVersion, Project
from lutu.domains.projects.plans import Evidence, Owner, actual_bp, open_steps, plan_bp, slip_days
from lutu.domains.projects.queries import (
    Answerable,
    fact_days,
    owners_of,
    steps_of,
    task_plans_of,
    task_states,
    terms_on,
    versions_of,
)
from lutu.domains.projects.stages import StageReading
from lutu.domains.projects.views.chart import chart_of
from lutu.kernel.access.queries import visible
from lutu.kernel.casework.queries import case_rows
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.facts.queries import facts_in_force

NEXT_SHOWN = 3
NODE_SUBJECT = "projects.plannode"


@dataclass(frozen=True)
class PlanRow:
    """One node: its day in the baseline and now, the day it was done, and its state in words."""

    node: PlanNode
    baseline_date: date | None
    moved_days: int
    done_date: date | None
    state: str
    tone: str
    closes_by: str
    may_close: bool
    owner: str = ""
    files: Sequence[StoredFile] = ()


@dataclass(frozen=True)
class TaskRow:
    """One task of a bundle, as its case says."""

    node: PlanNode
    number: str
    case_id: int
    stage: str
    is_open: bool
    is_late: bool


def plan_section(*, project: Project, day: date, reading: StageReading, user: Any = None) -> dict[str, Any]:
    """The plan of a project on a day, for the templates; drafts, owners, files and tasks for staff (`user`) only."""
    versions = list(versions_of(project=project))
    frozen = [row for row in versions if row.frozen]
    told = _statistics(project, day)
    facts = fact_days(reading=reading, statistics_date=told)
    shown: dict[str, Any] = {
        "plan": None,
        "plan_draft": next((row for row in versions if not row.frozen), None) if user else None,
        "plan_versions": frozen,
        "task_plans": _task_plans(project, day, user) if user else [],
    }
    if not frozen:
        return shown
    current, baseline = frozen[-1], frozen[0]
    nodes = list(current.plan_nodes.all())
    steps = steps_of(nodes=nodes, facts=facts)
    owners: Mapping[str, str] = {}
    files: Mapping[int, list[StoredFile]] = {}
    if user:
        files = _files(nodes, user, day)
        who = Answerable(project=project, day=day, terms=terms_on(project_ids=[project.pk], day=day))
        owners = owners_of(nodes=nodes, day=day, who=who)
    rows = [
        replace(row, owner=owners.get(row.node.code, ""), files=files.get(row.node.pk, ()))
        for row in _rows(nodes, baseline, facts, day)
    ]
    waiting = {step.code for step in open_steps(steps=steps, day=day)[:NEXT_SHOWN]}
    first_steps = steps_of(nodes=baseline.plan_nodes.all(), facts={})
    return shown | {
        "plan": current,
        "plan_baseline": baseline if baseline != current else None,
        "plan_rows": rows,
        "plan_next": [row for row in rows if row.node.code in waiting],
        "plan_bp": plan_bp(steps=steps, day=day),
        "actual_bp": actual_bp(steps=steps, day=day),
        "done_count": sum(row.done_date is not None for row in rows),
        "late_count": sum(row.tone == "red" for row in rows),
        "slip_days": slip_days(baseline=first_steps, present=steps),
        "chart": chart_of(steps=steps, day=day),
    }


def dated_rows(nodes: Sequence[Any]) -> list[tuple[Any, str, str]]:
    """(node, what closes it, who owns it) of nodes that are yet to be stored, for a preview."""
    return [(node, _closes_by(node.evidence_kind, node.fact_kind), str(Owner(node.owner).label)) for node in nodes]


def _rows(nodes: Sequence[PlanNode], baseline: PlanVersion, facts: Mapping[str, date], day: date) -> list[PlanRow]:
    first = {node.code: node.planned_date for node in baseline.plan_nodes.all()}
    found = []
    for node in nodes:
        done = facts.get(node.fact_kind) if node.fact_kind else node.done_date
        planned_first = first.get(node.code)
        moved = (node.planned_date - planned_first).days if planned_first else 0
        state, tone = _state(node, done, day)
        found.append(
            PlanRow(
                node, planned_first, moved, done, state, tone, _closes_by(node.evidence_kind, node.fact_kind),
                done is None and not node.fact_kind,
            )
        )  # fmt: skip
    return found


def _state(node: PlanNode, done: date | None, day: date) -> tuple[str, str]:
    if done is not None:
        late = (done - node.planned_date).days
        return (_("已办结,晚%(days)s天") % {"days": late}, "green") if late > 0 else (_("已办结"), "green")
    late = (day - node.planned_date).days
    return (_("逾期%(days)s天") % {"days": late}, "red") if late > 0 else (_("未到期"), "grey")


def _closes_by(evidence_kind: str, fact_kind: str) -> str:
    if fact_kind:
        return _("“%(fact)s”数据") % {"fact": REPORTED_TITLES[fact_kind]}
    return str(Evidence(evidence_kind).label)


def _statistics(project: Project, day: date) -> date | None:
    rows = facts_in_force(subject_kind=SUBJECT_KIND, subject_ids=[project.pk], day=day, kinds=[STATISTICS_ENTRY])
    return rows.order_by("value_date").values_list("value_date", flat=True).first()


def _files(nodes: Sequence[PlanNode], user: Any, day: date) -> dict[int, list[StoredFile]]:
    """{node key: files the reader may see}."""
    shown = visible(user=user, model=StoredFile, day=day).filter(removed_at__isnull=True)
    found: dict[int, list[StoredFile]] = defaultdict(list)
    for file in shown.filter(subject_kind=NODE_SUBJECT, subject_id__in=[node.pk for node in nodes]).order_by("pk"):
        found[file.subject_id].append(file)
    return found


def _task_plans(project: Project, day: date, user: Any) -> list[tuple[PlanVersion, list[TaskRow]]]:
    """Every bundle of tasks with those whose cases the reader may see."""
    versions = list(task_plans_of(project=project))
    states = task_states(versions=versions) if versions else {}
    keys = [state.case_id for state in states.values()]
    shown = set(case_rows(user=user, day=day).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    found = []
    for version in versions:
        rows = []
        for node in sorted(version.plan_nodes.all(), key=lambda node: (node.planned_date, node.position)):
            if (state := states.get(node.pk)) is not None and state.case_id in shown:
                is_late = state.is_open and node.planned_date < day
                rows.append(TaskRow(node, state.number, state.case_id, state.stage, state.is_open, is_late))
        found.append((version, rows))
    return found
