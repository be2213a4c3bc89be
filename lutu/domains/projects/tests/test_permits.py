"""Permits from a feed: stated once, corrected with a reason, revoked in valid time."""

from datetime import date, timedelta

import pytest

from lutu.domains.projects.actions import (
    NewPermit,
    PermitRefused,
    correct_permit,
    retract_permit,
    revoke_permit,
    state_permits,
    take_back_permits,
)
from lutu.domains.projects.models import ProjectStanding
from lutu.domains.projects.queries import fact_history, stage_reading, timeline_nodes
from lutu.domains.projects.stages import CONSTRUCTION_PERMIT, LAND_SUPPLY, PLANNING_PERMIT
from lutu.domains.projects.tests.page_cases import make_project, permit
from lutu.kernel.facts.kinds import FactRefused
from lutu.kernel.facts.models import Fact
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from tests.cast import AT, DAY

NUMBER = "370214202108030101"
BEFORE = (
    (LAND_SUPPLY, date(2021, 6, 1), "370214-2021-001"),
    (PLANNING_PERMIT, date(2021, 7, 1), "建字第2021-01号"),
)


@pytest.fixture
def project(district):  # type: ignore[no-untyped-def]
    made = make_project(district, number=1, name="动车组检修基地")
    permit(made, BEFORE)
    return made


def state(project, day=date(2021, 8, 3), number=NUMBER, at=AT, **further):  # type: ignore[no-untyped-def]
    report = NewPermit(project.pk, CONSTRUCTION_PERMIT, day, number=number, **further)
    return state_permits(permits=[report], actor=SYSTEM, at=at, day=DAY)[0]


def standing(project) -> tuple[str, date | None]:  # type: ignore[no-untyped-def]
    row = ProjectStanding.objects.get(project=project)
    return row.stage, row.stage_since


def actions_of(project) -> list[str]:  # type: ignore[no-untyped-def]
    return [entry.action for entry in entries_of(subject=("projects.project", project.pk))]


def test_a_construction_permit_moves_the_project_to_ready_to_start(project):
    result = state(project, source="审批局", source_message_id="SPJ-17")
    assert result.verdict == "new"
    assert standing(project) == ("ready_to_start", date(2021, 8, 3))
    assert actions_of(project)[0] == "facts.fact.stated"
    assert result.fact.attributes == {"number": NUMBER, "source_message_id": "SPJ-17"}


def test_the_usual_authority_is_the_source_where_the_feed_names_none(project):
    assert state(project).fact.source == "审批局"


def test_the_same_permit_again_changes_nothing(project):
    first = state(project)
    before = actions_of(project)
    again = state(project)
    assert (again.verdict, again.fact) == ("unchanged", first.fact)
    assert actions_of(project) == before


def test_the_same_number_with_another_date_is_a_correction_and_the_history_shows_both(project):
    state(project)
    result = state(project, day=date(2021, 8, 13))
    assert (result.verdict, result.was) == ("corrected", date(2021, 8, 3))
    assert standing(project) == ("ready_to_start", date(2021, 8, 13))
    newest, older = list(fact_history(project=project))[:2]
    assert (newest.value_date, newest.supersedes_id, newest.reason) == (date(2021, 8, 13), older.pk, "来源更正了日期")


def test_a_date_that_was_corrected_away_does_not_come_back_with_the_next_feed(project):
    fact = state(project).fact
    correct_permit(fact=fact, value=date(2021, 8, 5), reason="原件核对", actor=SYSTEM, at=AT, day=DAY)
    assert state(project).verdict == "unchanged"
    assert standing(project) == ("ready_to_start", date(2021, 8, 5))


def test_another_number_of_the_same_kind_is_another_permit(project):
    state(project)
    assert state(project, day=date(2021, 9, 1), number="370214202109010101").verdict == "new"
    assert standing(project) == ("ready_to_start", date(2021, 8, 3))


def test_one_number_for_two_phases_is_two_permits(project):
    assert state(project, phase=1).verdict == "new"
    assert state(project, phase=2).verdict == "new"


