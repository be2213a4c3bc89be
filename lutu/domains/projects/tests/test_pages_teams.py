"""Who looks after a project, on the pages: appointing, handing over, ending, and what strangers do not see."""

import pytest
from django.test import Client

from lutu.domains.projects.models import TeamTerm
from lutu.domains.projects.tests.page_cases import (
    Made,
    allow,
    lead,
    live_on_the_day,
    make_project,
    make_projects,
    permit,
    post_of,
    work_on,
)
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.registers.actions import open_register
from lutu.kernel.registers.models import Membership
from tests.cast import AT, FROM, Cast, District

LIST = "/workbench/projects/"


@pytest.fixture
def made(cast: Cast, district: District) -> Made:
    live_on_the_day()
    allow("project_officer", "projects.team.write")
    return make_projects(district)


@pytest.fixture
def officer(client: Client, cast: Cast, made: Made) -> Client:
    client.force_login(cast["officer"])
    return client


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_leader_is_appointed_by_post_code_and_stands_on_the_record(officer: Client, made: Made, cast: Cast) -> None:
    address = f"{LIST}{made.started.pk}/leader/"
    shown = page(officer, address)
    assert f'<option value="{post_of(cast, "leader").code}">区领导' in shown
    answer = {"day": "2021-11-01", "holder": post_of(cast, "leader").code, "document": "青示包联〔2021〕1 号"}
    assert officer.post(address, answer).status_code == 302
    record = page(officer, f"{LIST}{made.started.pk}/people/")
    for text in ("包联领导", "区领导", "自 2021-11-01 起", "青示包联〔2021〕1 号", "安排包联与专班"):
        assert text in record, text


def test_a_second_leader_is_refused_on_top_of_the_form(officer: Client, made: Made, cast: Cast) -> None:
    lead(cast, made.started)
    answer = {"day": "2021-11-01", "holder": "督查员", "document": ""}
    response = officer.post(f"{LIST}{made.started.pk}/leader/", answer)
    assert response.status_code == 422
    assert "已有领导 区领导(自 2021-01-01 起),请先交接" in response.content.decode()


@pytest.mark.parametrize(("holder", "said"), [("无此人", "在 2021-11-01 没有任职"), ("居民", "在 2021-11-01 没有任职")])
def test_somebody_without_a_post_is_refused_beside_the_field(
    officer: Client, made: Made, holder: str, said: str
) -> None:
    answer = {"day": "2021-11-01", "holder": holder, "document": ""}
    response = officer.post(f"{LIST}{made.started.pk}/member/", answer)
    assert response.status_code == 422
    assert said in "".join(response.context["form"].errors["holder"])


def test_members_and_units_are_listed_and_handed_over_with_their_history(
    officer: Client, made: Made, cast: Cast
) -> None:
    term = work_on(cast, made.started)
    answer = {"unit": "发展和改革局", "day": "2021-11-01", "document": ""}
    assert officer.post(f"{LIST}{made.started.pk}/unit/", answer).status_code == 302
    answer = {"day": "2021-11-09", "holder": "项目科员", "document": "交接单"}
    assert officer.post(f"{LIST}teams/{term.pk}/hand-over/", answer).status_code == 302
    record = page(officer, f"{LIST}{made.started.pk}/people/")
    for text in ("专班单位", "项目科员", "曾任(1)", "专班长", "2021-11-09"):
        assert text in record, text


def test_the_last_member_of_a_key_project_is_not_let_go(officer: Client, made: Made, cast: Cast) -> None:
    key = open_register(
        code="key", name="重点", kind="重点清单", subject_kind="projects.project", valid_from=FROM, actor=SYSTEM, at=AT
    )
    join = {"register": key.pk, "day": "2021-11-01", "document": ""}
    refused = officer.post(f"{LIST}{made.started.pk}/join/", join)
    assert refused.status_code == 422
    assert "须一名领导;须至少一名专班成员" in refused.content.decode()
    lead(cast, made.started)
    term = work_on(cast, made.started)
    assert officer.post(f"{LIST}{made.started.pk}/join/", join).status_code == 302
    assert Membership.objects.filter(register=key).count() == 1
    response = officer.post(f"{LIST}teams/{term.pk}/end/", {"day": "2021-11-09", "reason": "调离"})
    assert response.status_code == 422
    assert "至少一名成员" in response.content.decode()
    assert TeamTerm.objects.filter(valid_to=None).count() == 2


def test_an_ended_or_hidden_term_is_not_found(officer: Client, made: Made, cast: Cast) -> None:
    hidden = lead(cast, made.restricted)
    assert officer.get(f"{LIST}teams/{hidden.pk}/end/").status_code == 404
    term = lead(cast, made.started)
    assert officer.post(f"{LIST}teams/{term.pk}/end/", {"day": "2021-11-09", "reason": "移交"}).status_code == 302
    assert officer.get(f"{LIST}teams/{term.pk}/end/").status_code == 404


def test_who_may_only_read_sees_the_team_and_is_offered_nothing(client: Client, made: Made, cast: Cast) -> None:
    lead(cast, made.started)
    client.force_login(cast["auditor"])
    record = page(client, f"{LIST}{made.started.pk}/people/")
    assert "分管副区长" in record
    assert "/hand-over/" not in record
    assert client.get(f"{LIST}{made.started.pk}/leader/").status_code == 403


def test_the_public_page_names_no_leader(client: Client, made: Made, cast: Cast) -> None:
    lead(cast, made.started)
    assert "分管副区长" not in page(client, f"/projects/{made.started.code}/")


def test_the_list_shows_and_finds_projects_by_their_leader_in_as_many_queries_as_before(
    officer: Client, made: Made, cast: Cast, district: District, django_assert_max_num_queries
) -> None:
    lead(cast, made.started)
    leader = cast.people["leader"].pk
    shown = page(officer, f"{LIST}?leader={leader}")
    assert made.started.name in shown
    assert "区领导" in shown
    assert made.landless.name not in shown
    with django_assert_max_num_queries(12) as few:
        officer.get(f"{LIST}?leader={leader}&sort=leader")
    for number in range(100, 118):
        project = make_project(district, number=number, name=f"示例项目{number}")
        permit(project)
        lead(cast, project)
    with django_assert_max_num_queries(12) as many:
        officer.get(f"{LIST}?leader={leader}&sort=leader")
    assert len(many.captured_queries) == len(few.captured_queries)
