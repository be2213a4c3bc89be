"""Carrying waiting notices to their receivers: at least once, with growing pauses after a failure."""

import logging
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from lutu.kernel.journal.actions import Actor, NewEntry, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.notices import limits
from lutu.kernel.notices.actions.outbox import SEAL
from lutu.kernel.notices.contacts import unseal_phone
from lutu.kernel.notices.gateways import Gateway, GatewayMisconfigured, gateway
from lutu.kernel.notices.models import Notice
from lutu.kernel.parties.phones import unseal
from lutu.kernel.periods import day_of

label_action("notices.notice.resent", gettext_noop("重发消息"))

LONGEST_PAUSE_MINUTES = 60
LONG_NUMBER = re.compile(r"\d{7,}")
GIVEN_UP = "超过有效时间仍未发出,已停止自动发送;仍需发送的,请在发件箱重新发送"
log = logging.getLogger(__name__)


class ResendRefused(ValueError):
    """None of the chosen messages has failed."""


def deliver(*, at: datetime, limit: int = 200) -> int:
    """Deliver what is due (投递): messages that waited for their time, and up to `limit` text messages.

    Called each minute, outside a transaction: each text message is claimed before it is sent and noted after, so two
    workers never send the same one and a crash in between sends it again. Without a gateway text messages stay in the
    outbox. One that could not be sent within its time (parameter notices.sms_valid_hours) counts as failed and can be
    sent again by hand. Returns how many were delivered.
    """
    waited = Notice.objects.filter(channel=Notice.Channel.INBOX, state=Notice.State.WAITING, next_at__lte=at)
    delivered = waited.update(state=Notice.State.SENT, sent_at=at)
    try:
        carrier = gateway()
    except GatewayMisconfigured:
        log.exception("text messages wait: the gateway cannot be loaded")
        return delivered
    if carrier is None:
        return delivered
    _give_up(at)
    due = Notice.objects.filter(channel=Notice.Channel.SMS, state=Notice.State.WAITING, next_at__lte=at)
    batch = list(due.select_related("person").order_by("next_at", "pk")[:limit])
    return delivered + sum(_send(notice, carrier, at) for notice in batch)


@transaction.atomic
def resend(*, notices: Sequence[Notice], actor: Actor, at: datetime) -> int:
    """Put failed messages back to be sent at once (重发), as if new; others are left as they are. Returns how many.

    Raises ResendRefused where none has failed.
    """
    chosen = Notice.objects.select_for_update().filter(pk__in=[notice.pk for notice in notices])
    failed = sorted(chosen.filter(state=Notice.State.FAILED).values_list("pk", flat=True))
    if not failed:
        raise ResendRefused("所选消息都不是“发送失败”,不需要重发")
    Notice.objects.filter(pk__in=failed).update(
        state=Notice.State.WAITING, not_before=at, next_at=at, attempts=0, last_error=""
    )
    record_many(
        entries=[NewEntry(("notices.notice", pk), "notices.notice.resent") for pk in failed], actor=actor, at=at
    )
    return len(failed)


def pause_after(*, attempts: int) -> timedelta:
    """How long to wait after so many failures: 1, 2, 4 … minutes, never more than an hour."""
    return timedelta(minutes=min(2 ** (attempts - 1), LONGEST_PAUSE_MINUTES))


def _give_up(at: datetime) -> None:
    valid = timedelta(hours=limits.limit(code=limits.SMS_VALID_HOURS, day=day_of(at)))
    late = Notice.objects.filter(
        channel=Notice.Channel.SMS, state=Notice.State.WAITING, next_at__lte=at, not_before__lte=at - valid
    )
    late.filter(last_error="").update(last_error=GIVEN_UP)
    late.update(state=Notice.State.FAILED)


def _send(notice: Notice, carrier: Gateway, at: datetime) -> bool:
    own = Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING)
    pause = pause_after(attempts=notice.attempts + 1)
    if not own.filter(next_at=notice.next_at).update(attempts=F("attempts") + 1, next_at=at + pause):
        # Another worker took it first.
        return False
    try:
        phone = _phone(notice)
        if not phone:
            own.update(state=Notice.State.FAILED, last_error="收件人没有登记手机号,请登记后重新发送")
            return False
        receipt = carrier.send(phone=phone, text=notice.body)
    except Exception as error:
        # Whatever a foreign adapter raises: the message is kept and tried again. Numbers do not belong into a log.
        own.update(last_error=LONG_NUMBER.sub("***", f"{type(error).__name__}: {error}")[:300])
        log.warning("text message %s was not sent (%s)", notice.pk, type(error).__name__)
        return False
    own.update(state=Notice.State.SENT, sent_at=at, receipt=str(receipt)[:120], last_error="")
    return True


def _phone(notice: Notice) -> str:
    if notice.phone_sealed:
        return unseal_phone(sealed=bytes(notice.phone_sealed), model=SEAL, key=notice.key)
    person = notice.person
    if person is None or not person.phone_sealed:
        return ""
    return unseal(sealed=bytes(person.phone_sealed), person_code=person.code)
