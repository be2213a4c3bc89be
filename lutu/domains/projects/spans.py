"""计入开工期间: the unbroken times in which a project counts as started, for any day. Pure.

A project counts as started while its stage is 已开工 or 已竣工验收. It falls back when its permit is revoked, and may
start again. Start reading at `started_spans`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from lutu.domains.projects.stages import (
    RANK,
    START_BY_FACT,
    PermitFact,
    Stage,
    facts_in_force,
    phase_numbers,
    rank_of,
    standing_facts,
)


class Span(NamedTuple):
    """A time `[start, stop)`; without `stop` it has no end."""

    start: date
    stop: date | None = None


def started_spans(
    *,
    facts: Sequence[PermitFact],
    known_at: datetime | None = None,
    phases: Iterable[int] = (),
    start_basis: str = START_BY_FACT,
) -> tuple[Span, ...]:
    """Every unbroken time in which the project counts as started, in order; the last may have no end.

    For each day, `stage_of` of that day says 已开工 or 已竣工验收 exactly when one of them holds it.
    """
    known = standing_facts(facts, known_at)
    numbers = phase_numbers(known, phases)
    ends = {fact.valid_to for fact in known if fact.valid_to is not None}
    spans: list[Span] = []
    since: date | None = None
    for turn in sorted({fact.valid_from for fact in known} | ends):
        is_started = rank_of(facts_in_force(known, turn), numbers, start_basis) >= RANK[Stage.STARTED]
        if is_started and since is None:
            since = turn
            if not ends:
                # Without ends facts only gather, so a project that has started stays so.
                break
        elif not is_started and since is not None:
            spans.append(Span(since, turn))
            since = None
    return (*spans, Span(since)) if since is not None else tuple(spans)
