"""公示与异议 in the workbench: windows, lines, objecting for a unit, answering."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from lutu.fronts.workbench.notices.permissions import READ, WRITE
from lutu.kernel.access.queries import actor_of
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.notices.actions import NoticeLine, Objector, object_to_line, open_public_notice, withdraw_public_notice
from lutu.kernel.notices.models import Objection, PublicNotice
from lutu.kernel.notices.queries import inbox
from lutu.kernel.notices.tests.cases import VISITOR_PHONE, objected, opened
from tests.cast import AT

LIST, OBJECTIONS = reverse("workbench:public_notices"), reverse("workbench:objections")


def page(client, address, **query):
    return client.get(address, query).getvalue().decode()


def record(notice):
    return reverse("workbench:public_notice", args=[notice.pk])


def opened_with(lines, **given):
    """A notice with these lines, shown to the units they concern only."""
    return open_public_notice(
        **{
            "kind": "notices.general", "title": "拟通报名单", "body": "请核对。", "lines": lines, "opens_at": AT,
            "workdays": 5, "actor": SYSTEM, "at": AT, "basis": "《示例办法》", "is_public": False, **given,
        }
    )  # fmt: skip


def about_firm(house):
    """A notice that is not public, with a line about the firm and one about the street office."""
    units = ("示例制造有限公司", "城阳街道办事处")
    return opened_with([NoticeLine(None, f"拟通报{name}", house.organisations[name]) for name in units])


def test_the_list_shows_stage_time_left_and_open_objections(allowed):
    client = allowed("grid", READ)
    notice = opened()
    objected(notice.lines.get(number=1))
    withdrawn = opened(title="撤回的公示")
    withdraw_public_notice(notice=withdrawn, reason="有误", actor=actor_of(None), at=AT)
    shown = page(client, LIST)
    for words in ("公示中", "还剩5个工作日", "2021-11-16", "已撤回"):
        assert words in shown
    assert "撤回的公示" not in page(client, LIST, stage="running")
    assert "撤回的公示" not in page(client, LIST, objections="open")
    assert "撤回的公示" in page(client, LIST, stage="withdrawn")


def test_the_record_shows_window_lines_objections_and_how_to_object(allowed):
    client = allowed("grid", READ)
    notice = opened()
    objection = objected(notice.lines.get(number=2), name="某居民", reason="与事实不符")
    shown = page(client, record(notice))
    for words in (
        "还剩5个工作日", "《示例办法》第三条", "2021年11月16日24时", "第1家:示例单位1", "异议办理中", "无异议",
        objection.number, "与事实不符",
    ):  # fmt: skip
        assert words in shown
    assert "撤回" not in re.sub(r"<[^>]+>", "", shown)


def test_a_notice_is_opened_for_the_working_days_asked(allowed):
    client = allowed("grid", READ, WRITE)
    answer = client.post(
        reverse("workbench:public_notice_new"),
        {
            "title": "关于示例的公示", "kind": "notices.general", "body": "现予公示。", "lines": "甲单位\n\n 乙单位 ",
            "basis": "《示例办法》", "workdays": "3", "area": "370214000000", "receiver": "示例局",
            "receiver_contact": "", "is_public": "on",
        },
    )  # fmt: skip
    notice = PublicNotice.objects.get()
    assert answer.url == record(notice)
    assert list(notice.lines.order_by("number").values_list("text", flat=True)) == ["甲单位", "乙单位"]
    assert (notice.workdays, notice.receiver, notice.is_public) == (3, "示例局", True)


def test_a_notice_of_an_area_one_does_not_answer_for_is_refused(allowed, house):
    client = allowed("grid", READ, WRITE, area=house.streets[2])
    answer = client.post(
        reverse("workbench:public_notice_new"),
        {
            "title": "题", "kind": "notices.general", "body": "文", "lines": "甲", "basis": "据", "workdays": "3",
            "area": "370214000000",
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert not PublicNotice.objects.exists()
    notice = opened()
    assert client.get(reverse("workbench:public_notice_withdraw", args=[notice.pk])).status_code == 403


def test_withdrawing_takes_the_reason_and_keeps_it_in_view(allowed):
    client = allowed("grid", READ, WRITE)
    notice = opened()
    address = reverse("workbench:public_notice_withdraw", args=[notice.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "名单有误"}).url == record(notice)
    assert "撤回:名单有误" in page(client, record(notice))
    assert client.post(address, {"reason": "再次"}).status_code == 422


def test_a_unit_finds_its_own_line_and_objects_in_its_own_name(allowed, house, cast):
    client = allowed("finance")
    notice = about_firm(house)
    shown = page(client, record(notice))
    assert "拟通报示例制造有限公司" in shown
    assert "拟通报城阳街道办事处" not in shown
    line = notice.lines.get(number=1)
    address = reverse("workbench:line_object", args=[line.pk])
    form = page(client, address)
    key = re.search(r'name="key" value="([^"]+)"', form).group(1)
    answer = client.post(address, {"key": key, "speaks_for": "unit", "reason": "数据有误"})
    objection = Objection.objects.get()
    assert answer.url == reverse("workbench:objection", args=[objection.pk])
    assert (objection.objector_unit, objection.person) == ("示例制造有限公司", cast.people["finance"])
    client.post(address, {"key": key, "speaks_for": "unit", "reason": "数据有误"})
    assert Objection.objects.count() == 1
    assert client.post(address, {"key": key, "speaks_for": "unit", "reason": "另一个"}).status_code == 422
    other = notice.lines.get(number=2)
    assert client.get(reverse("workbench:line_object", args=[other.pk])).status_code == 404
    assert "数据有误" in page(client, answer.url)


def test_whom_a_notice_does_not_concern_does_not_find_it(allowed, house):
    client = allowed("counsellor")
    notice = about_firm(house)
    assert client.get(record(notice)).status_code == 404
    assert client.get(LIST).status_code == client.get(OBJECTIONS).status_code == 403


def test_objections_are_listed_by_deadline_the_overdue_ones_marked(allowed):
    early = AT - timedelta(days=14)
    client = allowed("grid", READ)
    old, new = opened(at=early, workdays=20, title="旧公示"), opened(title="新公示")
    objected(new.lines.get(number=1), key="new")
    objected(old.lines.get(number=1), key="old", at=early)
    shown = page(client, OBJECTIONS)
    assert shown.index("旧公示") < shown.index("新公示")
    assert "已超期" in shown
    assert "还剩5个工作日" in shown
    assert "新公示" not in page(client, OBJECTIONS, state="overdue")


def test_an_objection_is_answered_once_and_its_objector_told(allowed, cast):
    notice = opened()
    person = cast.people["resident"]
    objection = object_to_line(
        line=notice.lines.get(number=1), reason="不符", objector=Objector(person.name, person=person),
        actor=actor_of(cast["resident"]), at=AT, key="k",
    )  # fmt: skip
    client = allowed("grid", READ, WRITE)
    address = reverse("workbench:objection_answer", args=[objection.pk])
    assert client.post(address, {"answer": "属实"}).status_code == 422
    client.post(address, {"upheld": "yes", "answer": "情况属实,予以更正。", "publish": "on"})
    objection.refresh_from_db()
    assert (objection.state, objection.answer_is_public) == ("upheld", True)
    assert "情况属实" in page(client, reverse("workbench:objection", args=[objection.pk]))
    assert inbox(user=cast["resident"]).exists()
    assert client.post(address, {"upheld": "no", "answer": "再答"}).status_code == 422


def test_nobody_answers_their_own_objection_on_the_page_either(allowed, cast):
    client = allowed("grid", READ, WRITE)
    account = cast["grid"]
    objection = object_to_line(
        line=opened().lines.get(number=1), reason="不符", objector=Objector("网格员", person=account.person),
        actor=actor_of(account), at=AT, key="k",
    )  # fmt: skip
    answer = client.post(
        reverse("workbench:objection_answer", args=[objection.pk]), {"upheld": "yes", "answer": "属实"}
    )
    assert answer.status_code == 422
    assert "须由他人答复" in answer.content.decode()


@pytest.mark.parametrize(("permissions", "shown"), [((READ,), "100****0017"), ((READ, WRITE), VISITOR_PHONE)])
def test_the_phone_number_is_shown_to_who_answers_and_leaves_a_trace(allowed, permissions, shown):
    objection = objected(opened().lines.get(number=1))
    content = page(allowed("grid", *permissions), reverse("workbench:objection", args=[objection.pk]))
    assert shown in content
    traces = Entry.objects.filter(subject_kind="notices.objection", action="access.record.read").count()
    assert traces == (1 if WRITE in permissions else 0)


def test_lists_and_records_take_the_same_queries_whatever_the_number_of_rows(
    allowed, house, django_assert_max_num_queries
):
    client = allowed("grid", READ, WRITE)
    unit = house.organisations["示例制造有限公司"]

    def fill(count):
        lines = [NoticeLine(("parties.organisation", unit.pk), f"条目{n}", unit) for n in range(count)]
        notice = opened_with(lines, is_public=True)
        for line in notice.lines.all():
            objected(line, key=f"{line.pk}", phone=f"1{line.pk:010}")
        for _ in range(count):
            opened(lines=1)
        return notice

    def counts(notice):
        found = []
        for address in (LIST, OBJECTIONS, record(notice)):
            client.get(address)
            with django_assert_max_num_queries(40) as captured:
                client.get(address, {"size": "100"})
            found.append(len(captured))
        return found

    few = counts(fill(2))
    assert counts(fill(40)) == few
