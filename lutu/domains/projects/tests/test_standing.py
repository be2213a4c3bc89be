"""The standing: rebuilt from facts, equal to a fresh computation, and only as much work as there are differences."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

import pytest

from lutu.domains.projects.actions import StandingDiffers, nightly_check, rebuild_standing
from lutu.domains.projects.actions.standing import COMPUTED
from lutu.domains.projects.models import EarlierStart, Project, ProjectStanding
from lutu.domains.projects.queries import permit_facts, started_on
from lutu.domains.projects.stages import (
    ACTUAL_START,
    CONSTRUCTION_PERMIT,
    LAND_SUPPLY,
    PLANNING_PERMIT,
    RANK,
    PermitFact,
    Stage,
    stage_of,
)
from lutu.domains.projects.tests.page_cases import load_rules, make_project, permit, planned
from lutu.kernel.facts.actions import NewFact, state_many
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.rules.actions import set_parameter
from tests.cast import AT, DAY, FROM

COLUMNS = ("project", *COMPUTED)
REVOKED = (
    (CONSTRUCTION_PERMIT, date(2021, 3, 1), date(2021, 6, 1)), (ACTUAL_START, date(2021, 3, 10), None),
    (CONSTRUCTION_PERMIT, date(2021, 8, 2), None), (ACTUAL_START, date(2021, 8, 20), None),
)  # fmt: skip


def rows() -> list[tuple[object, ...]]:
    return list(ProjectStanding.objects.order_by("project").values_list(*COLUMNS))


@pytest.fixture
def projects(district):  # type: ignore[no-untyped-def]
    made = [make_project(district, number=number, name=f"{number}号项目") for number in range(1, 6)]
    permit(made[0])
    permit(made[1], [(LAND_SUPPLY, date(2021, 11, 9), "370214-2021-009")])
    return made


def state(project: Project, facts: Iterable[tuple[str, date, date | None]]) -> None:
    """Facts past the actions, so that ends and odd orders can be had."""
    new = [
        NewFact(kind, ("projects.project", project.pk), day, day, "测试", ended, attributes={"number": str(place)})
        for place, (kind, day, ended) in enumerate(facts)
    ]
    state_many(facts=new, actor=SYSTEM, at=AT)


def odd_facts(number: int) -> list[tuple[str, date, date | None]]:
    """Up to nine facts of any kind in any order, every third of which ends; the same for the same number."""
    chance = Random(number)
    found = []
    for _ in range(chance.randint(0, 9)):
        kind = chance.choice([LAND_SUPPLY, PLANNING_PERMIT, CONSTRUCTION_PERMIT, CONSTRUCTION_PERMIT, ACTUAL_START])
        day = date(2020, 1, 1) + timedelta(days=chance.randint(0, 600))
        ended = day + timedelta(days=chance.randint(1, 200)) if chance.random() < 0.3 else None
        found.append((kind, day, ended))
    return found


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
    with django_assert_max_num_queries(18):
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


def test_which_projects_had_started_on_any_day_is_answered_in_one_query_as_their_facts_say(
    district, django_assert_num_queries
):
    made = [make_project(district, number=number, name=f"{number}号") for number in range(1, 41)]
    for number, project in enumerate(made[1:]):
        state(project, odd_facts(number))
    state(made[0], REVOKED)
    rebuild_standing(projects=None, day=DAY, at=AT)
    facts: dict[int, list[PermitFact]] = permit_facts(project_ids=None)
    assert EarlierStart.objects.count() > 1
    for count in range(0, 1000, 9):
        day = date(2019, 12, 1) + timedelta(days=count)
        expected = {
            project.pk
            for project in made
            if RANK[stage_of(facts=facts.get(project.pk, []), day=day).stage] >= RANK[Stage.STARTED]
        }
        with django_assert_num_queries(1):
            assert set(Project.objects.filter(started_on(day=day)).values_list("pk", flat=True)) == expected, day


def test_earlier_starts_come_and_go_with_the_facts(projects):
    state(projects[3], REVOKED)
    rebuild_standing(projects=[projects[3].pk], day=DAY, at=AT)
    standing = ProjectStanding.objects.get(project=projects[3])
    assert (standing.started_from, standing.started_to) == (date(2021, 8, 20), None)
    assert EarlierStart.objects.values_list("project", "valid_from", "valid_to").get() == (
        projects[3].pk, date(2021, 3, 10), date(2021, 6, 1),
    )  # fmt: skip
    EarlierStart.objects.all().delete()
    with pytest.raises(StandingDiffers):
        nightly_check(day=DAY, at=AT)
    assert EarlierStart.objects.count() == 1
    EarlierStart.objects.create(project=projects[4], valid_from=FROM, valid_to=DAY)
    with pytest.raises(StandingDiffers):
        nightly_check(day=DAY, at=AT)
    assert EarlierStart.objects.get().project == projects[3]


def test_the_nightly_check_proves_lights_and_progress_as_well(projects):
    load_rules()
    planned(projects[0])
    rebuild_standing(projects=None, day=DAY, at=AT)
    ProjectStanding.objects.filter(project=projects[0]).update(light="green", plan_bp=1)
    with pytest.raises(StandingDiffers, match="2101-370214-04-01-000001 应为 7044,现为 1"):
        nightly_check(day=DAY, at=AT)
    assert ProjectStanding.objects.get(project=projects[0]).light == "red"


def test_a_day_that_moves_progress_but_no_light_is_no_change_of_the_night(projects):
    load_rules()
    planned(projects[0])
    rebuild_standing(projects=None, day=DAY, at=AT)
    later = DAY + timedelta(days=10)
    assert nightly_check(day=later, at=AT) == 0
    assert ProjectStanding.objects.get(project=projects[0]).plan_bp > 7044


def test_the_standing_is_the_same_whichever_project_was_rebuilt_last(projects):
    load_rules()
    for project in projects:
        planned(project)
    state(projects[3], REVOKED)
    rebuild_standing(projects=None, day=DAY, at=AT)
    before = rows()
    for project in reversed(projects):
        rebuild_standing(projects=[project.pk], day=DAY, at=AT)
    assert rows() == before
