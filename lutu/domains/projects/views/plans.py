"""Plans: making one from a template, approving, adjusting, and closing nodes by evidence (the mission, S2.17)."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from lutu.domains.projects.actions import (
    NewNode,
    NewPlan,
    NodeRefused,
    PlanRefused,
    approve_plan,
    close_node,
    discard_draft,
    rebaseline,
    reopen_node,
)
from lutu.domains.projects.forms import AdjustPlanForm, ApprovePlanForm, CloseNodeForm, ReasonForm
from lutu.domains.projects.models import PlanNode, PlanVersion, Project
from lutu.domains.projects.queries import fact_days, plans_on, stage_reading
from lutu.domains.projects.views.columns import plan_url
from lutu.domains.projects.views.permissions import PLAN_WRITE
from lutu.domains.projects.views.plan_rows import NODE_SUBJECT
from lutu.domains.projects.views.tabs import visible_project
from lutu.kernel.access.queries import actor_of, require, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.documents.actions import FileRefused, store_file
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page


@reads(PlanVersion, "form")
@staff_page(PLAN_WRITE)
def plan_approve(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Approve a draft (审定计划): it is frozen, and the first one is the baseline for good."""
    version = _draft(request, pk)

    def save(form: ApprovePlanForm) -> str:
        approve_plan(
            version=version, document=form.cleaned_data["document"], actor=actor_of(request.user), at=request.now,
            day=request.day,
        )  # fmt: skip
        return plan_url(version.project)

    title = _("审定计划:%(name)s 第%(no)s版") % {"name": version.project.name, "no": version.no}
    return answer_form(
        request, form=ApprovePlanForm(request.POST or None), save=save, refused=PlanRefused, title=title,
        submit=_("审定并冻结"),
        cancel=plan_url(version.project), done=_("计划已审定冻结。"), template="projects/approve_form.html",
        context={"version": version, "nodes": version.plan_nodes.order_by("planned_date", "position")},
    )  # fmt: skip


@reads(PlanVersion, "form")
@staff_page(PLAN_WRITE)
def plan_discard(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Throw a draft away with a reason (撤销草案)."""
    version = _draft(request, pk)

    def save(form: ReasonForm) -> str:
        discard_draft(version=version, reason=form.cleaned_data["reason"], actor=actor_of(request.user), at=request.now)
        return plan_url(version.project)

    return answer_form(
        request, form=ReasonForm(request.POST or None), save=save, refused=PlanRefused,
        title=_("撤销计划草案:%(name)s") % {"name": version.project.name}, submit=_("撤销草案"),
        cancel=plan_url(version.project), done=_("草案已撤销。"),
    )  # fmt: skip


@reads(Project, "form")
@staff_page(PLAN_WRITE)
def plan_adjust(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give open nodes other days with a reason (调整计划): a new frozen version; the baseline stays beside it."""
    project = visible_project(request, pk)
    require(user=request.user, permission=PLAN_WRITE, day=request.day, area=project.area)
    nodes = _nodes_in_force(project, request.day)
    if not nodes:
        messages.error(request, _("还没有审定的计划,请先应用模板或导入并审定。"))
        return redirect(plan_url(project))
    facts = fact_days(reading=stage_reading(project=project, day=request.day))
    waiting = [node for node in nodes if node.done_date is None and node.fact_kind not in facts]

    def save(form: AdjustPlanForm) -> str:
        days = form.days()
        changed = [replace(_new_node(node), planned_date=days.get(node.pk, node.planned_date)) for node in nodes]
        plan = NewPlan(project, changed, form.cleaned_data["reason"], form.cleaned_data["document"])
        rebaseline(plan=plan, actor=actor_of(request.user), at=request.now, day=request.day)
        return plan_url(project)

    return answer_form(
        request, form=AdjustPlanForm(request.POST or None, nodes=waiting), save=save, refused=PlanRefused,
        title=_("调整计划:%(name)s") % {"name": project.name}, submit=_("审定调整"), cancel=plan_url(project),
        done=_("计划已调整,原版本仍可查。"), template="projects/adjust_form.html",
    )  # fmt: skip


@reads(PlanNode, "form")
@staff_page(PLAN_WRITE)
def node_close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close a node with its day and evidence; one that a fact closes is refused."""
    node, project = _node(request, pk)

    def save(form: CloseNodeForm) -> str:
        actor, typed = actor_of(request.user), form.cleaned_data
        with transaction.atomic():
            close_node(
                node=node, done_date=typed["done_date"], evidence=typed["evidence"], actor=actor, at=request.now,
                day=request.day,
            )  # fmt: skip
            if upload := typed["upload"]:
                store_file(
                    subject=(NODE_SUBJECT, node.pk), kind="evidence", name=upload.name, content=upload.read(),
                    actor=actor, at=request.now, note=typed["evidence"],
                )  # fmt: skip
        return plan_url(project)

    form = CloseNodeForm(
        request.POST or None, request.FILES or None, evidence_kind=node.evidence_kind, today=request.day,
        initial={"done_date": request.day},
    )  # fmt: skip
    return answer_form(
        request, form=form, save=save, refused=(NodeRefused, FileRefused),
        title=_("办结节点:%(node)s") % {"node": node.name}, submit=_("办结"), cancel=plan_url(project),
        done=_("节点已办结,进度和亮灯已重新计算。"), template="projects/node_form.html",
        context={"node": node, "project": project},
    )  # fmt: skip


@reads(PlanNode, "form")
@staff_page(PLAN_WRITE)
def node_reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Open a node again that was closed by mistake (撤回办结)."""
    node, project = _node(request, pk)

    def save(form: ReasonForm) -> str:
        reopen_node(
            node=node, reason=form.cleaned_data["reason"], actor=actor_of(request.user), at=request.now,
            day=request.day,
        )  # fmt: skip
        return plan_url(project)

    return answer_form(
        request, form=ReasonForm(request.POST or None), save=save, refused=NodeRefused,
        title=_("撤回办结:%(node)s") % {"node": node.name}, submit=_("撤回办结"), cancel=plan_url(project),
        done=_("已撤回办结,原记录留在办理经过中。"), template="projects/node_form.html",
        context={"node": node, "project": project},
    )  # fmt: skip


def _draft(request: HttpRequest, pk: int) -> PlanVersion:
    rows = visible(user=request.user, model=PlanVersion, day=request.day).select_related("project__area", "template")
    version = get_object_or_404(rows, pk=pk, frozen=False)
    require(user=request.user, permission=PLAN_WRITE, day=request.day, area=version.project.area)
    return version


def _node(request: HttpRequest, pk: int) -> tuple[PlanNode, Project]:
    rows = visible(user=request.user, model=PlanNode, day=request.day).select_related("version__project__area")
    node = get_object_or_404(rows, pk=pk, version__frozen=True)
    project = node.version.project
    require(user=request.user, permission=PLAN_WRITE, day=request.day, area=project.area)
    return node, project


def _nodes_in_force(project: Project, day: date) -> list[PlanNode]:
    plan = plans_on(project_ids=[project.pk], day=day).get(project.pk)
    return list(PlanNode.objects.filter(version=plan).order_by("position")) if plan else []


def _new_node(node: PlanNode) -> NewNode:
    return NewNode(
        node.code, node.name, node.planned_date, node.weight_bp, node.owner, node.evidence_kind, node.fact_kind,
        node.owner_post_id,
    )  # fmt: skip
