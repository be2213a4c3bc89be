"""The workbench's list and record of projects, and the forms for what people state."""

import pytest
from django.test import Client

from lutu.domains.projects.models import Project
from lutu.domains.projects.tests.page_cases import Made, live_on_the_day, make_project, make_projects, permit
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.registers.models import Membership
from tests.cast import Cast, District

LIST = "/workbench/projects/"


@pytest.fixture
def made(cast: Cast, district: District) -> Made:
    live_on_the_day()
    return make_projects(district)


def _as(client: Client, cast: Cast, username: str) -> Client:
    client.force_login(cast[username])
    return client


def _stated(district: District, **changes: str) -> dict[str, str]:
    community = district.communities(district.streets[0])[0]
    return {
        "code": "2110-370214-04-01-123456", "name": "新建示例项目", "kind": "industry", "sector_code": "轨道交通",
        "area": community.code, "owner_party": "示例制造有限公司", "lead_unit": "发展和改革局",
        "investment_wan": "5000", "planned_start_date": "2021-12-01", "planned_completion_date": "2023-12-31",
        "sensitivity": "public", "summary": "一期厂房", "address": "", **changes,
    }  # fmt: skip


def test_a_visitor_is_sent_to_sign_in(client: Client, made: Made) -> None:
    assert client.get(LIST).status_code == 302
    assert client.get(f"{LIST}{made.started.pk}/").status_code == 302


def test_a_stranger_gets_the_plain_refusal(client: Client, made: Made, cast: Cast) -> None:
    response = _as(client, cast, "stranger").get(LIST)
    assert response.status_code == 403
    assert made.started.name not in response.content.decode()


def test_a_project_officer_sees_internal_projects_but_not_restricted_ones(
    client: Client, made: Made, cast: Cast
) -> None:
    page = _as(client, cast, "officer").get(LIST).content.decode()
    assert made.internal.name in page
    assert made.restricted.name not in page
    assert client.get(f"{LIST}{made.restricted.pk}/").status_code == 404


def test_a_street_clerk_sees_internal_projects_of_the_own_street_only(client: Client, made: Made, cast: Cast) -> None:
    assert made.internal.name not in _as(client, cast, "street").get(LIST).content.decode()
    assert made.internal.name in _as(client, cast, "specialist").get(LIST).content.decode()


def test_reading_a_restricted_project_leaves_a_trace(client: Client, made: Made, cast: Cast) -> None:
    response = _as(client, cast, "admin").get(f"{LIST}{made.restricted.pk}/")
    assert response.status_code == 200
    last = entries_of(subject=("projects.project", made.restricted.pk)).first()
    assert last.action == "access.record.read"
    assert last.actor_name == "系统管理员"


def test_reading_a_public_project_leaves_no_trace(client: Client, made: Made, cast: Cast) -> None:
    before = entries_of(subject=("projects.project", made.started.pk)).count()
    _as(client, cast, "officer").get(f"{LIST}{made.started.pk}/")
    assert entries_of(subject=("projects.project", made.started.pk)).count() == before


def test_the_record_shows_evidence_next_step_land_lists_and_journal(client: Client, made: Made, cast: Cast) -> None:
    page = _as(client, cast, "officer").get(f"{LIST}{made.started.pk}/").content.decode()
    for text in (
        "等待竣工验收备案",
        "370214202108030101",
        "审批局",
        "45.00亩",
        "市重点项目",
        "办理经过",
        "更正",
        "登记项目",
    ):
        assert text in page, text


def test_no_page_offers_a_field_for_the_stage(client: Client, made: Made, cast: Cast) -> None:
    _as(client, cast, "officer")
    for address in (f"{LIST}new/", f"{LIST}{made.started.pk}/change/", f"{LIST}{made.started.pk}/"):
        page = client.get(address).content.decode()
        assert 'name="stage"' not in page
        assert 'name="progress"' not in page


def test_a_new_project_starts_without_land_whatever_stage_is_posted(
    client: Client, made: Made, cast: Cast, district: District
) -> None:
    _as(client, cast, "officer")
    response = client.post(f"{LIST}new/", {**_stated(district), "stage": "accepted"})
    assert response.status_code == 302, response.content.decode()[-3000:]
    project = Project.objects.get(code="2110-370214-04-01-123456")
    assert project.planned_investment_fen == 5000 * 1_000_000
    assert project.standing.stage == "no_land"


