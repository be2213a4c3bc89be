"""Messages of every state and level; public notices with lines and objections."""

from datetime import timedelta

from lutu.kernel.notices.contacts import seal_phone
from lutu.kernel.notices.models import Notice, Objection, PublicNotice, PublicNoticeLine
from lutu.kernel.parties.phones import index_of
from lutu.kernel.territory.models import Area
from tests.cast import AT
from tests.leaks.stage import PHONE, World


def put_notices(world: World) -> None:
    """Messages, and the notices of two streets and the district."""
    _messages(world)
    for area in (*world.district.streets[:2], world.district.root):
        for is_public, state in ((True, "open"), (False, "open"), (True, "withdrawn")):
            _public_notice(world, area, is_public, state)


def _messages(world: World) -> None:
    """Messages to two people, of every level, one not yet delivered; and a text message."""
    for name in ("officer", "finance"):
        for level in ("internal", "restricted"):
            _message(world, person=world.cast.people[name], sensitivity=level)
        _message(world, person=world.cast.people[name], state="waiting", sent_at=None)
    key = "sms"
    phone = PHONE.format(number=9001)
    world.phones[phone] = 0
    sealed = seal_phone(phone=phone, model="notices.notice", key=key)
    _message(world, key=key, channel="sms", phone_sealed=sealed, state="waiting", sent_at=None)


def _message(world: World, **given: object) -> None:
    world.canaries.filled(
        Notice,
        **{
            "kind": "casework.case", "channel": "inbox", "state": "sent", "sent_at": AT, "created_at": AT,
            "not_before": AT, "next_at": AT, "link": "", "attempts": 0, "subject_kind": "", "subject_id": None, **given,
        },
    )  # fmt: skip


def _public_notice(world: World, area: Area, is_public: bool, state: str) -> None:
    """A notice with a line about the firm the persona 'finance' works for and one about nobody, each objected to."""
    canaries = world.canaries
    withdrawn = AT if state == "withdrawn" else None
    notice = canaries.filled(
        PublicNotice, kind="notices.general", area=area, is_public=is_public, state=state, withdrawn_at=withdrawn,
        opens_at=AT, closes_at=AT + timedelta(days=7), workdays=5, subject_kind="", subject_id=None,
        opened_by=world.cast.people["officer"],
    )  # fmt: skip
    for number, unit in ((1, world.district.organisations["示例制造有限公司"]), (2, None)):
        line = canaries.filled(
            PublicNoticeLine, notice=notice, number=number, organisation=unit, subject_kind="", subject_id=None
        )
        phone = PHONE.format(number=9100 + line.pk)
        world.objectors_phones.add(phone)
        for answered in (True, False):
            key = canaries.text(("notices.objection", None), "key")
            canaries.filled(
                Objection, key=key, line=line, raised_at=AT, answer_due_at=AT, raised_by_id="", answered_by_id="",
                contact_sealed=seal_phone(phone=phone, model="notices.objection", key=key),
                contact_index=index_of(phone),
                person=world.cast.people["resident"] if number == 2 else None, organisation=unit,
                state="upheld" if answered else "open", answered_at=AT if answered else None,
                answer_is_public=answered and number == 1, case_kind="", case_id=None,
                **({} if answered else {"answer": ""}),
            )  # fmt: skip
