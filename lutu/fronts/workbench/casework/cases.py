"""事项: every case the reader may see, and what supervision does to many of them at once."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lutu.fronts.workbench.casework import columns, filters
from lutu.fronts.workbench.casework.answers import came_from
from lutu.fronts.workbench.casework.deadlines import with_lights
from lutu.fronts.workbench.casework.forms.acts import ReassignForm, post_picks
from lutu.fronts.workbench.casework.permissions import READ, SUPERVISE
from lutu.kernel.access.queries import can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.casework.actions import MoveRefused, reassign_many, urge
from lutu.kernel.casework.actions.urging import Urged
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.queries import case_rows
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page
from lutu.web.lists import BulkAction, ListSpec, list_response

MOST_AT_ONCE = 1000
# What urging says where nobody wrote anything else: part of the record, so it stays in the language of the record.
STANDARD_WORD = "请抓紧办理,并及时反馈进展"

LIST = ListSpec(
    key="cases",
    title=_("事项"),
    columns=(
        columns.TITLE, columns.DUE, columns.STAGE, columns.OWNER, columns.ESCALATED, columns.AREA, columns.NUMBER,
        *(replace(column, shown=False) for column in (columns.FLOW, columns.DUE_DAY)),
        columns.RAISER, columns.OPENED, columns.CLOSED,
    ),
    filters=(
        filters.STATE, filters.FLOW, filters.STAGE, filters.STREET, filters.UNIT, filters.ATTENTION, filters.WHOSE,
        *filters.BY_DATE,
    ),
    order=("-is_open", "is_paused", "due_at"),
    search=lambda rows, text: rows.filter(Q(title__icontains=text) | Q(number__icontains=text)),
    search_title=_("标题或编号"),
    empty_title=_("还没有事项"),
    empty_help=_("会议议定、问题上报和交办的任务都会列在这里。"),
    row_url=columns.case_url,
    bulk=(
        BulkAction(
            title=pgettext_lazy("verb", "督办"), url_name="workbench:cases_urge", permission=SUPERVISE,
            icon="bell-ringing",
        ),
        BulkAction(title=_("改派"), url_name="workbench:cases_reassign", permission=SUPERVISE, icon="user-share"),
    ),
)  # fmt: skip


@reads(Case, "list")
@reads(Case, "export")
@require_safe
@staff_page()
def case_list(request: HttpRequest) -> HttpResponseBase:
    """The cases of the reader's areas, posts and own asking: open ones first, by deadline."""
    rows = case_rows(user=request.user, day=request.day)
    calendar = current_calendar()

    def prepare(batch: list[Any]) -> None:
        with_lights(batch, at=request.now, calendar=calendar)

    context = {
        "actions_template": "workbench/casework/case_actions.html",
        "may_assign": can(user=request.user, permission=READ, day=request.day),
    }
    return list_response(request, spec=LIST, rows=rows, context=context, prepare=prepare)


@reads(Case, "form")
@staff_page(SUPERVISE)
@require_POST
def cases_urge(request: HttpRequest) -> HttpResponseBase:
    """Urge the owners of the selected cases (批量督办): one tap, each case at most once a day."""
    urged = urge(case_ids=_selected(request), text=STANDARD_WORD, user=request.user, at=request.now)
    messages.add_message(request, messages.SUCCESS if urged.done else messages.INFO, urged_words(urged))
    return redirect(came_from(request, default=reverse("workbench:cases")))


@reads(Case, "form")
@staff_page(SUPERVISE)
@require_POST
def cases_reassign(request: HttpRequest) -> HttpResponseBase:
    """Give the selected cases to another post (批量改派): the selection is posted first, then post and reason."""
    rows = visible(user=request.user, model=Case, day=request.day).filter(pk__in=_selected(request), is_open=True)
    cases = list(rows.order_by("due_at", "pk"))
    if not cases:
        raise Http404(_now("没有选中可以办理的事项"))
    back = came_from(request, default=reverse("workbench:cases"))

    def save(form: ReassignForm) -> str:
        outcome = reassign_many(
            case_ids=[case.pk for case in cases], post=form.cleaned_data["post"], reason=form.cleaned_data["reason"],
            user=request.user, key=form.cleaned_data["key"], at=request.now,
        )  # fmt: skip
        for reason in outcome.refused:
            messages.error(request, reason)
        return back

    is_answer = "post" in request.POST
    form = ReassignForm(request.POST if is_answer else None, user=request.user, day=request.day)
    title = _now("批量改派:{count}件事项").format(count=len(cases))
    return answer_form(
        request, form=form, save=save, refused=MoveRefused, title=title, submit=_("改派"), cancel=back,
        done=_("改派已办理。"), template="workbench/casework/reassign_many.html",
        context={"cases": cases, "back": back, "picks": post_picks(form, user=request.user, day=request.day)},
    )  # fmt: skip


def urged_words(urged: Urged) -> str:
    """What came of urging, in a sentence."""
    parts = [_now("已督办{count}件").format(count=len(urged.done))] if urged.done else []
    if urged.already:
        parts.append(_now("{count}件今天已督办过").format(count=len(urged.already)))
    if urged.refused:
        parts.append(_now("{count}件已办结或不归您督办").format(count=len(urged.refused)))
    return _now(",").join(parts) + _now("。") if parts else _now("没有选中事项。")


def _selected(request: HttpRequest) -> list[int]:
    ids = [int(key) for key in request.POST.getlist("ids") if key.isascii() and key.isdecimal() and len(key) < 19]
    return ids[:MOST_AT_ONCE]
