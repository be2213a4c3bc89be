"""Answering a request for a list page."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from lutu.kernel.access.queries import can
from lutu.web.clock import demo_day
from lutu.web.lists.export import Export, Prepare, as_csv, as_xlsx
from lutu.web.lists.page import ListPage
from lutu.web.lists.rows import narrowed
from lutu.web.lists.spec import ListSpec
from lutu.web.lists.state import ListState, read_state
from lutu.web.models import SavedView

EXPORTERS = {"csv": as_csv, "xlsx": as_xlsx}


def list_response(
    request: HttpRequest,
    *,
    spec: ListSpec,
    rows: QuerySet[Any],
    template: str = "web/list_workbench.html",
    context: Mapping[str, Any] | None = None,
    prepare: Prepare | None = None,
    count: int | None = None,
) -> HttpResponseBase:
    """The page, or the exported file where `export=xlsx|csv` is asked.

    `rows` holds what the reader may see, with everything the columns need already selected: the number of queries
    stays the same whatever the number of rows. What the database can't select is put on the rows by `prepare(batch)`,
    which gets the rows of the page (of an export: up to 2,000 at a time) as a list and adds to them in place. A view
    that has already counted the narrowed rows says so by `count` and saves a query. The template gets `list`
    (ListPage), `rows` (the narrowed queryset, for maps and counts beside the table) and the given context.
    """
    state = read_state(request=request, spec=spec)
    found = narrowed(rows=rows, spec=spec, state=state, request=request)
    shown = _page(request, spec, state, found, prepare, count)
    exporter = EXPORTERS.get(request.GET.get("export", ""))
    if exporter is not None:
        day = request.day  # type: ignore[attr-defined]
        about = Export(str(spec.title), day, state.columns, shown.conditions, demo_day() is not None)
        return exporter(rows=found, export=about, prepare=prepare)
    return render(request, template, {"list": shown, "rows": found, **(context or {})})


def _rows_of(found: QuerySet[Any], page: Page) -> QuerySet[Any]:
    """The rows of a page: the database first finds their keys, then joins what the columns need to these alone.

    In one query with all joins both databases may sort every row with everything joined to it.
    """
    first = page.start_index() - 1 if page.paginator.count else 0
    return found.filter(pk__in=found.values("pk")[first : page.end_index()])


def _page(
    request: HttpRequest,
    spec: ListSpec,
    state: ListState,
    found: QuerySet[Any],
    prepare: Prepare | None,
    count: int | None,
) -> ListPage:
    signed_in = request.user.is_authenticated
    views = list(SavedView.objects.filter(owner=request.user.pk, list_key=spec.key)) if signed_in else []
    day = request.day  # type: ignore[attr-defined]
    bulk = [
        action
        for action in spec.bulk
        if not action.permission or can(user=request.user, permission=action.permission, day=day)
    ]
    paginator = Paginator(found, state.size)
    if count is not None:
        paginator.count = count
    page = paginator.get_page(state.page)
    page.object_list = _rows_of(found, page)
    hints = state.hints
    if state.page > paginator.num_pages:
        hints = (*hints, _("只有{count}页,已显示最后一页。").format(count=paginator.num_pages))
        state = ListState(**{**state.__dict__, "hints": hints})
    return ListPage(spec, state, page, views, bulk, signed_in, request.path, prepare)