def test_a_permit_from_the_future_is_refused(project):
    with pytest.raises(PermitRefused, match="施工许可日期 2021-11-10 晚于今天 2021-11-09"):
        state(project, day=DAY + timedelta(days=1))


def test_a_correction_needs_a_reason(project):
    fact = state(project).fact
    with pytest.raises(FactRefused, match="须说明原因"):
        correct_permit(fact=fact, value=date(2021, 8, 5), reason=" ", actor=SYSTEM, at=AT, day=DAY)


def test_a_correction_keeps_number_and_attributes_unless_told_otherwise(project):
    fact = state(project, evidence="证照库").fact
    kept = correct_permit(fact=fact, value=date(2021, 8, 5), reason="原件核对", actor=SYSTEM, at=AT, day=DAY)
    assert kept.attributes == {"number": NUMBER, "evidence": "证照库"}
    renumbered = correct_permit(
        fact=kept, value=date(2021, 8, 5), number="370214202108050101", reason="证号有误", actor=SYSTEM, at=AT, day=DAY
    )
    assert renumbered.attributes["number"] == "370214202108050101"


def test_a_corrected_fact_cannot_be_corrected_once_more(project):
    fact = state(project).fact
    correct_permit(fact=fact, value=date(2021, 8, 5), reason="原件核对", actor=SYSTEM, at=AT, day=DAY)
    with pytest.raises(FactRefused, match="请在最新一条上操作"):
        correct_permit(fact=fact, value=date(2021, 8, 6), reason="再核对", actor=SYSTEM, at=AT, day=DAY)


def test_a_revoked_permit_ends_and_the_stage_falls_back_on_that_day(project):
    fact = state(project).fact
    revoke_permit(fact=fact, ended_date=date(2021, 9, 1), reason="撤销决定", actor=SYSTEM, at=AT, day=DAY)
    assert standing(project) == ("planning_permitted", date(2021, 9, 1))
    assert stage_reading(project=project, day=date(2021, 8, 31)).stage == "ready_to_start"
    node = timeline_nodes(project=project, day=DAY)[2]
    assert (node.state, node.date, node.ended_date) == ("revoked", date(2021, 8, 3), date(2021, 9, 1))
    assert actions_of(project)[:2] == ["projects.permit.revoked", "facts.fact.corrected"]


def test_a_revoked_permit_is_not_revived_by_the_feed_that_still_carries_it(project):
    fact = state(project).fact
    revoke_permit(fact=fact, ended_date=date(2021, 9, 1), reason="撤销决定", actor=SYSTEM, at=AT, day=DAY)
    assert state(project).verdict == "unchanged"
    assert standing(project)[0] == "planning_permitted"


@pytest.mark.parametrize(
    ("ended", "message"),
    [(date(2021, 8, 3), "应晚于许可日期"), (DAY + timedelta(days=1), "晚于今天")],
)
def test_a_permit_ends_after_its_date_and_not_in_the_future(project, ended, message):
    fact = state(project).fact
    with pytest.raises(PermitRefused, match=message):
        revoke_permit(fact=fact, ended_date=ended, reason="撤销决定", actor=SYSTEM, at=AT, day=DAY)


def test_a_permit_that_never_was_is_retracted(project):
    fact = state(project).fact
    retract_permit(fact=fact, reason="误报", actor=SYSTEM, at=AT, day=DAY)
    assert standing(project) == ("planning_permitted", date(2021, 7, 1))
    assert state(project).verdict == "new"


def test_taking_a_correction_back_puts_the_earlier_permit_in_force_again(project):
    state(project)
    corrected = state(project, day=date(2021, 8, 13)).fact
    take_back_permits(facts=[Fact.objects.get(pk=corrected.pk)], reason="撤销导入", actor=SYSTEM, at=AT, day=DAY)
    assert standing(project) == ("ready_to_start", date(2021, 8, 3))
    assert state(project, day=date(2021, 8, 13)).verdict == "corrected"


def test_a_fact_that_is_no_permit_is_refused(project):
    fact = state(project).fact
    fact.kind = "project.other"
    with pytest.raises(PermitRefused, match="不是项目的许可"):
        retract_permit(fact=fact, reason="误报", actor=SYSTEM, at=AT, day=DAY)
