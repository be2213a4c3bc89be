"""人员、任职: who holds which post since when, and what that lets them do."""

from collections.abc import Sequence
from contextlib import suppress

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.people import AssignForm, EndAssignmentForm, PersonChangeForm, PersonForm
from lutu.kernel.access.actions import note_read
from lutu.kernel.access.models import Account
from lutu.kernel.access.queries import actor_of, can, grants_of_person, visible
from lutu.kernel.access.registry import permissions, reads
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.parties.actions import PartyRefused, assign, change_person, end_assignment, register_person
from lutu.kernel.parties.models import Assignment, Person, Post
from lutu.kernel.parties.phones import PhoneRefused, index_of, masked, unseal
from lutu.kernel.periods import in_force
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

READ = "parties.party.read"
WRITE = "parties.party.write"
ACCOUNTS = "access.account.write"


def _posts_text(row: Person) -> str:
    return "、".join(str(assignment.post) for assignment in row.held)


def _search(rows: QuerySet, text: str) -> QuerySet:
    asked = Q(name__icontains=text) | Q(code__icontains=text)
    with suppress(PhoneRefused):
        asked |= Q(phone_index=index_of(text))
    posted = Assignment.objects.filter(post__name__icontains=text).values("person")
    return rows.filter(asked | Q(pk__in=posted))


