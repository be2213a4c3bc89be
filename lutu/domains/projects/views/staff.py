"""Workbench pages: the list of projects and one project's record."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lutu.domains.projects.models import LightWaiver, PlanNode, Project, TeamTerm
from lutu.domains.projects.queries import (
    allocations_of,
    fact_history,
    lists_of,
    project_rows,
    terms_of,
    with_leader,
)
from lutu.domains.projects.views.columns import staff_spec, stage_badge
from lutu.domains.projects.views.filters import SUBJECT, place_of, shown_terms
from lutu.domains.projects.views.history import history_rows, reading_of
from lutu.domains.projects.views.light_rows import light_section
from lutu.domains.projects.views.map import point_of
from lutu.domains.projects.views.permissions import (
    LAND_WRITE,
    LIGHT_WRITE,
    PERMIT_WRITE,
    PLAN_WRITE,
    READ,
    REGISTER_WRITE,
    RULES_READ,
    TEAM_WRITE,
    WRITE,
)
from lutu.domains.projects.views.plan_rows import plan_section
from lutu.domains.projects.views.steps import next_step
from lutu.domains.projects.views.summary import summary_of
from lutu.kernel.access.actions import note_read
from lutu.kernel.access.models import Sensitivity
from lutu.kernel.access.queries import actor_of, can, visible_to
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.models import Case
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.registers.models import Membership
from lutu.kernel.territory.queries import street_names
from lutu.web.guards import staff_page
from lutu.web.lists import list_response

ENTRIES_SHOWN = 50


@reads(Project, "list")
@reads(Project, "count")
@reads(Project, "export")
@require_safe
@staff_page(READ)
def project_list(request: HttpRequest) -> HttpResponseBase:
    """Every project the account may see, with every column, saved views and bulk joining of lists."""
    spec = staff_spec(request)
    rows = with_leader(project_rows(user=request.user, day=request.day), day=request.day, shown=shown_terms(request))
    summary = summary_of(request=request, spec=spec, rows=rows)
    context = {
        "summary": summary,
        "may_write": can(user=request.user, permission=WRITE, day=request.day),
    }
    return list_response(
        request, spec=spec, rows=rows, template="projects/staff_list.html", context=context, count=summary.count
    )


@reads(Project, "detail")
@reads(Project, "print")
@reads(TeamTerm, "detail")
@reads(PlanNode, "detail")
@reads(LightWaiver, "detail")
@reads(StoredFile, "attachment")
@reads(Case, "detail")
@require_safe
@staff_page(READ)
def project_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One project for those who work on it: evidence, history, land, lists, and what was done by whom.

    Reading a restricted project leaves a trace in its journal (查看留痕).
    """
    project = visible_project(request, pk)
    if project.sensitivity == Sensitivity.RESTRICTED:
        note_read(subject=(SUBJECT, project.pk), actor=actor_of(request.user), at=request.now)
    return render(request, "projects/staff_record.html", _context(request, project))


def visible_project(request: HttpRequest, pk: int) -> Project:
    """The project the account may see, or 404: hidden and missing look the same."""
    return get_object_or_404(project_rows(user=request.user, day=request.day), pk=pk)


def _context(request: HttpRequest, project: Project) -> dict[str, Any]:
    facts = list(fact_history(project=project))
    reading = reading_of(project, facts=facts, day=request.day)
    rights = {
        name: can(user=request.user, permission=permission, day=request.day, area=None)
        for name, permission in (
            ("may_write", WRITE),
            ("may_correct", PERMIT_WRITE),
            ("may_allocate", LAND_WRITE),
            ("may_list", REGISTER_WRITE),
            ("may_team", TEAM_WRITE),
            ("may_plan", PLAN_WRITE),
            ("may_waive", LIGHT_WRITE),
            ("may_see_rules", RULES_READ),
        )
    }
    seen = visible_to(user=request.user, model=Membership, day=request.day)
    memberships = list(lists_of(project=project).filter(seen))
    allocations = list(allocations_of(project=project))
    return {
        "project": project,
        "stage": stage_badge(project),
        "reading": reading,
        "next_step": next_step(project=project, reading=reading),
        "place": place_of(project, names=street_names(day=request.day)),
        "history": history_rows(facts, day=request.day),
        "memberships": [row for row in memberships if holds(row, request.day)],
        "past_memberships": [row for row in memberships if not holds(row, request.day)],
        "allocations": [row for row in allocations if holds(row, request.day)],
        "past_allocations": [row for row in allocations if not holds(row, request.day)],
        "audit_subject": f"{SUBJECT}/{project.pk}",
        "entries": entries_of(subject=(SUBJECT, project.pk))[:ENTRIES_SHOWN],
        "map": point_of(project),
        "trail": [(_("重点项目"), reverse("projects:list")), (project.name, "")],
        **rights,
        **team_section(request, project),
        **plan_section(project=project, day=request.day, reading=reading, user=request.user),
        **light_section(project=project, day=request.day, reading=reading),
    }


def team_section(request: HttpRequest, project: Project) -> dict[str, Any]:
    """The team of a project and everybody who was in it before, as far as the reader may see them."""
    terms = list(terms_of(project=project).filter(shown_terms(request)))
    present = [term for term in terms if term.valid_to is None or term.valid_to > request.day]
    return {
        "leader": next((term for term in present if term.role == TeamTerm.Role.LEADER), None),
        "team": [term for term in present if term.role != TeamTerm.Role.LEADER],
        "past_terms": [term for term in terms if term not in present],
    }


def holds(row: Any, day: Any) -> bool:
    """Whether a half-open period holds the day."""
    return row.valid_from <= day and (row.valid_to is None or row.valid_to > day)
