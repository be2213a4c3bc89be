"""台账、清单: lists of subjects with dated memberships (the mission, S2.05)."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.registers import AddMembersForm, EndForm, RegisterForm, ReplaceForm
from lutu.kernel.access.queries import actor_of, can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.periods import in_force
from lutu.kernel.registers.actions import (
    NewMember,
    RegisterRefused,
    add_members,
    end_memberships,
    open_register,
    replace_register,
)
from lutu.kernel.registers.models import Membership, Register
from lutu.kernel.search.queries import described, title_of_kind
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

READ = "registers.register.read"
WRITE = "registers.register.write"


def _by_state(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    held = in_force(request.day)
    return rows.filter(held) if "current" in chosen else rows.exclude(held)


def _by_kind(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(kind__in=chosen)


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    kinds = visible(user=request.user, model=Register, day=request.day).order_by("kind").values_list("kind", flat=True)
    return [(kind, kind) for kind in kinds.distinct()]


LIST = ListSpec(
    key="registers",
    title=_("台账与清单"),
    columns=(
        Column(key="name", title=_("清单"), value=lambda row: row.name, order_by=("name",)),
        Column(key="kind", title=_("类别"), value=lambda row: row.kind, order_by=("kind",)),
        Column(
            key="members",
            title=_("在列"),
            value=lambda row: row.member_count,
            show="number",
            order_by=("member_count",),
        ),
        Column(key="document", title=_("文号"), value=lambda row: row.document_number),
        Column(
            key="valid_from", title=_("起"), value=lambda row: row.valid_from, show="date", order_by=("valid_from",)
        ),
        Column(key="valid_to", title=_("止"), value=lambda row: row.valid_to, show="date", order_by=("valid_to",)),
        Column(key="replaced_by", title=_("替换为"), value=lambda row: row.replaced_by and row.replaced_by.name),
        Column(key="owner", title=_("主管单位"), value=lambda row: row.owner and str(row.owner)),
        Column(key="code", title=_("代码"), value=lambda row: row.code, show="code", order_by=("code",), shown=False),
    ),
    filters=(
        Filter(
            key="state",
            title=_("状态"),
            options=lambda request: [("current", _("现行")), ("ended", _("已停用"))],
            apply=_by_state,
        ),
        Filter(key="kind", title=_("类别"), options=_kinds, apply=_by_kind, multiple=True),
    ),
    order=("-valid_from", "code"),
    search=lambda rows, text: rows.filter(Q(name__icontains=text) | Q(document_number__icontains=text)),
    empty_title=_("还没有清单"),
    empty_help=_("用“设立清单”新建一份。"),
    row_url=lambda row: reverse("workbench:register", args=[row.pk]),
)


@reads(Register, "list")
@staff_page(READ)
def register_list(request: HttpRequest) -> HttpResponse:
    """Every register with the number of members on the day."""
    rows = (
        visible(user=request.user, model=Register, day=request.day)
        .select_related("owner", "replaced_by")
        .annotate(member_count=Count("memberships", filter=in_force(request.day, prefix="memberships__")))
    )
    return list_response(
        request,
        spec=LIST,
        rows=rows,
        context={"actions_template": "workbench/registers/list_actions.html", "can_write": _can_write(request)},
    )


MEMBERS = ListSpec(
    key="register-members",
    title=_("清单成员"),
    columns=(
        Column(
            key="subject",
            title=_("对象"),
            value=lambda row: row.subject.title,
            url=lambda row: row.subject.url,
        ),
        Column(key="summary", title=_("说明"), value=lambda row: row.subject.summary),
        Column(
            key="valid_from", title=_("入列日"), value=lambda row: row.valid_from, show="date", order_by=("valid_from",)
        ),
        Column(key="valid_to", title=_("出列日"), value=lambda row: row.valid_to, show="date", order_by=("valid_to",)),
        Column(key="document", title=_("依据"), value=lambda row: row.document),
        Column(key="note", title=_("备注"), value=lambda row: row.note),
    ),
    filters=(
        Filter(
            key="state",
            title=_("状态"),
            options=lambda request: [("current", _("在列")), ("ended", _("已出列"))],
            apply=_by_state,
        ),
    ),
    order=("valid_to", "subject_id"),
    search=None,
    empty_title=_("清单还没有成员"),
    empty_help=_("用“入列”逐个加入,或在“导入”中按模板批量导入。"),
    row_url=None,
)


@reads(Register, "detail")
@reads(Membership, "list")
@staff_page(READ)
def register_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One register: its document, its members now and before, what replaced it."""
    register = _register(request, pk)
    rows = visible(user=request.user, model=Membership, day=request.day).filter(register=register)

    def with_subjects(batch: list[Membership]) -> None:
        ids = [row.subject_id for row in batch]
        subjects = described(kind=register.subject_kind, ids=ids, user=request.user, day=request.day)
        for row in batch:
            row.subject = subjects[row.subject_id]

    context = {
        "register": register,
        "subject_title": title_of_kind(register.subject_kind),
        "audit_subject": f"registers.register/{pk}",
        "entries": entries_of(subject=("registers.register", pk))[:30],
        "is_current": register.valid_to is None or register.valid_to > request.day,
        "can_write": _can_write(request),
        "member_count": rows.filter(in_force(request.day)).count(),
        "replaces": register.replaces.all(),
    }
    return list_response(
        request,
        spec=MEMBERS,
        rows=rows,
        template="workbench/registers/record.html",
        context=context,
        prepare=with_subjects,
    )


