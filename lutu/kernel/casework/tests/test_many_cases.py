"""What is asked of and done to many cases at once: capacities, urging, reassigning; and requests made once."""

from datetime import timedelta

import pytest

from lutu.kernel.casework.actions import (
    AssignmentRefused,
    MeetingRepeated,
    MoveRefused,
    NewCase,
    NewDecision,
    delegate,
    end_absence,
    note_absence,
    open_case_once,
    reassign_many,
    record_meeting,
    urge,
)
from lutu.kernel.casework.holders import on_duty
from lutu.kernel.casework.models import Absence, Case, Meeting
from lutu.kernel.casework.offers import capacities, offers
from lutu.kernel.casework.queries import offered_moves
from lutu.kernel.casework.task import TASK
from lutu.kernel.casework.tests.sample import Desk, at
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.models import Notice
from tests.cast import AT, DAY, MEMBERS

TOMORROW = DAY + timedelta(days=1)
NEXT_WEEK = DAY + timedelta(days=7)


def test_many_cases_are_offered_the_same_moves_as_one_by_one(desk: Desk) -> None:
    cases = [
        desk.task(owner=owner, raiser=raiser, area=area)
        for owner in ("teamlead", "street")
        for raiser in ("supervision", "officer")
        for area in (desk.district.root, *desk.district.streets)
    ]
    delegate(
        giver=desk.cast.people["teamlead"], receiver=desk.cast.people["stranger"], valid_from=DAY, valid_to=NEXT_WEEK,
        reason="出差", flows=[TASK], actor=SYSTEM, at=AT,
    )  # fmt: skip
    for stage in ("assigned", "in_hand", "answered", "closed"):
        Case.objects.update(stage=stage)
        rows = list(Case.objects.select_related("area").filter(pk__in=[case.pk for case in cases]))
        for member in MEMBERS:
            together = offers(cases=rows, user=desk.cast[member.username], day=DAY)
            account = desk.cast[member.username]
            assert together == {case.pk: offered_moves(case=case, user=account, day=DAY) for case in rows}


def test_a_delegate_knows_for_whom(desk: Desk) -> None:
    case = desk.task()
    delegate(
        giver=desk.cast.people["teamlead"], receiver=desk.cast.people["stranger"], valid_from=DAY, valid_to=NEXT_WEEK,
        reason="出差", actor=SYSTEM, at=AT,
    )  # fmt: skip
    held = capacities(cases=[case], user=desk.cast["stranger"], day=DAY)[case.pk]
    assert (held.may("owner"), held.instead_of) == (True, "专班长")
    assert capacities(cases=[case], user=desk.cast["teamlead"], day=DAY)[case.pk].instead_of == ""


def test_capacities_of_many_take_as_many_queries_as_of_one(desk: Desk, django_assert_max_num_queries) -> None:
    cases = [desk.task(area=desk.district.streets[number % 3]) for number in range(30)]
    user = desk.cast["street"]
    with django_assert_max_num_queries(5):
        capacities(cases=cases, user=user, day=DAY)


def test_who_has_a_post_now_names_deputy_and_delegates_of_the_flow(desk: Desk) -> None:
    people, post = desk.cast.people, desk.post("teamlead")
    shared = {"valid_from": DAY, "valid_to": NEXT_WEEK, "reason": "出差", "actor": SYSTEM, "at": AT}
    delegate(giver=people["teamlead"], receiver=people["street"], flows=["other.flow"], **shared)
    delegate(giver=people["teamlead"], receiver=people["officer"], flows=[TASK], **shared)
    note_absence(person=people["teamlead"], deputy=people["grid"], **shared)
    (holder,) = on_duty(posts=[post.pk], day=DAY, flow=TASK)[post.pk]
    assert (holder.name, holder.is_absent, holder.deputy, holder.delegates) == (
        "专班长", True, "网格员", ("项目科员",),
    )  # fmt: skip
    assert on_duty(posts=[post.pk], day=DAY + timedelta(days=30))[post.pk][0].is_absent is False


