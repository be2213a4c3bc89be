"""Workbench pages: the list of projects and one project's record."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lutu.domains.projects.models import Project
from lutu.domains.projects.queries import allocations_of, fact_history, lists_of, project_rows, with_leader
from lutu.domains.projects.views.columns import staff_spec
from lutu.domains.projects.views.filters import SUBJECT, place_of, shown_terms
from lutu.domains.projects.views.history import history_rows, reading_of
from lutu.domains.projects.views.map import point_of
from lutu.domains.projects.views.permissions import LAND_WRITE, PERMIT_WRITE, READ, REGISTER_WRITE, WRITE
from lutu.domains.projects.views.steps import next_step
from lutu.domains.projects.views.summary import summary_of
from lutu.domains.projects.views.tabs import head_of, history_of, may, opened_project
from lutu.kernel.access.queries import can, visible_to
from lutu.kernel.access.registry import reads
from lutu.kernel.registers.models import Membership
from lutu.kernel.territory.queries import street_names
from lutu.web.guards import staff_page
from lutu.web.lists import list_response


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
@require_safe
@staff_page(READ)
def project_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One project for those who work on it: evidence, history, land, lists, and what was done by whom.

    Reading a restricted project leaves a trace in its journal (查看留痕).
    """
    return render(request, "projects/staff_record.html", _context(request, opened_project(request, pk)))


def _context(request: HttpRequest, project: Project) -> dict[str, Any]:
    facts = list(fact_history(project=project))
    reading = reading_of(project, facts=facts, day=request.day)
    seen = visible_to(user=request.user, model=Membership, day=request.day, subject_kind=SUBJECT)
    memberships = list(lists_of(project=project).filter(seen))
    allocations = list(allocations_of(project=project))
    return {
        "reading": reading,
        "next_step": next_step(project=project, reading=reading),
        "place": place_of(project, names=street_names(day=request.day)),
        "history": history_rows(facts, day=request.day),
        "memberships": [row for row in memberships if holds(row, request.day)],
        "past_memberships": [row for row in memberships if not holds(row, request.day)],
        "allocations": [row for row in allocations if holds(row, request.day)],
        "past_allocations": [row for row in allocations if not holds(row, request.day)],
        "map": point_of(project),
        **may(request, may_correct=PERMIT_WRITE, may_allocate=LAND_WRITE, may_list=REGISTER_WRITE),
        **history_of(project),
        **head_of(request, project, "record"),
    }


def holds(row: Any, day: Any) -> bool:
    """Whether a half-open period holds the day."""
    return row.valid_from <= day and (row.valid_to is None or row.valid_to > day)
