"""Who stands in for whom: delegation, absence, the vacate guard, and the hand-over of everything a person holds."""

from datetime import date, timedelta

import pytest

from lutu.kernel.casework.actions import (
    AssignmentRefused,
    CaseNotFound,
    MoveRefused,
    delegate,
    end_delegation,
    hand_over_all,
    hand_over_plan,
    note_absence,
    reassign,
)
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.queries import to_do
from lutu.kernel.casework.registry import Held, Holding, declare_holding
from lutu.kernel.casework.tests.sample import HOUR, Desk, at
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.models import Notice
from lutu.kernel.parties.actions import PartyRefused, end_assignment
from lutu.kernel.parties.models import Assignment
from tests.cast import AT, DAY

NEXT_WEEK = DAY + timedelta(days=7)


def lend(desk: Desk, giver: str = "teamlead", receiver: str = "stranger", **given: object):
    asked = {"valid_from": DAY, "valid_to": NEXT_WEEK, "reason": "外出培训", **given}
    return delegate(
        giver=desk.cast.people[giver], receiver=desk.cast.people[receiver], actor=SYSTEM, at=AT, **asked
    )  # fmt: skip


def test_a_delegate_acts_in_the_givers_name_and_it_ends_by_itself(desk: Desk) -> None:
    case, other = desk.task(), desk.task(title="另一件")
    lend(desk)
    assert to_do(user=desk.cast["stranger"], day=DAY).count() == 2
    desk.make(case, "accept", "stranger")
    entry = entries_of(subject=("casework.case", case.pk))[0]
    assert (entry.actor_name, entry.on_behalf_of) == ("无岗人员", "专班长")
    assert not to_do(user=desk.cast["stranger"], day=NEXT_WEEK).exists()
    with pytest.raises(CaseNotFound):
        desk.make(other, "accept", "stranger", when=AT + timedelta(days=7))


def test_a_delegation_for_one_flow_reaches_no_other_and_is_not_passed_on(desk: Desk) -> None:
    desk.task()
    lend(desk, flows=["indicators.finding"])
    assert not to_do(user=desk.cast["stranger"], day=DAY).exists()
    lend(desk, receiver="resident")
    lend_on = delegate(
        giver=desk.cast.people["street"], receiver=desk.cast.people["stranger"], valid_from=DAY, valid_to=NEXT_WEEK,
        reason="另一项", actor=SYSTEM, at=AT,
    )  # fmt: skip
    assert lend_on.pk
    assert not to_do(user=desk.cast["stranger"], day=DAY).exists()
    assert to_do(user=desk.cast["resident"], day=DAY).exists()


def test_what_a_delegate_did_counts_for_the_separation_of_whom_they_stood_in_for(desk: Desk) -> None:
    case = desk.task(owner="teamlead", raiser="teamlead")
    desk.prove(case)
    lend(desk)
    desk.make(case, "answer", "stranger")
    with pytest.raises(MoveRefused, match="办理人不得核实"):
        desk.make(case, "confirm", "teamlead")
    with pytest.raises(MoveRefused, match="办理人不得核实"):
        desk.make(case, "confirm", "stranger", when=AT + HOUR)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"receiver": "teamlead"}, "代理人应为另一人"),
        ({"valid_to": DAY}, "应晚于起日"),
        ({"reason": " "}, "须写明事由"),
        ({"giver": "resident"}, "没有可委托的"),
    ],
)
def test_a_delegation_that_gives_nothing_is_refused(desk: Desk, given: dict[str, object], refusal: str) -> None:
    with pytest.raises(AssignmentRefused, match=refusal):
        lend(desk, **given)


def test_a_delegation_may_be_ended_early_but_not_outside_its_time(desk: Desk) -> None:
    desk.task()
    row = lend(desk)
    with pytest.raises(AssignmentRefused, match="不在其中"):
        end_delegation(delegation=row, day=NEXT_WEEK, actor=SYSTEM, at=AT)
    end_delegation(delegation=row, day=DAY + timedelta(days=1), actor=SYSTEM, at=AT)
    assert to_do(user=desk.cast["stranger"], day=DAY).exists()
    assert not to_do(user=desk.cast["stranger"], day=DAY + timedelta(days=1)).exists()


def test_new_work_of_somebody_away_goes_to_the_deputy(desk: Desk) -> None:
    note_absence(
        person=desk.cast.people["teamlead"], deputy=desk.cast.people["officer"], valid_from=DAY, valid_to=NEXT_WEEK,
        reason="休假", actor=SYSTEM, at=AT,
    )  # fmt: skip
    case = desk.task()
    told = Notice.objects.filter(subject_id=case.pk).values_list("person", flat=True)
    assert list(told) == [desk.cast.people["officer"].pk]
    assert to_do(user=desk.cast["officer"], day=DAY).exists()
    desk.make(case, "accept", "officer")
    assert entries_of(subject=("casework.case", case.pk))[0].on_behalf_of == "专班长"