@reads(Register, "form")
@staff_page(WRITE)
def register_new(request: HttpRequest) -> HttpResponse:
    """Set up a register (设立清单)."""

    def save(form: RegisterForm) -> str:
        register = open_register(**form.cleaned_data, actor=actor_of(request.user), at=request.now)
        return reverse("workbench:register", args=[register.pk])

    form = RegisterForm(request.POST or None, initial={"valid_from": request.day})
    return answer_form(
        request, form=form, save=save, refused=RegisterRefused, title=_("设立清单"), submit=_("设立"),
        cancel=reverse("workbench:registers"), done=_("清单已设立。"),
    )  # fmt: skip


@reads(Register, "form")
@staff_page(WRITE)
def members_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add subjects by their codes or numbers (入列), one a line."""
    register = _register(request, pk)

    def save(form: AddMembersForm) -> str:
        document = form.cleaned_data["document"]
        members = [NewMember(subject, document) for subject in form.cleaned_data["subjects"]]
        add_members(
            register=register,
            members=members,
            day=form.cleaned_data["day"],
            actor=actor_of(request.user),
            at=request.now,
        )
        return reverse("workbench:register", args=[pk])

    form = AddMembersForm(
        request.POST or None, register=register, user=request.user, today=request.day, initial={"day": request.day}
    )
    return answer_form(
        request, form=form, save=save, refused=RegisterRefused, title=_("入列:%(name)s") % {"name": register.name},
        submit=_("入列"), cancel=reverse("workbench:register", args=[pk]), done=_("已入列。"),
    )  # fmt: skip


@reads(Register, "form")
@staff_page(WRITE)
def register_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace a register by another on a day; the history of the old one stays."""
    register = _register(request, pk)

    def save(form: ReplaceForm) -> str:
        new = form.cleaned_data["new"]
        replace_register(
            old=register, new=new, day=form.cleaned_data["day"], actor=actor_of(request.user), at=request.now
        )
        return reverse("workbench:register", args=[new.pk])

    others = (
        visible(user=request.user, model=Register, day=request.day)
        .filter(subject_kind=register.subject_kind, valid_to__isnull=True)
        .exclude(pk=pk)
    )
    form = ReplaceForm(request.POST or None, registers=others, initial={"day": request.day})
    return answer_form(
        request, form=form, save=save, refused=RegisterRefused, title=_("替换清单:%(name)s") % {"name": register.name},
        submit=_("替换"), cancel=reverse("workbench:register", args=[pk]),
        done=_("清单已替换,原清单及成员期间仍可查。"),
    )  # fmt: skip


@reads(Membership, "form")
@staff_page(WRITE)
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one membership (出列) with its reason."""
    membership = get_object_or_404(visible(user=request.user, model=Membership, day=request.day), pk=pk)
    register = membership.register

    def save(form: EndForm) -> str:
        end_memberships(
            memberships=[membership], day=form.cleaned_data["day"], reason=form.cleaned_data["reason"],
            actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return reverse("workbench:register", args=[register.pk])

    form = EndForm(request.POST or None, initial={"day": request.day})
    return answer_form(
        request, form=form, save=save, refused=RegisterRefused, title=_("出列:%(name)s") % {"name": register.name},
        submit=_("出列"), cancel=reverse("workbench:register", args=[register.pk]), done=_("已出列,原期间仍可查。"),
    )  # fmt: skip


def _register(request: HttpRequest, pk: int) -> Register:
    return get_object_or_404(visible(user=request.user, model=Register, day=request.day).select_related("owner"), pk=pk)


def _can_write(request: HttpRequest) -> bool:
    return can(user=request.user, permission=WRITE, day=request.day)
