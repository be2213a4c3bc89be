"""账号: open, reset, stop and restore."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.people import AccountForm, PasswordForm, ReasonForm
from lutu.kernel.access.actions import AccountTaken, open_account, set_account_active, set_password
from lutu.kernel.access.models import Account
from lutu.kernel.access.queries import actor_of, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.parties.models import Person
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page

WRITE = "access.account.write"


@reads(Person, "form")
@staff_page(WRITE)
def account_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an account for a person (开通账号)."""
    person = get_object_or_404(visible(user=request.user, model=Person, day=request.day), pk=pk)

    def save(form: AccountForm) -> str:
        given = form.cleaned_data
        open_account(
            username=given["username"], email=given["email"], password=given["password"] or None, person=person,
            actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return reverse("workbench:person", args=[pk])

    form = AccountForm(request.POST or None, initial={"username": person.code})
    return answer_form(
        request, form=form, save=save, refused=AccountTaken, title=_("开通账号:%(name)s") % {"name": person.name},
        submit=_("开通"), cancel=reverse("workbench:person", args=[pk]), done=_("账号已开通。"),
    )  # fmt: skip


@reads(Person, "form")
@staff_page(WRITE)
def account_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a new password for somebody who cannot (重置密码)."""
    account = _account(request, pk)

    def save(form: PasswordForm) -> str:
        set_password(
            account=account, password=form.cleaned_data["password"], actor=actor_of(request.user), at=request.now
        )
        return reverse("workbench:person", args=[account.person_id])

    return answer_form(
        request, form=PasswordForm(request.POST or None), save=save, refused=(),
        title=_("重置密码:%(name)s") % {"name": account.display_name}, submit=_("重置"),
        cancel=reverse("workbench:person", args=[account.person_id]),
        done=_("密码已重置,请当面告知本人并提醒其登录后更换。"),
    )  # fmt: skip


@reads(Person, "form")
@staff_page(WRITE)
def account_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop or restore an account (停用、恢复)."""
    account = _account(request, pk)
    active = not account.is_active

    def save(form: ReasonForm) -> str:
        set_account_active(
            account=account,
            active=active,
            reason=form.cleaned_data["reason"],
            actor=actor_of(request.user),
            at=request.now,
        )
        return reverse("workbench:person", args=[account.person_id])

    title = _("恢复账号:%(name)s") if active else _("停用账号:%(name)s")
    return answer_form(
        request, form=ReasonForm(request.POST or None), save=save, refused=(),
        title=title % {"name": account.display_name}, submit=_("恢复") if active else _("停用"),
        cancel=reverse("workbench:person", args=[account.person_id]),
        done=_("账号已恢复。") if active else _("账号已停用,本人不能再登录。"),
    )  # fmt: skip


def _account(request: HttpRequest, pk: int) -> Account:
    people = visible(user=request.user, model=Person, day=request.day)
    return get_object_or_404(Account.objects.select_related("person"), pk=pk, person__in=people)
