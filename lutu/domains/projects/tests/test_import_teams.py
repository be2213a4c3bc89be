"""Leaders and task teams from a sheet: by staff number, name or post, each refused with its reason."""

from datetime import date

import pytest

from lutu.domains.projects.imports import LISTS, TEAMS
from lutu.domains.projects.models import TeamTerm
from lutu.domains.projects.tests.import_cases import judged, loaded, refusal, undone
from lutu.domains.projects.tests.page_cases import lead, make_project, post_of, work_on
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.registers.actions import open_register
from lutu.kernel.registers.models import Membership
from tests.cast import AT, DAY, FROM

CODE = "2101-370214-04-01-000001"
LEADER = {"code": CODE, "role": "leader", "person": "区领导", "day": date(2021, 1, 20), "document": "青示办〔2021〕6号"}
MEMBER = {"code": CODE, "role": "member", "person": "专班长", "day": date(2021, 1, 20)}
UNIT = {"code": CODE, "role": "unit", "unit": "发展和改革局", "day": date(2021, 1, 20)}


@pytest.fixture
def project(district, cast):  # type: ignore[no-untyped-def]
    return make_project(district, number=1, name="动车组检修基地")


def test_a_leader_a_member_and_a_unit_are_appointed_in_one_file(project, cast):
    effects = loaded(TEAMS, LEADER, MEMBER, UNIT)
    rows = TeamTerm.objects.order_by("pk")
    assert [(row.role, row.holder_text, row.valid_from) for row in rows] == [
        ("leader", "区领导", date(2021, 1, 20)), ("member", "专班长", date(2021, 1, 20)),
        ("unit", "发展和改革局", date(2021, 1, 20)),
    ]  # fmt: skip
    assert rows[0].post == post_of(cast, "leader")
    assert [effect.seq for effect in effects] == [2, 3, 4]


@pytest.mark.parametrize("word", ["P001", "区领导"])
def test_a_person_is_named_by_staff_number_or_name(project, cast, word):
    loaded(TEAMS, {**LEADER, "person": word})
    assert TeamTerm.objects.get().person == cast.people["leader"]


def test_a_post_alone_names_who_holds_it_on_the_day(project, cast):
    loaded(TEAMS, {**LEADER, "person": None, "post": post_of(cast, "leader").code})
    assert TeamTerm.objects.get().person == cast.people["leader"]


def test_the_same_file_twice_changes_nothing(project, cast):
    loaded(TEAMS, LEADER, MEMBER, UNIT)
    assert [outcome.verdict for outcome in judged(TEAMS, LEADER, MEMBER, UNIT)] == ["unchanged"] * 3


def test_without_a_day_the_term_begins_on_the_day_of_the_import(project, cast):
    loaded(TEAMS, {**LEADER, "day": None})
    assert TeamTerm.objects.get().valid_from == DAY


@pytest.mark.parametrize(
    ("values", "column", "expected"),
    [
        ({"code": "2101-370214-04-01-999999"}, "项目代码", "项目库中已有的项目代码"),
        ({"person": "无此人"}, "人员", "在 2021-01-20 任职的人员"),
        ({"person": "区领导", "post": "G003"}, "人员", "在 2021-01-20 任职的人员"),
        ({"day": date(2020, 12, 1)}, "人员", "在 2020-12-01 任职的人员"),
        ({"role": "unit", "unit": "没有登记的单位"}, "单位", "已登记的单位"),
        ({"role": "unit", "unit": None}, "单位", "已登记的单位"),
    ],
)
def test_a_bad_line_is_told_why(project, cast, values, column, expected):
    assert refusal(judged(TEAMS, {**LEADER, **values})[0]) == (column, expected)


def test_a_project_that_has_a_leader_takes_no_second_one(project, cast):
    lead(cast, project)
    assert refusal(judged(TEAMS, {**LEADER, "person": "督查员"})[0]) == ("人员", "已有领导 区领导,请先交接")


def test_two_leaders_in_one_file_are_refused_the_second_time(project, cast):
    [first, second] = judged(TEAMS, LEADER, {**LEADER, "person": "督查员"})
    assert first.verdict == "new"
    assert refusal(second) == ("分工", "每个项目一名领导,每人一行(第 3 行:与第 2 行重复)")


def test_a_term_that_overlaps_a_later_one_is_refused(project, cast):
    work_on(cast, project, day=DAY)
    assert refusal(judged(TEAMS, MEMBER)[0]) == ("人员", "不与 专班长 的已有任期重叠")


def test_undo_takes_the_terms_back(project, cast):
    undone(TEAMS, loaded(TEAMS, LEADER, MEMBER, UNIT))
    assert not TeamTerm.objects.exists()


def test_a_file_of_lists_puts_no_project_on_a_key_list_without_its_team(project, cast):
    about = {"subject_kind": "projects.project", "valid_from": FROM, "actor": SYSTEM, "at": AT}
    open_register(code="key", name="重点项目", kind="重点清单", **about)
    row = {"list": "key", "code": CODE, "day": date(2021, 3, 1)}
    assert refusal(judged(LISTS, row)[0]) == ("项目代码", "须一名领导;须至少一名专班成员")
    loaded(TEAMS, LEADER, MEMBER)
    loaded(LISTS, row)
    assert Membership.objects.get().subject_id == project.pk
