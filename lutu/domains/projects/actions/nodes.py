"""办结节点: closing nodes of plans by evidence. A node bound to a fact is closed by the fact, never by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lutu.domains.projects.actions.standing import rebuild_standing
from lutu.domains.projects.actions.teams import lock_projects
from lutu.domains.projects.facts import REPORTED_TITLES, SUBJECT_KIND
from lutu.domains.projects.models import PlanNode, PlanVersion
from lutu.domains.projects.queries import CHUNK
from lutu.kernel.journal.actions import Actor, NewEntry, record_many

CLOSED = ("done_date", "evidence", "closed_by_name", "closed_at")


class NodeRefused(ValueError):
    """A node that a fact closes, that is closed already or of an overtaken plan; a future day; no evidence."""


@dataclass(frozen=True)
class Closing:
    """A node that was done on a day, and what shows it."""

    node: PlanNode
    done_date: date
    evidence: str


def close_node(*, node: PlanNode, done_date: date, evidence: str, actor: Actor, at: datetime, day: date) -> PlanNode:
    """Close a node by evidence (办结节点). Raises NodeRefused."""
    return close_nodes(closings=[Closing(node, done_date, evidence)], actor=actor, at=at, day=day)[0]


@transaction.atomic
def close_nodes(*, closings: Sequence[Closing], actor: Actor, at: datetime, day: date) -> list[PlanNode]:
    """Close many nodes at once; all or none. Raises NodeRefused for the first that cannot be."""
    given = {closing.node.pk: closing for closing in closings}
    nodes = _locked(sorted(given))
    overtaken = _overtaken({node.version_id for node in nodes})
    for node in nodes:
        closing = given[node.pk]
        _require_open(node, overtaken)
        _require_evidence(node, closing, day)
        node.done_date, node.evidence = closing.done_date, closing.evidence.strip()
        node.closed_by_name, node.closed_at = actor.name, at
    PlanNode.objects.bulk_update(nodes, CLOSED, batch_size=100)
    entries = [
        NewEntry(
            (SUBJECT_KIND, node.version.project_id),
            "projects.node.closed",
            {"node": node.name, "done": node.done_date, "evidence": node.evidence},
        )
        for node in nodes
    ]
    record_many(entries=entries, actor=actor, at=at)
    rebuild_standing(projects=sorted({node.version.project_id for node in nodes}), day=day, at=at)
    return nodes


@transaction.atomic
def reopen_node(*, node: PlanNode, reason: str, actor: Actor, at: datetime, day: date) -> PlanNode:
    """Open a node again that was closed by mistake (撤回办结); the journal keeps the closing. Raises NodeRefused."""
    [stored] = _locked([node.pk])
    if stored.done_date is None:
        raise NodeRefused(_("“{node}”还没有办结").format(node=stored.name))
    if not reason.strip():
        raise NodeRefused(_("撤回办结须说明原因"))
    if stored.version_id in _overtaken({stored.version_id}):
        raise NodeRefused(_("该版计划已被调整,请在现行版本上办理"))
    told = {"node": stored.name, "was": stored.done_date, "reason": reason}
    stored.done_date, stored.evidence, stored.closed_by_name, stored.closed_at = None, "", "", None
    stored.save(update_fields=list(CLOSED))
    entry = NewEntry((SUBJECT_KIND, stored.version.project_id), "projects.node.reopened", told)
    record_many(entries=[entry], actor=actor, at=at)
    rebuild_standing(projects=[stored.version.project_id], day=day, at=at)
    return stored


def _locked(keys: Sequence[int]) -> list[PlanNode]:
    """The nodes as stored, their projects locked."""
    found: list[PlanNode] = []
    projects = PlanVersion.objects.filter(plan_nodes__in=keys).values_list("project_id", flat=True)
    lock_projects(projects=set(projects))
    for start in range(0, len(keys), CHUNK):
        found += PlanNode.objects.filter(pk__in=keys[start : start + CHUNK]).select_related("version").order_by("pk")
    return found


def _overtaken(versions: set[int]) -> set[int]:
    """Those of the versions that a later approved one has replaced."""
    rows = list(PlanVersion.objects.filter(pk__in=versions, is_tasks=False).values_list("pk", "project_id", "no"))
    approved = PlanVersion.objects.filter(project__in={project for _pk, project, _no in rows}, is_tasks=False)
    last = dict(approved.filter(frozen=True).values("project").annotate(no=Max("no")).values_list("project", "no"))
    return {pk for pk, project, no in rows if no < last.get(project, no)}


def _require_open(node: PlanNode, overtaken: set[int]) -> None:
    if node.fact_kind:
        text = _("“{node}”由“{fact}”数据自动办结,不能手工办结")
        raise NodeRefused(text.format(node=node.name, fact=REPORTED_TITLES[node.fact_kind]))
    if node.case_id is not None:
        raise NodeRefused(_("“{node}”随事项办结,请在事项中办理").format(node=node.name))
    if not node.version.frozen:
        raise NodeRefused(_("计划还没有审定,不能办结节点"))
    if node.version_id in overtaken:
        raise NodeRefused(_("该版计划已被调整,请在现行版本上办理"))
    if node.done_date is not None:
        raise NodeRefused(_("“{node}”已于 {day} 办结").format(node=node.name, day=node.done_date))


def _require_evidence(node: PlanNode, closing: Closing, day: date) -> None:
    if not closing.evidence.strip():
        raise NodeRefused(_("销号须附佐证"))
    if closing.done_date > day:
        text = _("“{node}”的完成日期 {done} 晚于今天 {day}")
        raise NodeRefused(text.format(node=node.name, done=closing.done_date, day=day))
