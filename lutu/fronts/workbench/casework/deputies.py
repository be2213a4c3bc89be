"""代理与缺勤: who stands in for me, and for whom I stand in."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lutu.fronts.workbench.casework.forms.acts import post_picks
from lutu.fronts.workbench.casework.forms.people import DAY, AbsenceForm, DelegationForm, EndForm
from lutu.fronts.workbench.casework.permissions import HANDOVER
from lutu.fronts.workbench.casework.scope import require_over
from lutu.fronts.workbench.casework.words import flow_title
from lutu.kernel.access.queries import NotAllowed, actor_of, can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.actions import AssignmentRefused, delegate, end_absence, end_delegation, note_absence
from lutu.kernel.casework.models import Absence, Delegation
from lutu.kernel.parties.models import Person
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page

PAST_SHOWN = 20
POSTED = require_http_methods(["GET", "POST"])


@reads(Delegation, "feed")
@reads(Absence, "feed")
@require_safe
@staff_page()
def deputies(request: HttpRequest) -> HttpResponseBase:
    """My delegations and absences now, ahead and lately; everybody's for those who look after hand-overs."""
    manages = _manages(request)
    delegations = visible(user=request.user, model=Delegation, day=request.day)
    absences = visible(user=request.user, model=Absence, day=request.day)
    person = request.user.person
    given = _split(delegations.select_related("giver", "receiver", "post__organisation"), request)
    away = _split(absences.select_related("person", "deputy"), request)
    for row in given["current"] + given["past"] + away["current"] + away["past"]:
        row.last_date = row.valid_to - DAY
    for row in given["current"] + given["past"]:
        row.kinds = _("、").join(flow_title(code) for code in row.flows) or _("全部种类")
        row.may_end = row.valid_to > request.day and (manages or row.giver_id == request.user.person_id)
    for row in away["current"] + away["past"]:
        row.may_end = row.valid_to > request.day and (manages or row.person_id == request.user.person_id)
    context = {
        "delegations": given, "absences": away, "manages": manages, "person": person,
        "trail": [(_("代理与缺勤"), "")],
    }  # fmt: skip
    return render(request, "workbench/casework/deputies.html", context)


@reads(Delegation, "form")
@POSTED
@staff_page()
def delegation_new(request: HttpRequest) -> HttpResponseBase:
    """Let somebody act for me for a time (委托代理); for others with the permission."""
    _require_person(request)

    def save(form: DelegationForm) -> str:
        given = form.cleaned_data
        require_over(request, form.whom)
        delegate(
            giver=form.whom, receiver=given["receiver"], valid_from=given["valid_from"], valid_to=form.valid_to,
            reason=given["reason"], post=given["post"], flows=given["flows"], actor=actor_of(request.user),
            at=request.now,
        )  # fmt: skip
        return reverse("workbench:deputies")

    form = DelegationForm(
        request.POST or None, user=request.user, day=request.day, for_others=_manages(request),
        initial={"valid_from": request.day},
    )  # fmt: skip
    return _answer(request, form, save, title=_("委托代理"), submit=_("委托"), done=_("代理已登记,到期自动结束。"))


@reads(Absence, "form")
@POSTED
@staff_page()
def absence_new(request: HttpRequest) -> HttpResponseBase:
    """Note that I am away, and who handles my cases meanwhile (登记缺勤); for others with the permission."""
    _require_person(request)

    def save(form: AbsenceForm) -> str:
        given = form.cleaned_data
        require_over(request, form.whom)
        note_absence(
            person=form.whom, deputy=given["deputy"], valid_from=given["valid_from"], valid_to=form.valid_to,
            reason=given["reason"], actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return reverse("workbench:deputies")

    form = AbsenceForm(
        request.POST or None, user=request.user, day=request.day, for_others=_manages(request),
        initial={"valid_from": request.day},
    )  # fmt: skip
    return _answer(request, form, save, title=_("登记缺勤"), submit=_("登记"), done=_("缺勤已登记。"))


@reads(Delegation, "form")
@POSTED
@staff_page()
def delegation_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a delegation early (结束代理): by its giver, or with the permission."""
    rows = visible(user=request.user, model=Delegation, day=request.day).select_related("giver", "receiver")
    row = get_object_or_404(rows, pk=pk)
    _require_own(request, row.giver)

    def save(form: EndForm) -> str:
        end_delegation(delegation=row, day=form.cleaned_data["day"], actor=actor_of(request.user), at=request.now)
        return reverse("workbench:deputies")

    form = EndForm(request.POST or None, initial={"day": request.day})
    title = _("结束代理:{receiver} 代 {giver}").format(receiver=row.receiver, giver=row.giver)
    return _answer(request, form, save, title=title, submit=_("结束"), done=_("代理已结束。"))


@reads(Absence, "form")
@POSTED
@staff_page()
def absence_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note that somebody is back early (结束缺勤): by themselves, or with the permission."""
    rows = visible(user=request.user, model=Absence, day=request.day).select_related("person", "deputy")
    row = get_object_or_404(rows, pk=pk)
    _require_own(request, row.person)

    def save(form: EndForm) -> str:
        end_absence(absence=row, day=form.cleaned_data["day"], actor=actor_of(request.user), at=request.now)
        return reverse("workbench:deputies")

    form = EndForm(request.POST or None, initial={"day": request.day})
    title = _("结束缺勤:{person}").format(person=row.person)
    return _answer(request, form, save, title=title, submit=_("结束"), done=_("缺勤已结束。"))


def _split(rows: QuerySet[Any], request: HttpRequest) -> dict[str, list[Any]]:
    """Those that hold now or will, and the latest of those that are over."""
    return {
        "current": list(rows.filter(valid_to__gt=request.day).order_by("valid_from", "pk")),
        "past": list(rows.filter(valid_to__lte=request.day).order_by("-valid_to", "-pk")[:PAST_SHOWN]),
    }


def _answer(request: HttpRequest, form: Any, save: Any, *, title: str, submit: str, done: str) -> HttpResponseBase:
    return answer_form(
        request, form=form, save=save, refused=AssignmentRefused, title=title, submit=submit,
        cancel=reverse("workbench:deputies"), done=done, template="workbench/casework/form.html",
        context={
            "picks": post_picks(form, user=request.user, day=request.day),
            "trail": [(_("代理与缺勤"), reverse("workbench:deputies")), (title, "")],
        },
    )  # fmt: skip


def _manages(request: HttpRequest) -> bool:
    return can(user=request.user, permission=HANDOVER, day=request.day)


def _require_person(request: HttpRequest) -> None:
    """Raise NotAllowed for an account that is nobody's, such as one for maintenance."""
    if request.user.person_id is None:
        raise NotAllowed(_("此账号没有对应的人员,不能委托代理或登记缺勤。"))


def _require_own(request: HttpRequest, person: Person) -> None:
    if person.pk != request.user.person_id and not _manages(request):
        raise NotAllowed(_("只有本人或人员管理者可以结束。"))