def test_urging_is_journalled_once_a_day_and_again_the_next_day(desk: Desk) -> None:
    case, user = desk.task(), desk.cast["supervision"]
    assert urge(case_ids=[case.pk], text=" 请抓紧 ", user=user, at=AT).done == (case.pk,)
    assert urge(case_ids=[case.pk], text="再催", user=user, at=AT + timedelta(hours=1)).already == (case.pk,)
    assert urge(case_ids=[case.pk], text="再催", user=user, at=AT + timedelta(days=1)).done == (case.pk,)
    urged = [entry for entry in entries_of(subject=("casework.case", case.pk)) if entry.action == "casework.case.urged"]
    assert [entry.details["reason"] for entry in urged] == ["再催", "请抓紧"]
    assert Notice.objects.filter(title__startswith="督办").count() == 2


@pytest.mark.parametrize("text", ["", "  ", "字" * 201])
def test_urging_needs_a_word_of_bearable_length(desk: Desk, text: str) -> None:
    with pytest.raises(MoveRefused, match="督办须写明要求"):
        urge(case_ids=[desk.task().pk], text=text, user=desk.cast["supervision"], at=AT)


def test_a_closed_case_is_not_urged(desk: Desk) -> None:
    case = desk.task()
    desk.make(case, "cancel", "supervision", reason="不再需要")
    assert urge(case_ids=[case.pk], text="请抓紧", user=desk.cast["supervision"], at=AT).refused == (case.pk,)


def test_what_of_many_cannot_be_reassigned_holds_up_no_other(desk: Desk) -> None:
    post = desk.post("officer")
    mine, his = desk.task(), desk.task(owner="officer")
    asked = {"post": post, "reason": "分工", "user": desk.cast["supervision"], "at": AT}
    outcome = reassign_many(case_ids=[mine.pk, his.pk, 999_999], key="k", **asked)
    assert [fired.case_id for fired in outcome.done] == [mine.pk]
    assert len(outcome.refused) == 2
    with pytest.raises(MoveRefused, match="已由"):
        reassign_many(case_ids=[his.pk], key="k2", **asked)


def test_a_case_asked_for_twice_under_one_key_is_opened_once(desk: Desk) -> None:
    asked = NewCase(TASK, "一次", desk.district.root, desk.post("teamlead"), desk.cast.people["supervision"])
    first = open_case_once(asked=asked, key="k", actor=SYSTEM, at=AT)
    assert open_case_once(asked=asked, key="k", actor=SYSTEM, at=AT) == first
    assert open_case_once(asked=asked, key="other", actor=SYSTEM, at=AT) != first


def test_the_same_sitting_is_recorded_once(desk: Desk) -> None:
    asked = {
        "series": "专班", "title": "第一次", "held_at": at("2021-11-08 09:00"), "area": desk.district.root,
        "decisions": [NewDecision("一项", desk.post("teamlead"), TOMORROW)], "actor": SYSTEM, "at": AT,
    }  # fmt: skip
    record_meeting(**asked)
    with pytest.raises(MeetingRepeated) as refused:
        record_meeting(**asked)
    assert refused.value.meeting == Meeting.objects.get()
    assert Case.objects.count() == 1


def test_who_is_back_early_works_again_and_the_time_away_stays_on_record(desk: Desk) -> None:
    people = desk.cast.people
    row = note_absence(
        person=people["teamlead"], valid_from=DAY - timedelta(days=2), valid_to=NEXT_WEEK, reason="休假", actor=SYSTEM,
        at=AT,
    )  # fmt: skip
    with pytest.raises(AssignmentRefused, match="不在其中"):
        end_absence(absence=row, day=NEXT_WEEK, actor=SYSTEM, at=AT)
    end_absence(absence=row, day=DAY, actor=SYSTEM, at=AT)
    assert Absence.objects.get().valid_to == DAY
    ahead = note_absence(
        person=people["teamlead"], valid_from=TOMORROW, valid_to=NEXT_WEEK, reason="休假", actor=SYSTEM, at=AT
    )
    end_absence(absence=ahead, day=DAY, actor=SYSTEM, at=AT)
    assert Absence.objects.count() == 1


def test_the_same_delegation_is_not_given_twice_for_the_same_days(desk: Desk) -> None:
    people = desk.cast.people
    asked = {"giver": people["teamlead"], "receiver": people["officer"], "reason": "出差", "actor": SYSTEM, "at": AT}
    delegate(valid_from=DAY, valid_to=NEXT_WEEK, **asked)
    with pytest.raises(AssignmentRefused, match="不需重复委托"):
        delegate(valid_from=TOMORROW, valid_to=NEXT_WEEK + timedelta(days=3), **asked)
    delegate(valid_from=NEXT_WEEK, valid_to=NEXT_WEEK + timedelta(days=3), **asked)
