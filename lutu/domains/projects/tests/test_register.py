"""Registering, changing and withdrawing projects."""

import inspect
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lutu.domains.projects import actions
from lutu.domains.projects.actions import (
    NewPermit,
    ProjectChange,
    ProjectRefused,
    add_phase,
    change_projects,
    register_projects,
    state_permits,
    withdraw_projects,
)
from lutu.domains.projects.models import Project, ProjectCodeAlias, ProjectStanding
from lutu.domains.projects.queries import project_by_code
from lutu.domains.projects.stages import COMPLETION_ACCEPTANCE
from lutu.domains.projects.tests.page_cases import make_project, permit
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.search.index import matching
from tests.cast import AT, DAY


def entries(project):  # type: ignore[no-untyped-def]
    return list(entries_of(subject=("projects.project", project.pk)))


def change(project, **values):  # type: ignore[no-untyped-def]
    return change_projects(
        changes=[ProjectChange(project, values)], actor=SYSTEM, at=AT, day=DAY, reason="发改批复调整"
    )


def found(text: str) -> list[Project]:
    return list(Project.objects.filter(pk__in=matching(subject_kind="projects.project", text=text)))


def test_no_action_takes_a_stage():
    for name in actions.__all__:
        action = getattr(actions, name)
        if inspect.isfunction(action):
            assert not {"stage", "stage_rank"} & set(inspect.signature(action).parameters), name
    assert not any("stage" in name for name in actions.register.CHANGEABLE)


def test_a_new_project_is_journalled_searchable_and_stands_without_land(district):
    project = make_project(district, number=1, name="动车组检修基地")
    assert [entry.action for entry in entries(project)] == ["projects.project.registered"]
    assert (project.standing.stage, project.standing.computed_for_day) == ("no_land", DAY)
    assert project.code_scheme == "gbt40058"
    assert found("检修基地") == [project]
    assert found("2101-370214-04-01-000001") == [project]
    assert found("示例制造") == [project]


def test_a_code_that_is_taken_is_refused_with_its_owner(district):
    make_project(district, number=1, name="动车组检修基地")
    with pytest.raises(ProjectRefused, match="代码 2101-370214-04-01-000001 已属于项目“动车组检修基地”"):
        make_project(district, number=1, name="另一个项目")


def test_two_projects_of_one_code_at_once_are_refused(district):
    stored = make_project(district, number=1, name="动车组检修基地")
    twins = []
    for _ in range(2):
        twin = Project.objects.get(pk=stored.pk)
        twin.pk, twin.code = None, "2101-370214-04-01-000009"
        twins.append(twin)
    with pytest.raises(ProjectRefused, match="在本次登记中重复"):
        register_projects(projects=twins, actor=SYSTEM, at=AT, day=DAY)


def test_a_change_keeps_the_earlier_value_in_the_journal(district):
    project = make_project(district, number=1, name="动车组检修基地")
    [changed] = change(project, name="动车组检修基地二期", planned_investment_fen=5)
    assert changed.project.name == "动车组检修基地二期"
    latest = entries(project)[0]
    assert latest.seq == changed.seq == 2
    assert latest.details["was"] == {"name": "动车组检修基地", "planned_investment_fen": 10_000_000_000}
    assert latest.details["reason"] == "发改批复调整"
    assert found("检修基地二期") == [project]


def test_a_change_that_changes_nothing_writes_nothing(district):
    project = make_project(district, number=1, name="动车组检修基地")
    assert change(project, name="动车组检修基地", area=project.area) == []
    assert len(entries(project)) == 1


def test_an_area_may_be_given_as_a_row_or_as_its_code(district):
    project = make_project(district, number=1, name="动车组检修基地")
    street = district.streets[1]
    change(project, area=street)
    project.refresh_from_db()
    assert project.area_id == street.code
    change(project, area_id=district.root.code)
    project.refresh_from_db()
    assert project.area_id == district.root.code


@pytest.mark.parametrize("name", ["stage", "standing", "id"])
def test_what_nobody_states_cannot_be_changed(district, name):
    project = make_project(district, number=1, name="动车组检修基地")
    with pytest.raises(ProjectRefused, match="不是可以变更的项目内容"):
        change(project, **{name: 1})


