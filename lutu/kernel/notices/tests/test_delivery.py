"""Carrying notices: not before their time, at least once, nothing lost whatever the gateway does."""

from datetime import timedelta

import pytest

from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.notices import gateways
from lutu.kernel.notices.actions import ResendRefused, deliver, notify, resend
from lutu.kernel.notices.actions.delivery import pause_after
from lutu.kernel.notices.models import Notice
from lutu.kernel.notices.queries import inbox
from lutu.kernel.notices.tests.cases import VISITOR_PHONE, text_message, told
from lutu.kernel.parties.actions import change_person
from lutu.kernel.rules.actions import set_parameter
from tests.cast import AT, FROM

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def one():
    return Notice.objects.get()


def test_a_message_waits_for_its_time_in_nobodys_inbox(cast):
    notify(notices=[told(person=cast.people["officer"], not_before=AT + HOUR)], at=AT)
    assert not inbox(user=cast["officer"]).exists()
    assert deliver(at=AT + HOUR - MINUTE) == 0
    assert not inbox(user=cast["officer"]).exists()
    assert deliver(at=AT + HOUR) == 1
    assert inbox(user=cast["officer"]).get().sent_at == AT + HOUR


def test_a_text_message_goes_out_once_with_its_receipt(sms):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    assert deliver(at=AT) == 1
    assert deliver(at=AT + HOUR) == 0
    assert sms.messages == [(VISITOR_PHONE, "您有新的消息,请登录工作台查看。")]
    assert (one().state, one().receipt, one().attempts, one().sent_at) == ("sent", "R-1", 1, AT)


def test_a_text_message_is_not_sent_before_its_time(sms):
    notify(notices=[text_message(phone=VISITOR_PHONE, not_before=AT + HOUR)], at=AT)
    assert deliver(at=AT) == 0
    assert sms.messages == []
    assert deliver(at=AT + HOUR) == 1


def test_a_person_is_reached_under_the_number_held_when_it_is_sent(sms, cast):
    person = cast.people["officer"]
    notify(notices=[text_message(person=person)], at=AT)
    change_person(person=person, name=person.name, phone=VISITOR_PHONE, actor=SYSTEM, at=AT)
    assert deliver(at=AT) == 1
    assert sms.messages[0][0] == VISITOR_PHONE


def test_a_person_without_a_number_fails_at_once_and_says_what_to_do(sms, cast):
    notify(notices=[text_message(person=cast.people["officer"])], at=AT)
    assert deliver(at=AT) == 0
    assert one().state == "failed"
    assert "没有登记手机号" in one().last_error


def test_a_failing_gateway_is_asked_again_after_growing_pauses_and_loses_nothing(sms):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    sms.failures = 3
    tries = [minute for minute in range(30) if deliver(at=AT + minute * MINUTE) or one().attempts > 4]
    assert tries == [7]  # after 1, 2 and 4 minutes of waiting
    assert (one().state, one().attempts, one().last_error) == ("sent", 4, "")


def test_the_pauses_double_up_to_an_hour():
    minutes = [pause_after(attempts=number) // MINUTE for number in range(1, 10)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_what_a_gateway_says_about_a_failure_is_kept_without_the_number(sms):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    sms.failures = 1
    deliver(at=AT)
    assert one().last_error == "ConnectionError: no answer for ***"


def test_one_bad_message_does_not_keep_the_others(sms):
    notify(notices=[text_message(key, phone=VISITOR_PHONE) for key in "abc"], at=AT)
    Notice.objects.filter(key="b").update(phone_sealed=b"broken")
    assert deliver(at=AT) == 2
    assert Notice.objects.get(key="b").state == "waiting"


def test_after_its_time_a_message_counts_as_failed_and_can_be_sent_again_by_hand(sms):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    late = AT + timedelta(hours=72)
    assert deliver(at=late) == 0
    assert (one().state, sms.messages) == ("failed", [])
    assert "已停止自动发送" in one().last_error
    assert resend(notices=[one()], actor=SYSTEM, at=late) == 1
    assert deliver(at=late) == 1
    assert len(sms.messages) == 1


def test_two_days_without_a_worker_cost_no_message(sms):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    assert deliver(at=AT + timedelta(days=2)) == 1


def test_how_long_a_message_is_good_for_is_a_parameter(sms):
    set_parameter(
        code="notices.sms_valid_hours", value=1, unit="小时", valid_from=FROM, source="示例", actor=SYSTEM, at=AT
    )
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    deliver(at=AT + HOUR)
    assert one().state == "failed"


def test_only_failed_messages_are_sent_again_and_it_is_journalled(sms):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    with pytest.raises(ResendRefused, match="不需要重发"):
        resend(notices=[one()], actor=SYSTEM, at=AT)
    Notice.objects.update(state="failed")
    resend(notices=[one()], actor=SYSTEM, at=AT)
    entry = Entry.objects.get(subject_kind="notices.notice")
    assert (entry.subject_id, entry.action) == (str(one().pk), "notices.notice.resent")


def test_without_a_gateway_messages_stay_in_the_outbox_and_go_out_when_there_is_one(settings, sms):
    settings.LUTU_SMS_GATEWAY = ""
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    assert deliver(at=AT) == 0
    assert (one().state, one().attempts) == ("waiting", 0)
    settings.LUTU_SMS_GATEWAY = "lutu.kernel.notices.tests.conftest.Sent"
    assert deliver(at=AT + HOUR) == 1


@pytest.mark.parametrize("path", ["no.such.Gateway", "lutu.kernel.notices.tests.conftest.Mute"])
def test_a_gateway_that_cannot_be_used_keeps_the_messages_and_names_the_setting(settings, cast, path):
    settings.LUTU_SMS_GATEWAY = path
    waiting = told(person=cast.people["officer"], not_before=AT + HOUR)
    notify(notices=[text_message(phone=VISITOR_PHONE), waiting], at=AT)
    assert deliver(at=AT + HOUR) == 1
    assert Notice.objects.get(channel="sms").state == "waiting"
    with pytest.raises(gateways.GatewayMisconfigured, match=path):
        gateways.gateway()


def test_no_more_text_messages_are_sent_at_once_than_asked(sms):
    notify(notices=[text_message(f"s{number}", phone=VISITOR_PHONE) for number in range(5)], at=AT)
    assert [deliver(at=AT, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_a_message_another_worker_has_taken_is_not_sent_twice(sms, monkeypatch):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    plain = sms.send

    def send(self, **given):
        # While the first worker sends, a second one looks for work.
        assert deliver(at=AT) == 0
        return plain(self, **given)

    monkeypatch.setattr(sms, "send", send)
    assert deliver(at=AT) == 1
    assert len(sms.messages) == 1
