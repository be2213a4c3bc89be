"""代理、缺勤 and 工作交接 through their pages."""

import pytest
from django.urls import reverse

from lutu.kernel.access.models import Role
from lutu.kernel.casework.models import Absence, Case, Delegation
from lutu.kernel.casework.tests.sample import Desk
from lutu.kernel.parties.models import Assignment
from tests.cast import DAY

DEPUTIES = "/workbench/deputies/"
SPAN = {"valid_from": "2021-11-09", "last_date": "2021-11-12", "reason": "出差"}


def test_a_delegation_for_oneself_needs_no_permission_and_ends_after_its_last_day(desk: Desk, as_) -> None:
    client = as_("grid")
    answer = client.post(reverse("workbench:delegation_new"), {**SPAN, "receiver": "街道经办(P005)"}, follow=True)
    assert answer.redirect_chain == [(DEPUTIES, 302)]
    row = Delegation.objects.get()
    assert (row.giver.name, row.receiver.name, str(row.valid_to)) == ("网格员", "街道经办", "2021-11-13")
    assert "街道经办 代 网格员" in answer.content.decode()
    assert "街道经办 代 网格员" in as_("street").get(DEPUTIES).content.decode()
    assert "街道经办 代 网格员" not in as_("teamlead").get(DEPUTIES).content.decode()


def test_a_name_alone_does_not_tell_a_stranger_whether_somebody_is_there(desk: Desk, as_) -> None:
    client = as_("grid")
    for typed in ("街道经办", "P005", "查无此人"):
        answer = client.post(reverse("workbench:delegation_new"), {**SPAN, "receiver": typed})
        assert f"没有找到人员“{typed}”" in answer.content.decode()
    assert not Delegation.objects.exists()


def test_the_same_delegation_sent_twice_stands_once(desk: Desk, as_) -> None:
    client, sent = as_("teamlead"), {**SPAN, "receiver": "项目科员"}
    assert client.post(reverse("workbench:delegation_new"), sent).status_code == 302
    assert "不需重复委托" in client.post(reverse("workbench:delegation_new"), sent).content.decode()
    assert Delegation.objects.count() == 1


def test_nobody_without_the_right_names_another_as_giver(desk: Desk, as_) -> None:
    sent = {**SPAN, "receiver": "项目科员", "person": "街道经办(P005)"}
    as_("teamlead").post(reverse("workbench:delegation_new"), sent)
    assert Delegation.objects.get().giver.name == "专班长"
    as_("supervision").post(reverse("workbench:delegation_new"), sent)
    assert {row.giver.name for row in Delegation.objects.all()} == {"专班长", "街道经办"}


def test_an_absence_routes_the_cases_to_the_deputy_until_it_is_ended(desk: Desk, as_) -> None:
    desk.task(title="代班的任务")
    client = as_("teamlead")
    client.post(reverse("workbench:absence_new"), {**SPAN, "deputy": "项目科员"})
    row = Absence.objects.get()
    assert "代班的任务" in as_("officer").get("/workbench/todo/").content.decode()
    assert as_("officer").get(reverse("workbench:absence_end", args=[row.pk])).status_code == 403
    assert as_("street").get(reverse("workbench:absence_end", args=[row.pk])).status_code == 404
    assert client.post(reverse("workbench:absence_end", args=[row.pk]), {"day": "2021-11-09"}).status_code == 302
    assert not Absence.objects.exists()
    assert "代班的任务" not in as_("officer").get("/workbench/todo/").content.decode()


def test_a_delegation_is_ended_early_by_its_giver_and_stays_readable(desk: Desk, as_) -> None:
    client = as_("teamlead")
    client.post(reverse("workbench:delegation_new"), {**SPAN, "receiver": "项目科员", "valid_from": "2021-11-08"})
    row = Delegation.objects.get()
    assert as_("officer").get(reverse("workbench:delegation_end", args=[row.pk])).status_code == 403
    client.post(reverse("workbench:delegation_end", args=[row.pk]), {"day": "2021-11-09"})
    row.refresh_from_db()
    assert row.valid_to == DAY
    assert "已结束的" in client.get(DEPUTIES).content.decode()


def test_a_span_that_ends_before_it_begins_is_refused_at_its_field(desk: Desk, as_) -> None:
    sent = {**SPAN, "receiver": "项目科员", "last_date": "2021-11-01"}
    answer = as_("teamlead").post(reverse("workbench:delegation_new"), sent)
    assert "止日 2021-11-01 早于起日 2021-11-09" in answer.content.decode()


def test_everything_is_handed_over_after_a_preview_and_a_second_look(desk: Desk, as_) -> None:
    desk.task(title="交接的任务")
    desk.task(title="交接的任务之二")
    leaver, client = desk.cast.people["teamlead"], as_("supervision")
    picked = client.post(reverse("workbench:handover_pick"), {"person": "专班长"})
    address = reverse("workbench:handover", args=[leaver.pk])
    assert picked.url == address
    preview = client.get(address).content.decode()
    assert "项目专班组长" in preview
    assert "未办结 2 件" in preview
    sent = {"receiver": "项目科员", "day": "2021-11-09", "document": "人事通知 3 号"}
    review = client.post(address, sent).content.decode()
    assert "把 1 个岗位、2 件未办结事项和手上事务一次交给项目科员" in review
    assert Assignment.objects.filter(person=leaver, valid_to=None).exists()
    changed = client.post(address, {**sent, "confirmed": "1", "change": "1"}).content.decode()
    assert "确认交接" not in changed
    done = client.post(address, {**sent, "confirmed": "1"}, follow=True)
    assert "专班长的1个岗位、2件未办结事项、0项手上事务已交给项目科员。" in done.content.decode()
    assert not Assignment.objects.filter(person=leaver, valid_to=None).exists()
    assert len(as_("officer").get("/workbench/todo/").context["list"].lines) == 2
    again = client.post(address, {**sent, "confirmed": "1"})
    assert again.status_code == 422
    assert "没有岗位和工作可交接" in again.content.decode()
    assert Case.objects.filter(is_open=True).count() == 2


@pytest.mark.parametrize("username", ["teamlead", "street", "resident"])
def test_hand_over_is_for_those_who_look_after_it(desk: Desk, as_, username: str) -> None:
    assert as_(username).get(reverse("workbench:handover_pick")).status_code == 403


def test_who_looks_after_one_street_neither_sees_nor_hands_over_posts_elsewhere(desk: Desk, as_) -> None:
    role = Role.objects.get(code="street_clerk")
    role.permissions = [*role.permissions, "casework.handover.write"]
    role.save()
    client = as_("street")
    leaver = desk.cast.people["teamlead"]
    address = reverse("workbench:handover", args=[leaver.pk])
    page = client.get(address).content.decode()
    assert "不在您的管辖范围" in page
    assert "项目专班组长" not in page
    sent = {"receiver": "项目科员", "day": "2021-11-09", "document": "无", "confirmed": "1"}
    assert client.post(address, sent).status_code == 422
    assert Assignment.objects.filter(person=leaver, valid_to=None).exists()
    sent = {**SPAN, "receiver": "项目科员", "person": "专班长"}
    assert "须由上一级办理" in client.post(reverse("workbench:delegation_new"), sent).content.decode()
    assert not Delegation.objects.exists()