def _by_account(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(has_account="yes" in chosen)


LIST = ListSpec(
    key="people",
    title=_("人员"),
    columns=(
        Column(key="name", title=_("姓名"), value=lambda row: row.name, order_by=("name",)),
        Column(key="code", title=_("工号"), value=lambda row: row.code, show="code", order_by=("code",)),
        Column(key="posts", title=_("现任岗位"), value=_posts_text),
        Column(
            key="account", title=_("账号"), value=lambda row: row.has_account, show="flag", order_by=("has_account",)
        ),
    ),
    filters=(
        Filter(
            key="account",
            title=_("账号"),
            options=lambda request: [("yes", _("已开通")), ("no", _("未开通"))],
            apply=_by_account,
        ),
    ),
    order=("code",),
    search=_search,
    empty_title=_("还没有人员"),
    empty_help=_("可按姓名、工号、完整手机号或岗位查找;成批登记请用“导入”。"),
    row_url=lambda row: reverse("workbench:person", args=[row.pk]),
)


@reads(Person, "list")
@staff_page(READ)
def person_list(request: HttpRequest) -> HttpResponse:
    """People with the posts they hold on the day."""
    seen = visible(user=request.user, model=Assignment, day=request.day)
    held = seen.filter(in_force(request.day)).select_related("post__organisation")
    rows = (
        visible(user=request.user, model=Person, day=request.day)
        .annotate(has_account=Exists(Account.objects.filter(person=OuterRef("pk"), is_active=True)))
        .prefetch_related(Prefetch("assignments", queryset=held, to_attr="held"))
    )
    context = {
        "actions_template": "workbench/people/person_actions.html",
        "can_write": can(user=request.user, permission=WRITE, day=request.day),
    }
    return list_response(request, spec=LIST, rows=rows, context=context)


@reads(Person, "detail")
@staff_page(READ)
def person_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: particulars, posts now and before, account, and what the posts allow. The reading is journalled."""
    person = _person(request, pk)
    note_read(subject=("parties.person", pk), actor=actor_of(request.user), at=request.now)
    titles = permissions()
    grants = [
        {"grant": grant, "permissions": [titles.get(code, code) for code in sorted(grant.permissions)]}
        for grant in grants_of_person(person=person, day=request.day)
    ]
    may_see_phone = can(user=request.user, permission=ACCOUNTS, day=request.day)
    phone = unseal(sealed=person.phone_sealed, person_code=person.code) if person.phone_sealed else ""
    context = {
        "person": person,
        "phone": phone if may_see_phone or not phone else masked(phone),
        "assignments": visible(user=request.user, model=Assignment, day=request.day)
        .filter(person=person)
        .select_related("post__organisation", "post__area")
        .order_by("-valid_from"),
        "account": Account.objects.filter(person=person).first(),
        "grants": grants,
        "audit_subject": f"parties.person/{pk}",
        "entries": entries_of(subject=("parties.person", pk))[:30],
        "can_write": can(user=request.user, permission=WRITE, day=request.day),
        "can_account": may_see_phone,
        "can_hand_over": can(user=request.user, permission="casework.handover.write", day=request.day),
    }
    return render(request, "workbench/people/person.html", context)


@reads(Person, "form")
@staff_page(WRITE)
def person_new(request: HttpRequest) -> HttpResponse:
    """Register a person (登记人员)."""

    def save(form: PersonForm) -> str:
        person = register_person(**form.cleaned_data, actor=actor_of(request.user), at=request.now)
        return reverse("workbench:person", args=[person.pk])

    return answer_form(
        request, form=PersonForm(request.POST or None), save=save, refused=PartyRefused, title=_("登记人员"),
        submit=_("登记"), cancel=reverse("workbench:people"), done=_("人员已登记,可继续安排任职、开通账号。"),
    )  # fmt: skip


@reads(Person, "form")
@staff_page(WRITE)
def person_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name or phone (变更人员)."""
    person = _person(request, pk)
    phone = unseal(sealed=person.phone_sealed, person_code=person.code) if person.phone_sealed else ""
    note_read(subject=("parties.person", pk), actor=actor_of(request.user), at=request.now)

    def save(form: PersonChangeForm) -> str:
        typed = form.cleaned_data["phone"]
        change_person(
            person=person, name=form.cleaned_data["name"], phone=typed if typed != phone else None,
            actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return reverse("workbench:person", args=[pk])

    form = PersonChangeForm(request.POST or None, initial={"name": person.name, "phone": phone})
    return answer_form(
        request, form=form, save=save, refused=PartyRefused, title=_("变更人员:%(name)s") % {"name": person.name},
        submit=_("保存"), cancel=reverse("workbench:person", args=[pk]), done=_("已保存。"),
    )  # fmt: skip


@reads(Person, "form")
@staff_page(WRITE)
def person_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the person hold a post (任职)."""
    person = _person(request, pk)

    def save(form: AssignForm) -> str:
        assign(person=person, **form.cleaned_data, actor=actor_of(request.user), at=request.now)
        return reverse("workbench:person", args=[pk])

    posts = visible(user=request.user, model=Post, day=request.day)
    initial = {"valid_from": request.day, "post": request.GET.get("post")}
    form = AssignForm(request.POST or None, posts=posts, initial=initial)
    return answer_form(
        request, form=form, save=save, refused=PartyRefused, title=_("任职:%(name)s") % {"name": person.name},
        submit=_("任职"), cancel=reverse("workbench:person", args=[pk]), done=_("已任职。"),
    )  # fmt: skip


@reads(Assignment, "form")
@staff_page(WRITE)
def assignment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an assignment (离任)."""
    rows = visible(user=request.user, model=Assignment, day=request.day)
    assignment = get_object_or_404(rows.select_related("person", "post__organisation"), pk=pk)

    def save(form: EndAssignmentForm) -> str:
        end_assignment(
            assignment=assignment, day=form.cleaned_data["day"], actor=actor_of(request.user), at=request.now
        )
        return reverse("workbench:person", args=[assignment.person_id])

    return answer_form(
        request, form=EndAssignmentForm(request.POST or None, initial={"day": request.day}), save=save,
        refused=PartyRefused,
        title=_("离任:%(name)s,%(post)s") % {"name": assignment.person.name, "post": assignment.post},
        submit=_("离任"), cancel=reverse("workbench:person", args=[assignment.person_id]),
        done=_("已离任,任职期间仍可查。"),
    )  # fmt: skip


def _person(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(visible(user=request.user, model=Person, day=request.day), pk=pk)
