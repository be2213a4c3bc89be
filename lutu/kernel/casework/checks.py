"""Checking a table of moves as data: what a wrong table would only show when somebody is stuck in it."""

from collections.abc import Iterable, Iterator, Mapping

from lutu.kernel.casework.flows import DISTRICT, ROLES, Flow

OPEN = "open"


def faults_of(flow: Flow) -> list[str]:
    """Every fault of a flow, each a sentence that names the place; an empty list where the table is sound."""
    names = [stage.name for stage in flow.stages]
    if flow.initial not in names:
        return [f"{flow.code}: 初始阶段 {flow.initial} 不在阶段表中"]
    return [
        *_names(flow, names),
        *_reach(flow, names),
        *_terms(flow),
        *_moves(flow),
        *_separations(flow),
    ]


def lost_stages(*, flows: Iterable[Flow], known: Mapping[str, Iterable[str]]) -> list[str]:
    """Stages that once were and are no more: cases of the past still bear their names."""
    now = {flow.code: {stage.name for stage in flow.stages} for flow in flows}
    return [
        f"{code}: 阶段 {name} 不见了,已有事项仍在用" for code, names in known.items() for name in names
        if name not in now.get(code, set())
    ]  # fmt: skip


def _names(flow: Flow, names: list[str]) -> Iterator[str]:
    for name in {name for name in names if names.count(name) > 1}:
        yield f"{flow.code}: 阶段 {name} 出现多次"
    actions = [move.action for move in flow.moves]
    for action in {action for action in actions if actions.count(action) > 1}:
        yield f"{flow.code}: 动作 {action} 出现多次"
    for move in flow.moves:
        for name in {*move.source, move.target} - set(names):
            yield f"{flow.code}.{move.action}: 阶段 {name} 不存在"


def _reach(flow: Flow, names: list[str]) -> Iterator[str]:
    finals = {stage.name for stage in flow.stages if stage.is_final}
    if not finals:
        yield f"{flow.code}: 没有终结阶段"
    forward = _spread({flow.initial}, [(source, move.target) for move in flow.moves for source in move.source])
    backward = _spread(finals, [(move.target, source) for move in flow.moves for source in move.source])
    for name in names:
        if name not in forward:
            yield f"{flow.code}: 阶段 {name} 到不了"
        if name not in finals and not flow.moves_from(name):
            yield f"{flow.code}: 阶段 {name} 没有出路"
        elif name not in backward:
            yield f"{flow.code}: 从阶段 {name} 办不结"


def _spread(start: set[str], steps: list[tuple[str, str]]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        here = waiting.pop()
        for source, target in steps:
            if source == here and target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _terms(flow: Flow) -> Iterator[str]:
    for stage in flow.stages:
        if stage.term is None and not stage.no_term_reason and not stage.is_final:
            yield f"{flow.code}: 阶段 {stage.name} 没有时限,也没有说明为何不设"
        if stage.term is not None and stage.is_final:
            yield f"{flow.code}: 终结阶段 {stage.name} 不应有时限"
        if stage.term is not None and stage.clock != "runs":
            yield f"{flow.code}: 阶段 {stage.name} 有时限却不计时"
        if stage.term is not None and (not stage.ladder or DISTRICT not in stage.ladder[-1].tell):
            yield f"{flow.code}: 阶段 {stage.name} 的督办阶梯没有到区级"
        offsets = [rung.offset for rung in stage.ladder]
        if offsets != sorted(offsets) or len({rung.code for rung in stage.ladder}) != len(stage.ladder):
            yield f"{flow.code}: 阶段 {stage.name} 的督办阶梯顺序不对或重名"


def _moves(flow: Flow) -> Iterator[str]:
    finals = {stage.name for stage in flow.stages if stage.is_final}
    for move in flow.moves:
        if not move.roles:
            yield f"{flow.code}.{move.action}: 没有人可以办理"
        for role in move.roles:
            if role not in ROLES and "." not in role:
                yield f"{flow.code}.{move.action}: 角色 {role} 未知"
        for told in move.tell:
            if told not in {*ROLES, DISTRICT}:
                yield f"{flow.code}.{move.action}: 告知对象 {told} 未知"
        for name in set(move.writes) - set(flow.fields):
            yield f"{flow.code}.{move.action}: 字段 {name} 未声明"
        if move.target in finals and not move.evidence and not move.no_evidence_reason:
            yield f"{flow.code}.{move.action}: 办结没有要求佐证,也没有说明为何不要"


def _separations(flow: Flow) -> Iterator[str]:
    known = {move.action: move for move in flow.moves}
    for pair in flow.separations:
        for action in {pair.first, pair.second} - {*known, OPEN}:
            yield f"{flow.code}: 分离规则中的动作 {action} 不存在"
        if pair.first == pair.second:
            yield f"{flow.code}: 动作 {pair.first} 不能与自己分离"
        first, second = known.get(pair.first), known.get(pair.second)
        if first and second and first.roles == second.roles == frozenset(["raiser"]):
            yield f"{flow.code}: {pair.first} 与 {pair.second} 只能由同一人办理,却要求分离"
