"""The standing: rebuilt from facts, equal to a fresh computation, and only as much work as there are differences."""

from datetime import date, datetime, timedelta

import pytest

from lutu.domains.projects.actions import StandingDiffers, nightly_check, rebuild_standing
from lutu.domains.projects.models import ProjectStanding
from lutu.domains.projects.stages import LAND_SUPPLY
from lutu.domains.projects.tests.page_cases import make_project, permit
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.rules.actions import set_parameter
from tests.cast import AT, DAY, FROM

COLUMNS = ("project", "stage", "stage_rank", "stage_since", "actual_start_date", "gap_count", "conflict_count")


def rows() -> list[tuple[object, ...]]:
    return list(ProjectStanding.objects.order_by("project").values_list(*COLUMNS))


@pytest.fixture
def projects(district):  # type: ignore[no-untyped-def]
    made = [make_project(district, number=number, name=f"{number}号项目") for number in range(1, 6)]
    permit(made[0])
    permit(made[1], [(LAND_SUPPLY, date(2021, 11, 9), "370214-2021-009")])
    return made


def test_dropping_the_table_loses_nothing(projects):
    before = rows()
    ProjectStanding.objects.all().delete()
    assert rebuild_standing(projects=None, day=DAY, at=AT) == 7
    assert rows() == before


def test_a_second_rebuild_finds_nothing_to_change(projects):
    assert rebuild_standing(projects=None, day=DAY, at=AT) == 0


def test_the_day_moves_the_standing(projects):
    assert ProjectStanding.objects.get(project=projects[1]).stage == "land_supplied"
    assert rebuild_standing(projects=None, day=DAY - timedelta(days=1), at=AT) == 1
    assert ProjectStanding.objects.get(project=projects[1]).stage == "no_land"


def test_only_the_named_projects_are_looked_at(projects):
    ProjectStanding.objects.update(stage="accepted", stage_rank=5)
    assert rebuild_standing(projects=[projects[0].pk], day=DAY, at=AT) == 1
    assert ProjectStanding.objects.filter(stage="accepted").count() == 4
    assert rebuild_standing(projects=[], day=DAY, at=AT) == 0


def test_more_projects_do_not_take_more_queries(district, projects, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        rebuild_standing(projects=None, day=DAY, at=AT)


def test_the_nightly_check_moves_every_standing_to_the_day(projects):
    later = AT + timedelta(days=1)
    assert nightly_check(day=DAY + timedelta(days=1), at=later) == 0
    assert set(ProjectStanding.objects.values_list("computed_for_day", "computed_at")) == {
        (DAY + timedelta(days=1), later)
    }


def test_the_nightly_check_fails_loudly_over_a_wrong_row_and_puts_it_right(projects):
    before = rows()
    ProjectStanding.objects.filter(project=projects[0]).update(stage="accepted")
    ProjectStanding.objects.filter(project=projects[2]).delete()
    with pytest.raises(StandingDiffers) as differs:
        nightly_check(day=DAY, at=AT)
    assert differs.value.faults == (
        "2101-370214-04-01-000001 应为 started,现为 accepted",
        "2101-370214-04-01-000003 没有现状",
    )
    assert rows() == before


def test_what_counts_as_started_is_a_parameter(projects):
    permit(projects[2], [("project.construction_permit", date(2021, 8, 3), "370214202108030102")])
    set_parameter(
        code="projects.start_basis", value="construction_permit", valid_from=FROM, source="测试", actor=SYSTEM, at=AT
    )
    rebuild_standing(projects=None, day=DAY, at=AT)
    standing = ProjectStanding.objects.get(project=projects[2])
    assert (standing.stage, standing.actual_start_date) == ("started", date(2021, 8, 3))


def test_a_standing_is_dated_by_the_instant_given(projects):
    at = datetime(2021, 11, 9, 12, 0, tzinfo=AT.tzinfo)
    rebuild_standing(projects=[projects[0].pk], day=DAY, at=at)
    assert ProjectStanding.objects.get(project=projects[0]).computed_at == at
