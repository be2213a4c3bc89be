"""The closed loop of lights (S2.20): a red light opens one finding, whose case waits until the light is green again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings

from lutu.domains.projects.actions import (
    LightFindings,
    accept_reason,
    close_node,
    detect_red_lights,
    rebaseline,
    rebuild_standing,
)
from lutu.domains.projects.actions.plans import NewPlan
from lutu.domains.projects.actions.register import ProjectChange, change_projects
from lutu.domains.projects.models import ProjectStanding
from lutu.domains.projects.tests.page_cases import (
    NODES,
    lead,
    load_rules,
    make_project,
    node,
    permit,
    planned,
    post_of,
    work_on,
)
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.casework.actions import MoveRefused
from lutu.kernel.indicators.actions.findings import close_finding
from lutu.kernel.indicators.models import Finding
from lutu.kernel.journal.actions import CLOCK, SYSTEM
from lutu.kernel.parties.actions import register_organisation
from tests.cast import AT, DAY

NEXT = {"day": DAY + timedelta(days=1), "at": AT + timedelta(days=1)}


@pytest.fixture
def project(district, cast):  # type: ignore[no-untyped-def]
    load_years(folder=settings.ROOT / "data" / "reference" / "workdays", actor=SYSTEM, at=AT)
    load_rules()
    made = make_project(district, number=1, name="动车组检修基地")
    permit(made)
    planned(made)
    return made


def move_to(day: date) -> None:
    rebuild_standing(projects=None, day=day, at=AT)


def test_a_red_light_opens_one_finding_for_the_leader_however_often_it_is_looked_at(project, cast):
    lead(cast, project)
    assert detect_red_lights(day=DAY, at=AT) == LightFindings(1, 0)
    assert detect_red_lights(day=DAY, at=AT + timedelta(hours=1)) == LightFindings(1, 0)
    finding = Finding.objects.get()
    assert finding.title == "动车组检修基地:进度红灯"
    assert finding.arithmetic == "计划 70.44% − 实际 35.0% = 35.44 个百分点 > 30"
    assert (finding.subject_kind, finding.subject_id) == ("projects.project", project.pk)
    assert finding.owner_post == post_of(cast, "leader")
    assert finding.before[0]["next_step"] == "办结节点“主体封顶”(计划 2021-10-31)"
    assert (finding.case.flow, finding.case.is_open) == ("indicators.finding", True)


def test_the_team_answers_where_nobody_leads_and_the_lead_unit_where_there_is_no_team(project, cast):
    detect_red_lights(day=DAY, at=AT)
    # 发展和改革局 has two posts in the cast: the first by code answers.
    assert Finding.objects.get().owner_post == post_of(cast, "officer")


def test_the_first_member_of_the_team_answers_before_the_lead_unit(project, cast):
    work_on(cast, project)
    detect_red_lights(day=DAY, at=AT)
    assert Finding.objects.get().owner_post == post_of(cast, "teamlead")


def test_a_red_project_nobody_answers_for_is_named_and_not_forgotten(project, district):
    unit = register_organisation(name="无岗单位", kind="other", actor=SYSTEM, at=AT)
    change_projects(changes=[ProjectChange(project, {"lead_unit": unit})], actor=SYSTEM, at=AT, day=DAY)
    assert detect_red_lights(day=DAY, at=AT) == LightFindings(0, 0, (project.code,))


def test_the_case_cannot_close_while_the_light_is_red_or_yellow(project, cast):
    lead(cast, project)
    detect_red_lights(day=DAY, at=AT)
    with pytest.raises(MoveRefused, match=r"亮灯仍为红灯:计划 70\.44% − 实际 35\.0% = 35\.44 个百分点 > 30") as refused:
        close_finding(finding=Finding.objects.get(), user=None, key="early", at=AT)
    assert "2021-11-09" in str(refused.value)


def test_a_light_that_recovered_closes_its_finding_at_the_next_look_and_not_before(project, cast):
    lead(cast, project)
    detect_red_lights(day=DAY, at=AT)
    close_node(node=node(project.plans.get(), "N3"), done_date=DAY, evidence="照片", actor=SYSTEM, at=AT, day=DAY)
    assert Finding.objects.get().is_open
    assert detect_red_lights(day=DAY, at=AT + timedelta(hours=2)) == LightFindings(0, 1)
    finding = Finding.objects.select_related("case").get()
    assert (finding.outcome, finding.case.is_open) == ("recovered", False)
    assert finding.after["arithmetic"] == "计划 70.44% − 实际 70.0% = 0.44 个百分点 < 10"


def test_an_accepted_reason_lets_the_finding_close_and_its_end_opens_the_next_episode(project, cast):
    lead(cast, project)
    detect_red_lights(day=DAY, at=AT)
    accept_reason(
        project=project, item="progress", reason="台风停工", valid_from=DAY, valid_to=DAY + timedelta(days=1),
        actor=SYSTEM, at=AT, day=DAY,
    )  # fmt: skip
    assert detect_red_lights(day=DAY, at=AT + timedelta(hours=1)).recovered == 1
    move_to(NEXT["day"])
    assert detect_red_lights(**NEXT).red == 1
    assert [(row.episode, row.is_open) for row in Finding.objects.order_by("episode")] == [(1, False), (2, True)]


def test_a_grey_light_recovers_nothing(project, cast):
    lead(cast, project)
    detect_red_lights(day=DAY, at=AT)
    change = ProjectChange(project, {"status_override": "paused"})
    change_projects(changes=[change], actor=SYSTEM, at=AT, day=DAY, reason="业主申请")
    assert detect_red_lights(day=DAY, at=AT + timedelta(hours=1)) == LightFindings(0, 0)
    with pytest.raises(MoveRefused, match="亮灯仍为灰灯:项目暂缓,不亮灯"):
        close_finding(finding=Finding.objects.get(), user=None, key="grey", at=AT)


def test_a_plan_put_off_until_the_light_is_yellow_recovers_nothing(project, cast):
    lead(cast, project)
    detect_red_lights(day=DAY, at=AT)
    put_off = [*NODES[:2], replace(NODES[2], planned_date=date(2022, 3, 31)), NODES[3]]
    rebaseline(plan=NewPlan(project, put_off, "设计变更"), actor=SYSTEM, at=AT, day=DAY)
    assert detect_red_lights(day=DAY, at=AT + timedelta(hours=1), actor=CLOCK).recovered == 0
    assert ProjectStanding.objects.get(project=project).light == "yellow"


def test_lights_of_another_day_are_not_looked_at(project, cast):
    lead(cast, project)
    assert detect_red_lights(**NEXT) == LightFindings(0, 0)
    assert not Finding.objects.exists()
