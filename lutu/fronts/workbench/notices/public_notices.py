"""公示: windows, their lines with the objections to each, opening and withdrawing."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lutu.fronts.workbench.notices.columns import LINE_COLUMNS, NOTICE_COLUMNS, NOTICE_FILTERS
from lutu.fronts.workbench.notices.forms import PublicNoticeForm, WithdrawForm
from lutu.fronts.workbench.notices.objections import by_deadline
from lutu.fronts.workbench.notices.permissions import READ, WRITE
from lutu.fronts.workbench.notices.words import put_windows, stage_badge, window_words
from lutu.kernel.access.queries import NotAllowed, actor_of, can, require, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.actions import PublicNoticeRefused, open_public_notice, withdraw_public_notice
from lutu.kernel.notices.models import Objection, PublicNotice, PublicNoticeLine
from lutu.kernel.notices.queries import with_objections
from lutu.kernel.notices.registry import public_notice_kind_title
from lutu.kernel.notices.texts import how_to_object
from lutu.kernel.notices.windows import last_day_of
from lutu.kernel.periods import day_of
from lutu.kernel.search.queries import described
from lutu.kernel.territory.queries import district
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

SUBJECT = "notices.publicnotice"
ENTRIES_SHOWN = 50

LIST = ListSpec(
    key="public-notices",
    title=_("公示"),
    columns=(
        *NOTICE_COLUMNS,
        Column(key="lines", title=_("条目"), value=lambda row: row.line_count, show="number", order_by=("line_count",)),
        Column(
            key="open", title=_("待答复异议"), value=lambda row: row.open_count, show="number", order_by=("open_count",)
        ),
        Column(key="is_public", title=_("对外公开"), value=lambda row: row.is_public, show="flag", shown=False),
        Column(key="area", title=_("区划"), value=lambda row: row.area.name, shown=False),
        Column(key="basis", title=_("依据"), value=lambda row: row.basis, shown=False),
    ),
    filters=(
        *NOTICE_FILTERS,
        Filter(
            key="objections", title=_("异议"), options=lambda request: [("open", _("有待答复的异议"))],
            apply=lambda rows, chosen, request: rows.filter(open_count__gt=0),
        ),
    ),
    order=("-closes_at", "-pk"),
    search=lambda rows, text: rows.filter(title__icontains=text),
    search_title=_("标题"),
    empty_title=_("还没有公示"),
    empty_help=_("业务公示由各业务发起,其他公示可在此发起。"),
    row_url=lambda row: reverse("workbench:public_notice", args=[row.pk]),
)  # fmt: skip

LINES = ListSpec(
    key="public-notice-lines",
    title=_("公示条目"),
    columns=(
        *LINE_COLUMNS,
        Column(key="unit", title=_("相关单位"), value=lambda row: row.organisation and str(row.organisation)),
    ),
    order=("number",),
    search=lambda rows, text: rows.filter(text__icontains=text),
    search_title=_("公示内容"),
    empty_title=_("没有可显示的条目"),
    empty_help=_("公示已撤回,或其中没有与本人单位有关的条目。"),
)  # fmt: skip


@require_safe
@reads(PublicNotice, "list")
@staff_page(READ)
def notice_list(request: HttpRequest) -> HttpResponseBase:
    """Every public notice the account may see, with how many lines and open objections each has."""
    user, day = request.user, request.day
    lines = visible(user=user, model=PublicNoticeLine, day=day).filter(notice=OuterRef("pk"))
    waiting = visible(user=user, model=Objection, day=day).filter(
        line__notice=OuterRef("pk"), state=Objection.State.OPEN
    )
    rows = visible(user=user, model=PublicNotice, day=day).select_related("area")
    rows = rows.annotate(line_count=_counted(lines, "notice"), open_count=_counted(waiting, "line__notice"))
    context = {
        "actions_template": "workbench/notices/public_list_actions.html",
        "may_write": can(user=user, permission=WRITE, day=day),
    }
    return list_response(request, spec=LIST, rows=rows, context=context, prepare=_windows(request))


@require_safe
@reads(PublicNotice, "detail")
@reads(PublicNoticeLine, "expand")
@reads(Objection, "expand")
@staff_page()
def notice_record(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One public notice for staff and for the units it concerns: window, lines, objections, what was done."""
    notice = visible_notice(request, pk)
    put_windows([notice], at=request.now)
    rows = visible(user=request.user, model=PublicNoticeLine, day=request.day).filter(notice=notice)
    objections = visible(user=request.user, model=Objection, day=request.day).filter(line__notice=notice)
    may_write = can(user=request.user, permission=WRITE, day=request.day, area=notice.area)
    context = {
        "notice": notice,
        "kind": public_notice_kind_title(notice.kind),
        "stage": stage_badge(notice),
        "left": window_words(notice.window),
        "opens": day_of(notice.opens_at),
        "last_day": last_day_of(notice.closes_at),
        "how_to_object": how_to_object(notice=notice) if notice.window.stage == "running" else "",
        "objections": by_deadline(objections),
        "may_write": may_write,
        "may_withdraw": may_write and notice.window.stage != "withdrawn",
        "is_on_portal": notice.is_public and notice.window.stage != "ahead",
        "audit_subject": f"{SUBJECT}/{pk}",
        "entries": entries_of(subject=(SUBJECT, pk))[:ENTRIES_SHOWN],
        "trail": [(gettext("公示"), reverse("workbench:public_notices")), (notice.title, "")],
    }
    return list_response(
        request, spec=LINES, rows=with_objections(lines=rows.select_related("organisation")), context=context,
        template="workbench/notices/public_record.html", prepare=_line_details(request, notice),
    )  # fmt: skip


