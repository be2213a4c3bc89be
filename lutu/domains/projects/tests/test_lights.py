"""Lights, by a table a lawyer can read, and by what must hold for every project."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lutu.domains.projects.bands import BandsFaulty, LightRules, rules_of
from lutu.domains.projects.lights import GREEN, GREY, RED, YELLOW, project_light, read_lights
from lutu.domains.projects.measures import ProjectState, Waiver, months_after
from lutu.domains.projects.plans import Step

TABLE = yaml.safe_load((Path(__file__).parent / "light_cases.yaml").read_text(encoding="utf-8"))
RULES = Path(__file__).parent.parent / "rules" / "lights.yaml"
SETS = {row["code"]: row for row in yaml.safe_load(RULES.read_text(encoding="utf-8"))["rule_sets"]}
DAY = date(2021, 11, 9)
LATE = Step("G11", "主体封顶", date(2021, 9, 30), 900, owner="示例公司 负责人")


def rules(code: str = "default") -> LightRules | None:
    """The rule set a case is read by."""
    if code == "none":
        return None
    row = SETS["yinchuan-2025" if code in ("default", "unverified") else code]
    bands = [{**band, "verified": code != "unverified" and band.get("verified")} for band in row["bands"]]
    return rules_of(version=f"{row['code']} v1", document=bands)


def state(case: dict[str, Any]) -> ProjectState:
    """The project a case describes."""
    told = case.get("waiver")
    waivers = (Waiver(told["item"], told["reason"], told["from"], told["to"]),) if told else ()
    plan, actual = (_bp(case.get(name)) for name in ("plan", "actual"))
    return ProjectState(
        plan_bp=plan, actual_bp=actual, planned_start=case.get("planned_start"), start_date=case.get("started"),
        is_accepted=case.get("accepted", False), statistics_date=case.get("entered"),
        has_statistics=case.get("reported", False), overdue=(LATE,) if plan and plan > actual else (),
        halted=case.get("halted", ""), owner="区领导 闻致远", lead_unit="发展和改革局", awaits="等待施工许可",
        waivers=waivers,
    )  # fmt: skip


def _bp(percentage: float | None) -> int | None:
    return None if percentage is None else int(Decimal(str(percentage)) * 100)


def test_the_table_has_at_least_forty_cases_with_different_names():
    names = [case["name"] for case in TABLE["cases"]]
    assert len(names) == len(set(names)) >= 40


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["name"])
def test_lights_by_the_table(case):
    readings = read_lights(project=state(case), rule_set=rules(case.get("rules", "default")),
                           day=case.get("day", TABLE["day"]))  # fmt: skip
    reading = next(reading for reading in readings if reading.item == case["item"])
    told = {"colour": reading.colour, "arithmetic": reading.arithmetic, "reason": reading.reason,
            "next_step": reading.next_step, "owner": reading.owner, "unverified": reading.is_unverified,
            "waived": reading.waiver is not None, "project": project_light(readings=readings).colour,
            "speaks": project_light(readings=readings).item}  # fmt: skip
    expected = {name: case[name] for name in told if name in case}
    assert {name: told[name] for name in expected} == expected


states = st.builds(
    ProjectState,
    plan_bp=st.none() | st.integers(0, 10_000),
    actual_bp=st.none() | st.integers(0, 10_000),
    planned_start=st.none() | st.dates(date(2020, 1, 1), date(2022, 12, 31)),
    start_date=st.none() | st.dates(date(2020, 1, 1), DAY),
    is_accepted=st.booleans(),
    statistics_date=st.none() | st.dates(date(2020, 1, 1), DAY),
    has_statistics=st.booleans(),
    overdue=st.sampled_from([(), (LATE,)]),
    halted=st.sampled_from(["", "暂缓"]),
    owner=st.just("区领导 闻致远"),
    lead_unit=st.just("发展和改革局"),
    awaits=st.just("等待施工许可"),
)
SHIPPED = [rules(), rules("unverified"), rules("wuhan"), rules("sanya-2022")]


@given(project=states, rule_set=st.sampled_from(SHIPPED))
def test_every_light_says_why(project, rule_set):
    for reading in read_lights(project=project, rule_set=rule_set, day=DAY):
        assert reading.rule_version == rule_set.version
        assert bool(reading.arithmetic) != bool(reading.reason)
        assert (reading.colour == GREY) == bool(reading.reason)
        if reading.colour in (YELLOW, RED):
            assert reading.owner
            assert reading.next_step


@given(project=states, rule_set=st.sampled_from(SHIPPED))
def test_without_a_baseline_progress_and_start_are_grey_and_never_red(project, rule_set):
    for reading in read_lights(project=project, rule_set=rule_set, day=DAY):
        if not project.has_plan and reading.item in ("progress", "start"):
            assert reading.colour == GREY


@given(project=states)
def test_an_unverified_basis_never_lights_red(project):
    verified = read_lights(project=project, rule_set=rules(), day=DAY)
    capped = read_lights(project=project, rule_set=rules("unverified"), day=DAY)
    for one, other in zip(verified, capped, strict=True):
        assert other.colour == (YELLOW if one.colour == RED else one.colour)
        assert other.is_unverified == (one.colour == RED)


@given(project=states, rule_set=st.sampled_from(SHIPPED))
def test_the_project_is_as_bad_as_its_worst_coloured_item(project, rule_set):
    readings = read_lights(project=project, rule_set=rule_set, day=DAY)
    colours = {reading.colour for reading in readings}
    worst = next((colour for colour in (RED, YELLOW, GREEN) if colour in colours), GREY)
    assert project_light(readings=readings).colour == worst


@given(day=st.dates(date(2019, 1, 1), date(2024, 12, 31)), count=st.integers(0, 40))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day, count):
    later = months_after(day=day, count=count)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([], "没有亮灯项"),
        ([{"item": "weather", "measure": "points_behind", "red": {"more_than": 30}}], "未知的亮灯项“weather”"),
        ([{"item": "progress", "measure": "mood", "red": {"more_than": 30}}], "未知的量度“mood”"),
        ([{"item": "progress"}], "没有量度,也没有说明缺什么数据"),
        ([{"item": "progress", "measure": "points_behind"}], "没有黄灯或红灯的起点"),
        ([{"item": "progress", "measure": "points_behind", "red": {"about": 30}}], "起点应写作"),
        ([{"item": "progress", "measure": "points_behind", "red": {"more_than": "30.001"}}], "至多两位小数"),
        ([{"item": "progress", "measure": "points_behind", "red": {"more_than": "many"}}], "至多两位小数"),
        (
            [{"item": "progress", "measure": "points_behind", "yellow": {"at_least": 30}, "red": {"more_than": 10}}],
            "红灯的起点应比黄灯更严重",
        ),
        (
            [{"item": "progress", "measure": "schedule_share", "yellow": {"below": 60}, "red": {"below": 80}}],
            "红灯的起点应比黄灯更严重",
        ),
        ([{"item": "progress", "measure": "points_behind", "red": {"more_than": 30}}] * 2, "亮灯项重复"),
    ],
)
def test_a_document_that_makes_no_rules_is_refused_saying_everything(bands, said):
    with pytest.raises(BandsFaulty) as faulty:
        rules_of(version="x", document=bands)
    assert said in str(faulty.value)


def test_every_shipped_set_is_readable_or_says_what_it_lacks():
    assert sorted(SETS) == ["sanya-2022", "tianjin-2022", "wuhan", "yanan-2017", "yinchuan-2025"]
    for code, row in SETS.items():
        read = rules_of(version=code, document=row["bands"])
        assert row["source"]
        assert all(band.measure or band.needs for band in read.bands)
        assert all(band.basis for band in read.bands)
    assert [code for code in SETS if rules(code).is_readable] == ["yinchuan-2025", "wuhan"]
    assert [code for code, row in SETS.items() if row.get("in_force_from")] == ["yinchuan-2025"]
    assert SETS["yinchuan-2025"]["is_default"]
