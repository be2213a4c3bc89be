"""待办: what waits for the reader, by deadline; the first page of every member of staff."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lutu.fronts.workbench.casework import columns, filters
from lutu.fronts.workbench.casework.deadlines import with_lights
from lutu.fronts.workbench.casework.forms.fields import new_key
from lutu.fronts.workbench.casework.moves import fires_at_once, main_move
from lutu.fronts.workbench.casework.words import flow_title
from lutu.kernel.access.registry import reads
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.offers import capacities, offered_to
from lutu.kernel.casework.queries import to_confirm, to_do
from lutu.kernel.casework.urgency import LATER, OVERDUE, PAUSED, TODAY, WEEK, sections, tally, with_urgency
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

# How many of the cases that wait for the reader's word stand above the list; the others are one tap away.
CONFIRM_SHOWN = 5
TITLES = {
    OVERDUE: _("已逾期"), TODAY: _("今日到期"), WEEK: _("本周到期"), LATER: _("以后"), PAUSED: _("已暂停"),
}  # fmt: skip
KEYS = {"overdue": OVERDUE, "today": TODAY, "week": WEEK, "later": LATER, "paused": PAUSED}


def _by_section(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(section__in=[KEYS[key] for key in chosen])


BY_DUE = Filter(
    key="due", title=_("时限"), options=lambda request: [(key, str(TITLES[KEYS[key]])) for key in KEYS],
    apply=_by_section, multiple=True,
)  # fmt: skip
WHY = Column(key="why", title=_("为何由我办"), value=lambda row: row.why)
LIST = ListSpec(
    key="todo",
    title=_("待办"),
    columns=(
        columns.TITLE, columns.DUE, columns.DUE_DAY, columns.STAGE, WHY,
        *(replace(column, shown=False) for column in (columns.FLOW, columns.AREA, columns.NUMBER)),
        columns.RAISER, columns.OPENED,
    ),
    filters=(BY_DUE, filters.FLOW),
    order=("section", "due_at"),
    search=lambda rows, text: rows.filter(Q(title__icontains=text) | Q(number__icontains=text)),
    search_title=_("标题或编号"),
    empty_title=_("没有待办"),
    empty_help=_("由您的岗位办理、委托您代理或由您代班的事项会列在这里。"),
    row_url=columns.case_url,
)  # fmt: skip


@reads(Case, "feed")
@reads(Case, "export")
@require_safe
@never_cache
@staff_page()
def todo(request: HttpRequest) -> HttpResponseBase:
    """The open cases of the reader's posts and of those lent to the reader, in sections by deadline.

    One tap makes a move that needs nothing more; what waits for the reader's confirmation stands above.
    """
    calendar = current_calendar()
    rows = with_urgency(rows=to_do(user=request.user, day=request.day).select_related("raiser"), at=request.now)

    def prepare(batch: list[Any]) -> None:
        with_lights(batch, at=request.now, calendar=calendar)
        with_offers(batch, request)

    waiting = to_confirm(user=request.user, day=request.day)
    shown = list(waiting[: CONFIRM_SHOWN + 1])
    prepare(shown)
    tallied = tally(rows=to_do(user=request.user, day=request.day), at=request.now)
    kinds = [(code, flow_title(code)) for code in sorted({flow for flow, _section in tallied})]
    spec = replace(LIST, filters=(BY_DUE, replace(filters.FLOW, options=lambda _request: kinds)))
    counts = sections(tallied)
    context = {
        "waiting": shown[:CONFIRM_SHOWN],
        "more_waiting": len(shown) > CONFIRM_SHOWN,
        "tiles": [(key, TITLES[number], counts[number], number == OVERDUE) for key, number in KEYS.items()],
        "section_titles": TITLES,
        "section_counts": counts,
    }
    return list_response(
        request, spec=spec, rows=rows, template="workbench/casework/todo.html", context=context, prepare=prepare
    )


def with_offers(batch: list[Any], request: HttpRequest) -> None:
    """Put on each case why it waits for the reader, the move offered first, and the key for making it."""
    held = capacities(cases=batch, user=request.user, day=request.day)
    for case in batch:
        capacity = held[case.pk]
        case.move = main_move(offered_to(case=case, capacity=capacity), case=case, capacity=capacity)
        case.at_once = case.move is not None and fires_at_once(case.move)
        case.key = new_key()
        case.why = why(case, capacity.instead_of)
        if hasattr(case, "section"):
            case.section_title = TITLES.get(case.section, "")


def why(case: Case, instead_of: str) -> str:
    """Why a case waits for the reader: by which post, and for whom the reader stands in."""
    post = str(case.owner_post) if case.owner_post else ""
    return _now("代{name}:{post}").format(name=instead_of, post=post) if instead_of else post
