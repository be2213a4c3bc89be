"""Objections: only in the window, once a key, handed on, answered in writing by somebody else."""

from datetime import timedelta

import pytest

from lutu.kernel.access.queries import actor_of
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.actions import (
    AnswerRefused,
    KeyReused,
    ObjectionRefused,
    Objector,
    answer_objection,
    deliver,
    object_to_line,
    withdraw_public_notice,
)
from lutu.kernel.notices.actions.objections import SEAL
from lutu.kernel.notices.contacts import unseal_phone
from lutu.kernel.notices.models import Notice, Objection
from lutu.kernel.notices.queries import inbox, objection_by_receipt, open_objections, published_answers
from lutu.kernel.notices.registry import on_objection
from lutu.kernel.notices.tests.cases import VISITOR_PHONE, objected, opened
from lutu.kernel.notices.windows import last_day_of
from lutu.kernel.parties.phones import PhoneRefused
from lutu.kernel.rules.actions import set_parameter
from tests.cast import AT, FROM

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def notice(cast, calendar):
    """Opened by the project officer for five working days."""
    return opened(actor=actor_of(cast["officer"]))


@pytest.fixture
def line(notice):
    return notice.lines.get(number=2)


def by(cast, name, line, **given):
    """An objection raised in the workbench by one of the cast."""
    account = cast[name]
    return object_to_line(
        line=line, reason="与事实不符", actor=actor_of(account), at=AT, key=given.pop("key", f"key-{name}"),
        objector=Objector(account.person.name, person=account.person, **given),
    )  # fmt: skip


def test_a_visitor_objects_and_gets_a_receipt_that_finds_the_answer(line, cast):
    objection = objected(line)
    assert objection.number.startswith("211109-")
    assert last_day_of(objection.answer_due_at).isoformat() == "2021-11-16"
    assert objection_by_receipt(number=objection.number.lower(), phone="+86 100 0000 0017") == objection
    assert objection_by_receipt(number=objection.number, phone="10000000018") is None
    assert objection_by_receipt(number="211109-XXXXXX", phone=VISITOR_PHONE) is None
    answer_objection(objection=objection, answer="经核实,维持。", upheld=False, actor=actor_of(cast["officer"]), at=AT)
    assert objection_by_receipt(number=objection.number, phone=VISITOR_PHONE).answer == "经核实,维持。"


def test_numbers_cannot_be_counted_up(line):
    numbers = {objected(line, key=f"k{step}", phone=f"1000000002{step}").number for step in range(8)}
    assert len({number[-6:] for number in numbers}) == 8


def test_the_phone_number_is_sealed_to_its_row_and_nothing_personal_stands_in_the_journal(line):
    objection = objected(line, name="某居民", reason="我家门前的路并没有修")
    sealed = bytes(objection.contact_sealed)
    assert unseal_phone(sealed=sealed, model=SEAL, key=objection.key) == VISITOR_PHONE
    assert VISITOR_PHONE.encode() not in sealed
    for entry in Entry.objects.filter(subject_kind__startswith="notices."):
        for told in ("某居民", "门前的路", VISITOR_PHONE):
            assert told not in entry.details_text + entry.actor_name


def test_an_objection_stands_in_its_own_chain_and_in_that_of_the_notice(notice, line):
    objection = objected(line)
    for subject in (("notices.objection", objection.pk), ("notices.publicnotice", notice.pk)):
        entry = entries_of(subject=subject)[0]
        assert entry.action == "notices.objection.raised"
        assert entry.details == {"number": objection.number, "line": 2}


def test_the_same_key_gives_the_same_objection_and_refuses_another(line):
    first = objected(line)
    assert objected(line, at=AT + DAY) == first
    assert Objection.objects.count() == 1
    with pytest.raises(KeyReused, match="与上次不同"):
        objected(line, reason="另一个理由")
    with pytest.raises(KeyReused):
        objected(line, phone="10000000018")


def test_an_objection_after_the_window_is_refused_with_the_day_and_where_to_turn(notice, line):
    with pytest.raises(ObjectionRefused, match=r"2021-11-16 24时结束.*可向.*反映"):
        objected(line, at=notice.closes_at)
    assert objected(line, at=notice.closes_at - timedelta(seconds=1)).pk


def test_a_receipt_is_found_again_by_its_key_even_after_the_window(notice, line):
    first = objected(line)
    assert objected(line, at=notice.closes_at) == first


def test_an_objection_before_the_window_or_to_a_withdrawn_notice_is_refused(cast, calendar):
    notice = opened(opens_at=AT + DAY)
    with pytest.raises(ObjectionRefused, match="自 2021-11-10 开始"):
        objected(notice.lines.get(number=1))
    withdraw_public_notice(notice=notice, reason="名单有误", actor=actor_of(None), at=AT)
    with pytest.raises(ObjectionRefused, match="已撤回"):
        objected(notice.lines.get(number=1), at=AT + DAY)


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"name": " "}, "姓名"), ({"reason": " "}, "理由"), ({"reason": "长" * 2001}, "理由"), ({"phone": ""}, "手机号")],
)
def test_an_objection_without_name_reason_or_contact_is_refused(line, given, reason):
    with pytest.raises(ObjectionRefused, match=reason):
        objected(line, **given)
    with pytest.raises(PhoneRefused):
        objected(line, phone="12345")
    assert not Objection.objects.exists()


