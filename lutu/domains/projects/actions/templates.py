"""计划模板: loading them, and making dated plans from them (the mission, S2.17)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from lutu.domains.projects.actions.plans import NewNode, NewPlan, PlanRefused, draft_plan
from lutu.domains.projects.facts import REPORTED_KINDS
from lutu.domains.projects.models import PlanTemplate, PlanTemplateNode, PlanVersion, Project
from lutu.domains.projects.plans import Anchor, Evidence, Owner, Step, TemplateStep, dated, plan_faults
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.parties.models import Post

FILE = Path(__file__).resolve().parent.parent / "rules" / "templates.yaml"
FEWEST, MOST = 8, 32


class TemplateFaulty(ValueError):
    """A template whose nodes do not hold together; `faults` says everything that is wrong with it."""

    def __init__(self, code: str, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(_("模板 {code}:{faults}").format(code=code, faults=_(";").join(faults)))


@transaction.atomic
def load_templates(*, actor: Actor, at: datetime, valid_from: date, file: Path = FILE) -> int:
    """Load the templates of a YAML file that are not yet known (载入计划模板); returns how many.

    A known template stays as it is. Raises TemplateFaulty.
    """
    loaded = 0
    for row in yaml.safe_load(file.read_text(encoding="utf-8"))["templates"]:
        if PlanTemplate.objects.filter(code=row["code"]).exists():
            continue
        nodes = _nodes_of(row)
        template = PlanTemplate.objects.create(
            code=row["code"], name=row["name"], kind=row["kind"], source=row["source"], valid_from=valid_from,
            is_default=row["source"].startswith("默认值"),
        )  # fmt: skip
        for node in nodes:
            node.template = template
        PlanTemplateNode.objects.bulk_create(nodes)
        record(
            subject=("projects.plantemplate", template.pk), action="projects.template.loaded", actor=actor, at=at,
            details={"code": template.code, "name": template.name, "count": len(nodes)}, basis=template.source,
        )  # fmt: skip
        loaded += 1
    return loaded


def template_nodes(
    *, template: PlanTemplate, anchors: Mapping[str, date], posts: Mapping[str, Post] | None = None
) -> list[NewNode]:
    """The nodes of a template with their days (排期), in order; `posts` gives {owner: post}. Raises AnchorMissing."""
    nodes = list(template.template_nodes.order_by("position"))
    days = dated(
        nodes=[TemplateStep(node.code, node.name, node.anchor, node.offset, node.weight_bp) for node in nodes],
        anchors=anchors,
    )
    by_owner = posts or {}
    return [
        NewNode(
            node.code, node.name, days[node.code], node.weight_bp, node.owner, node.evidence_kind, node.fact_kind,
            by_owner[node.owner].pk if node.owner in by_owner else None,
        )
        for node in nodes
    ]  # fmt: skip


def apply_template(
    *,
    project: Project,
    template: PlanTemplate,
    anchors: Mapping[str, date],
    actor: Actor,
    at: datetime,
    posts: Mapping[str, Post] | None = None,
    reason: str = "",
) -> PlanVersion:
    """Make the draft of a project's whole plan from a template (应用模板). Raises PlanRefused or AnchorMissing."""
    if template.kind != PlanTemplate.Kind.PLAN:
        raise PlanRefused(_("“{template}”是专项任务,不是总体计划").format(template=template))
    nodes = template_nodes(template=template, anchors=anchors, posts=posts)
    return draft_plan(plan=NewPlan(project, nodes, reason, template=template), actor=actor, at=at)


def _nodes_of(row: Mapping[str, Any]) -> list[PlanTemplateNode]:
    faults: list[str] = []
    nodes = [_node(place, told, faults) for place, told in enumerate(row["nodes"], start=1)]
    if not FEWEST <= len(nodes) <= MOST:
        text = _("节点 {count} 个,应为 {fewest} 至 {most} 个")
        faults.append(text.format(count=len(nodes), fewest=FEWEST, most=MOST))
    any_day = date.min
    faults += plan_faults(steps=[Step(node.code, node.name, any_day, node.weight_bp) for node in nodes])
    if faults:
        raise TemplateFaulty(row["code"], faults)
    return nodes


def _node(place: int, told: Mapping[str, Any], faults: list[str]) -> PlanTemplateNode:
    anchor, offset = told["at"]
    fact = told.get("fact", "")
    evidence = Evidence.FACT.value if fact else told.get("evidence", "")
    for value, allowed in ((anchor, Anchor.values), (told["owner"], Owner.values), (evidence, Evidence.values)):
        if value not in allowed:
            faults.append(
                _("{code}:“{value}”应为 {allowed} 之一").format(
                    code=told["code"], value=value, allowed=_("、").join(allowed)
                )
            )
    if fact and fact not in REPORTED_KINDS:
        faults.append(_("{code}:未知的要素 {fact}").format(code=told["code"], fact=fact))
    weight = Decimal(str(told["weight"])) * 100
    if weight != weight.to_integral_value():
        faults.append(_("{code}:权重至多两位小数").format(code=told["code"]))
    return PlanTemplateNode(
        position=place, code=told["code"], name=told["name"], anchor=anchor,
        offset=int(offset * 100) if anchor == Anchor.SPAN else int(offset), weight_bp=int(weight),
        owner=told["owner"], evidence_kind=evidence, fact_kind=fact,
    )  # fmt: skip
