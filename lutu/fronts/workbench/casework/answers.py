"""How an act on a case answers: show the form, refuse with every reason, or do it and go on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from lutu.fronts.workbench.casework.columns import case_url
from lutu.kernel.casework.actions import (
    CaseChanged,
    CaseNotFound,
    ConsentMissing,
    KeyReused,
    MoveRefused,
    ReferralRefused,
)
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.queries import case_rows
from lutu.kernel.documents.actions import FileRefused

REFUSED = 422
FORESEEN = (MoveRefused, KeyReused, ConsentMissing, ReferralRefused, FileRefused)


def visible_case(request: HttpRequest, pk: int) -> Case:
    """The case the account may see, or 404: hidden and missing look the same."""
    return get_object_or_404(case_rows(user=request.user, day=request.day), pk=pk)


def came_from(request: HttpRequest, *, default: str) -> str:
    """The page to return to: only an address of this site."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else default


def reasons_of(refusal: Exception) -> tuple[str, ...]:
    """Every reason of a refusal."""
    return refusal.reasons if isinstance(refusal, MoveRefused) else (str(refusal),)


def answer_act(
    request: HttpRequest,
    *,
    case: Case,
    form: Form,
    act: Callable[[Any], str],
    title: object,
    submit: object,
    template: str = "workbench/casework/form.html",
    context: dict[str, object] | None = None,
) -> HttpResponse:
    """Show the form of an act, or call `act(form)`, which writes and returns what to tell the reader.

    A refusal names all its reasons on top of the form, with everything typed kept. Where somebody else was faster the
    form is brought up to date, so that it can be sent once more after a look.
    """
    status = 200
    if form.is_bound:
        status = REFUSED
        if form.is_valid():
            try:
                said = act(form)
            except CaseNotFound as gone:
                raise Http404(str(gone)) from gone
            except FORESEEN as refusal:
                for reason in reasons_of(refusal):
                    form.add_error(None, reason)
                if isinstance(refusal, CaseChanged):
                    form.data = form.data.copy()
                    form.data["version"] = str(case.version)
            else:
                messages.success(request, said)
                return redirect(came_from(request, default=case_url(case)))
    page = {
        "case": case, "form": form, "title": title, "submit_label": submit, "cancel_url": case_url(case),
        "back": came_from(request, default=""),
        "trail": [(_("事项"), "/workbench/cases/"), (case.number, case_url(case)), (submit, "")],
        **(context or {}),
    }  # fmt: skip
    return render(request, template, page, status=status)
