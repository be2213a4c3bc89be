"""The plan of the demo's projects: every figure of the article, from rows, before any database is touched."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from lutu.domains.projects.codes import GBT40058, parse_project_code
from lutu.domains.projects.demo.days import is_working_day
from lutu.domains.projects.demo.outline import STREETS
from lutu.domains.projects.demo.plans import district_plan
from lutu.domains.projects.demo.schedules import behind_bp
from lutu.domains.projects.stages import ACTUAL_START

DEMO_DAY = date(2021, 11, 9)


@pytest.fixture(scope="module")
def plan():
    return district_plan(size="full")


def _started_by(plan, day):
    return sum(item.outline.started and item.dates.start <= day for item in plan.projects.values())


@pytest.mark.parametrize(
    ("day", "started"),
    [("2020-12-31", 211), ("2021-03-31", 272), ("2021-06-30", 356), ("2021-09-30", 419), ("2021-11-09", 419)],
)
def test_started_projects_are_those_of_the_article_on_each_day(plan, day, started):
    assert _started_by(plan, date.fromisoformat(day)) == started


def test_streets_have_their_projects_and_starts(plan):
    for street, (projects, started, *_) in STREETS.items():
        inside = [item for item in plan.projects.values() if item.street == street]
        assert len(inside) == projects
        assert sum(item.outline.started for item in inside) == started


def test_projects_without_a_start_have_no_land_or_land_or_a_planning_permit(plan):
    open_ones = [item for item in plan.projects.values() if not item.outline.started]
    assert Counter(item.outline.reached for item in open_ones) == {"no_land": 22, "land": 31, "planning": 34}
    assert all(item.dates.planned_start > DEMO_DAY for item in open_ones)


def test_investments_sum_exactly_and_none_is_below_the_minimum(plan):
    amounts = [item.investment_wan for item in plan.projects.values()]
    assert sum(amounts) == 30_420_000
    assert min(amounts) >= 1_000
    assert sum(item.investment_fen for item in plan.projects.values()) == 3_042 * 10**8 * 100


def test_the_steps_of_a_project_follow_each_other_on_working_days(plan):
    for item in plan.projects.values():
        steps = (item.dates.land, item.dates.planning, item.dates.construction, item.dates.start,
                 item.dates.acceptance, item.dates.use)  # fmt: skip
        known = [day for day in steps if day is not None]
        assert known == sorted(known), item.key
        assert all(is_working_day(day) for day in known), item.key
        assert all(day <= DEMO_DAY for day in known), item.key
        assert item.dates.planned_completion > item.dates.planned_start, item.key


def test_the_distances_between_steps_are_those_of_the_mission(plan):
    for item in plan.projects.values():
        dates, row = item.dates, item.outline
        if row.fast_start or not row.started:
            continue
        assert 20 <= (dates.planning - dates.land).days <= 60, item.key
        assert 15 <= (dates.construction - dates.planning).days <= 60, item.key
        assert 0 <= (dates.start - dates.construction).days <= 15, item.key
        if row.accepted:
            assert 300 <= (dates.acceptance - dates.start).days <= 900, item.key


def test_exactly_eleven_projects_get_their_permits_with_the_land(plan):
    def within(item, step, most):
        reached = getattr(item.dates, step)
        return reached is not None and 0 <= (reached - item.dates.land).days <= most

    with_land = [item for item in plan.projects.values() if item.dates.land]
    permit = {item.key for item in with_land if within(item, "planning", 1)}
    start = {item.key for item in with_land if within(item, "construction", 7)}
    assert len(permit | start) == 11


def test_exactly_four_projects_are_used_within_a_week_of_acceptance(plan):
    accepted = [item for item in plan.projects.values() if item.dates.acceptance]
    assert len(accepted) == 26
    in_use = [item for item in accepted if item.dates.use]
    assert sum((item.dates.use - item.dates.acceptance).days <= 7 for item in in_use) == 4
    assert len(in_use) > 4


def test_land_supplied_in_nine_months_is_7068_mu_to_the_metre(plan):
    counted = [parcel for parcel in plan.parcels if date(2021, 1, 1) <= parcel.contract_date < date(2021, 10, 1)]
    assert len(counted) == 312
    assert sum(parcel.area_m2 for parcel in counted) * 3 / 2000 == Decimal("7068.00")
    assert len(plan.parcels) - len(counted) == 260


def test_every_project_with_land_stands_on_a_parcel_contracted_on_its_land_date(plan):
    days = {parcel.number: parcel.contract_date for parcel in plan.parcels}
    landed = {item.project for item in plan.allocations if days[item.parcel] == plan.projects[item.project].dates.land}
    assert landed == {key for key, item in plan.projects.items() if item.dates.land}
    assert len(landed) == 484


def test_no_parcel_is_over_allocated_and_some_have_no_project(plan):
    used = Counter()
    for item in plan.allocations:
        used[item.parcel] += item.shares
    assert all(used[parcel.number] <= parcel.shares for parcel in plan.parcels)
    assert sum(used[parcel.number] == 0 for parcel in plan.parcels) == 26
    assert max(Counter(item.parcel for item in plan.allocations).values()) == 2


def test_the_municipal_lists_nest_as_the_mission_says(plan):
    lists = {item.code: item for item in plan.lists}
    key, preparation = lists["city_key_2021"].members, lists["city_preparation_2021"].members
    assert (len(key), len(preparation)) == (23, 17)
    assert all(plan.projects[item].outline.started for item in key)
    assert not any(plan.projects[item].outline.started for item in preparation)
    assert lists["city_promoted_2021"].members == key + preparation[:4]
    assert lists["city_bulletin_2021"].members == key + preparation[:10]
    chain = lists["city_chain_2021"].members
    assert len(chain) == 7
    assert not set(chain) & set(lists["city_promoted_2021"].members)
    assert len(lists["district_2021"].members) == 506


def test_names_are_all_different_and_firms_say_that_they_are_invented(plan):
    projects = plan.projects.values()
    assert len({item.name for item in projects}) == 506
    assert all("(示例)" in item.owner_name for item in projects)
    assert all(item.summary.startswith("示例项目,非真实项目。") for item in projects)
    owners = {item.owner: item.owner_name for item in projects}
    assert len(set(owners.values())) == len(owners)


def test_codes_have_the_form_of_the_standard_and_a_month_before_the_list(plan):
    codes = [item.code for item in plan.projects.values()]
    assert len(set(codes)) == 506
    assert {parse_project_code(text=code, known_regions={"370214"}).scheme for code in codes} == {GBT40058}
    assert max(code[:4] for code in codes) <= "2101"


def test_each_peculiarity_is_there_once(plan):
    found = Counter(item.outline.peculiar for item in plan.projects.values())
    assert {name: found[name] for name in ("corrected", "gap", "revoked", "early_start")} == dict.fromkeys(
        ("corrected", "gap", "revoked", "early_start"), 1
    )
    corrected = next(item for item in plan.projects.values() if item.outline.peculiar == "corrected")
    assert corrected.dates.construction - timedelta(days=14) > corrected.dates.planning


def test_the_tiny_plan_is_a_part_of_the_full_one(plan):
    tiny = district_plan(size="tiny")
    assert tiny.projects.items() <= plan.projects.items()
    assert {item.street for item in tiny.projects.values()} == {"370214005"}
    assert {item.outline.peculiar for item in tiny.projects.values()} >= {"corrected", "gap", "revoked", "early_start"}
    reached = {item.outline.reached for item in tiny.projects.values()}
    assert reached == {"no_land", "land", "planning", "earlier", "q1", "q2", "q3"}
    assert any(item.outline.fast_start for item in tiny.projects.values())
    assert any(item.outline.fast_use for item in tiny.projects.values())


def test_the_snapshot_of_september_and_the_demo_day_read_the_same_stages(plan):
    snapshot = date(2021, 9, 30)
    for item in plan.projects.values():
        dates = item.dates
        steps = (dates.land, dates.planning, dates.construction, dates.start, dates.acceptance, dates.revoked)
        assert all(day is None or day <= snapshot for day in steps), item.key


def test_seventeen_projects_lie_behind_their_plan_seven_far_behind_and_forty_one_are_topped_out(plan):
    behind = {
        key: behind_bp(plan.projects[key].outline, schedule, plan.projects[key].dates)
        for key, schedule in plan.schedules.items()
    }
    assert sum(1000 <= points <= 3000 for points in behind.values()) == 17
    assert sum(points > 3000 for points in behind.values()) == 7
    assert all(points < 1000 for key, points in behind.items() if not plan.schedules[key].late)
    assert sum(schedule.is_topped for schedule in plan.schedules.values()) == 41


def test_every_plan_weighs_a_hundred_per_cent_and_no_work_was_done_before_the_start(plan):
    for key, schedule in plan.schedules.items():
        assert sum(node.weight_bp for node in schedule.nodes) == 10_000
        dates = plan.projects[key].dates
        place = next(place for place, node in enumerate(schedule.nodes) if node.fact_kind == ACTUAL_START)
        done = [node.done_date for node in schedule.nodes[place + 1 :] if node.done_date is not None]
        assert done == sorted(done)
        assert all(dates.start is not None and day > dates.start for day in done)
        assert all(dates.acceptance is None or day < dates.acceptance for day in done)


def test_a_hundred_and_eighty_eight_projects_have_one_of_twenty_leaders(plan):
    led = Counter(team.leader for team in plan.teams.values())
    assert sorted(led.values()) == [9] * 12 + [10] * 8
    assert not any(plan.projects[key].outline.accepted for key in plan.teams)
    listed = {key for item in plan.lists if item.code.startswith("city_") for key in item.members}
    assert all(plan.projects[key].outline.accepted for key in listed - plan.teams.keys())
    assert sum(bool(team.led_before_by) for team in plan.teams.values()) == 3
    assert all(team.led_before_by != team.leader for team in plan.teams.values())
