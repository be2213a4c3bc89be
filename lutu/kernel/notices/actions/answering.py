"""Answering objections."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from lutu.kernel.journal.actions import Actor
from lutu.kernel.journal.queries import label_action
from lutu.kernel.notices.actions.objections import KIND, SEAL, note
from lutu.kernel.notices.actions.outbox import NewNotice, notify
from lutu.kernel.notices.actions.windows import person_of
from lutu.kernel.notices.contacts import unseal_phone
from lutu.kernel.notices.models import Objection, PublicNotice
from lutu.kernel.notices.texts import answered_sms
from lutu.kernel.parties.queries import assignments_on
from lutu.kernel.periods import day_of

label_action("notices.objection.answered", gettext_noop("答复异议"))


class AnswerRefused(ValueError):
    """An answer without text, a second one, or one by whoever objected."""


@transaction.atomic
def answer_objection(
    *, objection: Objection, answer: str, upheld: bool, actor: Actor, at: datetime, publish: bool = False
) -> Objection:
    """Answer an objection in writing (答复异议); with `publish` the answer also stands under the notice, nameless.

    Tells the objector: a person in the inbox, somebody with a phone number by a text message that only says where to
    look. Raises AnswerRefused without a text, where it is answered already, and where whoever answers has objected or
    works for the unit that did.
    """
    if not answer.strip():
        raise AnswerRefused("答复须写明处理结果和理由")
    held = Objection.objects.select_for_update().get(pk=objection.pk)
    if held.state != Objection.State.OPEN:
        raise AnswerRefused(f"异议 {held.number} 已由{held.answered_by_name}答复")
    _require_other(held, actor, at)
    held.state = Objection.State.UPHELD if upheld else Objection.State.REJECTED
    held.answer, held.answer_is_public, held.answered_at = answer.strip(), publish, at
    held.answered_by_id, held.answered_by_name = actor.id, actor.name
    held.save(
        update_fields=["state", "answer", "answer_is_public", "answered_at", "answered_by_id", "answered_by_name"]
    )
    notice = PublicNotice.objects.get(pk=held.line.notice_id)
    details: dict[str, object] = {"upheld": upheld, "answer_is_public": publish}
    note(objection=held, notice=notice, action="notices.objection.answered", details=details, actor=actor, at=at)
    notify(notices=_told(held, notice), at=at)
    return held


def _told(objection: Objection, notice: PublicNotice) -> list[NewNotice]:
    key = f"objection:{objection.pk}:answered"
    if objection.person_id is not None:
        return [
            NewNotice(
                key=key, kind=KIND, title=f"异议已答复:{notice.title}"[:200],
                body=f"{objection.number}:{objection.get_state_display()}。", person_id=objection.person_id,
                subject=(KIND, objection.pk), link=f"/workbench/objections/{objection.pk}/", basis=notice.basis,
            )
        ]  # fmt: skip
    phone = unseal_phone(sealed=bytes(objection.contact_sealed or b""), model=SEAL, key=objection.key)
    return [
        NewNotice(
            key=key, kind=KIND, title=f"异议已答复 {objection.number}", body=answered_sms(), phone=phone, channel="sms",
            subject=(KIND, objection.pk),
        )
    ]  # fmt: skip


def _require_other(objection: Objection, actor: Actor, at: datetime) -> None:
    """Nobody answers their own objection, nor that of the unit they work for (答复人与异议人分离)."""
    person = person_of(actor=actor)
    if actor.id and actor.id == objection.raised_by_id:
        raise AnswerRefused("异议由本账号提交,须由他人答复")
    if person is None:
        return
    if person.pk == objection.person_id:
        raise AnswerRefused("异议人不得答复自己提出的异议,请交由他人办理")
    if objection.organisation_id is not None:
        own = assignments_on(day=day_of(at)).filter(person=person, post__organisation=objection.organisation_id)
        if own.exists():
            raise AnswerRefused(f"异议由“{objection.objector_unit}”提出,该单位的人员不得答复,请交由他人办理")
