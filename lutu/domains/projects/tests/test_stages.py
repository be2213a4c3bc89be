"""The stage: a table of cases, and what holds for any facts in any order."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lutu.domains.projects.stages import (
    ACTUAL_START,
    COMPLETION_ACCEPTANCE,
    CONSTRUCTION_PERMIT,
    FACT_TITLES,
    IN_USE,
    LAND_SUPPLY,
    PLANNING_PERMIT,
    RANK,
    PermitFact,
    Stage,
    stage_of,
)

KINDS = {
    "land": LAND_SUPPLY,
    "planning": PLANNING_PERMIT,
    "construction": CONSTRUCTION_PERMIT,
    "start": ACTUAL_START,
    "acceptance": COMPLETION_ACCEPTANCE,
    "use": IN_USE,
}
CASES = yaml.safe_load((Path(__file__).parent / "stage_cases.yaml").read_text(encoding="utf-8"))["cases"]
FIRST = datetime(2021, 1, 1, tzinfo=UTC)
DAY = date(2021, 9, 30)


def facts_of(case) -> list[PermitFact]:  # type: ignore[no-untyped-def]
    return [
        PermitFact(
            number, KINDS[kind], day, FIRST, *(further[0].get("to"),) if further else (),
            **({"phase": further[0].get("phase"), "land_kind": further[0].get("land", "")} if further else {}),
        )
        for number, (kind, day, *further) in enumerate(case["facts"], 1)
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_stage_is_what_the_table_says(case):
    reading = stage_of(
        facts=facts_of(case), day=case["day"], phases=case.get("phases", ()),
        start_basis=case.get("start_basis", "actual_start"),
    )  # fmt: skip
    assert (reading.stage, reading.since) == (case["stage"], case["since"])
    assert (reading.actual_start_date, reading.completion_date) == (case.get("started"), case.get("accepted"))
    assert [gap.kind for gap in reading.gaps] == [KINDS[name] for name in case.get("gaps", [])]
    assert [conflict.code for conflict in reading.conflicts] == case.get("conflicts", [])
    assert [node.kind for node in reading.nodes if node.state == "revoked"] == [
        KINDS[name] for name in case.get("revoked", [])
    ]


def test_the_timeline_has_six_nodes_in_order_with_date_number_and_source():
    fact = PermitFact(1, CONSTRUCTION_PERMIT, date(2021, 8, 3), FIRST, number="370214202108030101", source="审批局")
    nodes = stage_of(facts=[fact], day=DAY).nodes
    assert [node.title for node in nodes] == ["土地供应", "规划许可", "施工许可", "开工", "竣工验收", "投用"]
    assert [node.state for node in nodes] == ["missing", "missing", "done", "missing", "missing", "missing"]
    assert (nodes[2].date, nodes[2].number, nodes[2].source) == (date(2021, 8, 3), "370214202108030101", "审批局")


def test_gaps_and_conflicts_read_as_sentences():
    start = PermitFact(1, ACTUAL_START, date(2021, 8, 1), FIRST, phase=2)
    late = PermitFact(2, CONSTRUCTION_PERMIT, date(2021, 8, 3), FIRST, phase=2)
    reading = stage_of(facts=[start, late], day=DAY)
    assert [str(gap) for gap in reading.gaps] == ["缺土地供应(第 2 期)", "缺规划许可(第 2 期)"]
    assert [str(conflict) for conflict in reading.conflicts] == ["2021-08-01 开工时没有施工许可,疑似未批先建(第 2 期)"]


def test_a_correction_counts_from_the_instant_it_was_recorded():
    wrong = PermitFact(1, CONSTRUCTION_PERMIT, date(2021, 8, 3), FIRST)
    right = PermitFact(2, CONSTRUCTION_PERMIT, date(2021, 8, 13), FIRST + timedelta(days=9), supersedes=1)
    before = stage_of(facts=[wrong, right], day=DAY, known_at=FIRST + timedelta(days=8))
    after = stage_of(facts=[wrong, right], day=DAY, known_at=FIRST + timedelta(days=9))
    assert (before.since, after.since) == (date(2021, 8, 3), date(2021, 8, 13))


def test_a_retracted_permit_never_was():
    permit = PermitFact(1, PLANNING_PERMIT, date(2021, 7, 1), FIRST)
    retraction = PermitFact(2, PLANNING_PERMIT, date(2021, 7, 1), FIRST, supersedes=1, retracts=True)
    assert stage_of(facts=[permit, retraction], day=DAY).stage == Stage.NO_LAND


days = st.dates(date(2020, 1, 1), date(2022, 12, 31))


@st.composite
def histories(draw) -> list[PermitFact]:  # type: ignore[no-untyped-def]
    """Facts with periods, phases, corrections and retractions, recorded in the order of their ids."""
    found: list[PermitFact] = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        start = draw(days)
        ended = draw(st.none() | st.integers(1, 400).map(lambda gap, start=start: start + timedelta(days=gap)))
        recorded = FIRST + timedelta(days=number)
        standing = [
            fact for fact in found if fact.id not in {later.supersedes for later in found} and not fact.retracts
        ]
        if standing and draw(st.integers(0, 3)) == 0:
            old = draw(st.sampled_from(standing))
            retracts = draw(st.booleans())
            found.append(PermitFact(number, old.kind, start, recorded, ended, old.id, retracts, phase=old.phase))
        else:
            kind = draw(st.sampled_from(sorted(FACT_TITLES)))
            found.append(PermitFact(number, kind, start, recorded, ended, phase=draw(st.sampled_from([None, 1, 2]))))
    return found


@given(history=histories(), day=days, data=st.data())
def test_any_order_of_the_facts_gives_the_same_reading(history, day, data):
    shuffled = data.draw(st.permutations(history))
    known_at = FIRST + timedelta(days=data.draw(st.integers(0, 10)))
    assert stage_of(facts=shuffled, day=day, known_at=known_at) == stage_of(facts=history, day=day, known_at=known_at)


@given(history=histories(), day=days, data=st.data())
def test_any_recording_order_of_the_same_facts_gives_the_same_stage(history, day, data):
    plain = [fact for fact in history if fact.supersedes is None]
    order = data.draw(st.permutations(range(len(plain))))
    renumbered = [
        fact._replace(id=place + 1, recorded_at=FIRST + timedelta(days=place))
        for fact, place in zip(plain, order, strict=True)
    ]
    one, other = stage_of(facts=plain, day=day), stage_of(facts=renumbered, day=day)
    assert (one.stage, one.since, one.actual_start_date) == (other.stage, other.since, other.actual_start_date)
    assert one.gaps == other.gaps


@given(history=histories(), day=days)
def test_what_became_known_later_does_not_change_an_earlier_reading(history, day):
    known_at = FIRST + timedelta(days=5)
    earlier = [fact for fact in history if fact.recorded_at <= known_at]
    assert stage_of(facts=history, day=day, known_at=known_at) == stage_of(facts=earlier, day=day)


@given(history=histories(), day=days)
def test_the_stage_holds_since_the_day_named_and_not_before(history, day):
    reading = stage_of(facts=history, day=day)
    if reading.since is not None:
        assert reading.since <= day
        assert stage_of(facts=history, day=reading.since).stage == reading.stage
        assert stage_of(facts=history, day=reading.since - timedelta(days=1)).stage != reading.stage


@given(history=histories(), day=days)
def test_a_started_project_has_a_start_and_an_accepted_one_a_completion(history, day):
    reading = stage_of(facts=history, day=day)
    assert (reading.stage == Stage.ACCEPTED) == (reading.completion_date is not None)
    if RANK[reading.stage] < RANK[Stage.STARTED]:
        assert reading.actual_start_date is None
