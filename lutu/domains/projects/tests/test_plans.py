"""How far a plan should be and how far it is: whole basis points, straight between nodes, whole nodes done."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lutu.domains.projects.plans import (
    AnchorMissing,
    Step,
    TemplateStep,
    actual_bp,
    curve,
    dated,
    open_steps,
    overdue_steps,
    percent,
    plan_bp,
    plan_faults,
    points,
    slip_days,
)

START = date(2021, 1, 1)
TEMPLATES = yaml.safe_load((Path(__file__).parent.parent / "rules" / "templates.yaml").read_text(encoding="utf-8"))
# A node's planned day: rounding of a template never puts it elsewhere.
YEAR = {"start": date(2021, 3, 31), "completion": date(2022, 12, 31), "land": date(2021, 1, 15)}


def after(days: int) -> date:
    return START + timedelta(days=days)


TWO = [Step("A", "甲", after(0), 4000), Step("B", "乙", after(100), 6000)]


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, 0), (0, 4000), (1, 4060), (50, 7000), (99, 9940), (100, 10_000), (500, 10_000)]
)
def test_the_plan_is_nothing_before_its_first_node_and_rises_evenly_to_the_next(days, expected):
    assert plan_bp(steps=TWO, day=after(days)) == expected


def test_a_part_of_a_basis_point_is_rounded_down():
    steps = [Step("A", "甲", after(0), 1), Step("B", "乙", after(3), 100)]
    assert [plan_bp(steps=steps, day=after(days)) for days in range(4)] == [1, 34, 67, 101]


def test_nodes_of_one_day_count_together():
    steps = [Step("A", "甲", after(0), 1000), Step("B", "乙", after(10), 2000), Step("C", "丙", after(10), 1000)]
    assert plan_bp(steps=steps, day=after(5)) == 2500
    assert plan_bp(steps=steps, day=after(10)) == 4000


def test_only_whole_nodes_done_by_the_day_count():
    steps = [TWO[0]._replace(done_date=after(20)), TWO[1]]
    assert [actual_bp(steps=steps, day=after(days)) for days in (19, 20, 100)] == [0, 4000, 4000]


def test_open_nodes_come_by_their_planned_day_and_overdue_ones_are_those_past_it():
    steps = [TWO[1], TWO[0], Step("C", "丙", after(5), 1, done_date=after(7))]
    assert [step.code for step in open_steps(steps=steps, day=after(6))] == ["A", "C", "B"]
    assert [step.code for step in overdue_steps(steps=steps, day=after(100))] == ["A"]
    assert [step.code for step in overdue_steps(steps=steps, day=after(101))] == ["A", "B"]


def test_the_curve_ends_with_the_day_looked_at():
    steps = [TWO[0]._replace(done_date=after(20)), TWO[1]]
    drawn = curve(steps=steps, day=after(50))
    assert drawn.planned == ((after(0), 4000), (after(100), 10_000))
    assert drawn.actual == ((after(20), 4000), (after(50), 4000))


def test_a_plan_put_off_slips_by_the_days_of_its_last_node():
    later = [TWO[0], TWO[1]._replace(planned_date=after(130))]
    assert slip_days(baseline=TWO, present=later) == 30
    assert slip_days(baseline=later, present=TWO) == -30


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0.0"), (3500, "35.0"), (3001, "30.01"), (999, "9.99"), (-1250, "-12.5"), (-5, "-0.05")]
)
def test_basis_points_show_a_second_decimal_only_where_it_says_something(value, said):
    assert points(value) == said
    assert percent(value) == f"{said}%"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], ["计划没有节点"]),
        ([TWO[0]], ["节点权重合计 40.0%,应为 100%"]),
        ([TWO[0], TWO[0], Step("C", "丙", after(1), 2000)], ["节点代码重复:A"]),
        ([*TWO, Step("C", "丙", after(1), 0)], ["节点权重应大于 0:C"]),
    ],
)
def test_nodes_that_make_no_plan_are_told_why(steps, said):
    assert plan_faults(steps=steps) == said


def test_a_template_without_its_days_names_every_day_that_lacks():
    nodes = [TemplateStep("A", "甲", "start", -10, 1), TemplateStep("B", "乙", "span", 5000, 1)]
    assert dated(nodes=nodes, anchors={"start": after(10), "completion": after(110)}) == {"A": after(0), "B": after(60)}
    with pytest.raises(AnchorMissing) as missing:
        dated(nodes=nodes, anchors={})
    assert missing.value.anchors == ("计划开工日", "计划竣工日")


steps_of_plans = st.lists(
    st.tuples(st.integers(0, 900), st.integers(1, 900), st.none() | st.integers(0, 1000)), min_size=1, max_size=12
).map(
    lambda rows: [
        Step(f"N{place}", "节点", after(days), weight, None if done is None else after(done))
        for place, (days, weight, done) in enumerate(rows)
    ]
)


@given(steps=steps_of_plans, days=st.integers(-10, 1010))
def test_the_plan_never_falls_and_ends_with_the_whole_weight(steps, days):
    whole = sum(step.weight_bp for step in steps)
    today, tomorrow = (plan_bp(steps=steps, day=after(day)) for day in (days, days + 1))
    assert 0 <= today <= tomorrow <= whole
    assert plan_bp(steps=steps, day=max(step.planned_date for step in steps)) == whole
    assert 0 <= actual_bp(steps=steps, day=after(days)) <= whole


@given(steps=steps_of_plans, data=st.data(), days=st.integers(-10, 1010))
def test_the_order_of_the_nodes_does_not_matter(steps, data, days):
    shuffled = data.draw(st.permutations(steps))
    assert plan_bp(steps=shuffled, day=after(days)) == plan_bp(steps=steps, day=after(days))
    assert actual_bp(steps=shuffled, day=after(days)) == actual_bp(steps=steps, day=after(days))


@given(
    row=st.sampled_from([row for row in TEMPLATES["templates"] if row["kind"] == "plan"]),
    start=st.dates(date(2019, 1, 1), date(2022, 12, 31)),
    length=st.integers(300, 1200),
    days=st.integers(-400, 1400),
)
def test_a_project_that_closes_every_node_on_its_day_is_never_ten_points_behind(row, start, length, days):
    anchors = {"start": start, "completion": start + timedelta(days=length)}
    nodes = [
        TemplateStep(node["code"], node["name"], node["at"][0],
                     node["at"][1] * (100 if node["at"][0] == "span" else 1), node["weight"] * 100)
        for node in row["nodes"]
    ]  # fmt: skip
    due = dated(nodes=nodes, anchors=anchors)
    steps = [Step(node.code, node.name, due[node.code], node.weight_bp, due[node.code]) for node in nodes]
    day = start + timedelta(days=days)
    assert plan_bp(steps=steps, day=day) - actual_bp(steps=steps, day=day) < 1000


def test_the_shipped_templates_are_plans_of_eight_to_thirty_two_nodes_and_twelve_tasks_for_land():
    count = {row["code"]: len(row["nodes"]) for row in TEMPLATES["templates"]}
    assert set(count) == {"industry", "building", "road", "welfare", "land_grant"}
    assert all(8 <= number <= 32 for number in count.values())
    assert count["land_grant"] == 12
