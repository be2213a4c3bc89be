"""异议: what waits for an answer, by its deadline; one objection; answering; objecting from the workbench."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lutu.fronts.workbench.notices.forms import AnswerForm, StaffObjectionForm
from lutu.fronts.workbench.notices.permissions import READ, WRITE
from lutu.fronts.workbench.notices.words import objection_badge, time_left
from lutu.kernel.access.actions import note_read
from lutu.kernel.access.queries import NotAllowed, actor_of, can, require, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.actions import (
    AnswerRefused,
    KeyReused,
    ObjectionRefused,
    Objector,
    answer_objection,
    object_to_line,
)
from lutu.kernel.notices.actions.objections import SEAL
from lutu.kernel.notices.contacts import unseal_phone
from lutu.kernel.notices.models import Objection, PublicNoticeLine
from lutu.kernel.notices.policies import units_of
from lutu.kernel.notices.texts import how_to_object
from lutu.kernel.notices.windows import last_day_of, workdays_left
from lutu.kernel.parties.phones import masked
from lutu.kernel.search.queries import described
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

SUBJECT = "notices.objection"
FOR_MYSELF, FOR_UNIT = "self", "unit"


def _by_state(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    if "overdue" in chosen:
        return rows.filter(state=Objection.State.OPEN, answer_due_at__lte=request.now)
    return rows.filter(state__in=chosen)


LIST = ListSpec(
    key="objections",
    title=_("异议"),
    columns=(
        Column(
            key="notice", title=_("异议所涉公示"),
            value=lambda row: gettext("{notice} 第{line}条").format(notice=row.line.notice.title, line=row.line.number),
        ),
        Column(key="number", title=_("回执编号"), value=lambda row: row.number, show="code", order_by=("number",)),
        Column(key="objector", title=_("异议人"), value=lambda row: row.objector_unit or row.objector_name),
        Column(key="state", title=_("状态"), value=objection_badge, show="badge", order_by=("state",)),
        Column(
            key="due", title=_("答复期限"), value=lambda row: last_day_of(row.answer_due_at), show="date",
            order_by=("answer_due_at",),
        ),
        Column(key="left", title=_("剩余"), value=lambda row: row.left, show="badge"),
        Column(
            key="raised_at", title=_("提出时间"), value=lambda row: row.raised_at, show="instant",
            order_by=("raised_at",), shown=False,
        ),
        Column(key="line", title=_("公示内容"), value=lambda row: row.line.text, shown=False),
        Column(key="answered_by", title=_("答复人"), value=lambda row: row.answered_by_name, shown=False),
        Column(key="reason", title=_("异议理由"), value=lambda row: row.reason, shown=False),
    ),
    filters=(
        Filter(
            key="state", title=_("状态"), apply=_by_state,
            options=lambda request: [*Objection.State.choices, ("overdue", _("超期未答复"))],
        ),
    ),
    # "open" comes first by the alphabet, then the nearest deadline.
    order=("state", "answer_due_at"),
    search=lambda rows, text: rows.filter(number__icontains=text) | rows.filter(line__notice__title__icontains=text),
    search_title=_("编号或公示标题"),
    empty_title=_("还没有异议"),
    empty_help=_("公示期内提出的异议会按答复期限列在这里。"),
    row_url=lambda row: reverse("workbench:objection", args=[row.pk]),
)  # fmt: skip


@require_safe
@reads(Objection, "list")
@staff_page(READ)
def objection_list(request: HttpRequest) -> HttpResponseBase:
    """Every objection the account may see, those that wait for an answer first, by their deadline."""
    return list_response(request, spec=LIST, rows=_objections(request), prepare=_time_left(request))


@require_safe
@reads(Objection, "detail")
@staff_page()
def objection_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection for who answers it and who raised it. Showing the phone number leaves a trace (查看留痕)."""
    objection = get_object_or_404(_objections(request), pk=pk)
    may_answer = can(user=request.user, permission=WRITE, day=request.day, area=objection.line.notice.area)
    if may_answer and objection.contact_sealed:
        note_read(subject=(SUBJECT, pk), actor=actor_of(request.user), at=request.now)
    case = None
    if objection.case_id is not None:
        kind, ids = objection.case_kind, [objection.case_id]
        case = described(kind=kind, ids=ids, user=request.user, day=request.day)[objection.case_id]
    context = {
        **_told(request, objection, in_full=may_answer),
        "may_answer": may_answer and objection.state == Objection.State.OPEN,
        "case": case,
        "audit_subject": f"{SUBJECT}/{pk}",
        "entries": entries_of(subject=(SUBJECT, pk))[:50],
        "trail": [
            (objection.line.notice.title, reverse("workbench:public_notice", args=[objection.line.notice_id])),
            (objection.number, ""),
        ],
    }
    return render(request, "workbench/notices/objection.html", context)


