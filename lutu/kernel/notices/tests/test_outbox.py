"""Telling people: written once, in one statement, never with more than may be told."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lutu.kernel.journal.models import Entry
from lutu.kernel.notices.actions import NoticeRefused, mark_read, notify
from lutu.kernel.notices.models import Notice
from lutu.kernel.notices.queries import inbox, notices_of, unread_count
from lutu.kernel.notices.tests.cases import VISITOR_PHONE, text_message, told
from lutu.kernel.notices.texts import answered_sms, waiting_sms
from lutu.kernel.parties.phones import PhoneRefused
from tests.cast import AT

pytestmark = pytest.mark.django_db


def test_a_message_to_an_inbox_is_delivered_by_being_written(cast):
    person = cast.people["officer"]
    assert notify(notices=[told(person=person, subject=("projects.project", 7), link="/workbench/")], at=AT) == 1
    (notice,) = inbox(user=cast["officer"])
    assert (notice.state, notice.sent_at, notice.read_at) == ("sent", AT, None)
    assert list(notices_of(subject=("projects.project", 7))) == [notice]
    assert unread_count(user=cast["officer"]) == 1
    assert unread_count(user=cast["leader"]) == 0


def test_a_hundred_notices_are_one_insert_and_nothing_else(cast):
    notices = [told(f"k{number}", person_id=cast.people["officer"].pk) for number in range(100)]
    before = Entry.objects.count()
    with CaptureQueriesContext(connection) as queries:
        assert notify(notices=notices, at=AT) == 100
    assert [query["sql"].split()[0] for query in queries] == ["INSERT"]
    assert Entry.objects.count() == before


def test_nothing_to_tell_asks_the_database_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert notify(notices=[], at=AT) == 0


def test_a_known_key_writes_nothing_and_changes_nothing(cast):
    person = cast.people["officer"]
    notify(notices=[told("k1", person=person)], at=AT)
    again = [told("k1", person=person, title="另一个标题"), told("k2", person=person), told("k2", person=person)]
    assert notify(notices=again, at=AT) == 1
    assert sorted(Notice.objects.values_list("key", "title")) == [("k1", "一件事项待办"), ("k2", "一件事项待办")]


@given(keys=st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), max_size=6))
def test_whatever_is_repeated_in_whatever_calls_is_written_once(keys):
    Notice.objects.all().delete()
    written = sum(notify(notices=[text_message(key, phone=VISITOR_PHONE) for key in call], at=AT) for call in keys)
    wanted = {key for call in keys for key in call}
    assert written == Notice.objects.count() == len(wanted)
    assert set(Notice.objects.values_list("key", flat=True)) == wanted


def test_a_thousand_and_one_notices_are_written_whole(cast):
    notices = [told(f"k{number}", person_id=cast.people["officer"].pk) for number in range(1001)]
    assert notify(notices=notices, at=AT) == 1001
    assert notify(notices=notices, at=AT) == 0


def test_what_the_caller_takes_back_was_never_told(cast):
    with pytest.raises(RuntimeError), transaction.atomic():
        notify(notices=[told(person=cast.people["officer"])], at=AT)
        raise RuntimeError
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"title": " "}, "标题"),
        ({"person_id": None}, "须有收件人"),
        ({"phone": VISITOR_PHONE}, "不带手机号"),
        ({"link": "https://elsewhere.example/"}, "本站路径"),
        ({"link": "//elsewhere.example/"}, "本站路径"),
        ({"title": "长" * 201}, "最长 200"),
        ({"sensitivity": "secret"}, "数据级别"),
        ({"channel": "letter"}, "渠道"),
    ],
)
def test_a_message_nobody_would_get_or_could_follow_is_refused(given, reason):
    with pytest.raises(NoticeRefused, match=reason):
        notify(notices=[told(**{"person_id": 1, **given})], at=AT)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"body": "您" * 71}, "最长 70"),
        ({"body": "您的“一件事项待办”到期"}, "不得含标题"),
        ({"body": ""}, "须有内容"),
        ({"phone": "", "person_id": None}, "一个收件人或手机号"),
        ({"person_id": 1}, "一个收件人或手机号"),
    ],
)
def test_a_text_message_that_tells_content_or_reaches_nobody_is_refused(given, reason):
    with pytest.raises(NoticeRefused, match=reason):
        notify(notices=[text_message(**{"phone": VISITOR_PHONE, **given})], at=AT)
    assert not Notice.objects.exists()


def test_one_bad_notice_keeps_the_whole_call_from_writing(cast):
    with pytest.raises(NoticeRefused):
        notify(notices=[told(person=cast.people["officer"]), told("k2")], at=AT)
    with pytest.raises(PhoneRefused):
        notify(notices=[text_message(phone="12345")], at=AT)
    assert not Notice.objects.exists()


def test_a_phone_number_is_sealed_where_it_is_stored():
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    sealed = bytes(Notice.objects.get().phone_sealed)
    assert VISITOR_PHONE.encode() not in sealed


@pytest.mark.parametrize("text", [waiting_sms(where="登录工作台“我的消息”"), answered_sms()])
def test_the_texts_of_the_house_pass_the_check_for_text_messages(text):
    assert notify(notices=[text_message(body=text, phone=VISITOR_PHONE)], at=AT) == 1


def test_reading_marks_ones_own_messages_only(cast):
    mine, theirs = cast.people["officer"], cast.people["leader"]
    notify(notices=[told(f"m{n}", person=mine) for n in range(3)] + [told("t", person=theirs)], at=AT)
    strange = Notice.objects.get(key="t")
    first = Notice.objects.get(key="m0")
    assert mark_read(person=mine, at=AT, ids=[first.pk, strange.pk]) == 1
    assert mark_read(person=mine, at=AT) == 2
    assert mark_read(person=mine, at=AT) == 0
    strange.refresh_from_db()
    assert strange.read_at is None
