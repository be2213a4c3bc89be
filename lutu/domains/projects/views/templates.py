"""Templates of plans: what there is, and applying one to a project with a preview of every dated node."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lutu.domains.projects.actions import (
    PlanRefused,
    apply_tasks,
    apply_template,
    task_posts,
    template_nodes,
)
from lutu.domains.projects.forms import ApplyTemplateForm
from lutu.domains.projects.models import PlanNode, PlanTemplate, PlanVersion, Project
from lutu.domains.projects.plans import Owner
from lutu.domains.projects.queries import plans_on, posts_of_owners, project_by_code
from lutu.domains.projects.stages import LAND_SUPPLY
from lutu.domains.projects.views.columns import people_url, plan_url, record_url
from lutu.domains.projects.views.permissions import PLAN_WRITE, READ
from lutu.domains.projects.views.plan_rows import dated_rows
from lutu.domains.projects.views.tabs import visible_project
from lutu.kernel.access.queries import actor_of, can, require, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.periods import in_force
from lutu.web.guards import staff_page
from lutu.web.lists import Column, ListSpec, list_response

REFUSED = 422
LIST = ListSpec(
    key="plan-templates",
    title=gettext_lazy("计划模板"),
    columns=(
        Column("name", gettext_lazy("模板"), lambda row: row.name, order_by=("name",)),
        Column("kind", gettext_lazy("用途"), lambda row: row.get_kind_display(), order_by=("kind",)),
        Column("nodes", gettext_lazy("节点"), lambda row: row.node_count, "number", order_by=("node_count",)),
        Column("mark", gettext_lazy("标记"), lambda row: _("默认值") if row.is_default else "", "badge"),
        Column("valid_from", gettext_lazy("起"), lambda row: row.valid_from, "date", order_by=("valid_from",)),
        Column("source", gettext_lazy("依据"), lambda row: row.source),
        Column("code", gettext_lazy("代码"), lambda row: row.code, "code", order_by=("code",), shown=False),
    ),
    order=("kind", "code"),
    search=lambda rows, text: rows.filter(name__icontains=text),
    empty_title=gettext_lazy("没有计划模板"),
    empty_help=gettext_lazy("模板随系统载入;请联系系统管理员。"),
    row_url=lambda row: reverse("projects:template", args=[row.pk]),
)


@reads(PlanTemplate, "list")
@reads(PlanTemplate, "export")
@require_safe
@staff_page(READ)
def template_list(request: HttpRequest) -> HttpResponseBase:
    """Every template in force with the number of its nodes."""
    rows = _templates(request).annotate(node_count=Count("template_nodes"))
    return list_response(request, spec=LIST, rows=rows)


@reads(PlanTemplate, "detail")
@require_safe
@staff_page(READ)
def template_record(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One template: its nodes with anchor, offset, weight and what closes them, and the way to apply it."""
    template = get_object_or_404(_templates(request), pk=pk)
    if code := request.GET.get("project", "").strip():
        project = project_by_code(user=request.user, day=request.day, code=code.upper())
        if project is not None:
            return redirect(f"{reverse('projects:apply', args=[project.pk])}?template={template.pk}")
        messages.error(request, _("没有代码为 %(code)s 的项目,请核对后重填") % {"code": code})
    context = {
        "template": template,
        "nodes": dated_rows(template.template_nodes.order_by("position")),
        "may_apply": can(user=request.user, permission=PLAN_WRITE, day=request.day),
        "entries": entries_of(subject=("projects.plantemplate", pk))[:20],
        "audit_subject": f"projects.plantemplate/{pk}",
        "trail": [(_("计划模板"), reverse("projects:templates")), (template.name, "")],
    }
    return render(request, "projects/template_record.html", context)


