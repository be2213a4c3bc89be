"""公示 on the portal: what everybody sees, how they object, and how they find the answer."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from lutu.kernel.access.queries import actor_of
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.notices.actions import answer_objection, withdraw_public_notice
from lutu.kernel.notices.models import Objection
from lutu.kernel.notices.tests.cases import VISITOR_PHONE, objected, opened
from lutu.web import clock
from tests.cast import AT, REFERENCE

LIST, LOOKUP = reverse("portal:public_notices"), reverse("portal:objection_lookup")


@pytest.fixture
def house(district, monkeypatch):
    """The district with its calendar; pages live at the instant of the tests."""
    load_years(folder=REFERENCE / "workdays", actor=SYSTEM, at=AT)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return district


@pytest.fixture
def notice(house):
    return opened()


def page(client, address, **query):
    return client.get(address, query).getvalue().decode()


def record(notice):
    return reverse("portal:public_notice", args=[notice.pk])


def form_of(notice, number=1):
    return reverse("portal:line_object", args=[notice.lines.get(number=number).pk])


def send(client, address, **given):
    """Fill the form in as a browser without scripts does."""
    key = re.search(r'name="key" value="([^"]+)"', page(client, address)).group(1)
    typed = {"key": key, "name": "某居民", "unit": "", "phone": VISITOR_PHONE, "reason": "与事实不符", **given}
    return client.post(address, typed)


def test_open_and_past_notices_are_listed_and_filtered_and_others_are_not(client, house):
    opened(title="正在进行的公示")
    past = AT - timedelta(days=30)
    opened(title="过去的公示", at=past)
    opened(title="不公开的公示", is_public=False)
    opened(title="明日的公示", opens_at=AT + timedelta(days=1))
    shown = page(client, LIST)
    for words in ("正在进行的公示", "过去的公示", "公示期满", "还剩5个工作日"):
        assert words in shown
    assert "不公开的公示" not in shown
    assert "明日的公示" not in shown
    assert "过去的公示" not in page(client, LIST, stage="running")
    assert "正在进行的公示" not in page(client, LIST, q="过去")


def test_the_portal_shows_the_same_to_staff_as_to_everybody(client, house, cast):
    hidden = opened(title="不公开的公示", is_public=False)
    client.force_login(cast["officer"])
    assert "不公开的公示" not in page(client, LIST)
    assert client.get(record(hidden)).status_code == 404
    assert client.get(form_of(hidden)).status_code == 404


def test_the_record_tells_how_to_whom_and_until_when_to_object(client, notice):
    shown = page(client, record(notice))
    for words in (
        "提出异议",
        notice.receiver,
        "2021年11月16日24时",
        "还剩5个工作日",
        "第2家:示例单位2",
        "《示例办法》第三条",
    ):
        assert words in shown


def test_a_withdrawn_notice_keeps_its_reason_and_takes_its_lines_down(client, notice):
    withdraw_public_notice(notice=notice, reason="名单有误", actor=SYSTEM, at=AT)
    shown = page(client, record(notice))
    assert "撤回:名单有误" in shown
    assert "示例单位" not in shown
    assert client.get(form_of(notice)).status_code == 404


def test_a_resident_objects_without_scripts_and_finds_the_answer_with_receipt_and_phone(client, notice, cast):
    answer = send(client, form_of(notice, 2))
    assert answer.url == reverse("portal:objection_receipt")
    objection = Objection.objects.get()
    assert objection.line.number == 2
    assert objection.number in page(client, answer.url)
    found = client.post(LOOKUP, {"number": objection.number.lower(), "phone": VISITOR_PHONE}).content.decode()
    assert "尚未答复" in found
    answer_objection(
        objection=objection, answer="经核实,予以更正。", upheld=True, actor=actor_of(cast["officer"]), at=AT
    )
    found = client.post(LOOKUP, {"number": objection.number, "phone": VISITOR_PHONE}).content.decode()
    assert "经核实,予以更正。" in found
    assert "异议成立" in found


def test_without_the_right_number_and_phone_nothing_is_told(client, notice):
    objection = objected(notice.lines.get(number=1))
    for number, phone in ((objection.number, "10000000018"), ("211109-AAAAAA", VISITOR_PHONE)):
        answer = client.post(LOOKUP, {"number": number, "phone": phone})
        assert answer.status_code == 422
        assert "没有查到" in answer.content.decode()
        assert "与事实不符" not in answer.content.decode()
    assert "与事实不符" not in page(client, LOOKUP, number=objection.number, phone=VISITOR_PHONE)


def test_the_receipt_is_shown_to_who_sent_the_form_only(client, notice):
    send(client, form_of(notice))
    client.cookies.clear()
    assert client.get(reverse("portal:objection_receipt")).url == LOOKUP


def test_a_form_sent_twice_is_one_objection(client, notice):
    address = form_of(notice)
    key = re.search(r'name="key" value="([^"]+)"', page(client, address)).group(1)
    for _ in range(2):
        assert send(client, address, key=key).status_code == 302
    assert Objection.objects.count() == 1
    refused = send(client, address, key=key, reason="另一个理由")
    assert refused.status_code == 422
    assert "内容与上次不同" in refused.content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"phone": "12345"}, "应为 1 开头的 11 位数字"),
        ({"name": ""}, "姓名"),
        ({"reason": ""}, "异议理由"),
        ({"key": "not-a-key"}, "key"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, notice, given, told):
    answer = send(client, form_of(notice), **given)
    content = answer.content.decode()
    assert answer.status_code == 422
    assert told in content
    assert not Objection.objects.exists()


def test_one_number_cannot_flood_a_line(client, notice):
    for _ in range(3):
        assert send(client, form_of(notice)).status_code == 302
    refused = send(client, form_of(notice))
    assert refused.status_code == 422
    assert "已达上限" in refused.content.decode()
    assert send(client, form_of(notice, 2)).status_code == 302


def test_after_the_window_there_is_no_form_and_a_late_post_is_refused_with_the_reason(client, house):
    past = AT - timedelta(days=30)
    notice = opened(at=past)
    address = form_of(notice)
    assert "提出异议" not in page(client, record(notice))
    answer = client.get(address, follow=True)
    assert "现在不能提出异议" in answer.content.decode()
    typed = {"key": "6f9619ff-8b86-4011-b42d-00c04fc964ff", "name": "某", "phone": VISITOR_PHONE, "reason": "不符"}
    late = client.post(address, typed)
    assert late.status_code == 422
    assert "24时结束,不再受理异议" in late.content.decode()


def test_the_last_day_is_said_and_midnight_ends_it(client, notice, monkeypatch):
    def live_at(text):
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(text))

    live_at("2021-11-16T23:59:00+08:00")
    assert "今日24时截止" in page(client, record(notice))
    assert send(client, form_of(notice)).status_code == 302
    live_at("2021-11-17T00:00:00+08:00")
    assert "公示期满" in page(client, record(notice))
    assert client.get(form_of(notice)).status_code == 302


def test_published_answers_stand_under_the_notice_without_a_name(client, notice, cast):
    officer = actor_of(cast["officer"])
    for number, publish in ((1, True), (2, False)):
        objection = objected(notice.lines.get(number=number), key=f"k{number}", name="某居民", reason="我的理由")
        answer_objection(
            objection=objection, answer=f"对第{number}条的答复", upheld=False, actor=officer, at=AT, publish=publish
        )
    shown = page(client, record(notice))
    assert "对第1条的答复" in shown
    for hidden in ("对第2条的答复", "某居民", "我的理由", objection.number, officer.name):
        assert hidden not in shown


def test_the_home_page_shows_running_notices_only_where_there_are_any(client, house):
    assert "正在公示" not in page(client, "/")
    opened(title="不公开的", is_public=False)
    opened(title="过去的", at=AT - timedelta(days=30))
    assert "正在公示" not in page(client, "/")
    for number in range(4):
        opened(title=f"公示{number}", workdays=5 + number)
    shown = page(client, "/")
    assert "正在公示(4件)" in shown
    assert [f"公示{number}" in shown for number in range(4)] == [True, True, True, False]


def test_a_visitor_finds_a_notice_by_its_title(client, notice):
    assert record(notice) in page(client, reverse("portal:search"), q="示例事项")


def test_list_and_record_take_the_same_queries_whatever_the_number_of_rows(
    client, house, django_assert_max_num_queries
):
    def counts(notice):
        found = []
        for address in (LIST, record(notice), "/"):
            client.get(address)
            with django_assert_max_num_queries(20) as captured:
                client.get(address, {"size": "100"})
            found.append(len(captured))
        return found

    few = counts(opened(lines=2))
    for _ in range(30):
        opened(lines=1)
    assert counts(opened(lines=60)) == few
