"""Who has a say before a subject joins a register: a domain declares the check for the kind of its subjects."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from lutu.kernel.registers.models import Register

_GUARDS: dict[str, "JoinGuard"] = {}


class JoinGuard(Protocol):
    """Raises a RegisterRefused, with the sentence for the reader, where a subject may not join on the day.

    Called inside the transaction of the joining with the ids of those that are new to the register. Which registers it
    means it decides by their kind: which kinds count may change from day to day.
    """

    def __call__(self, *, register: Register, subject_ids: Sequence[int], day: date) -> None: ...


def declare_join_guard(subject_kind: str, guard: JoinGuard) -> None:
    """Register the check for registers of a kind of subject; a second one for the same kind is refused."""
    if _GUARDS.get(subject_kind, guard) is not guard:
        raise ValueError(f"{subject_kind} 的入列条件已登记")
    _GUARDS[subject_kind] = guard


def join_guard(subject_kind: str) -> JoinGuard | None:
    """The check for registers of a kind of subject, or None."""
    return _GUARDS.get(subject_kind)