def test_a_taken_code_is_refused_on_top_of_the_form_with_everything_kept(
    client: Client, made: Made, cast: Cast, district: District
) -> None:
    _as(client, cast, "officer")
    response = client.post(f"{LIST}new/", _stated(district, code=made.started.code))
    assert response.status_code == 422
    page = response.content.decode()
    assert f"代码 {made.started.code} 已属于项目" in page
    assert "新建示例项目" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("owner_party", "没有登记的公司", "未登记"),
        ("planned_completion_date", "2021-01-01", "计划竣工应晚于计划开工"),
        ("investment_wan", "-5", "大于或等于"),
        ("area", "370214999999", "选择"),
    ],
)
def test_a_wrong_field_is_refused_beside_it(
    client: Client, made: Made, cast: Cast, district: District, field: str, value: str, said: str
) -> None:
    _as(client, cast, "officer")
    response = client.post(f"{LIST}new/", _stated(district, **{field: value}))
    assert response.status_code == 422
    assert said in "".join(response.context["form"].errors[field])


def test_a_change_keeps_the_earlier_value_and_its_reason_in_the_journal(
    client: Client, made: Made, cast: Cast, district: District
) -> None:
    _as(client, cast, "officer")
    values = _stated(district, name="动车组检修基地二期", status_override="paused", reason="业主申请暂缓")
    values.pop("code")
    assert client.post(f"{LIST}{made.started.pk}/change/", values).status_code == 302
    page = client.get(f"{LIST}{made.started.pk}/").content.decode()
    for text in ("动车组检修基地二期", "暂缓", "业主申请暂缓", "动车组检修基地", "恢复前不催办"):
        assert text in page, text


def test_who_may_only_read_is_offered_no_action_and_refused_it(client: Client, made: Made, cast: Cast) -> None:
    page = _as(client, cast, "leader").get(f"{LIST}{made.started.pk}/").content.decode()
    assert "修改基本信息" not in page
    assert "/correct/" not in page
    for path in (f"{made.started.pk}/change/", f"{made.started.pk}/join/", "new/"):
        assert client.get(f"{LIST}{path}").status_code == 403


def test_selected_projects_join_a_list_at_once(client: Client, made: Made, cast: Cast) -> None:
    _as(client, cast, "officer")
    selection = {"ids": [made.landless.pk, made.internal.pk], "next": LIST}
    asked = client.post(f"{LIST}join/", selection)
    assert asked.status_code == 200
    assert "批量入列:2个项目" in asked.content.decode()
    answer = {**selection, "register": made.register.pk, "day": "2021-11-09", "document": "青政办〔2021〕9号"}
    assert client.post(f"{LIST}join/", answer).status_code == 302
    assert Membership.objects.filter(register=made.register, valid_to=None).count() == 3


def test_a_hidden_project_cannot_be_put_into_a_list(client: Client, made: Made, cast: Cast) -> None:
    _as(client, cast, "officer")
    assert client.post(f"{LIST}join/", {"ids": [made.restricted.pk]}).status_code == 404
    assert client.get(f"{LIST}{made.restricted.pk}/join/").status_code == 404


def test_leaving_a_list_keeps_the_period(client: Client, made: Made, cast: Cast) -> None:
    _as(client, cast, "officer")
    membership = Membership.objects.get(subject_id=made.started.pk)
    answer = {"day": "2021-11-01", "reason": "转入省级清单"}
    assert client.post(f"{LIST}memberships/{membership.pk}/leave/", answer).status_code == 302
    page = client.get(f"{LIST}{made.started.pk}/").content.decode()
    assert "曾在的清单(1)" in page
    assert "2021-11-01" in page


def test_list_and_record_take_few_queries_whatever_the_number_of_rows(
    client: Client, made: Made, cast: Cast, district: District, django_assert_max_num_queries
) -> None:
    _as(client, cast, "officer").get(LIST)
    with django_assert_max_num_queries(12) as few:
        client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(f"{LIST}?stage=started&street=370214001&register=city-key&lead_unit=1&year=2021")
    for tab in ("", "plan/", "people/"):
        with django_assert_max_num_queries(12):
            client.get(f"{LIST}{made.started.pk}/{tab}")
    for number in range(100, 118):
        permit(make_project(district, number=number, name=f"示例项目{number}"))
    with django_assert_max_num_queries(12) as many:
        client.get(LIST)
    assert len(many.captured_queries) == len(few.captured_queries)
