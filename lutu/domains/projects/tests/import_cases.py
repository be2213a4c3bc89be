"""Judging and loading lines as the import engine does it, without a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from lutu.kernel.intake.kinds import CHANGED, NEW, Effect, ImportKind, Line, Outcome, Source
from lutu.kernel.jobs.actions import NoProgress
from lutu.kernel.journal.actions import Actor
from tests.cast import AT, DAY

OFFICER = Actor("account", "3", "项目科员")
SOURCE = Source("重点项目.xlsx", "00", 7)


def lines_of(kind: ImportKind, rows: Sequence[Mapping[str, Any]], first: int = 2) -> list[Line]:
    """Typed lines with every column of the kind; what a row leaves out is empty."""
    empty = dict.fromkeys(column.key for column in kind.columns)
    return [Line(first + place, {**empty, **row}) for place, row in enumerate(rows)]


def judged(kind: ImportKind, *rows: Mapping[str, Any]) -> list[Outcome]:
    """What the kind makes of the rows."""
    return kind.assess(lines=lines_of(kind, rows), day=DAY)


def loaded(kind: ImportKind, *rows: Mapping[str, Any]) -> list[Effect]:
    """Judge the rows and load the good ones."""
    good = [outcome for outcome in judged(kind, *rows) if outcome.verdict in (NEW, CHANGED)]
    return kind.load(outcomes=good, source=SOURCE, actor=OFFICER, at=AT, day=DAY, progress=NoProgress())


def undone(kind: ImportKind, effects: Sequence[Effect]) -> None:
    """Take effects back."""
    kind.undo(effects=effects, actor=OFFICER, at=AT, day=DAY)


def refusal(outcome: Outcome) -> tuple[str, str]:
    """(column, expected) of the only fault of a refused line."""
    assert outcome.verdict == "refused"
    [fault] = outcome.faults
    assert fault.row == outcome.line.number
    return fault.column, fault.expected
