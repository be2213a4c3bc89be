"""我的消息: what somebody was told, unread first."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lutu.fronts.workbench.notices.outbox import receiver_of
from lutu.fronts.workbench.notices.permissions import READ_OUTBOX, WRITE_OUTBOX
from lutu.fronts.workbench.notices.words import Badge, notice_badge
from lutu.kernel.access.queries import can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.actions import mark_read
from lutu.kernel.notices.models import Notice
from lutu.kernel.notices.queries import inbox, unread_count
from lutu.kernel.notices.registry import notice_kind_title
from lutu.web.guards import staff_page
from lutu.web.lists import BulkAction, Column, Filter, ListSpec, list_response

IS_READ = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())


def _read_badge(row: Notice) -> Badge:
    return (_("未读"), "blue") if row.read_at is None else (_("已读"), "grey")


def _by_state(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(read_at__isnull="unread" in chosen)


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    kinds = inbox(user=request.user).order_by("kind").values_list("kind", flat=True).distinct()
    return [(kind, notice_kind_title(kind)) for kind in kinds]


LIST = ListSpec(
    key="inbox",
    title=_("我的消息"),
    columns=(
        Column(key="title", title=_("消息"), value=lambda row: row.title, order_by=("title",)),
        Column(key="state", title=_("状态"), value=_read_badge, show="badge", order_by=("is_read",)),
        Column(key="kind", title=_("类别"), value=lambda row: notice_kind_title(row.kind), order_by=("kind",)),
        Column(key="sent_at", title=_("时间"), value=lambda row: row.sent_at, show="instant", order_by=("sent_at",)),
        Column(key="basis", title=_("依据"), value=lambda row: row.basis, shown=False),
    ),
    filters=(
        Filter(
            key="state",
            title=_("状态"),
            options=lambda request: [("unread", _("未读")), ("read", _("已读"))],
            apply=_by_state,
        ),
        Filter(
            key="kind",
            title=_("类别"),
            options=_kinds,
            apply=lambda rows, chosen, request: rows.filter(kind__in=chosen),
            multiple=True,
        ),
    ),
    order=("is_read", "-sent_at"),
    search=lambda rows, text: rows.filter(Q(title__icontains=text) | Q(body__icontains=text)),
    search_title=_("标题或内容"),
    empty_title=_("没有消息"),
    empty_help=_("分派、催办、到期提醒和异议答复等会出现在这里;重要的同时发短信,短信不含内容。"),
    row_url=lambda row: reverse("workbench:notice", args=[row.pk]),
    as_of=False,
    bulk=(BulkAction(_("标为已读"), "workbench:inbox_read", icon="mail-opened"),),
)


@require_safe
@reads(Notice, "notification")
@staff_page()
def inbox_list(request: HttpRequest) -> HttpResponseBase:
    """The reader's own messages and nobody else's, whatever else the reader may see."""
    rows = inbox(user=request.user).annotate(is_read=IS_READ)
    context = {
        "actions_template": "workbench/notices/inbox_actions.html",
        "unread": unread_count(user=request.user),
    }
    return list_response(request, spec=LIST, rows=rows, context=context)


@require_POST
@reads(Notice, "form")
@staff_page()
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark messages as read: the selected ones, or with `all` every one."""
    person = request.user.person
    ids = [int(key) for key in request.POST.getlist("ids") if key.isascii() and key.isdecimal()]
    if person is None or not (ids or "all" in request.POST):
        messages.error(request, gettext("没有选中消息。"))
        return redirect("workbench:inbox")
    count = mark_read(person=person, at=request.now, ids=None if "all" in request.POST else ids)
    text = ngettext("已将{count}条消息标为已读。", "已将{count}条消息标为已读。", count)
    messages.success(request, text.format(count=count))
    return redirect("workbench:inbox")


@require_safe
@reads(Notice, "detail")
@staff_page()
def notice_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: what it says, what it is about and, for who looks after the outbox, how it was carried.

    Opening a message of one's own marks it as read.
    """
    notice = get_object_or_404(
        visible(user=request.user, model=Notice, day=request.day).select_related("person"), pk=pk
    )
    is_mine = notice.channel == Notice.Channel.INBOX and notice.person_id == request.user.person_id
    if is_mine and notice.read_at is None:
        mark_read(person=request.user.person, at=request.now, ids=[pk])
    looks_after = can(user=request.user, permission=READ_OUTBOX, day=request.day)
    may_resend = can(user=request.user, permission=WRITE_OUTBOX, day=request.day)
    came_by_inbox = request.resolver_match.url_name == "notice"
    back = (gettext("我的消息"), "workbench:inbox") if came_by_inbox else (gettext("发件箱"), "workbench:outbox")
    context = {
        "notice": notice,
        "kind": notice_kind_title(notice.kind),
        "state": notice_badge(notice),
        "receiver": receiver_of(notice),
        "shows_delivery": looks_after,
        "may_resend": may_resend and notice.state == Notice.State.FAILED,
        "entries": entries_of(subject=("notices.notice", pk))[:20] if looks_after else None,
        "trail": [(back[0], reverse(back[1])), (notice.title, "")],
    }
    return render(request, "workbench/notices/notice.html", context)
