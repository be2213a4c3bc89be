"""Plans: a frozen baseline that stays, adjustments with a reason, nodes closed by evidence or by facts alone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from lutu.domains.projects.actions import (
    Closing,
    NewNode,
    NewPlan,
    NodeRefused,
    PlanRefused,
    adopt_plans,
    apply_template,
    approve_plan,
    close_node,
    close_nodes,
    discard_draft,
    draft_plan,
    load_templates,
    rebaseline,
    reopen_node,
    retract_permit,
    withdraw_plans,
)
from lutu.domains.projects.actions.templates import TemplateFaulty
from lutu.domains.projects.models import PlanNode, PlanTemplate, PlanVersion, ProjectStanding
from lutu.domains.projects.plans import AnchorMissing, Owner
from lutu.domains.projects.queries import draft_of, fact_days, plans_on, stage_reading, steps_of, versions_of
from lutu.domains.projects.stages import ACTUAL_START
from lutu.domains.projects.tests.page_cases import NODES, make_project, node, permit, planned
from lutu.kernel.facts.models import Fact
from lutu.kernel.journal.actions import SYSTEM, Actor
from lutu.kernel.journal.queries import entries_of
from tests.cast import AT, DAY, FROM

OFFICER = Actor("account", "3", "项目科员")
DOING = {"actor": OFFICER, "at": AT}
TODAY = {**DOING, "day": DAY}
PUT_OFF = [*NODES[:2], NewNode("N3", "主体封顶", date(2021, 12, 31), 3500, Owner.LEADER, "photo"), NODES[3]]


@pytest.fixture
def project(district):  # type: ignore[no-untyped-def]
    made = make_project(district, number=1, name="动车组检修基地")
    permit(made)
    return made


def progress(project):  # type: ignore[no-untyped-def]
    standing = ProjectStanding.objects.get(project=project)
    return standing.plan_bp, standing.actual_bp


def test_a_draft_counts_for_nothing_until_it_is_approved(project):
    draft = draft_plan(plan=NewPlan(project, NODES), **DOING)
    assert draft_of(project=project) == draft
    assert progress(project) == (None, None)
    with pytest.raises(NodeRefused, match="计划还没有审定"):
        close_node(node=node(draft, "N3"), done_date=DAY, evidence="照片", **TODAY)
    approve_plan(version=draft, document="青示重〔2021〕1 号", **TODAY)
    assert (draft.frozen, draft.approved_by_name, draft.approved_date) == (True, "项目科员", DAY)
    assert plans_on(project_ids=None, day=DAY) == {project.pk: draft.pk}
    assert progress(project) == (7044, 3500)


def test_a_draft_gives_way_to_a_later_one_and_can_be_thrown_away(project):
    draft_plan(plan=NewPlan(project, NODES), **DOING)
    second = draft_plan(plan=NewPlan(project, PUT_OFF), **DOING)
    assert PlanVersion.objects.get() == second
    discard_draft(version=second, reason="重新编制", **DOING)
    assert not PlanVersion.objects.exists()
    assert entries_of(subject=("projects.project", project.pk)).first().action == "projects.plan.discarded"


def test_a_frozen_version_is_not_approved_or_thrown_away_again(project):
    version = planned(project)
    with pytest.raises(PlanRefused, match="第 1 版已审定冻结"):
        approve_plan(version=version, **TODAY)
    with pytest.raises(PlanRefused, match="第 1 版已审定冻结"):
        discard_draft(version=version, reason="误", **DOING)


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([], "计划没有节点"),
        (NODES[:3], "节点权重合计 70.0%,应为 100%"),
        ([*NODES[:3], NODES[2]], "节点代码重复:N3"),
        ([*NODES[:3], NewNode("N4", "验收", DAY, 3000, "team", fact_kind="project.talk")], "未知的要素:project.talk"),
    ],
)
def test_nodes_that_make_no_plan_are_refused_with_the_project(project, nodes, said):
    with pytest.raises(PlanRefused, match=f"“动车组检修基地”:{said}"):
        adopt_plans(plans=[NewPlan(project, nodes)], **TODAY)


def test_adjusting_needs_a_baseline_and_a_reason(project):
    with pytest.raises(PlanRefused, match="还没有审定的计划"):
        rebaseline(plan=NewPlan(project, NODES, "工期调整"), **TODAY)
    planned(project)
    with pytest.raises(PlanRefused, match="已有基准计划,调整须说明原因"):
        rebaseline(plan=NewPlan(project, PUT_OFF), **TODAY)
    with pytest.raises(PlanRefused, match="已有基准计划,调整须说明原因"):
        draft_plan(plan=NewPlan(project, PUT_OFF), **DOING)


def test_the_baseline_stays_beside_the_adjusted_plan_and_closings_go_along(project):
    first = planned(project)
    close_node(node=node(first, "N3"), done_date=date(2021, 10, 30), evidence="封顶照片 10-30", **TODAY)
    second = rebaseline(plan=NewPlan(project, PUT_OFF, "设计变更"), **TODAY)
    assert [(row.no, row.frozen, row.reason) for row in versions_of(project=project)] == [
        (1, True, ""), (2, True, "设计变更"),
    ]  # fmt: skip
    assert node(first, "N3").planned_date == date(2021, 10, 31)
    moved = node(second, "N3")
    assert (moved.planned_date, moved.done_date) == (date(2021, 12, 31), date(2021, 10, 30))
    assert (moved.evidence, moved.closed_by_name) == ("封顶照片 10-30", "项目科员")
    assert node(second, "N2").done_date is None


def test_an_adjusted_plan_counts_from_its_day_and_the_earlier_one_before(project):
    first = planned(project)
    second = rebaseline(plan=NewPlan(project, PUT_OFF, "设计变更"), **DOING, day=DAY + timedelta(days=5))
    assert plans_on(project_ids=[project.pk], day=DAY) == {project.pk: first.pk}
    assert plans_on(project_ids=[project.pk], day=DAY + timedelta(days=5)) == {project.pk: second.pk}


def test_an_approved_adjustment_by_draft_keeps_what_was_closed(project):
    first = planned(project)
    close_node(node=node(first, "N3"), done_date=DAY, evidence="照片", **TODAY)
    draft = draft_plan(plan=NewPlan(project, PUT_OFF, "设计变更"), **DOING)
    assert draft.no == 2
    approve_plan(version=draft, **TODAY)
    assert node(draft, "N3").done_date == DAY


def test_nodes_of_an_overtaken_version_are_not_closed_any_more(project):
    first = planned(project)
    rebaseline(plan=NewPlan(project, PUT_OFF, "设计变更"), **TODAY)
    with pytest.raises(NodeRefused, match="该版计划已被调整"):
        close_node(node=node(first, "N3"), done_date=DAY, evidence="照片", **TODAY)


def test_a_node_is_closed_by_evidence_on_a_day_and_lifts_the_progress(project):
    version = planned(project)
    closed = close_node(node=node(version, "N3"), done_date=date(2021, 11, 5), evidence="封顶照片 11-05", **TODAY)
    assert (closed.done_date, closed.closed_by_name, closed.closed_at) == (date(2021, 11, 5), "项目科员", AT)
    assert progress(project) == (7044, 7000)
    entry = entries_of(subject=("projects.project", project.pk)).first()
    assert (entry.action, entry.details["evidence"]) == ("projects.node.closed", "封顶照片 11-05")


@pytest.mark.parametrize(
    ("code", "done", "evidence", "said"),
    [
        ("N3", DAY, " ", "销号须附佐证"),
        ("N3", DAY + timedelta(days=1), "照片", "完成日期 2021-11-10 晚于今天 2021-11-09"),
        ("N2", DAY, "现场已开工", "由“开工”数据自动办结,不能手工办结"),
        ("N4", DAY, "自行验收", "由“竣工验收”数据自动办结,不能手工办结"),
    ],
)
def test_a_closing_without_evidence_from_the_future_or_against_a_fact_is_refused(project, code, done, evidence, said):
    version = planned(project)
    with pytest.raises(NodeRefused, match=said):
        close_node(node=node(version, code), done_date=done, evidence=evidence, **TODAY)


def test_the_database_itself_keeps_a_day_out_of_a_node_bound_to_a_fact(project):
    bound = node(planned(project), "N2")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanNode.objects.filter(pk=bound.pk).update(done_date=DAY, evidence="现场", closed_at=AT)


def test_a_closed_node_is_not_closed_twice_but_opened_again_with_a_reason(project):
    version = planned(project)
    closed = close_node(node=node(version, "N3"), done_date=DAY, evidence="照片", **TODAY)
    with pytest.raises(NodeRefused, match="已于 2021-11-09 办结"):
        close_node(node=closed, done_date=DAY, evidence="照片", **TODAY)
    with pytest.raises(NodeRefused, match="须说明原因"):
        reopen_node(node=closed, reason="", **TODAY)
    reopened = reopen_node(node=closed, reason="照片不是本项目", **TODAY)
    assert (reopened.done_date, reopened.evidence) == (None, "")
    assert progress(project) == (7044, 3500)
    with pytest.raises(NodeRefused, match="还没有办结"):
        reopen_node(node=reopened, reason="再次", **TODAY)


def test_many_nodes_are_closed_at_once_or_none(project, district):
    version = planned(project)
    other = planned(make_project(district, number=2, name="二号"))
    good, bound = Closing(node(version, "N3"), DAY, "照片"), Closing(node(other, "N4"), DAY, "验收")
    with pytest.raises(NodeRefused):
        close_nodes(closings=[good, bound], **TODAY)
    assert not PlanNode.objects.filter(done_date__isnull=False).exists()
    assert len(close_nodes(closings=[good, Closing(node(other, "N3"), DAY, "照片")], **TODAY)) == 2


def test_a_node_bound_to_a_fact_closes_when_the_fact_arrives_and_opens_when_it_is_retracted(district):
    project = make_project(district, number=7, name="七号")
    version = planned(project)
    assert progress(project) == (7044, 0)
    permit(project)
    reading = stage_reading(project=project, day=DAY)
    steps = steps_of(nodes=version.plan_nodes.all(), facts=fact_days(reading=reading))
    assert [step.done_date for step in steps] == [date(2021, 6, 1), date(2021, 8, 10), None, None]
    assert progress(project) == (7044, 3500)
    retract_permit(fact=Fact.objects.get(kind=ACTUAL_START), reason="误报", actor=SYSTEM, at=AT, day=DAY)
    assert progress(project) == (7044, 1000)


def test_a_plan_approved_by_mistake_is_taken_back_while_nothing_has_happened_in_it(project):
    version = planned(project)
    withdraw_plans(versions=[version], reason="录错", **TODAY)
    assert not PlanVersion.objects.exists()
    assert progress(project) == (None, None)
    version = planned(project)
    later = {"actor": OFFICER, "at": AT + timedelta(hours=1), "day": DAY}
    close_node(node=node(version, "N3"), done_date=DAY, evidence="照片", **later)
    with pytest.raises(PlanRefused, match="审定后已有办理记录"):
        withdraw_plans(versions=[version], reason="录错", **later)


def test_one_project_twice_in_a_batch_is_refused(project):
    with pytest.raises(PlanRefused, match="一次只能审定一份计划"):
        adopt_plans(plans=[NewPlan(project, NODES), NewPlan(project, NODES)], **TODAY)


def test_more_plans_do_not_take_more_queries(district, django_assert_max_num_queries):
    made = [make_project(district, number=number, name=f"{number}号") for number in range(1, 9)]
    with django_assert_max_num_queries(42) as few:
        adopt_plans(plans=[NewPlan(made[0], NODES)], **TODAY)
    with django_assert_max_num_queries(42) as many:
        adopt_plans(plans=[NewPlan(project, NODES) for project in made[1:]], **TODAY)
    assert len(many.captured_queries) <= len(few.captured_queries) + 2


@pytest.fixture
def templates(db):  # type: ignore[no-untyped-def]
    load_templates(actor=SYSTEM, at=AT, valid_from=FROM)
    return {template.code: template for template in PlanTemplate.objects.all()}


def test_the_shipped_templates_load_once_with_weights_that_add_up(templates):
    assert load_templates(actor=SYSTEM, at=AT, valid_from=FROM) == 0
    for template in templates.values():
        assert sum(row.weight_bp for row in template.template_nodes.all()) == 10_000
        assert template.is_default
    assert templates["land_grant"].template_nodes.count() == 12


def test_a_template_becomes_a_draft_dated_from_the_days_of_the_project(project, templates):
    anchors = {"start": date(2021, 8, 1), "completion": date(2023, 6, 30)}
    draft = apply_template(project=project, template=templates["industry"], anchors=anchors, **DOING)
    days = {row.code: row.planned_date for row in draft.plan_nodes.all()}
    assert (days["G01"], days["G07"], days["G16"]) == (date(2020, 12, 4), date(2021, 8, 1), date(2023, 6, 30))
    assert date(2021, 8, 1) < days["G08"] < days["G15"] < date(2023, 6, 30)
    assert draft.template == templates["industry"]
    assert not draft.frozen


def test_a_template_without_the_days_it_needs_is_refused_naming_them(project, templates):
    with pytest.raises(AnchorMissing, match="缺计划竣工日"):
        apply_template(project=project, template=templates["road"], anchors={"start": DAY}, **DOING)


def test_a_bundle_of_tasks_is_no_whole_plan(project, templates):
    with pytest.raises(PlanRefused, match="是专项任务"):
        apply_template(project=project, template=templates["land_grant"], anchors={"land": DAY}, **DOING)


def test_a_faulty_template_is_refused_with_everything_that_is_wrong(db, tmp_path):
    file = tmp_path / "templates.yaml"
    file.write_text(
        "templates:\n  - {code: odd, name: 怪, kind: plan, source: 测试, nodes: ["
        "{code: A, name: 甲, at: [noon, 1], weight: 20, owner: somebody, fact: project.rumour}]}\n"
    )
    with pytest.raises(TemplateFaulty) as faulty:
        load_templates(actor=SYSTEM, at=AT, valid_from=FROM, file=file)
    for said in ("noon", "somebody", "未知的要素 project.rumour", "应为 8 至 32 个", "节点权重合计 20.0%"):
        assert said in str(faulty.value)
    assert not PlanTemplate.objects.exists()