@reads(Objection, "form")
@staff_page(WRITE)
def objection_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an objection in writing (答复异议)."""
    objection = get_object_or_404(_objections(request), pk=pk)
    require(user=request.user, permission=WRITE, day=request.day, area=objection.line.notice.area)
    back = reverse("workbench:objection", args=[pk])

    def save(form: AnswerForm) -> str:
        answer_objection(
            objection=objection, answer=form.cleaned_data["answer"], upheld=form.cleaned_data["upheld"] == "yes",
            publish=form.cleaned_data["publish"], actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return back

    return answer_form(
        request, form=AnswerForm(request.POST or None), save=save, refused=(AnswerRefused, NotAllowed),
        title=_("答复异议:%(number)s") % {"number": objection.number}, submit=_("答复"), cancel=back,
        done=_("已答复,并已告知异议人。"), template="workbench/notices/answer_form.html",
        context=_told(request, objection, in_full=False),
    )  # fmt: skip


@reads(PublicNoticeLine, "form")
@staff_page()
def line_object(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to one line while signed in, for oneself or for the unit it concerns (提出异议)."""
    rows = visible(user=request.user, model=PublicNoticeLine, day=request.day)
    line = get_object_or_404(rows.select_related("notice", "organisation"), pk=pk)
    person = request.user.person
    if person is None:
        raise NotAllowed(gettext("当前账号没有绑定人员,请在门户的公示页提出异议"))
    voices = [(FOR_MYSELF, person.name)]
    units = units_of(user=request.user, day=request.day)
    if line.organisation_id and units is not None and units.filter(post__organisation=line.organisation_id).exists():
        voices.insert(0, (FOR_UNIT, str(line.organisation)))

    def save(form: StaffObjectionForm) -> str:
        unit = line.organisation if form.cleaned_data["speaks_for"] == FOR_UNIT else None
        objection = object_to_line(
            line=line, reason=form.cleaned_data["reason"],
            objector=Objector(person.name, person=person, organisation=unit),
            actor=actor_of(request.user), at=request.now, key=f"workbench:{line.pk}:{form.cleaned_data['key']}",
        )  # fmt: skip
        return reverse("workbench:objection", args=[objection.pk])

    form = StaffObjectionForm(request.POST or None, voices=voices, initial={"key": uuid4()})
    return answer_form(
        request, form=form, save=save, refused=(ObjectionRefused, KeyReused),
        title=_("对第%(number)s条提出异议") % {"number": line.number}, submit=_("提交异议"),
        cancel=reverse("workbench:public_notice", args=[line.notice_id]),
        done=_("异议已提交,答复后会在“我的消息”中告知。"), template="workbench/notices/object_form.html",
        context={"line": line, "how_to_object": how_to_object(notice=line.notice, on_form=True), "no_draft": True},
    )  # fmt: skip


def by_deadline(rows: QuerySet[Objection]) -> QuerySet[Objection]:
    """Objections as a record lists them: those that wait first, the nearest deadline on top."""
    return rows.select_related("line").order_by("state", "answer_due_at", "pk")


def _objections(request: HttpRequest) -> QuerySet[Objection]:
    rows = visible(user=request.user, model=Objection, day=request.day)
    return rows.select_related("line__notice__area", "line__organisation")


def _told(request: HttpRequest, objection: Objection, *, in_full: bool) -> dict[str, Any]:
    """What pages about an objection show; the phone number in full only to who answers."""
    phone = ""
    if objection.contact_sealed:
        phone = unseal_phone(sealed=bytes(objection.contact_sealed), model=SEAL, key=objection.key)
    return {
        "objection": objection,
        "state": objection_badge(objection),
        "due": last_day_of(objection.answer_due_at),
        "phone": phone if in_full or not phone else masked(phone),
    }


def _time_left(request: HttpRequest) -> Callable[[list[Any]], None]:
    """How long an answer may still take, in words, by one reading of the calendar."""

    def prepare(batch: list[Any]) -> None:
        calendar = current_calendar()
        for row in batch:
            row.left = None
            if row.state == Objection.State.OPEN:
                last_day = last_day_of(row.answer_due_at)
                row.left = time_left(workdays_left(last_day=last_day, day=request.day, calendar=calendar))

    return prepare
