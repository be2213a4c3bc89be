"""我的消息 and 发件箱: one's own messages, and everything that was told."""

import pytest
from django.urls import reverse

from lutu.fronts.workbench.notices.permissions import READ_OUTBOX, WRITE_OUTBOX
from lutu.kernel.notices.actions import notify
from lutu.kernel.notices.models import Notice
from lutu.kernel.notices.queries import unread_count
from lutu.kernel.notices.tests.cases import VISITOR_PHONE, text_message, told
from tests.cast import AT

INBOX, OUTBOX = reverse("workbench:inbox"), reverse("workbench:outbox")


def send(cast, name, count=1, start=0, **given):
    """Messages to one of the cast."""
    person = cast.people[name]
    notify(
        notices=[
            told(f"{name}-{number}", person=person, **{"title": f"消息{number}", **given})
            for number in range(start, start + count)
        ],
        at=AT,
    )
    return Notice.objects.filter(person=person).order_by("pk")


def page(client, address, **query):
    return client.get(address, query).getvalue().decode()


def test_an_empty_inbox_says_so(allowed):
    assert "没有消息" in page(allowed("grid"), INBOX)


def test_the_inbox_shows_ones_own_messages_only_unread_first(allowed, cast):
    client = allowed("grid")
    first, second = send(cast, "grid", 2)
    send(cast, "finance", 1, start=9)
    client.get(reverse("workbench:notice", args=[second.pk]))
    shown = page(client, INBOX)
    assert shown.index("消息0") < shown.index("消息1")
    assert "消息9" not in shown
    assert "全部标为已读(1)" in shown
    assert "消息1" not in page(client, INBOX, state="unread")
    first.refresh_from_db()
    assert first.read_at is None


def test_a_reader_of_the_outbox_still_finds_only_their_own_messages_in_the_inbox(allowed, cast):
    client = allowed("grid", READ_OUTBOX)
    send(cast, "finance", 1)
    assert "消息0" not in page(client, INBOX)
    assert "消息0" in page(client, OUTBOX)


def test_opening_a_message_marks_it_read_and_leads_to_what_it_is_about(allowed, cast):
    client = allowed("grid")
    (notice,) = send(cast, "grid", link="/workbench/registers/", basis="《示例办法》")
    shown = page(client, reverse("workbench:notice", args=[notice.pk]))
    assert 'href="/workbench/registers/"' in shown
    assert "《示例办法》" in shown
    assert "发送情况" not in shown
    assert unread_count(user=cast["grid"]) == 0


def test_looking_at_somebody_elses_message_in_the_outbox_does_not_mark_it_read(allowed, cast):
    client = allowed("mediator", READ_OUTBOX)
    (notice,) = send(cast, "grid")
    assert "发送情况" in page(client, reverse("workbench:outbox_notice", args=[notice.pk]))
    assert unread_count(user=cast["grid"]) == 1


def test_a_message_of_somebody_else_is_as_absent_as_one_that_never_was(allowed, cast):
    client = allowed("grid")
    (notice,) = send(cast, "finance")
    assert client.get(reverse("workbench:notice", args=[notice.pk])).status_code == 404
    assert client.get(reverse("workbench:notice", args=[notice.pk + 1000])).status_code == 404


def test_selected_messages_and_all_messages_are_marked_read(allowed, cast):
    client = allowed("grid")
    first, *_rest = send(cast, "grid", 4)
    (theirs,) = send(cast, "finance", 1)
    address = reverse("workbench:inbox_read")
    client.post(address, {"ids": [first.pk, theirs.pk, "x"]})
    assert unread_count(user=cast["grid"]) == 3
    assert "没有选中消息" in client.post(address, follow=True).content.decode()
    assert "已将3条消息标为已读" in client.post(address, {"all": "1"}, follow=True).content.decode()
    assert unread_count(user=cast["grid"]) == 0
    assert unread_count(user=cast["finance"]) == 1


def test_a_visitor_is_asked_to_sign_in_and_the_outbox_needs_its_permission(house, client, cast):
    assert client.get(INBOX).status_code == 302
    client.force_login(cast["grid"])
    assert client.get(OUTBOX).status_code == 403
    assert client.post(reverse("workbench:outbox_resend"), {"ids": [1]}).status_code == 403


