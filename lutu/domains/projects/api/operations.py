"""The operations: projects, one project, its facts."""

from typing import Annotated, Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from lutu.domains.projects.api.rows import brief, fact_row, full, money
from lutu.domains.projects.api.schemas import FILTERS, CodeText, FactList, ProjectFilters, ProjectList, ProjectOut
from lutu.domains.projects.models import Project
from lutu.domains.projects.queries import fact_history, lists_of, project_by_code, project_rows, timeline_nodes
from lutu.domains.projects.views.columns import ORDER, found
from lutu.domains.projects.views.filters import by_register, by_street
from lutu.domains.projects.views.summary import totals
from lutu.kernel.access.queries import visible_to
from lutu.kernel.access.registry import reads
from lutu.kernel.registers.models import Membership
from lutu.kernel.territory.queries import street_names
from lutu.web.problems import NOT_FOUND, REFUSALS, refuse_unknown

router = Router(tags=["projects"])
# The API answers the same to everybody: only what is public.
VISITOR = AnonymousUser()


@router.get("/projects", response={200: ProjectList, **REFUSALS}, summary="重点项目一览")
@reads(Project, "list")
def projects(request: HttpRequest, asked: Annotated[ProjectFilters, Query()]) -> dict[str, Any]:
    """公开的重点项目,按计划总投资从大到小 (public key projects, largest first), with totals over all that match."""
    refuse_unknown(request, known=FILTERS)
    request.reader = VISITOR  # type: ignore[attr-defined]
    day = request.day  # type: ignore[attr-defined]
    rows = project_rows(user=VISITOR, day=day)
    if asked.q:
        rows = found(rows, asked.q)
    if asked.street:
        rows = by_street(rows, [asked.street], request)
    if asked.register_code:
        rows = by_register(rows, [asked.register_code], request)
    if asked.stage:
        rows = rows.filter(standing__stage=asked.stage)
    if asked.light:
        rows = rows.filter(standing__light=asked.light)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    count, investment_fen = totals(rows)
    start = (asked.page - 1) * asked.size
    names = street_names(day=day)
    items = [brief(row, names=names) for row in rows.order_by(*ORDER)[start : start + asked.size]]
    return {
        "as_of": day,
        "count": count,
        "page": asked.page,
        "size": asked.size,
        "total_planned_investment": money(investment_fen),
        "items": items,
    }


@router.get("/projects/{code}", response={200: ProjectOut, **NOT_FOUND, **REFUSALS}, summary="一个重点项目")
@reads(Project, "detail")
def project(request: HttpRequest, code: Annotated[CodeText, Path()]) -> dict[str, Any]:
    """一个项目的基本信息、阶段、节点与所在清单 (a project by its code or a code it once had)."""
    day = request.day  # type: ignore[attr-defined]
    refuse_unknown(request)
    row = _project(request, code)
    lists = lists_of(project=row, day=day).filter(visible_to(user=VISITOR, model=Membership, day=day))
    return full(row, day=day, names=street_names(day=day), nodes=timeline_nodes(project=row, day=day), lists=lists)


@router.get("/projects/{code}/facts", response={200: FactList, **NOT_FOUND, **REFUSALS}, summary="一个项目的要素数据")
@reads(Project, "detail")
def facts(request: HttpRequest, code: Annotated[CodeText, Path()]) -> dict[str, Any]:
    """决定阶段的要素数据,含已更正的历史值 (the sourced facts behind the stage, corrected ones included)."""
    refuse_unknown(request)
    row = _project(request, code)
    items = [fact_row(fact) for fact in fact_history(project=row)]
    return {"as_of": request.day, "code": row.code, "count": len(items), "items": items}  # type: ignore[attr-defined]


def _project(request: HttpRequest, code: str) -> Project:
    found_row = project_by_code(user=VISITOR, day=request.day, code=code)  # type: ignore[attr-defined]
    if found_row is None:
        raise Http404(_("没有这个项目代码,或该项目未公开"))
    return found_row
