"""Public notices as everybody may see them, whoever is signed in; objecting, and looking an answer up."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lutu.fronts.portal.notices.forms import LookupForm, ObjectionForm
from lutu.fronts.workbench.notices.columns import LINE_COLUMNS, NOTICE_COLUMNS, NOTICE_FILTERS
from lutu.fronts.workbench.notices.words import objection_badge, put_windows, stage_badge, window_words
from lutu.kernel.access.queries import actor_of, visible
from lutu.kernel.access.registry import reads, reads_nothing
from lutu.kernel.notices.actions import KeyReused, ObjectionRefused, Objector, object_to_line
from lutu.kernel.notices.models import Objection, PublicNotice, PublicNoticeLine
from lutu.kernel.notices.queries import objection_by_receipt, published_answers, with_objections
from lutu.kernel.notices.registry import public_notice_kind_title
from lutu.kernel.notices.texts import how_to_object
from lutu.kernel.notices.windows import last_day_of, stage_of
from lutu.kernel.periods import day_of
from lutu.web.answers import REFUSED, answer_form
from lutu.web.lists import ListSpec, list_response

VISITOR = AnonymousUser()
RECEIPT = "objection_receipt"
FORM_METHODS = ["GET", "HEAD", "POST"]

LIST = ListSpec(
    key="portal-public-notices",
    title=_("公示"),
    columns=NOTICE_COLUMNS,
    filters=NOTICE_FILTERS,
    order=("-closes_at", "-pk"),
    search=lambda rows, text: rows.filter(title__icontains=text),
    search_title=_("标题"),
    empty_title=_("还没有公示"),
    empty_help=_("影响企业和居民的事项,生效前都在这里公示。"),
    row_url=lambda row: reverse("portal:public_notice", args=[row.pk]),
)
LINES = ListSpec(
    key="portal-public-notice-lines",
    title=_("公示条目"),
    columns=LINE_COLUMNS,
    order=("number",),
    search=lambda rows, text: rows.filter(text__icontains=text),
    search_title=_("公示内容"),
    empty_title=_("没有可显示的条目"),
    empty_help=_("公示撤回后,条目不再公开。"),
    as_of=False,
)


@require_safe
@reads(PublicNotice, "list")
def notice_list(request: HttpRequest) -> HttpResponseBase:
    """Every public notice, running or over."""
    rows = visible(user=VISITOR, model=PublicNotice, day=request.day)
    context = {"actions_template": "portal/notices/list_actions.html"}

    def windows(batch: list[Any]) -> None:
        put_windows(batch, at=request.now)

    return list_response(
        request, spec=LIST, rows=rows, template="web/list_portal.html", context=context, prepare=windows
    )


@require_safe
@reads(PublicNotice, "detail")
@reads(PublicNoticeLine, "expand")
def notice_record(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One public notice: its window, how and until when to object, its lines, and the answers that are published."""
    notice = get_object_or_404(visible(user=VISITOR, model=PublicNotice, day=request.day), pk=pk)
    put_windows([notice], at=request.now)
    runs = notice.window.stage == "running"
    rows = visible(user=VISITOR, model=PublicNoticeLine, day=request.day).filter(notice=notice)

    def way_to_object(batch: list[Any]) -> None:
        for row in batch:
            row.url = ""
            row.object_words = gettext("提出异议") if runs else ""
            row.object_url = reverse("portal:line_object", args=[row.pk]) if runs else ""

    is_shown = notice.window.stage != "withdrawn"
    context = {
        "notice": notice,
        "kind": public_notice_kind_title(notice.kind),
        "stage": stage_badge(notice),
        "left": window_words(notice.window),
        "opens": day_of(notice.opens_at),
        "last_day": last_day_of(notice.closes_at),
        "is_shown": is_shown,
        "how_to_object": how_to_object(notice=notice) if runs else "",
        "answers": published_answers(notice=notice) if is_shown else [],
        "trail": [(gettext("公示"), reverse("portal:public_notices")), (notice.title, "")],
    }
    return list_response(
        request, spec=LINES, rows=with_objections(lines=rows), template="portal/notices/record.html", context=context,
        prepare=way_to_object,
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@never_cache
@reads(PublicNoticeLine, "form")
def line_object(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to one line of a public notice (提出异议); the receipt number comes on the next page."""
    rows = visible(user=VISITOR, model=PublicNoticeLine, day=request.day).select_related("notice")
    line = get_object_or_404(rows, pk=pk)
    back = reverse("portal:public_notice", args=[line.notice_id])
    if request.method != "POST" and stage_of(notice=line.notice, at=request.now) != "running":
        messages.error(request, gettext("公示期已过或尚未开始,现在不能提出异议。"))
        return redirect(back)

    def save(form: ObjectionForm) -> str:
        typed = form.cleaned_data
        objection = object_to_line(
            line=line, reason=typed["reason"], actor=actor_of(request.user), at=request.now,
            objector=Objector(typed["name"], phone=typed["phone"], unit=typed["unit"]),
            key=f"portal:{line.pk}:{typed['key']}",
        )  # fmt: skip
        request.session[RECEIPT] = objection.number
        return reverse("portal:objection_receipt")

    form = ObjectionForm(request.POST or None, initial={"key": uuid4()})
    return answer_form(
        request, form=form, save=save, refused=(ObjectionRefused, KeyReused),
        title=gettext("对第%(number)s条提出异议") % {"number": line.number}, submit=gettext("提交异议"), cancel=back,
        done=gettext("异议已提交。"), template="portal/notices/object_form.html",
        context={"line": line, "how_to_object": how_to_object(notice=line.notice, on_form=True), "no_draft": True},
    )  # fmt: skip


@require_safe
@never_cache
@reads_nothing("回执编号只来自读者本人刚才的提交")
def objection_receipt(request: HttpRequest) -> HttpResponse:
    """The receipt number of the objection just sent, with what to do with it."""
    number = request.session.get(RECEIPT, "")
    if not number:
        return redirect("portal:objection_lookup")
    return render(request, "portal/notices/receipt.html", {"number": number})


@require_http_methods(FORM_METHODS)
@never_cache
@reads(Objection, "form")
def objection_lookup(request: HttpRequest) -> HttpResponse:
    """How an objection stands, for whoever knows its receipt number and the phone number given with it.

    Both are posted, so that neither stands in an address; which of the two is wrong is not told.
    """
    form = LookupForm(request.POST or None)
    found, status = None, 200
    if form.is_bound:
        if form.is_valid():
            found = objection_by_receipt(number=form.cleaned_data["number"], phone=form.cleaned_data["phone"])
            if found is None:
                form.add_error(None, gettext("没有查到。请核对回执编号和提出异议时填写的手机号。"))
        status = 200 if found else REFUSED
    context = {
        "form": form,
        "objection": found,
        "state": objection_badge(found) if found else None,
        "due": last_day_of(found.answer_due_at) if found else None,
        "trail": [(gettext("公示"), reverse("portal:public_notices")), (gettext("查询异议答复"), "")],
    }
    return render(request, "portal/notices/lookup.html", context, status=status)
