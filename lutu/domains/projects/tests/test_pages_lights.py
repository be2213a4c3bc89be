"""Lights on the pages: the arithmetic with its rule, accepted reasons, rule sets signed by a second person."""

import pytest
from django.test import Client

from lutu.domains.projects.models import LightRuleSet, LightWaiver, ProjectStanding
from lutu.domains.projects.tests.page_cases import (
    Made,
    allow,
    lead,
    live_on_the_day,
    load_rules,
    make_projects,
    planned,
)
from tests.cast import Cast, District

LIST = "/workbench/projects/"
DRAFT = {
    "name": "本区亮灯规则", "source": "青示重〔2021〕9 号", "start_yellow": "1", "start_red": "3",
    "start_verified": "on",
    "start_basis": "第三条", "progress_yellow": "10", "progress_red": "40", "progress_verified": "on",
    "progress_basis": "第四条", "statistics_yellow": "1", "statistics_red": "2", "statistics_basis": "第五条",
}  # fmt: skip
REASON = {"item": "progress", "reason": "台风停工", "valid_from": "2021-10-01", "document": ""}


@pytest.fixture
def made(cast: Cast, district: District) -> Made:
    live_on_the_day()
    allow("project_officer", "projects.light.write")
    allow("supervisor", "projects.light.write")
    load_rules()
    found = make_projects(district)
    planned(found.started)
    return found


@pytest.fixture
def officer(client: Client, cast: Cast, made: Made) -> Client:
    client.force_login(cast["officer"])
    return client


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_each_light_shows_arithmetic_rule_next_step_and_owner(officer: Client, made: Made, cast: Cast) -> None:
    lead(cast, made.started)
    record = page(officer, f"{LIST}{made.started.pk}/plan/")
    for text in (
        "计划 70.44% − 实际 35.0% = 35.44 个百分点 &gt; 30", "办结节点“主体封顶”(计划 2021-10-31)",
        "区政府 分管副区长 区领导",
        "默认亮灯规则(银川 2025 口径)", "默认值", "实际进度比计划进度慢不足 10 个百分点,绿灯", "逾期节点 1 个",
        "缺数据:统计部门尚未报送入统名录", "计划 2021-08 开工,2021-08-10 已开工:逾期 0 个月 &lt; 1 个月",
    ):  # fmt: skip
        assert text in record, text


def test_a_grey_light_says_why(officer: Client, made: Made) -> None:
    assert "没有审定的计划,无基准" in page(officer, f"{LIST}{made.landless.pk}/plan/")


def test_the_list_shows_lights_worst_first_and_can_be_narrowed_to_them(officer: Client, made: Made) -> None:
    ordered = page(officer, f"{LIST}?sort=light")
    assert ordered.index(made.started.name) < ordered.index(made.landless.name)
    ordered = page(officer, f"{LIST}?sort=-light")
    assert ordered.index(made.started.name) > ordered.index(made.landless.name)
    narrowed = page(officer, f"{LIST}?light=red")
    assert made.started.name in narrowed
    assert made.landless.name not in narrowed
    assert "35.44" in narrowed
    public = page(officer, "/projects/?light=red")
    assert made.started.name in public
    assert made.landless.name not in public


def test_a_reason_is_accepted_for_a_time_and_ended(officer: Client, made: Made) -> None:
    answer = {**REASON, "valid_to": "2021-12-01"}
    assert officer.post(f"{LIST}{made.started.pk}/reason/", answer).status_code == 302
    record = page(officer, f"{LIST}{made.started.pk}/plan/")
    for text in ("已认可", "已认可理由:台风停工", "项目科员认可", "有效"):
        assert text in record, text
    assert ProjectStanding.objects.get(project=made.started).light == "green"
    waiver = LightWaiver.objects.get()
    answer = {"ended_date": "2021-11-09", "reason": "已复工"}
    assert officer.post(f"{LIST}reasons/{waiver.pk}/end/", answer).status_code == 302
    assert ProjectStanding.objects.get(project=made.started).light == "red"
    assert "已到期" in page(officer, f"{LIST}{made.started.pk}/plan/")


def test_a_reason_that_ends_before_it_begins_is_refused_on_top_of_the_form(officer: Client, made: Made) -> None:
    answer = {**REASON, "valid_to": "2021-09-01"}
    response = officer.post(f"{LIST}{made.started.pk}/reason/", answer)
    assert response.status_code == 422
    assert "终止日 2021-09-01 应晚于起始日 2021-10-01" in response.content.decode()


def test_rule_sets_are_listed_with_their_state_source_and_mark(officer: Client, made: Made) -> None:
    shown = page(officer, f"{LIST}light-rules/")
    for text in ("默认亮灯规则(银川 2025 口径)", "现行", "默认值", "武汉口径(占序时进度)", "备选"):
        assert text in shown, text
    default = LightRuleSet.objects.get(code="yinchuan-2025")
    record = page(officer, f"{LIST}light-rules/{default.pk}/")
    for text in ("≥ 10", "&gt; 30", "≥ 3", "第 1 版", "2021-01-01 至 今", "签发亮灯规则"):
        assert text in record, text
    lacking = page(officer, f"{LIST}light-rules/{LightRuleSet.objects.get(code='sanya-2022').pk}/")
    assert "所需的数据还没有接入,不能签发生效" in lacking
    assert "/sign/" not in lacking


def test_a_new_version_is_drafted_by_one_and_signed_by_another(officer: Client, made: Made, cast: Cast) -> None:
    default = LightRuleSet.objects.get(code="yinchuan-2025")
    assert 'value="30.00"' in page(officer, f"{LIST}light-rules/{default.pk}/draft/")
    assert officer.post(f"{LIST}light-rules/{default.pk}/draft/", DRAFT).status_code == 302
    draft = LightRuleSet.objects.get(version=2)
    assert draft.bands[1] == {
        "item": "progress", "measure": "points_behind", "verified": True, "basis": "第四条",
        "yellow": {"at_least": "10"}, "red": {"more_than": "40"},
    }  # fmt: skip
    sign = f"{LIST}light-rules/{draft.pk}/sign/"
    refused = officer.post(sign, {"valid_from": "2021-11-09"})
    assert refused.status_code == 422
    assert "项目科员拟定的规则须由另一人签发" in refused.content.decode()
    officer.force_login(cast["supervision"])
    assert officer.post(sign, {"valid_from": "2021-11-09"}).status_code == 302
    assert ProjectStanding.objects.get(project=made.started).light == "yellow"
    assert "第 2 版" in page(officer, f"{LIST}light-rules/{draft.pk}/")


def test_thresholds_that_make_no_rules_are_refused_saying_why(officer: Client, made: Made) -> None:
    default = LightRuleSet.objects.get(code="yinchuan-2025")
    response = officer.post(f"{LIST}light-rules/{default.pk}/draft/", {**DRAFT, "progress_red": "5"})
    assert response.status_code == 422
    assert "红灯的起点应比黄灯更严重" in response.content.decode()
    assert LightRuleSet.objects.count() == 5


def test_who_may_not_is_refused(client: Client, made: Made, cast: Cast) -> None:
    client.force_login(cast["teamlead"])
    assert client.get(f"{LIST}{made.started.pk}/reason/").status_code == 403
    client.force_login(cast["street"])
    assert client.get(f"{LIST}light-rules/").status_code == 403
