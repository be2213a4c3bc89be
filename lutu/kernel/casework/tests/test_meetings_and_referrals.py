"""Meetings whose decisions become cases, and referrals that tell only what the person agreed to."""

from datetime import date, timedelta

import pytest

from lutu.kernel.casework.actions import (
    ConsentMissing,
    MeetingRefused,
    NewDecision,
    ReferralRefused,
    give_consent,
    open_case,
    record_meeting,
    refer,
    withdraw_consent,
)
from lutu.kernel.casework.flows import COMMON_LADDER, OWNER, RAISER, SUPERVISOR, Flow, Move, Stage, Term
from lutu.kernel.casework.models import Case, Meeting
from lutu.kernel.casework.queries import open_decisions, referral_status, to_do
from lutu.kernel.casework.registry import declare_flow
from lutu.kernel.casework.task import TASK
from lutu.kernel.casework.tests.sample import Desk, at
from lutu.kernel.journal.actions import SYSTEM
from tests.cast import AT, DAY

PERSONAL = Flow(
    code="test.personal", title="家庭困难", prefix="TP", initial="new", personal=True,
    stages=(
        Stage("new", "新收", Term(5, "workdays"), ladder=COMMON_LADDER),
        Stage("done", "办结", is_final=True, clock="none"),
    ),
    moves=(
        Move("finish", "办结", frozenset(["new"]), "done", frozenset([OWNER, RAISER, SUPERVISOR]),
             no_evidence_reason="测试"),
    ),
    fields={"mood": "情绪", "address": "住址"},
)  # fmt: skip
declare_flow(PERSONAL)


def meet(desk: Desk, *, count: int = 6, held: str = "2021-11-08 14:00", **given: object) -> Meeting:
    asked = {
        "series": "领导小组会议", "title": "第 3 次会议", "held_at": at(held), "area": desk.district.root,
        "recorder": desk.cast.people["supervision"], "actor": SYSTEM, "at": AT,
        "decisions": [
            NewDecision(f"第 {number} 件事", desk.post("teamlead"), date(2021, 11, 8 + number))
            for number in range(1, count + 1)
        ],
        **given,
    }  # fmt: skip
    return record_meeting(**asked)


def test_six_decisions_become_six_tasks_with_dates_and_lead_the_next_agenda(desk: Desk) -> None:
    meeting = meet(desk)
    assert to_do(user=desk.cast["teamlead"], day=DAY).count() == 6
    first = meeting.decisions.first()
    assert first is not None
    desk.prove(first.case)
    desk.make(first.case, "answer", "teamlead")
    desk.make(first.case, "confirm", "supervision")
    left = open_decisions(series="领导小组会议", before=at("2021-11-15 14:00"))
    assert [row.number for row in left] == [2, 3, 4, 5, 6]
    assert not open_decisions(series="另一个会议").exists()
    assert not open_decisions(series="领导小组会议", before=at("2021-11-08 14:00")).exists()


def test_a_meeting_whose_record_does_not_hold_is_refused_with_every_fault_and_opens_nothing(desk: Desk) -> None:
    with pytest.raises(MeetingRefused) as refused:
        meet(
            desk, held="2021-11-10 09:00", title=" ",
            decisions=[NewDecision(" ", desk.post("teamlead"), date(2021, 11, 1))],
        )  # fmt: skip
    assert str(refused.value) == (
        "会议须有系列和名称;会议尚未召开,不能记录;第 1 项没有议定内容;"
        "第 1 项的完成期限 2021-11-01 早于会议日 2021-11-10"
    )
    assert not Meeting.objects.exists()
    assert not Case.objects.exists()


def personal_case(desk: Desk) -> Case:
    return open_case(
        flow="test.personal", title="某户", area=desk.district.streets[0], owner_post=desk.post("teamlead"),
        fields={"mood": "激动", "address": "某路 1 号"}, summary="内容只在本处", actor=SYSTEM, at=AT,
    )  # fmt: skip


def send(desk: Desk, case: Case, *, key: str = "t", shared: tuple[str, ...] = ("mood",), **given: object) -> Case:
    return refer(
        case_id=case.pk, to_flow=TASK, title="请介入", purpose="疏导", shared=shared, owner_post=desk.post("street"),
        user=desk.cast["teamlead"], key=key, at=AT, **given,
    )  # fmt: skip


def agree(desk: Desk, case: Case, *, until: date = DAY + timedelta(days=30)):
    return give_consent(
        case=case, purpose="疏导", receiver="街道", fields=["mood"], given_date=DAY, expires_date=until,
        manner="当面", actor=SYSTEM, at=AT,
    )  # fmt: skip


def test_a_case_about_a_person_goes_nowhere_without_consent(desk: Desk) -> None:
    case = personal_case(desk)
    with pytest.raises(ConsentMissing, match="须取得本人同意"):
        send(desk, case)
    assert Case.objects.filter(parent=case).count() == 0


def test_consent_covers_its_fields_its_time_and_nothing_more(desk: Desk) -> None:
    case = personal_case(desk)
    consent = agree(desk, case)
    with pytest.raises(ConsentMissing, match="同意不含:address"):
        send(desk, case, shared=("mood", "address"), consent=consent)
    target = send(desk, case, consent=consent)
    assert target.summary == "情绪:激动"
    assert "内容只在本处" not in target.summary
    again = agree(desk, case)
    withdraw_consent(consent=again, day=DAY, actor=SYSTEM, at=AT)
    with pytest.raises(ConsentMissing, match="已失效或已撤回"):
        send(desk, case, key="t2", consent=again)


def test_a_legal_exception_stands_in_for_consent_and_is_on_record(desk: Desk) -> None:
    case = personal_case(desk)
    target = send(desk, case, exception_basis="精神卫生法第三十条")
    assert target.referred_from.exception_basis == "精神卫生法第三十条"


def test_the_sender_sees_one_word_of_what_became_of_it(desk: Desk) -> None:
    case = personal_case(desk)
    target = send(desk, case, exception_basis="测试依据")
    referral = target.referred_from
    assert referral_status(referral=referral) == "待接收"
    desk.make(target, "accept", "street")
    referral.target.refresh_from_db()
    assert referral_status(referral=referral) == "已介入"
    desk.make(target, "cancel", "supervision", reason="已好转")
    referral.target.refresh_from_db()
    assert referral_status(referral=referral) == "已办结"


def test_a_referral_asked_twice_opens_one_case_and_none_within_its_own_flow(desk: Desk) -> None:
    case = personal_case(desk)
    first = send(desk, case, exception_basis="测试依据")
    assert send(desk, case, exception_basis="测试依据") == first
    with pytest.raises(ReferralRefused, match="另一类事项"):
        refer(
            case_id=case.pk, to_flow="test.personal", title="x", purpose="x", shared=(), user=desk.cast["teamlead"],
            key="t3", at=AT,
        )  # fmt: skip
