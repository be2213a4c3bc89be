"""Bundles of tasks as rows to read: each with its case, as far as the reader may see it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lutu.domains.projects.models import PlanNode, PlanVersion, Project
from lutu.domains.projects.queries import task_plans_of, task_states
from lutu.kernel.casework.queries import case_rows


@dataclass(frozen=True)
class TaskRow:
    """One task of a bundle, as its case says."""

    node: PlanNode
    number: str
    case_id: int
    stage: str
    is_open: bool
    is_late: bool


def task_plans(*, project: Project, day: date, user: Any) -> list[tuple[PlanVersion, list[TaskRow]]]:
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
