"""Objecting to one line of a public notice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_noop

from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.journal.actions import Actor, NewEntry, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.notices.actions.outbox import NewNotice, notify
from lutu.kernel.notices.actions.windows import SUBJECT
from lutu.kernel.notices.contacts import seal_phone
from lutu.kernel.notices.limits import ANSWER_WORKDAYS, OBJECTIONS_A_DAY, OBJECTIONS_A_LINE, limit
from lutu.kernel.notices.models import Objection, PublicNotice, PublicNoticeLine
from lutu.kernel.notices.registry import objection_handler
from lutu.kernel.notices.windows import deadline, last_day_of, stage_of
from lutu.kernel.parties.models import Organisation, Person
from lutu.kernel.parties.phones import index_of
from lutu.kernel.periods import day_of

label_action("notices.objection.raised", gettext_noop("提出异议"))

SEAL = "notices.objection"
KIND = "notices.objection"
# Without the signs that are taken for one another when a number is told over the phone.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SIGNS_A_NUMBER = 6
LONGEST_REASON = 2000
DAY = timedelta(days=1)


class ObjectionRefused(ValueError):
    """The window is not open, something is missing, or one phone number objects too often."""


class KeyReused(ValueError):
    """The idempotency key was used for another objection."""


@dataclass(frozen=True)
class Objector:
    """Who objects: a person of ours, with the unit spoken for, or somebody with a name and a phone number."""

    name: str
    phone: str = ""
    person: Person | None = None
    organisation: Organisation | None = None
    unit: str = ""


@transaction.atomic
def object_to_line(
    *, line: PublicNoticeLine, reason: str, objector: Objector, actor: Actor, at: datetime, key: str
) -> Objection:
    """Object to one line (提出异议); this stops that line alone until it is answered.

    The same `key` with the same content gives the stored objection back, with another one raises KeyReused. Raises
    ObjectionRefused outside the window, without name, reason or contact, and above the limits for one phone number
    (parameters notices.objections_per_line, notices.objections_per_day); PhoneRefused for a bad number.
    """
    notice = PublicNotice.objects.select_for_update().get(pk=line.notice_id)
    if (stored := Objection.objects.filter(key=key).first()) is not None:
        return _same(stored, line, reason, objector)
    _require_window(notice, at)
    _require_whole(reason, objector, key)
    index = index_of(objector.phone) if objector.phone else None
    if index is not None:
        _require_moderation(line, index, at)
    answer_by = deadline(start=at, workdays=limit(code=ANSWER_WORKDAYS, day=day_of(at)), calendar=current_calendar())
    objection = Objection(
        number=f"{day_of(at):%y%m%d}-{get_random_string(SIGNS_A_NUMBER, SIGNS)}", key=key, line=line,
        objector_name=objector.name.strip(), objector_unit=(objector.unit or str(objector.organisation or "")).strip(),
        person=objector.person, organisation=objector.organisation, contact_index=index,
        contact_sealed=seal_phone(phone=objector.phone, model=SEAL, key=key) if objector.phone else None,
        reason=reason.strip(), raised_at=at, raised_by_id=actor.id, answer_due_at=answer_by.at,
        answer_due_is_provisional=answer_by.is_provisional,
    )  # fmt: skip
    objection.save(force_insert=True)
    note(objection=objection, notice=notice, action="notices.objection.raised", details={}, actor=actor, at=at)
    _hand_on(objection, notice, actor, at)
    return objection


def note(
    *,
    objection: Objection,
    notice: PublicNotice,
    action: str,
    details: dict[str, object],
    actor: Actor,
    at: datetime,
) -> None:
    """In the chains of the objection and of its notice. No name, number or reason of a person goes there."""
    told = {"number": objection.number, "line": objection.line.number, **details}
    subjects: list[tuple[str, object]] = [(KIND, objection.pk), (SUBJECT, notice.pk)]
    record_many(entries=[NewEntry(subject, action, told) for subject in subjects], actor=actor, at=at)


def _hand_on(objection: Objection, notice: PublicNotice, actor: Actor, at: datetime) -> None:
    """Let the declared handler open its case, and tell whoever opened the notice."""
    handler = objection_handler(notice.kind)
    if handler is not None and (case := handler(objection=objection, actor=actor, at=at)) is not None:
        objection.case_kind, objection.case_id = case
        objection.save(update_fields=["case_kind", "case_id"])
    if notice.opened_by_id is not None and notice.opened_by_id != objection.person_id:
        told = NewNotice(
            key=f"objection:{objection.pk}:raised", kind=KIND, title=f"收到异议:{notice.title}"[:200],
            body=f"第{objection.line.number}条,须在 {last_day_of(objection.answer_due_at)} 前书面答复。",
            person_id=notice.opened_by_id, subject=(KIND, objection.pk), link=f"/workbench/objections/{objection.pk}/",
            basis=notice.basis,
        )  # fmt: skip
        notify(notices=[told], at=at)


def _same(stored: Objection, line: PublicNoticeLine, reason: str, objector: Objector) -> Objection:
    index = index_of(objector.phone) if objector.phone else None
    held = bytes(stored.contact_index) if stored.contact_index else None
    wanted = (line.pk, reason.strip(), objector.name.strip(), index)
    if (stored.line_id, stored.reason, stored.objector_name, held) != wanted:
        raise KeyReused("这份表单已提交过,内容与上次不同;如需再提异议,请重新打开表单")
    return stored


def _require_window(notice: PublicNotice, at: datetime) -> None:
    stage, last_day = stage_of(notice=notice, at=at), last_day_of(notice.closes_at)
    otherwise = f"仍有意见的,可向{notice.receiver}反映" + (
        f"({notice.receiver_contact})" if notice.receiver_contact else ""
    )
    if stage == "withdrawn":
        raise ObjectionRefused(f"公示已撤回,不需要再提异议;{otherwise}")
    if stage == "ahead":
        raise ObjectionRefused(f"公示自 {day_of(notice.opens_at)} 开始,请届时提出")
    if stage == "ended":
        raise ObjectionRefused(f"公示期已于 {last_day} 24时结束,不再受理异议;{otherwise}")


def _require_whole(reason: str, objector: Objector, key: str) -> None:
    if not key:
        raise ObjectionRefused("提出异议须带幂等键")
    if not objector.name.strip():
        raise ObjectionRefused("请填写异议人的姓名或单位名称")
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise ObjectionRefused(f"异议理由应为1至{LONGEST_REASON}个字,实为{len(reason.strip())}个")
    if not objector.phone and objector.person is None:
        raise ObjectionRefused("请留下手机号,以便联系和查询答复")


def _require_moderation(line: PublicNoticeLine, index: bytes, at: datetime) -> None:
    """One number may object to a line and in a day so often; what goes beyond is no objection but a flood."""
    day = day_of(at)
    own = Objection.objects.filter(contact_index=index)
    if own.filter(line=line).count() >= limit(code=OBJECTIONS_A_LINE, day=day):
        raise ObjectionRefused("这个手机号对本条提出的异议已达上限,请等待答复,或在原异议中补充说明")
    if own.filter(raised_at__gt=at - DAY).count() >= limit(code=OBJECTIONS_A_DAY, day=day):
        raise ObjectionRefused("这个手机号今日提出的异议已达上限,请明日再试")
