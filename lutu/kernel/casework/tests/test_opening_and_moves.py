"""Cases are opened with a number, a clock and a notice, and go through their moves under lock, guard and key."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lutu.kernel.casework.actions import (
    CaseChanged,
    CaseNotFound,
    CaseRefused,
    KeyReused,
    MoveRefused,
    NewCase,
    SeparationBroken,
    UnknownMove,
    fire,
    open_cases,
)
from lutu.kernel.casework.clock import due_words
from lutu.kernel.casework.models import Case, CaseInterval, FiredMove
from lutu.kernel.casework.queries import offered_moves, to_confirm, to_do
from lutu.kernel.casework.task import TASK
from lutu.kernel.casework.tests.sample import HOUR, Desk, at
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.models import Notice
from tests.cast import AT, DAY


def test_a_case_opens_with_number_owner_deadline_and_a_notice_to_the_owner(desk: Desk) -> None:
    case = desk.task()
    assert case.number == "RW-2021-000001"
    assert (case.stage, case.is_open) == ("assigned", True)
    # Ten working days from Tuesday 2021-11-09, the day itself not counted.
    assert due_words(case.due_at) == "2021-11-23"
    assert case.next_rung_at == at("2021-11-19 09:00")
    told = Notice.objects.filter(subject_kind="casework.case", subject_id=case.pk)
    assert [row.person_id for row in told] == [desk.cast.people["teamlead"].pk]
    assert [entry.action for entry in entries_of(subject=("casework.case", case.pk))] == ["casework.case.opened"]


def test_numbers_go_on_within_a_year_and_begin_anew_in_the_next(desk: Desk) -> None:
    assert [desk.task().number, desk.task().number] == ["RW-2021-000001", "RW-2021-000002"]
    assert desk.task(at=at("2022-01-04 09:00")).number == "RW-2022-000001"


def test_many_cases_open_in_as_many_statements_as_few(desk: Desk) -> None:
    def statements(count: int) -> int:
        asked = [
            NewCase(TASK, f"任务 {number}", desk.district.root, owner_post=desk.post("teamlead"))
            for number in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            open_cases(cases=asked, actor=SYSTEM, at=AT)
        return len(captured)

    statements(1)
    assert statements(20) == statements(2)


def test_a_case_without_title_or_with_an_unknown_field_is_refused(desk: Desk) -> None:
    with pytest.raises(CaseRefused, match="标题"):
        desk.task(title=" ")
    with pytest.raises(CaseRefused, match="没有内容项 money"):
        desk.task(fields={"money": 1})
    assert not Case.objects.exists()


def test_a_task_goes_from_hand_to_hand_until_it_is_closed_on_evidence(desk: Desk) -> None:
    case = desk.task()
    desk.make(case, "accept", "teamlead")
    assert case.stage == "in_hand"
    with pytest.raises(MoveRefused, match="须附佐证"):
        desk.make(case, "answer", "teamlead")
    desk.prove(case)
    desk.make(case, "answer", "teamlead", when=AT + HOUR, fields={"result": "已协调"})
    assert (case.stage, case.fields) == ("answered", {"result": "已协调"})
    assert due_words(case.due_at) == "2021-11-16"
    desk.make(case, "confirm", "supervision", when=AT + 2 * HOUR)
    assert (case.stage, case.is_open, case.outcome, case.due_at) == ("closed", False, "done", None)
    assert case.closed_at == AT + 2 * HOUR
    assert not CaseInterval.objects.filter(case=case, ends_at=None).exists()
    actions = [entry.action for entry in entries_of(subject=("casework.case", case.pk))]
    assert actions == [
        "casework.task.confirm", "casework.task.answer", "documents.file.stored", "casework.task.accept",
        "casework.case.opened",
    ]  # fmt: skip


def test_closing_without_evidence_is_refused_in_the_words_of_the_trade(desk: Desk) -> None:
    case = desk.task()
    Case.objects.filter(pk=case.pk).update(stage="answered")
    with pytest.raises(MoveRefused) as refused:
        desk.make(case, "confirm", "supervision")
    assert refused.value.reasons == ("销号须附佐证",)


def test_every_reason_is_told_and_not_only_the_first(desk: Desk) -> None:
    case = desk.task()
    with pytest.raises(MoveRefused) as refused:
        desk.make(case, "answer", "teamlead", fields={"number": "1"})
    assert refused.value.reasons == ("“提交办结”不能改动“number”", "“提交办结”须附佐证")


def test_a_move_the_stage_does_not_know_names_those_it_knows(desk: Desk) -> None:
    case = desk.task()
    with pytest.raises(UnknownMove) as refused:
        desk.make(case, "confirm", "supervision")
    assert refused.value.allowed == ("接收", "提交办结", "撤销")
    assert "“待接收”阶段不能“核实销号”" in str(refused.value)


def test_a_stranger_meets_no_case_and_a_reader_cannot_move_it(desk: Desk) -> None:
    case = desk.task()
    with pytest.raises(CaseNotFound):
        desk.make(case, "accept", "stranger")
    with pytest.raises(MoveRefused, match="不由您办理:由责任岗位办理"):
        desk.make(case, "accept", "supervision")


def test_whoever_did_the_work_cannot_confirm_it_even_as_its_raiser(desk: Desk) -> None:
    case = desk.task(owner="teamlead", raiser="teamlead")
    desk.prove(case)
    desk.make(case, "answer", "teamlead")
    with pytest.raises(SeparationBroken, match="办理人不得核实自己办结的事项"):
        desk.make(case, "confirm", "teamlead")


def test_the_same_request_twice_is_answered_once(desk: Desk) -> None:
    case = desk.task()
    first = desk.make(case, "accept", "teamlead", key="k1")
    again = desk.make(case, "accept", "teamlead", key="k1")
    assert (first.is_repeat, again.is_repeat, again.stage) == (False, True, "in_hand")
    assert FiredMove.objects.filter(case=case, action="accept").count() == 1
    assert entries_of(subject=("casework.case", case.pk)).count() == 2
    with pytest.raises(KeyReused):
        desk.make(case, "cancel", "supervision", key="k1", reason="另一件事")


def test_a_request_that_took_the_case_out_of_sight_still_gets_its_answer(desk: Desk) -> None:
    case = desk.task(owner="mediator")
    desk.make(case, "accept", "mediator", key="k1")
    Case.objects.filter(pk=case.pk).update(owner_post=desk.post("street"))
    assert desk.make(case, "accept", "mediator", key="k1").is_repeat
    with pytest.raises(CaseNotFound):
        desk.make(case, "accept", "mediator", key="k2")


def test_a_case_that_somebody_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    case = desk.task()
    desk.make(case, "accept", "teamlead")
    with pytest.raises(CaseChanged, match="请刷新后再办"):
        desk.make(case, "cancel", "supervision", reason="重复", version=0)


def test_a_reason_is_asked_for_where_the_table_asks(desk: Desk) -> None:
    case = desk.task()
    with pytest.raises(MoveRefused, match="“撤销”须写明理由"):
        desk.make(case, "cancel", "supervision", reason="  ")
    desk.make(case, "cancel", "supervision", reason="与另一件重复")
    assert (case.is_open, case.outcome) == (False, "cancelled")


def test_a_closed_case_may_be_taken_up_again_and_the_old_closing_stays_on_record(desk: Desk) -> None:
    case = desk.task()
    desk.prove(case)
    desk.make(case, "answer", "teamlead")
    desk.make(case, "confirm", "supervision")
    desk.make(case, "reopen", "supervision", when=at("2021-11-10 09:00"), reason="复查未整改")
    assert (case.stage, case.is_open, case.closed_at, case.outcome) == ("assigned", True, None, "")
    assert due_words(case.due_at) == "2021-11-24"
    actions = [entry.action for entry in entries_of(subject=("casework.case", case.pk))]
    assert actions[:2] == ["casework.task.reopen", "casework.task.confirm"]


def test_a_given_date_is_the_deadline_until_the_answer_is_in(desk: Desk) -> None:
    case = desk.task(due_date=date(2021, 11, 12))
    assert due_words(case.due_at) == "2021-11-12"
    desk.prove(case)
    desk.make(case, "answer", "teamlead")
    assert due_words(case.due_at) == "2021-11-16"


def test_moves_already_made_cannot_be_changed_or_deleted(desk: Desk) -> None:
    case = desk.task()
    desk.make(case, "accept", "teamlead")
    for spoil in (lambda rows: rows.update(action="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="may only grow"), transaction.atomic():
            spoil(FiredMove.objects.filter(case=case))


def test_the_to_do_list_is_the_owners_by_deadline_and_the_answer_waits_for_the_raiser(desk: Desk) -> None:
    late = desk.task(title="后到期", due_date=date(2021, 12, 1))
    soon = desk.task(title="先到期", due_date=date(2021, 11, 10))
    mine = to_do(user=desk.cast["teamlead"], day=DAY)
    assert [case.title for case in mine] == ["先到期", "后到期"]
    assert not to_do(user=desk.cast["street"], day=DAY).exists()
    desk.prove(soon)
    desk.make(soon, "answer", "teamlead")
    assert list(to_do(user=desk.cast["teamlead"], day=DAY)) == [late]
    assert list(to_confirm(user=desk.cast["supervision"], day=DAY)) == [soon]


def test_only_moves_of_ones_own_role_are_offered(desk: Desk) -> None:
    case = desk.task()

    def offered(username: str) -> list[str]:
        return [move.action for move in offered_moves(case=case, user=desk.cast[username], day=DAY)]

    assert offered("teamlead") == ["accept", "answer"]
    assert offered("supervision") == ["cancel"]
    assert offered("street") == []


def test_a_failing_move_leaves_nothing_half_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = desk.task()

    def break_down(**_given: Any) -> int:
        raise RuntimeError("outbox away")

    monkeypatch.setattr("lutu.kernel.casework.actions.firing.tell", break_down)
    with pytest.raises(RuntimeError, match="outbox away"):
        fire(case_id=case.pk, action="accept", user=desk.cast["teamlead"], key="k", at=AT)
    case.refresh_from_db()
    assert (case.stage, case.version) == ("assigned", 0)
    assert not FiredMove.objects.filter(case=case, action="accept").exists()
