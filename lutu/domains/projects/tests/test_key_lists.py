"""Every way into a key list asks for one leader and a team: one project, many, a file, the page of the register."""

from datetime import date

import pytest
from django.test import Client

from lutu.domains.projects.actions import TeamIncomplete
from lutu.domains.projects.imports.lists import LISTS
from lutu.domains.projects.models import Project
from lutu.domains.projects.tests.import_cases import SOURCE, judged, refusal
from lutu.domains.projects.tests.page_cases import lead, live_on_the_day, make_project, work_on
from lutu.kernel.jobs.actions import NoProgress
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.registers.actions import NewMember, add_members, open_register
from lutu.kernel.registers.models import Membership, Register
from tests.cast import AT, DAY, FROM, Cast, District

DOING = {"actor": SYSTEM, "at": AT}
LIST = "/workbench/projects/"
LACKS = "须一名领导;须至少一名专班成员"


@pytest.fixture
def projects(district: District, cast: Cast) -> list[Project]:
    live_on_the_day()
    return [make_project(district, number=number, name=f"{number}号项目") for number in (1, 2)]


@pytest.fixture
def key_list(district: District) -> Register:
    return open_register(
        code="key", name="重点项目清单", kind="重点清单", subject_kind="projects.project", valid_from=FROM, **DOING
    )


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast["officer"])
    return client


def test_the_register_itself_takes_no_project_without_its_team(projects, key_list):
    members = [NewMember(project.pk) for project in projects]
    with pytest.raises(TeamIncomplete) as refused:
        add_members(register=key_list, members=members, day=DAY, **DOING)
    assert refused.value.projects == tuple(project.pk for project in projects)
    assert not Membership.objects.exists()


def test_one_that_stands_in_the_list_is_not_asked_for_its_team_again(projects, key_list, cast):
    lead(cast, projects[0])
    work_on(cast, projects[0])
    add_members(register=key_list, members=[NewMember(projects[0].pk)], day=FROM, **DOING)
    with pytest.raises(TeamIncomplete) as refused:
        add_members(register=key_list, members=[NewMember(project.pk) for project in projects], day=DAY, **DOING)
    assert refused.value.projects == (projects[1].pk,)


def test_the_page_of_the_register_refuses_it_in_the_same_words(officer, projects, key_list, cast):
    address = f"/workbench/registers/{key_list.pk}/add/"
    answer = {"subjects": projects[0].code, "day": "2021-11-01", "document": ""}
    response = officer.post(address, answer)
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [LACKS]
    assert projects[0].code in response.content.decode()
    lead(cast, projects[0])
    work_on(cast, projects[0])
    assert officer.post(address, answer).status_code == 302
    assert Membership.objects.get(register=key_list).subject_id == projects[0].pk


def test_one_project_many_and_a_file_are_refused_alike(officer, projects, key_list):
    join = {"register": key_list.pk, "day": "2021-11-01", "document": ""}
    one = officer.post(f"{LIST}{projects[0].pk}/join/", join)
    many = officer.post(f"{LIST}join/", {**join, "ids": [project.pk for project in projects]})
    assert [response.status_code for response in (one, many)] == [422, 422]
    assert one.context["form"].non_field_errors() == [LACKS]
    assert "“1号项目”须一名领导" in many.context["form"].non_field_errors()[0]
    row = {"list": "key", "code": projects[0].code, "day": date(2021, 11, 1)}
    assert refusal(judged(LISTS, row)[0]) == ("项目代码", LACKS)
    assert not Membership.objects.exists()


def test_a_file_judged_before_the_leader_left_is_refused_when_it_is_loaded(projects, key_list, cast):
    term = lead(cast, projects[0])
    work_on(cast, projects[0])
    outcomes = judged(LISTS, {"list": "key", "code": projects[0].code, "day": date(2021, 11, 1)})
    term.delete()
    with pytest.raises(TeamIncomplete, match=r"^须一名领导$"):
        LISTS.load(outcomes=outcomes, source=SOURCE, day=DAY, progress=NoProgress(), **DOING)
    assert not Membership.objects.exists()
