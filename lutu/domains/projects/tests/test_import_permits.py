"""The permit feed: unknown projects and future dates are refused, corrections shown, undo puts things back."""

from datetime import date, timedelta

import pytest

from lutu.domains.projects.actions import ProjectChange, change_projects
from lutu.domains.projects.imports import PERMITS
from lutu.domains.projects.models import ProjectStanding
from lutu.domains.projects.queries import fact_history
from lutu.domains.projects.stages import CONSTRUCTION_PERMIT, EXISTING_LAND, LAND_SUPPLY, PLANNING_PERMIT
from lutu.domains.projects.tests.import_cases import judged, loaded, refusal, undone
from lutu.domains.projects.tests.page_cases import make_project
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import last_links
from tests.cast import AT, DAY

CODE = "2101-370214-04-01-000001"
LAND = {"code": CODE, "kind": LAND_SUPPLY, "date": date(2021, 6, 1), "number": "370214-2021-001"}
PLANNING = {"code": CODE, "kind": PLANNING_PERMIT, "date": date(2021, 7, 1), "number": "建字第2021-01号"}
CONSTRUCTION = {"code": CODE, "kind": CONSTRUCTION_PERMIT, "date": date(2021, 8, 3), "number": "370214202108030101"}


@pytest.fixture
def project(district):  # type: ignore[no-untyped-def]
    return make_project(district, number=1, name="动车组检修基地")


def stage() -> str:
    return ProjectStanding.objects.get().stage


def test_permits_set_the_stage_and_name_the_batch_as_their_reference(project):
    effects = loaded(PERMITS, LAND, PLANNING, CONSTRUCTION)
    assert stage() == "ready_to_start"
    assert {fact.source_reference for fact in fact_history(project=project)} == {"导入批次 7:重点项目.xlsx"}
    assert [effect.seq for effect in effects] == [2, 3, 4]
    assert last_links(subjects=[("projects.project", str(project.pk))]).popitem()[1][0] == 4


def test_the_same_feed_twice_changes_nothing(project):
    loaded(PERMITS, LAND, PLANNING)
    assert [outcome.verdict for outcome in judged(PERMITS, LAND, PLANNING)] == ["unchanged", "unchanged"]


def test_a_permit_for_an_unknown_project_is_refused(project):
    assert refusal(judged(PERMITS, {**LAND, "code": "2101-370214-04-01-999999"})[0]) == (
        "项目代码", "项目库中已有的项目代码",
    )  # fmt: skip


def test_a_permit_under_a_former_code_reaches_its_project(project):
    change_projects(
        changes=[ProjectChange(project, {"code": "2109-370214-04-01-000077"})],
        actor=SYSTEM,
        at=AT,
        day=DAY,
        reason="换码",
    )
    loaded(PERMITS, LAND)
    assert stage() == "land_supplied"


def test_a_permit_from_the_future_is_refused(project):
    assert refusal(judged(PERMITS, {**LAND, "date": DAY + timedelta(days=1)})[0]) == (
        "日期", "不晚于今天 2021-11-09 的日期",
    )  # fmt: skip


def test_a_permit_named_twice_in_a_file_is_refused_the_second_time(project):
    first, second = judged(PERMITS, LAND, {**LAND, "date": date(2021, 6, 2)})
    assert first.verdict == "new"
    assert refusal(second) == ("证号(文号)", "每个证一行(第 3 行:与第 2 行重复)")


@pytest.mark.parametrize("phase", [0, 100, -1])
def test_a_phase_that_cannot_be_is_refused(project, phase):
    assert refusal(judged(PERMITS, {**LAND, "phase": phase})[0])[0] == "期数"


def test_another_date_of_the_same_number_is_shown_old_and_new(project):
    loaded(PERMITS, CONSTRUCTION)
    [outcome] = judged(PERMITS, {**CONSTRUCTION, "date": date(2021, 8, 13)})
    assert (outcome.verdict, outcome.changes) == ("changed", {"日期": ("2021-08-03", "2021-08-13")})


def test_existing_land_is_entered_as_its_own_kind(project):
    loaded(PERMITS, {"code": CODE, "kind": LAND_SUPPLY, "date": date(2018, 1, 1), "land_kind": EXISTING_LAND})
    assert fact_history(project=project)[0].attributes == {"land_kind": EXISTING_LAND}
    assert stage() == "land_supplied"


def test_undo_retracts_new_permits_and_restores_corrected_ones(project):
    loaded(PERMITS, LAND, PLANNING)
    effects = loaded(PERMITS, {**PLANNING, "date": date(2021, 7, 11)}, CONSTRUCTION)
    assert stage() == "ready_to_start"
    undone(PERMITS, effects)
    standing = ProjectStanding.objects.get()
    assert (standing.stage, standing.stage_since) == ("planning_permitted", date(2021, 7, 1))
    again = judged(PERMITS, {**PLANNING, "date": date(2021, 7, 11)}, CONSTRUCTION)
    assert [outcome.verdict for outcome in again] == ["changed", "new"]


def test_effects_count_corrections_behind_new_permits(project):
    loaded(PERMITS, PLANNING)
    effects = loaded(PERMITS, {**PLANNING, "date": date(2021, 7, 11)}, CONSTRUCTION)
    assert [(effect.created, effect.seq) for effect in effects] == [(True, 3), (False, 4)]


def test_more_lines_do_not_take_more_queries(district, project, django_assert_max_num_queries):
    for number in range(2, 40):
        make_project(district, number=number, name=f"{number}号项目")
    rows = [{**LAND, "code": f"2101-370214-04-01-{number:06}"} for number in range(1, 40)]
    with django_assert_max_num_queries(7):
        judged(PERMITS, *rows)
    with django_assert_max_num_queries(40):
        loaded(PERMITS, *rows)