def test_without_a_deputy_the_next_rung_hears_at_once(desk: Desk) -> None:
    note_absence(
        person=desk.cast.people["teamlead"], valid_from=DAY, valid_to=NEXT_WEEK, reason="休假", actor=SYSTEM, at=AT
    )
    case = desk.task()
    told = Notice.objects.filter(subject_id=case.pk).values_list("person", flat=True)
    supervising = {desk.cast.people[name].pk for name in ("supervision", "leader")}
    assert (set(told), case.escalation_level) == (supervising, 1)


def test_a_deputy_who_is_away_too_is_refused(desk: Desk) -> None:
    people = desk.cast.people
    asked = {"valid_from": DAY, "valid_to": NEXT_WEEK, "reason": "休假", "actor": SYSTEM, "at": AT}
    note_absence(person=people["officer"], **asked)
    with pytest.raises(AssignmentRefused, match="同期也缺勤"):
        note_absence(person=people["teamlead"], deputy=people["officer"], **asked)
    with pytest.raises(AssignmentRefused, match="已登记缺勤"):
        note_absence(person=people["officer"], **asked)


def test_a_post_with_open_work_is_not_left_without_a_receiver(desk: Desk) -> None:
    case = desk.task()
    held = Assignment.objects.get(post=desk.post("teamlead"))
    with pytest.raises(PartyRefused, match="还有 1 件未办结的事项,须先交接给接任者"):
        end_assignment(assignment=held, day=DAY, actor=SYSTEM, at=AT)
    desk.make(case, "cancel", "supervision", reason="不再需要")
    end_assignment(assignment=held, day=DAY, actor=SYSTEM, at=AT)


def test_a_hand_over_shows_first_and_then_moves_everything_or_nothing(desk: Desk) -> None:
    ward = {"holder": desk.cast.people["teamlead"].pk}

    def held(*, person, day):
        return [Held(1, "青岛示例项目")] if person.pk == ward["holder"] else []

    def give(*, from_person, to_person, day, actor, at):
        ward["holder"] = to_person.pk
        return 1

    declare_holding(Holding("test.ward", "包联项目", held, give))
    desk.task()
    desk.task(title="又一件")
    giver, receiver = desk.cast.people["teamlead"], desk.cast.people["stranger"]
    plan = hand_over_plan(person=giver, day=DAY)
    assert (plan.open_cases, [(h.title, len(rows)) for h, rows in plan.holdings]) == (2, [("包联项目", 1)])
    hand_over_all(from_person=giver, to_person=receiver, day=DAY, document="干任〔2021〕9号", actor=SYSTEM, at=AT)
    assert ward["holder"] == receiver.pk
    assert to_do(user=desk.cast["stranger"], day=DAY).count() == 2
    assert not to_do(user=desk.cast["teamlead"], day=DAY).exists()
    entry = Entry.objects.get(action="casework.person.handed_over")
    assert (entry.details["count"], entry.details["holdings"]) == (2, {"包联项目": 1})
    with pytest.raises(AssignmentRefused, match="没有岗位和工作可交接"):
        hand_over_all(from_person=giver, to_person=receiver, day=DAY, document="", actor=SYSTEM, at=AT)
    declare_holding(Holding("test.ward", "包联项目", lambda **_given: [], give))


def test_a_case_is_given_to_another_post_by_supervision_with_a_reason(desk: Desk) -> None:
    case = desk.task()
    asked = {"case_id": case.pk, "post": desk.post("street"), "at": at("2021-11-10 09:00")}
    with pytest.raises(MoveRefused, match="改派由督办人员办理"):
        reassign(**asked, reason="不归我管", user=desk.cast["teamlead"], key="a")
    with pytest.raises(MoveRefused, match="须写明理由"):
        reassign(**asked, reason="", user=desk.cast["supervision"], key="b")
    reassign(**asked, reason="属街道职责", user=desk.cast["supervision"], key="c")
    with pytest.raises(MoveRefused, match="已由"):
        reassign(**asked, reason="再派", user=desk.cast["supervision"], key="d")
    case = Case.objects.get(pk=case.pk)
    assert list(to_do(user=desk.cast["street"], day=date(2021, 11, 10))) == [case]
    assert Notice.objects.filter(subject_id=case.pk, title__startswith="改派给您").count() == 1