@reads(Project, "form")
@reads(PlanTemplate, "form")
@staff_page(PLAN_WRITE)
def template_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply a template to a project: choose it, give its days, look at every dated node, confirm."""
    project = visible_project(request, pk)
    require(user=request.user, permission=PLAN_WRITE, day=request.day, area=project.area)
    chosen = request.POST.get("template") or request.GET.get("template", "")
    template = _templates(request).filter(pk=chosen).first() if chosen.isdecimal() else None
    page: dict[str, Any] = {
        "project": project,
        "templates": _templates(request),
        "template": template,
        "cancel_url": record_url(project),
        "trail": [(_("重点项目"), reverse("projects:list")), (project.name, record_url(project)), (_("应用模板"), "")],
    }
    if template is None:
        return render(request, "projects/apply_template.html", page)
    form = _form(request, project, template)
    if not form.is_bound or not form.is_valid():
        status = REFUSED if form.is_bound else 200
        return render(request, "projects/apply_template.html", page | {"form": form}, status=status)
    try:
        if request.method == "POST":
            return _confirmed(request, project, template, form)
        preview = _preview(request, project, template, form)
    except PlanRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "projects/apply_template.html", page | {"form": form}, status=REFUSED)
    return render(request, "projects/apply_template.html", page | {"form": form, "preview": preview})


def _confirmed(request: HttpRequest, project: Project, template: PlanTemplate, form: ApplyTemplateForm) -> HttpResponse:
    doing: dict[str, Any] = {"actor": actor_of(request.user), "at": request.now, "anchors": form.anchors()}
    if template.kind == PlanTemplate.Kind.TASKS:
        version = apply_tasks(
            project=project, template=template, day=request.day, raiser=getattr(request.user, "person", None), **doing
        )
        messages.success(request, _("已交办 %(count)s 项任务。") % {"count": version.plan_nodes.count()})
        return redirect(people_url(project))
    posts = posts_of_owners(project=project, day=request.day)
    reason = form.cleaned_data.get("reason", "")
    apply_template(project=project, template=template, posts=posts, reason=reason, **doing)
    messages.success(request, _("草案已生成,审定后生效。"))
    return redirect(plan_url(project))


def _preview(
    request: HttpRequest, project: Project, template: PlanTemplate, form: ApplyTemplateForm
) -> list[tuple[Any, str, str]]:
    """(node, what closes it, who owns it) by day; of tasks the post they will go to."""
    posts = posts_of_owners(project=project, day=request.day)
    if template.kind == PlanTemplate.Kind.TASKS:
        posts = task_posts(project=project, template=template, day=request.day)
    nodes = template_nodes(template=template, anchors=form.anchors(), posts=posts)
    rows = [
        (node, closes, str(posts[node.owner]) if node.owner in posts else str(Owner(node.owner).label))
        for node, closes, _owner in dated_rows(nodes)
    ]
    return sorted(rows, key=lambda row: (row[0].planned_date, row[0].code))


def _form(request: HttpRequest, project: Project, template: PlanTemplate) -> ApplyTemplateForm:
    typed = request.POST if request.method == "POST" else request.GET if "preview" in request.GET else None
    has_plan = PlanVersion.objects.filter(project=project, is_tasks=False, frozen=True).exists()
    plan = plans_on(project_ids=[project.pk], day=request.day).get(project.pk)
    land = PlanNode.objects.filter(version=plan, fact_kind=LAND_SUPPLY).values_list("planned_date", flat=True).first()
    return ApplyTemplateForm(
        typed,
        templates=_templates(request),
        anchors=set(template.template_nodes.values_list("anchor", flat=True)),
        needs_reason=has_plan and template.kind == PlanTemplate.Kind.PLAN,
        initial={
            "template": template.pk, "start": project.planned_start_date, "completion": project.planned_completion_date,
            "land": land,
        },
    )  # fmt: skip


def _templates(request: HttpRequest) -> QuerySet[PlanTemplate]:
    rows = visible(user=request.user, model=PlanTemplate, day=request.day)
    return rows.filter(in_force(request.day)).order_by("kind", "code")