@reads(PublicNotice, "form")
@staff_page(WRITE)
def notice_new(request: HttpRequest) -> HttpResponse:
    """Open a public notice at once (发起公示)."""

    def save(form: PublicNoticeForm) -> str:
        require(user=request.user, permission=WRITE, day=request.day, area=form.cleaned_data["area"])
        notice = open_public_notice(
            **form.cleaned_data, opens_at=request.now, actor=actor_of(request.user), at=request.now
        )
        return reverse("workbench:public_notice", args=[notice.pk])

    form = PublicNoticeForm(request.POST or None, initial={"area": district().pk})
    return answer_form(
        request, form=form, save=save, refused=(PublicNoticeRefused, NotAllowed), title=_("发起公示"),
        submit=_("立即公示"), cancel=reverse("workbench:public_notices"), done=_("公示已开始。"),
    )  # fmt: skip


@reads(PublicNotice, "form")
@staff_page(WRITE)
def notice_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a public notice back with a reason (撤回公示)."""
    notice = visible_notice(request, pk)
    require(user=request.user, permission=WRITE, day=request.day, area=notice.area)
    back = reverse("workbench:public_notice", args=[pk])

    def save(form: WithdrawForm) -> str:
        reason = form.cleaned_data["reason"]
        withdraw_public_notice(notice=notice, reason=reason, actor=actor_of(request.user), at=request.now)
        return back

    return answer_form(
        request, form=WithdrawForm(request.POST or None), save=save, refused=PublicNoticeRefused,
        title=_("撤回公示:%(title)s") % {"title": notice.title}, submit=_("撤回"), cancel=back,
        done=_("公示已撤回,条目不再公开;已提出的异议仍须答复。"),
    )  # fmt: skip


def visible_notice(request: HttpRequest, pk: int) -> PublicNotice:
    """The notice the account may see, or 404: hidden and missing look the same."""
    rows = visible(user=request.user, model=PublicNotice, day=request.day).select_related("area", "opened_by")
    return get_object_or_404(rows, pk=pk)


def _counted(rows: QuerySet, path: str) -> Coalesce:
    """How many rows hang below each notice, as a subquery."""
    found = rows.order_by().values(path).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(found), 0)


def _windows(request: HttpRequest) -> Callable[[list[Any]], None]:
    return lambda batch: put_windows(batch, at=request.now)


def _line_details(request: HttpRequest, notice: PublicNotice) -> Callable[[list[Any]], None]:
    """What a line is about, and the way to object to it while the window runs."""
    runs = notice.window.stage == "running" and request.user.person_id is not None  # type: ignore[attr-defined]

    def prepare(batch: list[Any]) -> None:
        wanted: dict[str, set[int]] = {}
        for row in batch:
            wanted.setdefault(row.subject_kind, set()).add(row.subject_id or 0)
        found = {
            kind: described(kind=kind, ids=ids, user=request.user, day=request.day)
            for kind, ids in wanted.items()
            if kind
        }
        for row in batch:
            subject = found.get(row.subject_kind, {}).get(row.subject_id)
            row.url = subject.url if subject else ""
            row.object_words = gettext("提出异议") if runs else ""
            row.object_url = reverse("workbench:line_object", args=[row.pk]) if runs else ""

    return prepare