def test_a_new_code_leaves_the_former_one_leading_to_the_project(district):
    project = make_project(district, number=1, name="动车组检修基地")
    change(project, code="2109-370214-04-01-000077")
    alias = ProjectCodeAlias.objects.get()
    assert (alias.code, alias.valid_to, alias.source) == ("2101-370214-04-01-000001", DAY, "发改批复调整")
    assert project_by_code(user=None, day=DAY, code="2101-370214-04-01-000001") == project
    assert found("2101-370214-04-01-000001") == [project]
    with pytest.raises(ProjectRefused, match="已属于项目"):
        make_project(district, number=1, name="别的项目")


def test_a_changed_unit_is_named_in_the_journal(district):
    project = make_project(district, number=1, name="动车组检修基地")
    change(project, lead_unit=district.organisations["城阳街道办事处"])
    assert entries(project)[0].details["now"] == {"lead_unit": "城阳街道办事处"}


def test_a_further_phase_holds_the_project_back_from_acceptance(district):
    project = make_project(district, number=1, name="动车组检修基地")
    permit(project)
    accepted = NewPermit(project.pk, COMPLETION_ACCEPTANCE, date(2021, 10, 1), phase=1)
    state_permits(permits=[accepted], actor=SYSTEM, at=AT, day=DAY)
    add_phase(project=project, number=1, name="一期", actor=SYSTEM, at=AT, day=DAY)
    assert ProjectStanding.objects.get(project=project).stage == "accepted"
    add_phase(project=project, number=2, name="二期", actor=SYSTEM, at=AT, day=DAY)
    assert ProjectStanding.objects.get(project=project).stage == "started"
    assert entries(project)[0].action == "projects.phase.added"
    with pytest.raises(ProjectRefused, match="第 2 期已登记"):
        add_phase(project=project, number=2, name="二期", actor=SYSTEM, at=AT, day=DAY)


def test_a_registration_by_mistake_can_be_withdrawn_and_only_the_journal_keeps_it(district):
    project = make_project(district, number=1, name="动车组检修基地")
    key = project.pk
    withdraw_projects(projects=[project], reason="重复登记", actor=SYSTEM, at=AT)
    assert not Project.objects.filter(pk=key).exists()
    assert not ProjectStanding.objects.exists()
    assert found("检修基地") == []
    assert [entry.action for entry in entries_of(subject=("projects.project", key))] == [
        "projects.project.withdrawn", "projects.project.registered",
    ]  # fmt: skip


def test_a_project_to_which_something_happened_stays(district):
    project = make_project(district, number=1, name="动车组检修基地")
    permit(project)
    with pytest.raises(ProjectRefused, match="登记后已有其他办理记录"):
        withdraw_projects(projects=[project], reason="重复登记", actor=SYSTEM, at=AT)


@pytest.mark.parametrize(
    "values",
    [
        {"planned_investment_fen": -1},
        {"planned_start_date": "2022-01-02", "planned_completion_date": "2022-01-01"},
        {"code": ""},
        {"longitude": "120.1", "latitude": None},
        {"longitude": "190", "latitude": "36"},
    ],
)
def test_the_database_refuses_what_cannot_be(district, values):
    project = make_project(district, number=1, name="动车组检修基地")
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**values)


def test_registering_many_takes_no_more_queries_than_registering_few(district, django_assert_max_num_queries):
    stored = make_project(district, number=1, name="动车组检修基地")

    def copies(count: int, tail: str) -> list[Project]:
        made = []
        for number in range(count):
            row = Project.objects.get(pk=stored.pk)
            row.pk, row.code = None, f"2102-370214-04-{tail}-{number:06}"
            made.append(row)
        return made

    few, many = copies(2, "01"), copies(40, "02")
    with django_assert_max_num_queries(33):
        register_projects(projects=few, actor=SYSTEM, at=AT, day=DAY)
    with django_assert_max_num_queries(33):
        register_projects(projects=many, actor=SYSTEM, at=AT, day=DAY)
