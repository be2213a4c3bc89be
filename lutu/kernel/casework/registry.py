"""Flows and holdings that are declared at start, by code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from lutu.kernel.casework.checks import faults_of
from lutu.kernel.casework.flows import Flow
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Person

_FLOWS: dict[str, Flow] = {}
_HOLDINGS: dict[str, "Holding"] = {}


class FlowFaulty(ValueError):
    """A table of moves that does not hold together."""


class FlowUnknown(LookupError):
    """Nobody declared this flow."""


@dataclass(frozen=True)
class Held:
    """One thing a person holds: its row, how to name it, and the (kind, id) it is named to those who see."""

    id: int
    title: str
    subject: tuple[str, int] | None = None


class HandOver(Protocol):
    """Gives everything of one kind from one person to another; returns how many."""

    def __call__(self, *, from_person: Person, to_person: Person, day: date, actor: Any, at: Any) -> int: ...


@dataclass(frozen=True)
class Holding:
    """What a person holds besides posts (手上事务): `held(*, person, day)` lists it, `hand_over` gives it away."""

    code: str
    title: str
    held: Callable[..., Sequence[Held]]
    hand_over: HandOver


def declare_flow(flow: Flow) -> None:
    """Register a flow. Raises FlowFaulty where its table does not hold together or the code is taken."""
    if faults := faults_of(flow):
        raise FlowFaulty(";".join(faults))
    if _FLOWS.get(flow.code, flow) != flow:
        raise FlowFaulty(f"流程 {flow.code} 已登记")
    if any(other.prefix == flow.prefix and other.code != flow.code for other in _FLOWS.values()):
        raise FlowFaulty(f"编号前缀 {flow.prefix} 已被使用")
    _FLOWS[flow.code] = flow
    for move in flow.moves:
        label_action(f"{flow.code}.{move.action}", move.title)
    for stage in flow.stages:
        for rung in stage.ladder:
            label_action(f"{flow.code}.{rung.code}", rung.title)


def flow_of(code: str) -> Flow:
    """The flow of a code. Raises FlowUnknown."""
    if code not in _FLOWS:
        raise FlowUnknown(f"流程 {code} 未登记")
    return _FLOWS[code]


def flows() -> list[Flow]:
    """Every declared flow."""
    return list(_FLOWS.values())


def declare_holding(holding: Holding) -> None:
    """Register a kind of holding; the same code again replaces it."""
    _HOLDINGS[holding.code] = holding


def holdings() -> list[Holding]:
    """Every declared kind of holding, by code."""
    return [_HOLDINGS[code] for code in sorted(_HOLDINGS)]
