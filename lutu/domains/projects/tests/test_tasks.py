"""Work broken into listed tasks with owner and date (the mission, S2.17)."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from lutu.domains.projects.actions import (
    NodeRefused,
    PlanRefused,
    apply_tasks,
    close_node,
    load_templates,
)
from lutu.domains.projects.models import PlanTemplate
from lutu.domains.projects.plans import AnchorMissing
from lutu.domains.projects.queries import plans_on, task_states
from lutu.domains.projects.tests.page_cases import lead, make_project, planned, post_of, work_on
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.casework.actions import fire
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.tests.sample import PDF
from lutu.kernel.documents.actions import store_file
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from tests.cast import AT, DAY, FROM

LAND = date(2022, 6, 1)
DOING = {"actor": SYSTEM, "at": AT, "day": DAY}


@pytest.fixture
def template(district):  # type: ignore[no-untyped-def]
    load_years(folder=settings.ROOT / "data" / "reference" / "workdays", actor=SYSTEM, at=AT)
    load_templates(actor=SYSTEM, at=AT, valid_from=FROM)
    return PlanTemplate.objects.get(code="land_grant")


@pytest.fixture
def project(district, cast):  # type: ignore[no-untyped-def]
    made = make_project(district, number=1, name="动车组检修基地")
    lead(cast, made)
    work_on(cast, made)
    return made


def applied(project, template, **given):  # type: ignore[no-untyped-def]
    return apply_tasks(project=project, template=template, anchors={"land": LAND}, **given, **DOING)


def test_the_template_for_granting_land_gives_twelve_tasks_dated_from_the_plan(project, template, cast):
    version = applied(project, template, raiser=cast.people["leader"])
    cases = list(Case.objects.order_by("fixed_due_date", "number"))
    assert len(cases) == 12
    assert {case.flow for case in cases} == {"casework.task"}
    assert (cases[0].title, cases[0].fixed_due_date) == ("动车组检修基地:地块权属核查", LAND - timedelta(days=105))
    contract = next(case for case in cases if case.title.endswith("签订出让合同"))
    assert contract.fixed_due_date == LAND
    assert {(case.subject_kind, case.subject_id) for case in cases} == {("projects.project", project.pk)}
    assert {case.raiser for case in cases} == {cast.people["leader"]}
    assert {case.owner_post for case in cases} == {post_of(cast, "teamlead"), post_of(cast, "officer")}
    nodes = version.plan_nodes.order_by("planned_date", "position")
    assert [node.case_id for node in nodes] == [case.pk for case in cases]
    entry = entries_of(subject=("projects.project", project.pk)).first()
    assert (entry.action, entry.details["count"]) == ("projects.tasks.applied", 12)


def test_tasks_run_beside_the_whole_plan_and_move_no_progress(project, template):
    whole = planned(project)
    applied(project, template)
    assert plans_on(project_ids=[project.pk], day=DAY) == {project.pk: whole.pk}


def test_a_task_is_done_by_its_case_and_never_by_hand(project, template, cast):
    version = applied(project, template, raiser=cast.people["leader"])
    node = version.plan_nodes.get(code="T02")
    with pytest.raises(NodeRefused, match="随事项办结"):
        close_node(node=node, done_date=DAY, evidence="照片", **DOING)
    case = Case.objects.get(pk=node.case_id)
    store_file(subject=("casework.case", case.pk), kind="evidence", name="现场.pdf", content=PDF, actor=SYSTEM, at=AT)
    assert task_states(versions=[version])[node.pk].done_date is None
    for action, who in (("accept", "teamlead"), ("answer", "teamlead"), ("confirm", "leader")):
        fire(case_id=case.pk, action=action, user=cast[who], key=action, at=AT)
    state = task_states(versions=[version])[node.pk]
    assert (state.done_date, state.number, state.is_open) == (DAY, case.number, False)


def test_the_same_tasks_are_not_applied_again_while_they_are_open(project, template):
    applied(project, template)
    with pytest.raises(PlanRefused, match="任务还在办理,不能重复应用"):
        applied(project, template)
    Case.objects.update(is_open=False, closed_at=AT, next_rung_at=None)
    assert applied(project, template).no == 2


def test_without_anybody_to_give_them_to_there_are_no_tasks(district, template):
    project = make_project(district, number=2, name="无人项目")
    project.lead_unit = district.organisations["示例制造有限公司"]
    project.save()
    with pytest.raises(PlanRefused, match="没有可交办的岗位"):
        applied(project, template)
    assert not Case.objects.exists()


def test_without_the_day_of_the_land_there_are_no_dates(project, template):
    with pytest.raises(AnchorMissing, match="缺计划供地日"):
        apply_tasks(project=project, template=template, anchors={}, **DOING)


def test_a_whole_plan_is_no_bundle_of_tasks(project, template):
    with pytest.raises(PlanRefused, match="是总体计划"):
        apply_tasks(project=project, template=PlanTemplate.objects.get(code="industry"), anchors={}, **DOING)
