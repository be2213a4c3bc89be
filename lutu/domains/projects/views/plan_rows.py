"""Plans as rows to read: baseline beside present and actual days, what is late, what comes next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lutu.domains.projects.facts import REPORTED_TITLES
from lutu.domains.projects.models import PlanNode
from lutu.domains.projects.plans import Evidence, Owner, actual_bp, open_steps, plan_bp, slip_days
from lutu.domains.projects.queries import Course, Plan, steps_of
from lutu.domains.projects.views.chart import chart_of
from lutu.kernel.access.queries import visible
from lutu.kernel.documents.models import StoredFile

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


def plan_section(*, course: Course, user: Any = None) -> dict[str, Any]:
    """The plan of a project on a day, for the templates; drafts, owners and files for staff (`user`) only."""
    day = course.day
    frozen = [plan for plan in course.plans if plan.version.frozen]
    shown: dict[str, Any] = {
        "plan": None,
        "plan_draft": next((plan.version for plan in course.plans if not plan.version.frozen), None) if user else None,
        "plan_versions": [plan.version for plan in frozen],
    }
    if not frozen:
        return shown
    current, baseline = frozen[-1], frozen[0]
    steps = steps_of(nodes=current.nodes, facts=course.facts)
    files = _files(current.nodes, user, day) if user else {}
    owners = course.owners if user else {}
    rows = [
        replace(row, owner=owners.get(row.node.code, ""), files=files.get(row.node.pk, ()))
        for row in _rows(current.nodes, baseline, course.facts, day)
    ]
    waiting = {step.code for step in open_steps(steps=steps, day=day)[:NEXT_SHOWN]}
    first_steps = steps_of(nodes=baseline.nodes, facts={})
    return shown | {
        "plan": current.version,
        "plan_baseline": baseline.version if baseline != current else None,
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


def _rows(nodes: Sequence[PlanNode], baseline: Plan, facts: Mapping[str, date], day: date) -> list[PlanRow]:
    first = {node.code: node.planned_date for node in baseline.nodes}
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


def _files(nodes: Sequence[PlanNode], user: Any, day: date) -> dict[int, list[StoredFile]]:
    """{node key: files the reader may see}."""
    shown = visible(user=user, model=StoredFile, day=day, subject_kind=NODE_SUBJECT).filter(removed_at__isnull=True)
    found: dict[int, list[StoredFile]] = defaultdict(list)
    for file in shown.filter(subject_kind=NODE_SUBJECT, subject_id__in=[node.pk for node in nodes]).order_by("pk"):
        found[file.subject_id].append(file)
    return found
