"""Proposing, signing and withdrawing a version of a year."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lutu.fronts.workbench.calendars.alarm import READ, SIGN, WRITE
from lutu.fronts.workbench.calendars.forms import NoticeFileForm, NoticeForm, SignForm, WithdrawForm, typed
from lutu.fronts.workbench.calendars.pages import changes_part
from lutu.kernel.access.queries import actor_of, can, require, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.calendars.actions import (
    CalendarRefused,
    assert_proposable,
    propose_year,
    sign_year,
    withdraw_year,
)
from lutu.kernel.calendars.models import CalendarYear
from lutu.kernel.calendars.queries import horizon, notices_in_force
from lutu.web.answers import REFUSED, answer_form
from lutu.web.guards import staff_page

State = CalendarYear.State


@require_http_methods(["GET", "HEAD", "POST"])
@reads(CalendarYear, "form")
@staff_page(WRITE)
def calendar_propose(request: HttpRequest) -> HttpResponse:
    """Type, paste or upload a year; look at what changes; hand it on to be signed. One form, step by step."""
    if request.method != "POST":
        return _form_page(request, form=NoticeForm(initial=_start(request)), file_form=NoticeFileForm())
    file_form = NoticeFileForm()
    form = NoticeForm(request.POST)
    if request.POST.get("step") == "file":
        file_form = NoticeFileForm(request.POST, request.FILES)
        if not file_form.is_valid():
            return _form_page(request, form=NoticeForm(initial=_start(request)), file_form=file_form, status=REFUSED)
        form = NoticeForm(typed(file_form.cleaned_data["file"]))
        file_form = NoticeFileForm()
    if not form.is_valid():
        return _form_page(request, form=form, file_form=file_form, status=REFUSED)
    try:
        if request.POST.get("step") == "propose":
            row = propose_year(**form.cleaned_data, actor=actor_of(request.user), at=request.now)
            messages.success(request, str(_("年历已提出,由另一人核对签发后生效。")))
            return redirect("workbench:calendar", row.pk)
        assert_proposable(notice=form.notice)
    except CalendarRefused as refused:
        form.add_error(None, list(refused.faults))
        return _form_page(request, form=form, file_form=file_form, status=REFUSED)
    return _form_page(request, form=form, file_form=file_form)


@require_http_methods(["GET", "HEAD", "POST"])
@reads(CalendarYear, "form")
@staff_page(SIGN)
def calendar_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a proposed version in force (签发); by another person than its proposer."""
    row = _row(request, pk)

    def save(form: SignForm) -> str:
        sign_year(row=row, actor=actor_of(request.user), at=request.now)
        return reverse("workbench:calendar", args=[pk])

    context = {
        "no_draft": True,
        **changes_part(notice=row.notice, in_force=notices_in_force()),
        **_trail(row, _("签发")),
    }
    return answer_form(
        request, form=SignForm(_posted(request)), save=save, refused=CalendarRefused, submit=_("签发"),
        title=_("签发:%(name)s") % {"name": row}, cancel=reverse("workbench:calendar", args=[pk]),
        done=_("年历已签发,正在重算未结事项的期限。"),
        template="workbench/calendars/sign.html", context=context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@reads(CalendarYear, "form")
@staff_page(READ)
def calendar_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a version: one that waits by those who may propose or sign, one in force by another signer."""
    row = _row(request, pk)
    waits_and_may_write = row.state == State.PROPOSED and can(user=request.user, permission=WRITE, day=request.day)
    if not waits_and_may_write:
        require(user=request.user, permission=SIGN, day=request.day)

    def save(form: WithdrawForm) -> str:
        reason = form.cleaned_data["reason"]
        withdraw_year(row=row, reason=reason, actor=actor_of(request.user), at=request.now)
        return reverse("workbench:calendar", args=[pk])

    intro = _("撤回后恢复上一版;没有上一版的,该年度不再有工作日历,未结事项的期限随即重算。")
    return answer_form(
        request, form=WithdrawForm(_posted(request)), save=save, refused=CalendarRefused, submit=_("撤回"),
        title=_("撤回:%(name)s") % {"name": row}, cancel=reverse("workbench:calendar", args=[pk]),
        done=_("年历已撤回。"),
        context={"intro": intro if row.state == State.SIGNED else "", **_trail(row, _("撤回"))},
    )  # fmt: skip


def _form_page(request: HttpRequest, *, form: NoticeForm, file_form: NoticeFileForm, status: int = 200) -> HttpResponse:
    """The form, with the differences where what was typed can be proposed."""
    context: dict[str, Any] = {
        "form": form,
        "file_form": file_form,
        "trail": [(_("工作日历"), reverse("workbench:calendars")), (_("提出年历"), "")],
    }
    if form.is_bound and not form.errors:
        context |= {"year": form.notice.year, **changes_part(notice=form.notice, in_force=notices_in_force())}
    return render(request, "workbench/calendars/propose.html", context, status=status)


def _start(request: HttpRequest) -> dict[str, Any]:
    """What the empty form begins with: a version to correct, or the year after the last one."""
    given = request.GET.get("from", "")
    rows = visible(user=request.user, model=CalendarYear, day=request.day)
    row = rows.filter(pk=int(given)).first() if given.isdecimal() and len(given) < 10 else None
    if row is not None:
        return typed(row.notice)
    last = horizon()
    return {"year": request.day.year if last is None else last.year + 1}


def _row(request: HttpRequest, pk: int) -> CalendarYear:
    return get_object_or_404(visible(user=request.user, model=CalendarYear, day=request.day), pk=pk)


def _trail(row: CalendarYear, step: object) -> dict[str, Any]:
    here = (str(row), reverse("workbench:calendar", args=[row.pk]))
    return {"trail": [(_("工作日历"), reverse("workbench:calendars")), here, (step, "")]}


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, an empty form included; None where nothing was sent yet."""
    return request.POST if request.method == "POST" else None
