"""The times in which a project counts as started, against the stage of every single day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from lutu.domains.projects.spans import Span, started_spans
from lutu.domains.projects.stages import (
    ACTUAL_START,
    CONSTRUCTION_PERMIT,
    RANK,
    START_BY_FACT,
    START_BY_PERMIT,
    PermitFact,
    Stage,
    stage_of,
)
from lutu.domains.projects.tests.test_stages import FIRST, histories

ONE_DAY = timedelta(days=1)
FROM, TO = date(2019, 12, 31), date(2024, 3, 1)


def holds(spans: tuple[Span, ...], day: date) -> bool:
    return any(span.start <= day and (span.stop is None or day < span.stop) for span in spans)


@given(history=histories(), basis=st.sampled_from([START_BY_FACT, START_BY_PERMIT]), phases=st.sets(st.integers(1, 3)))
def test_a_span_holds_a_day_exactly_when_the_stage_of_that_day_is_started_or_accepted(history, basis, phases):
    spans = started_spans(facts=history, start_basis=basis, phases=phases)
    # The stage changes only on a day some fact begins or ends: those, the day before each, and the outer ends.
    turns = {fact.valid_from for fact in history} | {fact.valid_to for fact in history if fact.valid_to}
    for day in {FROM, TO, *turns, *(turn - ONE_DAY for turn in turns)}:
        stage = stage_of(facts=history, day=day, start_basis=basis, phases=phases).stage
        assert holds(spans, day) == (RANK[stage] >= RANK[Stage.STARTED]), day


@settings(max_examples=20)
@given(history=histories())
def test_every_single_day_of_three_years_agrees(history):
    spans = started_spans(facts=history)
    first = min(fact.valid_from for fact in history) - ONE_DAY
    for day in (first + count * ONE_DAY for count in range(3 * 365)):
        assert holds(spans, day) == (RANK[stage_of(facts=history, day=day).stage] >= RANK[Stage.STARTED]), day


@given(history=histories())
def test_spans_come_in_order_apart_and_only_the_last_is_open(history):
    spans = started_spans(facts=history)
    assert all(span.stop is not None and span.start < span.stop for span in spans[:-1])
    assert all(one.stop < other.start for one, other in pairwise(spans))


@given(history=histories(), days=st.integers(0, 10))
def test_spans_are_those_of_what_was_known_at_an_instant(history, days):
    known_at = FIRST + timedelta(days=days)
    earlier = [fact for fact in history if fact.recorded_at <= known_at]
    assert started_spans(facts=history, known_at=known_at) == started_spans(facts=earlier)


def test_a_permit_revoked_and_given_again_makes_two_spans():
    facts = [
        PermitFact(1, CONSTRUCTION_PERMIT, date(2021, 3, 1), FIRST, date(2021, 6, 1)),
        PermitFact(2, ACTUAL_START, date(2021, 3, 10), FIRST),
        PermitFact(3, CONSTRUCTION_PERMIT, date(2021, 8, 2), FIRST),
        PermitFact(4, ACTUAL_START, date(2021, 8, 20), FIRST),
    ]
    assert started_spans(facts=facts) == (Span(date(2021, 3, 10), date(2021, 6, 1)), Span(date(2021, 8, 20)))


def test_a_project_that_never_started_has_no_span():
    assert started_spans(facts=[]) == ()
    assert started_spans(facts=[PermitFact(1, ACTUAL_START, date(2021, 3, 10), FIRST)]) == ()
