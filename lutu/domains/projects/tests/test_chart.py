"""The drawing of a plan: straight for what is planned, steps for what was done, both in one box."""

from datetime import date, timedelta

from hypothesis import given

from lutu.domains.projects.plans import Step
from lutu.domains.projects.tests.test_plans import START, after, steps_of_plans
from lutu.domains.projects.views.chart import HEIGHT, WIDTH, chart_of

TWO = [Step("A", "甲", after(0), 4000, after(20)), Step("B", "乙", after(100), 6000)]


def pairs(points: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in (pair.split(",") for pair in points.split())]


def test_the_plan_rises_from_nothing_to_all_and_what_was_done_stays_flat_until_it_steps():
    drawn = chart_of(steps=TWO, day=after(50))
    assert pairs(drawn.planned) == [(64, 172), (64, 109), (604, 14)]
    assert pairs(drawn.actual) == [(172, 172), (172, 172), (172, 109), (334, 109), (334, 109)]
    assert (drawn.today, drawn.plan_text, drawn.actual_text) == (334, "70.0%", "40.0%")
    assert [mark.text for mark in drawn.shares] == ["0%", "50%", "100%"]
    assert [mark.text for mark in drawn.months] == ["2021-01"]


def test_a_plan_of_one_day_looked_at_on_it_is_not_drawn():
    assert chart_of(steps=[Step("A", "甲", START, 10_000)], day=START) is None


def test_a_long_plan_is_marked_by_years():
    long = [Step("A", "甲", date(2019, 5, 1), 5000), Step("B", "乙", date(2023, 5, 1), 5000)]
    drawn = chart_of(steps=long, day=date(2021, 11, 9))
    assert [mark.text for mark in drawn.months] == ["2020-01", "2021-01", "2022-01", "2023-01"]


@given(steps=steps_of_plans)
def test_every_point_lies_in_the_box_and_goes_to_the_right(steps):
    day = START + timedelta(days=400)
    drawn = chart_of(steps=steps, day=day)
    if drawn is not None:
        for points in (drawn.planned, drawn.actual):
            found = pairs(points)
            assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in found)
            assert found == sorted(found, key=lambda pair: pair[0])
