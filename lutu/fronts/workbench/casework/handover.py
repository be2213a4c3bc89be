"""工作交接: everything one person holds goes to another, after a look at what it is."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lutu.fronts.workbench.casework.forms.acts import post_picks
from lutu.fronts.workbench.casework.forms.people import HandOverForm, PickPersonForm
from lutu.fronts.workbench.casework.permissions import HANDOVER
from lutu.fronts.workbench.casework.scope import posts_outside, require_over
from lutu.kernel.access.queries import actor_of, can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.actions import AssignmentRefused, HandOverPlan, hand_over_all, hand_over_plan
from lutu.kernel.casework.registry import Holding
from lutu.kernel.parties.actions import PartyRefused
from lutu.kernel.parties.models import Person
from lutu.web.answers import REFUSED, answer_form
from lutu.web.guards import staff_page


@reads(Person, "form")
@require_http_methods(["GET", "POST"])
@staff_page(HANDOVER)
def handover_pick(request: HttpRequest) -> HttpResponseBase:
    """Whose work is handed over."""

    def save(form: PickPersonForm) -> str:
        return reverse("workbench:handover", args=[form.cleaned_data["person"].pk])

    form = PickPersonForm(request.POST or None, user=request.user, day=request.day)
    return answer_form(
        request, form=form, save=save, refused=AssignmentRefused, title=_("工作交接"), submit=_("下一步"),
        cancel=reverse("workbench:deputies"), done=_("请核对交接清单。"), template="workbench/casework/form.html",
        context={
            "intro": _("先选交接人,系统列出其岗位、未办结事项和手上事务,核对后一次交给接收人。"), "no_draft": True,
            "picks": post_picks(form, user=request.user, day=request.day), "trail": [(_("工作交接"), "")],
        },
    )  # fmt: skip


@reads(Person, "form")
@require_http_methods(["GET", "POST"])
@staff_page(HANDOVER)
def handover(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the person holds, to whom it goes, and after one more look the hand-over itself, all or nothing."""
    person = get_object_or_404(visible(user=request.user, model=Person, day=request.day), pk=pk)
    form = HandOverForm(
        request.POST or None, user=request.user, day=request.day,
        initial={"day": request.day, "receiver": request.GET.get("receiver", "")},
    )  # fmt: skip
    is_sound = form.is_bound and form.is_valid() and "change" not in request.POST
    day = form.cleaned_data["day"] if is_sound else request.day
    if is_sound and "confirmed" in request.POST:
        try:
            plan = _hand_over(request, person, form)
        except (AssignmentRefused, PartyRefused) as refusal:
            form.add_error(None, str(refusal))
            is_sound = False
        else:
            messages.success(request, _done_words(plan, person, form))
            return redirect(*(("workbench:person", pk) if _reads_people(request) else ("workbench:deputies",)))
    outside = posts_outside(request, person, day)
    plan_shown = None if outside else hand_over_plan(person=person, day=day)
    context = {
        "person": person, "form": form, "day_shown": day, "is_outside": bool(outside), "plan": plan_shown,
        "holdings": _named(request, plan_shown) if plan_shown else [],
        "is_review": is_sound, "no_draft": True, "submit_label": _("确认交接") if is_sound else _("核对"),
        "picks": post_picks(form, user=request.user, day=request.day),
        "trail": [(_("工作交接"), reverse("workbench:handover_pick")), (person.name, "")],
    }  # fmt: skip
    status = REFUSED if form.is_bound and form.errors else 200
    return render(request, "workbench/casework/handover.html", context, status=status)


def _named(request: HttpRequest, plan: HandOverPlan) -> list[tuple[Holding, list[str], int]]:
    """(kind, titles of what the reader may see, how many others) of everything held; one query a kind of subject."""
    wanted: dict[str, set[int]] = {}
    for row in (row for _holding, rows in plan.holdings for row in rows if row.subject is not None):
        wanted.setdefault(row.subject[0], set()).add(row.subject[1])
    shown: set[tuple[str, int] | None] = {None}
    for kind, keys in wanted.items():
        rows = visible(user=request.user, model=apps.get_model(kind), day=request.day).filter(pk__in=keys)
        shown |= {(kind, key) for key in rows.values_list("pk", flat=True)}
    found = []
    for holding, held in plan.holdings:
        titles = [row.title for row in held if row.subject in shown]
        found.append((holding, titles, len(held) - len(titles)))
    return found


def _reads_people(request: HttpRequest) -> bool:
    return can(user=request.user, permission="parties.party.read", day=request.day)


def _hand_over(request: HttpRequest, person: Person, form: Any) -> HandOverPlan:
    given = form.cleaned_data
    require_over(request, person)
    return hand_over_all(
        from_person=person, to_person=given["receiver"], day=given["day"], document=given["document"],
        actor=actor_of(request.user), at=request.now,
    )  # fmt: skip


def _done_words(plan: HandOverPlan, person: Person, form: Any) -> str:
    held = sum(len(rows) for _holding, rows in plan.holdings)
    return _("{giver}的{posts}个岗位、{cases}件未办结事项、{held}项手上事务已交给{receiver}。").format(
        giver=person.name, posts=len(plan.posts), cases=plan.open_cases, held=held,
        receiver=form.cleaned_data["receiver"].name,
    )  # fmt: skip
