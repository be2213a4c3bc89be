"""The record of a project has several pages (标签页): an overview, its plan with the lights, its people with tasks.

Each stays within a dozen queries. What every one of them shows at its head stands here.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lutu.domains.projects.lights import Light
from lutu.domains.projects.models import LightWaiver, PlanNode, Project, TeamTerm
from lutu.domains.projects.queries import course_of, project_rows, terms_of
from lutu.domains.projects.views.columns import people_url, plan_url, record_url, stage_badge
from lutu.domains.projects.views.filters import SUBJECT, shown_terms
from lutu.domains.projects.views.light_rows import light_section
from lutu.domains.projects.views.permissions import LIGHT_WRITE, PLAN_WRITE, READ, RULES_READ, TEAM_WRITE, WRITE
from lutu.domains.projects.views.plan_rows import plan_section
from lutu.domains.projects.views.task_rows import task_plans
from lutu.kernel.access.actions import note_read
from lutu.kernel.access.models import Sensitivity
from lutu.kernel.access.queries import actor_of, can
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.models import Case
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.journal.queries import entries_of
from lutu.web.guards import staff_page

ENTRIES_SHOWN = 50


def visible_project(request: HttpRequest, pk: int) -> Project:
    """The project the account may see, or 404: hidden and missing look the same."""
    return get_object_or_404(project_rows(user=request.user, day=request.day), pk=pk)


def opened_project(request: HttpRequest, pk: int) -> Project:
    """The same for reading it: opening a restricted project leaves a trace in its journal (查看留痕)."""
    project = visible_project(request, pk)
    if project.sensitivity == Sensitivity.RESTRICTED:
        note_read(subject=(SUBJECT, project.pk), actor=actor_of(request.user), at=request.now)
    return project


def may(request: HttpRequest, **permissions: str) -> dict[str, bool]:
    """{name in the template: whether the account holds the permission anywhere}."""
    return {
        name: can(user=request.user, permission=permission, day=request.day) for name, permission in permissions.items()
    }


def head_of(request: HttpRequest, project: Project, tab: str) -> dict[str, Any]:
    """What stands above every page of a project's record, and which of them is open."""
    tabs = (
        ("record", _("概况"), record_url(project)),
        ("plan", _("计划与亮灯"), plan_url(project)),
        ("people", _("专班与任务"), people_url(project)),
    )
    trail = [(_("重点项目"), reverse("projects:list"))]
    if tab == "record":
        trail.append((project.name, ""))
    else:
        trail += [(project.name, record_url(project)), (next(title for key, title, _url in tabs if key == tab), "")]
    light = project.standing.light
    return {
        "project": project,
        "stage": stage_badge(project),
        "stage_since": project.standing.stage_since,
        "standing_light": (light, str(Light(light).label)) if light else None,
        "tabs": [(title, url, key == tab) for key, title, url in tabs],
        "trail": trail,
        **may(request, may_write=WRITE),
    }


def history_of(project: Project) -> dict[str, Any]:
    """What was done to a project, by whom and when, for the margin of a page."""
    return {
        "entries": entries_of(subject=(SUBJECT, project.pk))[:ENTRIES_SHOWN],
        "audit_subject": f"{SUBJECT}/{project.pk}",
    }


@reads(Project, "detail")
@reads(Project, "print")
@reads(PlanNode, "detail")
@reads(LightWaiver, "detail")
@reads(StoredFile, "attachment")
@require_safe
@staff_page(READ)
def project_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Lights with arithmetic, rule and owner; accepted reasons; the plan with baseline and actual days."""
    project = opened_project(request, pk)
    course = course_of(project=project, day=request.day)
    context = {
        "reading": course.reading,
        **head_of(request, project, "plan"),
        **may(request, may_plan=PLAN_WRITE, may_waive=LIGHT_WRITE, may_see_rules=RULES_READ),
        **plan_section(course=course, user=request.user),
        **light_section(course=course),
    }
    return render(request, "projects/staff_plan.html", context)


@reads(Project, "detail")
@reads(Project, "print")
@reads(TeamTerm, "detail")
@reads(PlanNode, "detail")
@reads(Case, "detail")
@require_safe
@staff_page(READ)
def project_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads and works on the project, who did before, and the tasks they have in hand."""
    project = opened_project(request, pk)
    terms = list(terms_of(project=project).filter(shown_terms(request)))
    present = [term for term in terms if term.valid_to is None or term.valid_to > request.day]
    context = {
        **head_of(request, project, "people"),
        **may(request, may_team=TEAM_WRITE, may_plan=PLAN_WRITE),
        "leader": next((term for term in present if term.role == TeamTerm.Role.LEADER), None),
        "team": [term for term in present if term.role != TeamTerm.Role.LEADER],
        "past_terms": [term for term in terms if term not in present],
        "task_plans": task_plans(project=project, day=request.day, user=request.user),
        **history_of(project),
    }
    return render(request, "projects/staff_people.html", context)
