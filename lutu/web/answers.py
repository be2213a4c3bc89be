"""How every form answers: show, refuse beside the field or on top, save and go on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

REFUSED = 422


def answer_form(
    request: HttpRequest,
    *,
    form: Form,
    save: Callable[[Any], str],
    refused: type[Exception] | tuple[type[Exception], ...],
    title: object,
    submit: object,
    cancel: str,
    done: object,
    template: str = "web/form.html",
    context: dict[str, object] | None = None,
) -> HttpResponse:
    """Show the form, or call `save(form)`, which writes and returns the address to go to.

    An anticipated refusal of the action (one of `refused`) is shown on top of the form with everything typed kept.
    """
    status = 200
    if form.is_bound:
        status = REFUSED
        if form.is_valid():
            try:
                address = save(form)
            except refused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, str(done))
                return redirect(address)
    page = {"form": form, "title": title, "submit_label": submit, "cancel_url": cancel, **(context or {})}
    return render(request, template, page, status=status)
