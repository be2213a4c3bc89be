"""Plans from a sheet: the rows of a project are one plan, and stand or fall together."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lutu.domains.projects.actions import NodeRefused, PlanRefused, close_node
from lutu.domains.projects.imports import PLANS
from lutu.domains.projects.models import PlanVersion, ProjectStanding
from lutu.domains.projects.tests.import_cases import judged, loaded, refusal, undone
from lutu.domains.projects.tests.page_cases import NODES, make_project, node, planned, post_of
from lutu.kernel.journal.actions import SYSTEM
from tests.cast import AT, DAY

CODE, OTHER = "2101-370214-04-01-000001", "2101-370214-04-01-000002"


def rows(code: str = CODE, **changes: object) -> list[dict[str, object]]:
    """The four nodes of the page tests as lines; changes go to the first one."""
    found = [
        {
            "code": code, "node": item.code, "name": item.name, "day": item.planned_date,
            "weight": Decimal(item.weight_bp) / 100, "fact": item.fact_kind or None,
            "evidence": None if item.fact_kind else item.evidence_kind, "owner": item.owner,
        }
        for item in NODES
    ]  # fmt: skip
    found[0] |= changes
    return found


@pytest.fixture
def project(district):  # type: ignore[no-untyped-def]
    return make_project(district, number=1, name="动车组检修基地")


def test_the_rows_of_a_project_become_its_frozen_baseline(project, cast):
    lines = rows(document="青示重〔2021〕1号", post=post_of(cast, "officer").code)
    effects = loaded(PLANS, *lines)
    version = PlanVersion.objects.get()
    assert (version.no, version.frozen, version.document) == (1, True, "青示重〔2021〕1号")
    assert [(row.code, row.weight_bp, row.evidence_kind, row.fact_kind) for row in version.plan_nodes.all()] == [
        ("N1", 1000, "fact", "project.land_supply"), ("N2", 2500, "fact", "project.actual_start"),
        ("N3", 3500, "photo", ""), ("N4", 3000, "fact", "project.completion_acceptance"),
    ]  # fmt: skip
    assert node(version, "N1").owner_post == post_of(cast, "officer")
    assert [effect.seq for effect in effects] == [2]
    assert ProjectStanding.objects.get(project=project).plan_bp == 7044


def test_the_same_file_twice_changes_nothing(project):
    loaded(PLANS, *rows())
    assert {outcome.verdict for outcome in judged(PLANS, *rows())} == {"unchanged"}


def test_other_days_are_an_adjustment_that_needs_a_reason(project):
    loaded(PLANS, *rows())
    moved = rows(day=date(2021, 7, 31))
    outcomes = judged(PLANS, *moved)
    assert refusal(outcomes[0]) == ("调整原因", "已有审定计划,须写明调整原因")
    assert refusal(outcomes[1]) == ("节点代码", "同一项目的各行都正确(第 2 行有误)")
    moved[0]["reason"] = "设计变更"
    assert {outcome.verdict for outcome in judged(PLANS, *moved)} == {"changed"}
    loaded(PLANS, *moved)
    assert [(row.no, row.reason) for row in PlanVersion.objects.order_by("no")] == [(1, ""), (2, "设计变更")]


def test_an_approved_plan_of_the_pages_is_the_same_plan(project):
    planned(project)
    assert {outcome.verdict for outcome in judged(PLANS, *rows())} == {"unchanged"}


def test_weights_that_do_not_add_up_refuse_the_whole_project_and_leave_others(project, district):
    make_project(district, number=2, name="二号")
    outcomes = judged(PLANS, *rows(weight=Decimal(9)), *rows(OTHER))
    assert [outcome.verdict for outcome in outcomes] == ["refused"] * 4 + ["new"] * 4
    assert (outcomes[0].faults[0].column, outcomes[0].faults[0].found) == ("权重(%)", "节点权重合计 99.0%,应为 100%")


@pytest.mark.parametrize(
    ("values", "column", "expected"),
    [
        ({"weight": Decimal("10.005")}, "权重(%)", "大于 0、至多两位小数的百分数"),
        ({"weight": Decimal(0)}, "权重(%)", "大于 0、至多两位小数的百分数"),
        ({"post": "nobody.01"}, "责任岗位代码", "已设立的岗位代码"),
    ],
)
def test_a_bad_node_is_told_why(project, values, column, expected):
    assert refusal(judged(PLANS, *rows(**values))[0]) == (column, expected)


def test_an_unknown_project_refuses_its_own_line_only(project):
    outcomes = judged(PLANS, *rows("2101-370214-04-01-999999"), *rows())
    assert refusal(outcomes[0]) == ("项目代码", "项目库中已有的项目代码")
    assert [outcome.verdict for outcome in outcomes[4:]] == ["new"] * 4


def test_undo_takes_the_plan_back_while_nothing_was_done_in_it(project):
    effects = loaded(PLANS, *rows())
    undone(PLANS, effects)
    assert not PlanVersion.objects.exists()
    effects = loaded(PLANS, *rows())
    late = {"actor": SYSTEM, "at": AT + timedelta(hours=1), "day": DAY}
    close_node(node=node(PlanVersion.objects.get(), "N3"), done_date=DAY, evidence="照片", **late)
    with pytest.raises(PlanRefused):
        undone(PLANS, effects)


def test_a_node_bound_to_a_fact_in_the_sheet_is_not_closed_by_hand(project):
    loaded(PLANS, *rows())
    bound = node(PlanVersion.objects.get(), "N1")
    with pytest.raises(NodeRefused):
        close_node(node=bound, done_date=DAY, evidence="文件", actor=SYSTEM, at=AT, day=DAY)
