"""事项: who sees which, narrowing, urging and reassigning many, exports, and a pinned number of queries."""

import csv
import io
from uuid import uuid4

import pytest
from django.urls import reverse

from lutu.kernel.casework.actions import urge
from lutu.kernel.casework.models import Case, FiredMove
from lutu.kernel.casework.tests.sample import Desk, at
from lutu.kernel.notices.models import Notice
from tests.cast import AT, DAY

CASES = "/workbench/cases/"
LATE = {"due_date": at("2021-11-01 09:00").date(), "at": at("2021-10-20 09:00")}


def titles(answer) -> list[str]:
    return [line.source.title for line in answer.context["list"].lines]


def test_a_street_clerk_sees_the_own_street_and_what_concerns_the_own_post(desk: Desk, as_) -> None:
    here, there = desk.district.streets[0], desk.district.streets[2]
    desk.task(title="本街道", area=here)
    desk.task(title="别的街道", area=there)
    desk.task(title="别的街道但由我办", area=there, owner="street")
    assert set(titles(as_("street").get(CASES))) == {"本街道", "别的街道但由我办"}
    assert set(titles(as_("supervision").get(CASES))) == {"本街道", "别的街道", "别的街道但由我办"}
    assert titles(as_("resident").get(CASES)) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"state": "overdue"}, ["逾期"]),
        ({"state": "open", "due_to": "2021-11-12"}, ["逾期", "近期"]),
        ({"due_from": "2021-11-12", "due_to": "2021-11-12"}, ["近期"]),
        ({"opened_to": "2021-10-31"}, ["逾期"]),
        ({"stage": "casework.task:in_hand"}, ["近期"]),
        ({"whose": "raised", "state": "open"}, ["逾期", "近期", "远期"]),
        ({"whose": "owned"}, []),
        ({"q": "近"}, ["近期"]),
        ({"attention": "unowned"}, []),
        ({"flow": "casework.task", "sort": "-due"}, ["远期", "近期", "逾期"]),
    ],
)
def test_the_list_is_narrowed_from_the_address_bar(desk: Desk, as_, asked: dict, expected: list[str]) -> None:
    desk.task(title="逾期", **LATE)
    near = desk.task(title="近期", due_date=at("2021-11-12 09:00").date())
    desk.task(title="远期", due_date=at("2021-12-20 09:00").date())
    desk.make(near, "accept", "teamlead")
    assert titles(as_("supervision").get(CASES, asked)) == expected


def test_street_and_unit_narrow_the_list(desk: Desk, as_) -> None:
    one, other = desk.district.streets[0], desk.district.streets[1]
    desk.task(title="甲", area=one)
    desk.task(title="乙", area=other, owner="street")
    client = as_("supervision")
    assert titles(client.get(CASES, {"street": other.code[:9]})) == ["乙"]
    unit = desk.post("teamlead").organisation
    assert titles(client.get(CASES, {"unit": unit.pk})) == ["甲"]


def test_supervision_urges_all_overdue_owners_with_one_press_and_only_once_a_day(desk: Desk, as_) -> None:
    cases = [desk.task(title=f"逾期 {number}", **LATE) for number in range(3)]
    Notice.objects.all().delete()
    client = as_("supervision")
    page = client.get(CASES, {"state": "overdue"})
    assert f'formaction="{reverse("workbench:cases_urge")}"' in page.content.decode()
    sent = {"ids": [case.pk for case in cases], "next": f"{CASES}?state=overdue"}
    answer = client.post(reverse("workbench:cases_urge"), sent, follow=True)
    assert answer.redirect_chain == [(f"{CASES}?state=overdue", 302)]
    assert "已督办3件。" in answer.content.decode()
    told = Notice.objects.filter(title__startswith="督办")
    assert {(notice.person, notice.subject_id) for notice in told} == {
        (desk.cast.people["teamlead"], case.pk) for case in cases
    }
    again = client.post(reverse("workbench:cases_urge"), sent, follow=True)
    assert "3件今天已督办过" in again.content.decode()
    assert Notice.objects.filter(title__startswith="督办").count() == 3


def test_what_is_not_supervised_is_not_urged_and_not_told_apart(desk: Desk, as_) -> None:
    case = desk.task()
    urged = urge(case_ids=[case.pk, 999_999], text="请抓紧", user=desk.cast["teamlead"], at=AT)
    assert (urged.done, urged.refused) == ((), (case.pk, 999_999))
    assert as_("teamlead").post(reverse("workbench:cases_urge"), {"ids": [case.pk]}).status_code == 403
    assert not FiredMove.objects.filter(action="casework.case.urged").exists()


def test_urging_many_takes_a_fixed_number_of_queries(desk: Desk, django_assert_max_num_queries) -> None:
    cases = [desk.task(title=f"任务 {number}").pk for number in range(40)]
    user = desk.cast["supervision"]
    with django_assert_max_num_queries(24):
        assert len(urge(case_ids=cases, text="请抓紧", user=user, at=AT).done) == 40


def test_many_cases_are_reassigned_in_two_steps_and_twice_does_nothing_more(desk: Desk, as_) -> None:
    cases = [desk.task(title=f"任务 {number}") for number in range(2)]
    client, address = as_("supervision"), reverse("workbench:cases_reassign")
    ids = [case.pk for case in cases]
    step = client.post(address, {"ids": ids, "next": CASES})
    assert "批量改派:2件事项" in step.content.decode()
    post = desk.post("officer")
    sent = {"ids": ids, "next": CASES, "key": str(uuid4()), "post": f"{post}({post.code})", "reason": "分工调整"}
    assert client.post(address, sent).url == CASES
    assert client.post(address, sent).url == CASES
    assert set(Case.objects.values_list("owner_post", flat=True)) == {post.pk}
    assert FiredMove.objects.filter(action="casework.case.reassigned").count() == 2


def test_writing_addresses_take_no_get(desk: Desk, as_) -> None:
    client = as_("supervision")
    for name in ("cases_urge", "cases_reassign"):
        assert client.get(reverse(f"workbench:{name}")).status_code == 405


def test_the_export_holds_the_visible_rows_only(desk: Desk, as_) -> None:
    desk.task(title="本街道", area=desk.district.streets[0], due_date=DAY)
    desk.task(title="别的街道", area=desk.district.streets[2])
    answer = as_("street").get(CASES, {"export": "csv", "cols": "title,due,owner"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows == [["事项", "时限", "责任岗位"], ["本街道", "今日到期", "发展和改革局 项目专班组长"]]


def test_the_list_asks_the_same_number_of_queries_for_two_rows_and_for_sixty(
    desk: Desk, as_, django_assert_num_queries
) -> None:
    client = as_("street")
    desk.task()
    desk.task()
    client.get(CASES)
    with django_assert_num_queries(11):
        client.get(CASES)
    for number in range(60):
        desk.task(title=f"任务 {number}", area=desk.district.streets[0])
    with django_assert_num_queries(11):
        assert len(titles(client.get(CASES, {"size": "100"}))) == 62


def test_cases_are_found_by_number_and_title_and_hidden_ones_are_not(desk: Desk, as_) -> None:
    shown = desk.task(title="光伏路拓宽", area=desk.district.streets[0])
    desk.task(title="光伏路改造", area=desk.district.streets[2])
    page = as_("street").get("/workbench/search/", {"q": "光伏路"}).content.decode()
    assert "光伏路拓宽" in page
    assert "光伏路改造" not in page
    assert "光伏路拓宽" in as_("street").get("/workbench/search/", {"q": shown.number}).content.decode()