def test_one_number_may_object_to_a_line_three_times_and_ten_times_a_day(cast, calendar):
    notices = [opened(lines=4) for _ in range(2)]
    lines = [line for notice in notices for line in notice.lines.order_by("number")]
    for step in range(3):
        objected(lines[0], key=f"a{step}")
    with pytest.raises(ObjectionRefused, match=r"对本条.*上限"):
        objected(lines[0], key="a3")
    objected(lines[0], key="other", phone="10000000018")
    for step in range(1, 8):
        objected(lines[step], key=f"b{step}")
    with pytest.raises(ObjectionRefused, match=r"今日.*上限"):
        objected(lines[7], key="b8")
    objected(lines[7], key="b9", at=AT + DAY)


def test_the_limits_are_parameters(line):
    set_parameter(
        code="notices.objections_per_line", value=1, valid_from=FROM, source="示例", actor=actor_of(None), at=AT
    )
    objected(line)
    with pytest.raises(ObjectionRefused, match="上限"):
        objected(line, key="o2")


def test_whoever_declared_the_kind_hears_of_the_objection_and_its_case_is_kept(cast, calendar):
    heard = []

    def handler(*, objection, actor, at):
        heard.append((objection.line.number, actor.name, at))
        return ("casework.case", 42)

    on_objection("test.heard", handler)
    on_objection("test.heard", handler)
    with pytest.raises(ValueError, match="已登记"):
        on_objection("test.heard", lambda **given: None)
    objection = objected(opened(kind="test.heard").lines.get(number=1))
    assert heard == [(1, "访客", AT)]
    objection.refresh_from_db()
    assert (objection.case_kind, objection.case_id) == ("casework.case", 42)


def test_a_handler_that_fails_takes_the_objection_back(cast, calendar):
    def handler(*, objection, actor, at):
        raise RuntimeError("no case")

    on_objection("test.failing", handler)
    with pytest.raises(RuntimeError, match="no case"):
        objected(opened(kind="test.failing").lines.get(number=1))
    assert not Objection.objects.exists()


def test_whoever_opened_the_notice_is_told_of_the_objection_once(line, cast):
    objection = objected(line)
    objected(line)
    (told,) = inbox(user=cast["officer"])
    assert told.link == f"/workbench/objections/{objection.pk}/"
    assert "2021-11-16" in told.body


def test_an_answer_needs_a_text_and_is_given_once(notice, line, cast):
    objection, officer = objected(line), actor_of(cast["officer"])
    with pytest.raises(AnswerRefused, match="处理结果"):
        answer_objection(objection=objection, answer=" ", upheld=True, actor=officer, at=AT)
    assert list(open_objections(notice=notice)) == [objection]
    answered = answer_objection(objection=objection, answer="情况属实。", upheld=True, actor=officer, at=AT)
    assert (answered.state, answered.answered_by_name) == ("upheld", "项目科员")
    assert not open_objections(notice=notice).exists()
    with pytest.raises(AnswerRefused, match="已由项目科员答复"):
        answer_objection(objection=objection, answer="再答。", upheld=False, actor=officer, at=AT)


def test_nobody_answers_their_own_objection(line, cast):
    objection = by(cast, "street", line)
    with pytest.raises(AnswerRefused, match="须由他人答复"):
        answer_objection(objection=objection, answer="维持。", upheld=False, actor=actor_of(cast["street"]), at=AT)
    Objection.objects.update(raised_by_id="")
    with pytest.raises(AnswerRefused, match="不得答复自己"):
        answer_objection(objection=objection, answer="维持。", upheld=False, actor=actor_of(cast["street"]), at=AT)


def test_nobody_answers_the_objection_of_the_unit_they_work_for(line, cast, district):
    unit = district.organisations["发展和改革局"]
    objection = by(cast, "teamlead", line, organisation=unit)
    assert objection.objector_unit == "发展和改革局"
    with pytest.raises(AnswerRefused, match="该单位的人员不得答复"):
        answer_objection(objection=objection, answer="维持。", upheld=False, actor=actor_of(cast["officer"]), at=AT)
    answer_objection(objection=objection, answer="维持。", upheld=False, actor=actor_of(cast["supervision"]), at=AT)


def test_somebody_with_a_phone_number_is_told_without_content_that_there_is_an_answer(line, cast, sms):
    objection = objected(line)
    answer_objection(objection=objection, answer="情况属实。", upheld=True, actor=actor_of(cast["officer"]), at=AT)
    assert deliver(at=AT) == 1
    ((phone, text),) = sms.messages
    assert phone == VISITOR_PHONE
    for content in (objection.number, "异议", "示例", "情况属实"):
        assert content not in text


def test_a_person_is_told_in_the_inbox_and_gets_no_text_message(line, cast):
    answer_objection(
        objection=by(cast, "street", line), answer="维持。", upheld=False, actor=actor_of(cast["officer"]), at=AT
    )
    assert inbox(user=cast["street"]).get().title.startswith("异议已答复")
    assert not Notice.objects.filter(channel="sms").exists()


def test_only_answers_meant_for_everybody_are_published_and_without_a_name(notice, line, cast):
    officer = actor_of(cast["officer"])
    for step, publish in enumerate((True, False)):
        objection = objected(line, key=f"k{step}")
        answer_objection(objection=objection, answer=f"答复{step}", upheld=False, actor=officer, at=AT, publish=publish)
    objected(line, key="waiting")
    (told,) = published_answers(notice=notice)
    assert (told.line_number, told.upheld, told.answer, told.answered_at) == (2, False, "答复0", AT)