def test_the_outbox_says_that_no_gateway_is_configured_and_where_text_messages_are(allowed):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    shown = page(allowed("grid", READ_OUTBOX), OUTBOX)
    assert "未接短信网关:短信停在发件箱" in shown
    assert "已入发件箱(未接短信网关)" in shown


def test_the_outbox_names_a_gateway_that_cannot_be_loaded(allowed, settings):
    settings.LUTU_SMS_GATEWAY = "no.such.Gateway"
    assert "LUTU_SMS_GATEWAY=no.such.Gateway 不能载入" in page(allowed("grid", READ_OUTBOX), OUTBOX)


def test_with_a_gateway_there_is_no_warning(allowed, settings):
    settings.LUTU_SMS_GATEWAY = "lutu.kernel.notices.tests.conftest.Sent"
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    shown = page(allowed("grid", READ_OUTBOX), OUTBOX)
    assert "未接短信网关" not in shown
    assert "待发送" in shown


def test_a_phone_number_is_shown_masked_on_pages_and_in_exports(allowed):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    client = allowed("grid", READ_OUTBOX)
    notice = Notice.objects.get()
    for shown in (
        page(client, OUTBOX), page(client, OUTBOX, export="csv", cols="receiver,text"),
        page(client, reverse("workbench:outbox_notice", args=[notice.pk])),
    ):  # fmt: skip
        assert "100****0017" in shown
        assert VISITOR_PHONE not in shown


def test_a_number_that_cannot_be_unsealed_does_not_break_the_page(allowed):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    Notice.objects.update(phone_sealed=b"broken")
    assert "手机号无法读出" in page(allowed("grid", READ_OUTBOX), OUTBOX)


@pytest.mark.parametrize(
    ("query", "shown"),
    [({"channel": "sms"}, {"短信甲"}), ({"state": "failed"}, {"短信甲"}), ({"kind": "other"}, {"消息0"})],
)
def test_the_outbox_is_narrowed_by_channel_state_and_kind(allowed, cast, query, shown):
    client = allowed("grid", READ_OUTBOX)
    notify(notices=[text_message(phone=VISITOR_PHONE, title="短信甲")], at=AT)
    Notice.objects.update(state="failed")
    send(cast, "finance", 1, kind="other")
    content = page(client, OUTBOX, **query)
    assert {title for title in ("短信甲", "消息0") if title in content} == shown


def test_a_failed_message_is_sent_again_by_who_may(allowed):
    notify(notices=[text_message(phone=VISITOR_PHONE)], at=AT)
    Notice.objects.update(state="failed", last_error="ConnectionError")
    notice = Notice.objects.get()
    client = allowed("grid", READ_OUTBOX, WRITE_OUTBOX)
    assert "重新发送" in page(client, reverse("workbench:outbox_notice", args=[notice.pk]))
    answer = client.post(reverse("workbench:outbox_resend"), {"ids": [notice.pk]}, follow=True)
    assert "1条消息已重新排队发送" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.state == "waiting"
    answer = client.post(reverse("workbench:outbox_resend"), {"ids": [notice.pk]}, follow=True)
    assert "不需要重发" in answer.content.decode()


def test_lists_of_messages_take_the_same_queries_for_2_rows_and_for_90(allowed, cast, django_assert_max_num_queries):
    client = allowed("grid", READ_OUTBOX, WRITE_OUTBOX)
    send(cast, "grid", 2)
    notify(notices=[text_message(f"s{n}", phone=VISITOR_PHONE) for n in range(2)], at=AT)
    counted = {}
    for address in (INBOX, OUTBOX):
        client.get(address)
        with django_assert_max_num_queries(30) as captured:
            client.get(address, {"size": "100"})
        counted[address] = len(captured)
    send(cast, "grid", 90, start=2)
    for address in (INBOX, OUTBOX):
        with django_assert_max_num_queries(30) as captured:
            client.get(address, {"size": "100"})
        assert len(captured) == counted[address]
