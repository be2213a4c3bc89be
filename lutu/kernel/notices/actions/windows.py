"""Opening and withdrawing public notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from lutu.kernel.access.models import Account
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.journal.actions import Actor, NewEntry, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.notices.models import PublicNotice, PublicNoticeLine
from lutu.kernel.notices.windows import deadline, last_day_of
from lutu.kernel.parties.models import Organisation, Person
from lutu.kernel.periods import day_of
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import district

label_action("notices.public.opened", gettext_noop("发起公示"))
label_action("notices.public.withdrawn", gettext_noop("撤回公示"))

SUBJECT = "notices.publicnotice"
LONGEST_LINE = 500


class PublicNoticeRefused(ValueError):
    """A public notice without text, basis, lines or time, or one that is withdrawn already."""


@dataclass(frozen=True)
class NoticeLine:
    """A line to be shown; `organisation` is the unit it concerns, whose people see it and may object."""

    subject: tuple[str, int] | None
    text: str
    organisation: Organisation | None = None


@transaction.atomic
def open_public_notice(
    *,
    kind: str,
    title: str,
    body: str,
    lines: Sequence[NoticeLine],
    opens_at: datetime,
    workdays: int,
    actor: Actor,
    at: datetime,
    basis: str,
    subject: tuple[str, int] | None = None,
    is_public: bool = True,
    area: Area | None = None,
    receiver: str = "",
    receiver_contact: str = "",
) -> PublicNotice:
    """Show something for so many working days before it takes effect (发起公示).

    The day of `opens_at` is not counted; the window ends at 24:00 of the last working day. Beyond the working calendar
    the end is provisional, and nothing may take effect on it. `area` is the whole district unless given; `receiver`
    takes objections, by default the site's host unit or the area. Raises PublicNoticeRefused.
    """
    _require_whole(title, body, basis, lines, workdays)
    if day_of(opens_at) < day_of(at):
        raise PublicNoticeRefused(f"公示不能倒签:开始日 {day_of(opens_at)} 不得早于登记日 {day_of(at)}")
    place = area or district()
    end = deadline(start=opens_at, workdays=workdays, calendar=current_calendar())
    subject_kind, subject_id = subject or ("", None)
    notice = PublicNotice.objects.create(
        kind=kind, title=title.strip(), body=body.strip(), basis=basis.strip(), area=place, subject_kind=subject_kind,
        subject_id=subject_id, receiver=receiver or settings.LUTU_SITE["host_unit"] or place.name,
        receiver_contact=receiver_contact or settings.LUTU_SITE["contact"], opens_at=opens_at, closes_at=end.at,
        workdays=workdays, calendar_version=end.calendar_version, is_provisional=end.is_provisional,
        is_public=is_public, opened_by=person_of(actor=actor), opened_by_name=actor.name,
    )  # fmt: skip
    rows = [
        PublicNoticeLine(
            notice=notice, number=number, text=line.text.strip(), subject_kind=(line.subject or ("", None))[0],
            subject_id=(line.subject or ("", None))[1], organisation=line.organisation,
        )
        for number, line in enumerate(lines, 1)
    ]  # fmt: skip
    PublicNoticeLine.objects.bulk_create(rows, batch_size=500)
    details: dict[str, object] = {
        "title": notice.title, "lines": len(rows), "workdays": workdays, "last_day": last_day_of(notice.closes_at),
        "is_public": is_public, **({"is_provisional": True} if notice.is_provisional else {}),
    }  # fmt: skip
    _note(notice, "notices.public.opened", details, actor, at, basis=notice.basis)
    return notice


@transaction.atomic
def withdraw_public_notice(*, notice: PublicNotice, reason: str, actor: Actor, at: datetime) -> PublicNotice:
    """Take a public notice back (撤回公示): its lines leave the portal, title and reason stay, nothing may take effect.

    Objections already raised still get their answers. Raises PublicNoticeRefused without a reason, or the second time.
    """
    if not reason.strip():
        raise PublicNoticeRefused("撤回公示须说明原因")
    held = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    if held.state == PublicNotice.State.WITHDRAWN:
        raise PublicNoticeRefused(f"公示“{held.title}”已撤回")
    held.state, held.withdrawn_at, held.withdrawn_reason = PublicNotice.State.WITHDRAWN, at, reason.strip()[:300]
    held.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    _note(held, "notices.public.withdrawn", {"title": held.title, "reason": held.withdrawn_reason}, actor, at)
    return held


def person_of(*, actor: Actor) -> Person | None:
    """The person behind an actor that is an account."""
    if actor.kind != "account" or not actor.id:
        return None
    account = Account.objects.select_related("person").filter(pk=actor.id).first()
    return account.person if account else None


def _require_whole(title: str, body: str, basis: str, lines: Sequence[NoticeLine], workdays: int) -> None:
    for text, name in ((title, "标题"), (body, "正文"), (basis, "依据")):
        if not text.strip():
            raise PublicNoticeRefused(f"公示须有{name}")
    if workdays < 1:
        raise PublicNoticeRefused(f"公示期至少1个工作日,实为 {workdays}")
    if not lines:
        raise PublicNoticeRefused("公示须至少有一条内容")
    for number, line in enumerate(lines, 1):
        if not 0 < len(line.text.strip()) <= LONGEST_LINE:
            raise PublicNoticeRefused(f"第 {number} 条应为1至{LONGEST_LINE}个字,实为{len(line.text.strip())}个")


def _note(
    notice: PublicNotice, action: str, details: dict[str, object], actor: Actor, at: datetime, *, basis: str = ""
) -> None:
    """In the chain of the notice and, where it is about something, in that one's too."""
    entries = [NewEntry((SUBJECT, notice.pk), action, details, basis)]
    if notice.subject_id is not None:
        entries.append(NewEntry((notice.subject_kind, notice.subject_id), action, details, basis))
    record_many(entries=entries, actor=actor, at=at)
