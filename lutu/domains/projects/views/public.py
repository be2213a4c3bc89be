"""Portal pages: the list, the map and one project. They show what everybody may see, whoever is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lutu.domains.projects.models import LightWaiver, PlanNode, Project
from lutu.domains.projects.queries import allocations_of, course_of, lists_of, project_by_code, project_rows
from lutu.domains.projects.views.columns import public_spec, stage_badge
from lutu.domains.projects.views.filters import SUBJECT, place_of, reader_of
from lutu.domains.projects.views.light_rows import light_section
from lutu.domains.projects.views.map import map_of, point_of
from lutu.domains.projects.views.plan_rows import plan_section
from lutu.domains.projects.views.summary import shown_rows, summary_of
from lutu.kernel.access.queries import visible_to
from lutu.kernel.access.registry import reads
from lutu.kernel.registers.models import Membership
from lutu.kernel.territory.queries import street_names
from lutu.web.lists import list_response


def for_everybody(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a page for a visitor: what is shown does not depend on who is signed in."""

    @wraps(view)
    def public(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.reader = AnonymousUser()  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return public


@reads(Project, "list")
@reads(Project, "count")
@reads(Project, "export")
@require_safe
@for_everybody
def project_list(request: HttpRequest) -> HttpResponseBase:
    """重点项目进展: every project the reader may see, with search, filters, stage band and export."""
    spec = public_spec(request)
    rows = project_rows(user=reader_of(request), day=request.day)
    summary = summary_of(request=request, spec=spec, rows=rows)
    context = {
        "summary": summary,
        "other_view": {"url": reverse("projects:public_map"), "query": request.GET.urlencode()},
    }
    return list_response(
        request, spec=spec, rows=rows, template="projects/public_list.html", context=context, count=summary.count
    )


@reads(Project, "tile")
@reads(Project, "count")
@require_safe
@for_everybody
def project_map(request: HttpRequest) -> HttpResponse:
    """The same projects on a map, narrowed by the same address bar; the list stays one click away."""
    spec = public_spec(request)
    rows = project_rows(user=reader_of(request), day=request.day)
    found = shown_rows(request=request, spec=spec, rows=rows)
    summary = summary_of(request=request, spec=spec, rows=rows)
    context = {
        "summary": summary,
        "map": map_of(rows=found, summary=summary, day=request.day),
        "other_view": {"url": reverse("projects:public_list"), "query": request.GET.urlencode()},
    }
    return list_response(
        request, spec=spec, rows=rows, template="projects/public_map.html", context=context, count=summary.count
    )


@reads(Project, "detail")
@reads(Project, "print")
@reads(PlanNode, "detail")
@reads(LightWaiver, "detail")
@require_safe
@for_everybody
def project_record(request: HttpRequest, code: str) -> HttpResponseBase:
    """One project: stage with its evidence, nodes, lists, land and sources. A former code leads to the present one."""
    project = project_by_code(user=reader_of(request), day=request.day, code=code)
    if project is None:
        raise Http404(_("没有这个项目,或该项目未公开"))
    if project.code != code:
        return redirect("projects:public_record", code=project.code, permanent=True)
    return render(request, "projects/public_record.html", _context(request, project))


def _context(request: HttpRequest, project: Project) -> dict[str, Any]:
    course = course_of(project=project, day=request.day)
    return {
        "project": project,
        "stage": stage_badge(project),
        "reading": course.reading,
        "place": place_of(project, names=street_names(day=request.day)),
        "memberships": lists_of(project=project, day=request.day).filter(
            visible_to(user=reader_of(request), model=Membership, day=request.day, subject_kind=SUBJECT)
        ),
        "allocations": allocations_of(project=project, day=request.day),
        "aliases": project.aliases.all(),
        "map": point_of(project),
        **plan_section(course=course),
        **light_section(course=course),
        "trail": [(_("重点项目进展"), reverse("projects:public_list")), (project.name, "")],
    }
