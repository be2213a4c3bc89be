"""Telling people: rows into the outbox, in the transaction of whatever they are told about.

On the way of every stored move of a case, so: one INSERT, no SELECT, no journal entry. What happened stands in the
caller's own entry; that somebody was told, when and with what receipt stands in the row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from django.db import connection

from lutu.kernel.access.models import Sensitivity
from lutu.kernel.notices.contacts import seal_phone
from lutu.kernel.notices.models import Notice
from lutu.kernel.notices.texts import SMS_LENGTH
from lutu.kernel.parties.models import Person

SEAL = "notices.notice"
COLUMNS = (
    "key", "kind", "channel", "person_id", "phone_sealed", "title", "body", "subject_kind", "subject_id", "link",
    "basis", "sensitivity", "created_at", "not_before", "next_at", "state", "attempts", "last_error", "sent_at",
    "receipt",
)  # fmt: skip
# SQLite takes 32,766 values a statement, PostgreSQL 65,535.
ROWS_A_STATEMENT = 1000
LONGEST = {"key": 200, "kind": 64, "title": 200, "link": 300, "basis": 300}


class NoticeRefused(ValueError):
    """A notice nobody would get, or a text message that would tell what it must not."""


@dataclass(frozen=True)
class NewNotice:
    """A notice to be written. `key` says what and whom: the same key writes nothing a second time.

    The receiver is `person` (or `person_id`); a text message may go to a `phone` instead. `link` is a path of ours.
    `not_before`: when it may be delivered, at once where None. `sensitivity` limits who else may see it in the outbox.
    """

    key: str
    kind: str
    title: str
    body: str
    person: Person | None = None
    person_id: int | None = None
    phone: str = ""
    channel: Literal["inbox", "sms"] = "inbox"
    subject: tuple[str, int] | None = None
    link: str = ""
    basis: str = ""
    not_before: datetime | None = None
    sensitivity: str = Sensitivity.INTERNAL.value


def notify(*, notices: Sequence[NewNotice], at: datetime) -> int:
    """Put notices into the outbox (告知), inside the caller's transaction; returns how many were new.

    Messages to an inbox are delivered by being written, unless they are to wait. Text messages are sent by `deliver`.
    Raises NoticeRefused for the first bad one (then nothing is written), PhoneRefused for a bad number.
    """
    rows = [_row(new, at) for new in notices]
    written = 0
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_A_STATEMENT):
            chunk = rows[start : start + ROWS_A_STATEMENT]
            cursor.execute(_statement(len(chunk)), [value for row in chunk for value in row])
            written += cursor.rowcount
    return written


def mark_read(*, person: Person, at: datetime, ids: Collection[int] | None = None) -> int:
    """Mark messages in the person's own inbox as read, all of them where no ids are given; returns how many were not.

    A reader's own convenience: no journal entry.
    """
    unread = Notice.objects.filter(
        person=person, channel=Notice.Channel.INBOX, state=Notice.State.SENT, read_at__isnull=True
    )
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    return unread.update(read_at=at)


@lru_cache(maxsize=32)
def _statement(rows: int) -> str:
    """One INSERT of many rows that leaves known keys alone, the same words on both databases."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in COLUMNS)
    marks = ", ".join([f"({', '.join(['%s'] * len(COLUMNS))})"] * rows)
    return (
        f"INSERT INTO {quote(Notice._meta.db_table)} ({names}) VALUES {marks} ON CONFLICT ({quote('key')}) DO NOTHING"
    )


def _row(new: NewNotice, at: datetime) -> tuple[Any, ...]:
    person_id = new.person.pk if new.person is not None else new.person_id
    if refusal := _refusal(new, person_id):
        raise NoticeRefused(f"告知“{new.key}”不能发出:{refusal}")
    instant = connection.ops.adapt_datetimefield_value
    now, earliest = instant(at), instant(new.not_before or at)
    is_delivered = new.channel == "inbox" and (new.not_before is None or new.not_before <= at)
    kind, key = new.subject or ("", None)
    return (
        new.key, new.kind, new.channel, person_id,
        seal_phone(phone=new.phone, model=SEAL, key=new.key) if new.phone else None,
        new.title, new.body, kind, key, new.link, new.basis, new.sensitivity, now, earliest, earliest,
        "sent" if is_delivered else "waiting", 0, "", now if is_delivered else None, "",
    )  # fmt: skip


def _refusal(new: NewNotice, person_id: int | None) -> str:
    """Why a notice cannot go out; empty where it can."""
    if not new.key or not new.kind or not new.title.strip():
        return "须有幂等键、种类和标题"
    for name, longest in LONGEST.items():
        if len(getattr(new, name)) > longest:
            return f"{name} 最长 {longest} 个字,实为 {len(getattr(new, name))} 个"
    if new.link and (not new.link.startswith("/") or new.link.startswith("//")):
        return f"链接应为本站路径,实为 {new.link}"
    if new.sensitivity not in Sensitivity.values:
        return f"数据级别 {new.sensitivity} 应为 {'、'.join(Sensitivity.values)}"
    if new.channel == "inbox":
        return "" if person_id is not None and not new.phone else "站内消息须有收件人,且不带手机号"
    if new.channel != "sms":
        return f"渠道 {new.channel} 应为 inbox 或 sms"
    if (person_id is None) == (not new.phone):
        return "短信须有且只有一个收件人或手机号"
    if not new.body.strip():
        return "短信须有内容"
    if len(new.body) > SMS_LENGTH:
        return f"短信最长 {SMS_LENGTH} 个字,实为 {len(new.body)} 个"
    if new.title.strip() in new.body:
        return "短信不得含标题等事项内容,只说明有消息和到哪里查看"
    return ""
