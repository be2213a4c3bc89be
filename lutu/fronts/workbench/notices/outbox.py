"""发件箱: everything that was told, to whom, over which channel, and what became of it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lutu.engines.crypto import TamperedField
from lutu.fronts.workbench.notices.permissions import READ_OUTBOX, WRITE_OUTBOX
from lutu.fronts.workbench.notices.words import notice_badge
from lutu.kernel.access.queries import actor_of, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.notices.actions import ResendRefused, resend
from lutu.kernel.notices.actions.outbox import SEAL
from lutu.kernel.notices.contacts import unseal_phone
from lutu.kernel.notices.gateways import GatewayMisconfigured, gateway
from lutu.kernel.notices.models import Notice
from lutu.kernel.notices.registry import notice_kind_title
from lutu.kernel.parties.phones import masked
from lutu.web.guards import staff_page
from lutu.web.lists import BulkAction, Column, Filter, ListSpec, list_response

MOST_AT_ONCE = 1000


def receiver_of(row: Notice) -> str:
    """Whom a message goes to: the person, or a masked number."""
    if row.person is not None:
        return row.person.name
    try:
        return masked(unseal_phone(sealed=bytes(row.phone_sealed or b""), model=SEAL, key=row.key))
    except TamperedField:
        return gettext("手机号无法读出")


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    rows = visible(user=request.user, model=Notice, day=request.day).order_by("kind")
    return [(kind, notice_kind_title(kind)) for kind in rows.values_list("kind", flat=True).distinct()]


def _by(field: str) -> Any:
    def apply(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
        return rows.filter(**{f"{field}__in": chosen})

    return apply


LIST = ListSpec(
    key="outbox",
    title=_("发件箱"),
    columns=(
        Column(key="title", title=_("消息"), value=lambda row: row.title, order_by=("title",)),
        Column(key="channel", title=_("渠道"), value=lambda row: row.get_channel_display(), order_by=("channel",)),
        Column(key="receiver", title=_("收件人"), value=receiver_of, show="code"),
        Column(key="state", title=_("状态"), value=notice_badge, show="badge", order_by=("state",)),
        Column(
            key="created_at", title=_("生成时间"), value=lambda row: row.created_at, show="instant",
            order_by=("created_at",),
        ),
        Column(key="error", title=_("上次失败原因"), value=lambda row: row.last_error),
        Column(
            key="sent_at", title=_("发送时间"), value=lambda row: row.sent_at, show="instant", order_by=("sent_at",),
            shown=False,
        ),
        Column(
            key="kind", title=_("类别"), value=lambda row: notice_kind_title(row.kind), order_by=("kind",), shown=False
        ),
        Column(
            key="attempts", title=_("尝试次数"), value=lambda row: row.attempts, show="number", order_by=("attempts",),
            shown=False,
        ),
        Column(
            key="next_at", title=_("下次发送时间"), show="instant", order_by=("next_at",), shown=False,
            value=lambda row: row.next_at if row.state == Notice.State.WAITING else None,
        ),
        Column(
            key="text", title=_("短信内容"), shown=False,
            value=lambda row: row.body if row.channel == Notice.Channel.SMS else "",
        ),
        Column(key="receipt", title=_("回执"), value=lambda row: row.receipt, shown=False),
    ),
    filters=(
        Filter(
            key="channel", title=_("渠道"), options=lambda request: list(Notice.Channel.choices), apply=_by("channel")
        ),
        Filter(key="state", title=_("状态"), options=lambda request: list(Notice.State.choices), apply=_by("state")),
        Filter(key="kind", title=_("类别"), options=_kinds, apply=_by("kind"), multiple=True),
    ),
    order=("-created_at",),
    search=lambda rows, text: rows.filter(Q(title__icontains=text) | Q(person__name__icontains=text)),
    search_title=_("标题或收件人"),
    empty_title=_("还没有消息"),
    empty_help=_("系统发出的站内消息和短信都留在这里,手机号只显示首尾。"),
    row_url=lambda row: reverse("workbench:outbox_notice", args=[row.pk]),
    as_of=False,
    bulk=(BulkAction(_("重新发送"), "workbench:outbox_resend", permission=WRITE_OUTBOX, icon="refresh"),),
)  # fmt: skip


@require_safe
@reads(Notice, "list")
@staff_page(READ_OUTBOX)
def outbox_list(request: HttpRequest) -> HttpResponseBase:
    """Every message the reader may see, with what hinders the text messages on top."""
    rows = visible(user=request.user, model=Notice, day=request.day).select_related("person")
    context = {"gateway_problem": _gateway_problem()}
    return list_response(request, spec=LIST, rows=rows, template="workbench/notices/outbox.html", context=context)


@require_POST
@reads(Notice, "form")
@staff_page(WRITE_OUTBOX)
def outbox_resend(request: HttpRequest) -> HttpResponse:
    """Send failed messages again (重新发送)."""
    ids = [int(key) for key in request.POST.getlist("ids") if key.isascii() and key.isdecimal()][:MOST_AT_ONCE]
    chosen = list(visible(user=request.user, model=Notice, day=request.day).filter(pk__in=ids))
    try:
        count = resend(notices=chosen, actor=actor_of(request.user), at=request.now)
    except ResendRefused as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("{count}条消息已重新排队发送。", "{count}条消息已重新排队发送。", count)
        messages.success(request, text.format(count=count))
    return redirect("workbench:outbox")


def _gateway_problem() -> str:
    """Why text messages do not leave the house; empty where they do."""
    try:
        found = gateway()
    except GatewayMisconfigured as problem:
        return str(problem)
    if found is None:
        return gettext("未接短信网关:短信停在发件箱,不会发到手机。接入后在设置 LUTU_SMS_GATEWAY 中填写适配器。")
    return ""
