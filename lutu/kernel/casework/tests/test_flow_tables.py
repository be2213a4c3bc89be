"""Tables of moves are checked as data: a sound one passes, and each seeded fault is named."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from lutu.kernel.casework.checks import faults_of, lost_stages
from lutu.kernel.casework.flows import COMMON_LADDER, Flow, Move, Rung, Separation, Stage, Term
from lutu.kernel.casework.registry import FlowFaulty, FlowUnknown, declare_flow, flow_of, flows
from lutu.kernel.casework.task import FLOW

KNOWN_STAGES = Path(__file__).with_name("stage_names.yaml")


def with_stage(flow: Flow, name: str, **changes: object) -> Flow:
    return replace(flow, stages=tuple(replace(s, **changes) if s.name == name else s for s in flow.stages))


def with_move(flow: Flow, action: str, **changes: object) -> Flow:
    return replace(flow, moves=tuple(replace(m, **changes) if m.action == action else m for m in flow.moves))


def without(flow: Flow, *actions: str) -> Flow:
    return replace(flow, moves=tuple(move for move in flow.moves if move.action not in actions), separations=())


FAULTY = {
    "到不了": replace(FLOW, stages=(*FLOW.stages, Stage("island", "孤岛", no_term_reason="测试"))),
    "没有出路": without(FLOW, "confirm", "send_back", "cancel"),
    "从阶段 assigned 办不结": with_move(without(FLOW, "cancel"), "confirm", source=frozenset(["cancelled"])),
    "没有时限": with_stage(FLOW, "in_hand", no_term_reason=""),
    "终结阶段 closed 不应有时限": with_stage(FLOW, "closed", term=Term(1, "workdays")),
    "没有到区级": with_stage(FLOW, "assigned", ladder=COMMON_LADDER[:2]),
    "督办阶梯顺序不对": with_stage(FLOW, "assigned", ladder=(Rung("late", "迟", 3, ("owner",)), *COMMON_LADDER)),
    "没有人可以办理": with_move(FLOW, "accept", roles=frozenset()),
    "角色 boss 未知": with_move(FLOW, "accept", roles=frozenset(["boss"])),
    "阶段 nowhere 不存在": with_move(FLOW, "accept", target="nowhere"),
    "字段 money 未声明": with_move(FLOW, "answer", writes=("money",)),
    "办结没有要求佐证": with_move(FLOW, "confirm", evidence=()),
    "分离规则中的动作 pay 不存在": replace(FLOW, separations=(Separation("pay", "confirm", ""),)),
    "动作 accept 出现多次": replace(FLOW, moves=(*FLOW.moves, FLOW.moves[0])),
    "初始阶段 start 不在": replace(FLOW, initial="start"),
    "有时限却不计时": with_stage(FLOW, "assigned", clock="stopped"),
    "却要求分离": replace(
        with_move(with_move(FLOW, "answer", roles=frozenset(["raiser"])), "confirm", roles=frozenset(["raiser"])),
    ),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_seeded_fault_of_a_table_is_named(fault: str) -> None:
    found = faults_of(FAULTY[fault])
    assert any(fault in text for text in found), found


def test_every_declared_flow_is_sound() -> None:
    assert flows()
    assert {flow.code: faults_of(flow) for flow in flows() if faults_of(flow)} == {}


def test_a_faulty_table_is_refused_at_start_and_leaves_nothing_behind() -> None:
    wrong = replace(FAULTY["没有人可以办理"], code="test.wrong", prefix="CW")
    with pytest.raises(FlowFaulty, match="没有人可以办理"):
        declare_flow(wrong)
    with pytest.raises(FlowUnknown):
        flow_of("test.wrong")


def test_another_flow_under_the_same_code_or_prefix_is_refused() -> None:
    with pytest.raises(FlowFaulty, match="已登记"):
        declare_flow(with_move(FLOW, "accept", title="领受"))
    with pytest.raises(FlowFaulty, match="前缀"):
        declare_flow(replace(FLOW, code="test.other"))


def test_the_names_of_stages_only_ever_grow() -> None:
    known = yaml.safe_load(KNOWN_STAGES.read_text(encoding="utf-8"))
    assert lost_stages(flows=flows(), known=known) == []
    new = {
        f"{flow.code}.{stage.name}" for flow in flows() for stage in flow.stages
        if not flow.code.startswith("test.") and stage.name not in known.get(flow.code, [])
    }  # fmt: skip
    assert not new, f"新的阶段要写进 {KNOWN_STAGES.name}:{sorted(new)}"


def test_a_stage_that_went_away_is_noticed() -> None:
    known = {FLOW.code: ["assigned", "vanished"]}
    assert lost_stages(flows=[FLOW], known=known) == ["casework.task: 阶段 vanished 不见了,已有事项仍在用"]


def test_moves_are_offered_in_the_order_of_the_table() -> None:
    assert [move.action for move in FLOW.moves_from("assigned")] == ["accept", "answer", "cancel"]
    assert isinstance(FLOW.moves_from("answered")[0], Move)
