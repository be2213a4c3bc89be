"""The clock of a case: pause, resume, extension with another's approval, reminders and escalation by the minute."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from lutu.kernel.calendars.actions import propose_year, sign_year
from lutu.kernel.casework.actions import (
    ClockRefused,
    MoveRefused,
    SeparationBroken,
    ask_extension,
    decide_extension,
    pause,
    recompute_deadlines,
    resume,
    run_clock,
)
from lutu.kernel.casework.clock import due_words
from lutu.kernel.casework.models import Case, CaseInterval, Extension
from lutu.kernel.casework.tests.sample import Desk, at
from lutu.kernel.journal.actions import Actor
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.models import Notice
from tests.cast import AT

SILENT = SimpleNamespace(step=lambda *_given, **_named: None)


def steps_of(case: Case) -> list[tuple[str, datetime]]:
    return [(entry.action.rpartition(".")[2], entry.at) for entry in entries_of(subject=("casework.case", case.pk))]


def test_a_pause_freezes_whole_working_days_and_the_deadline_follows(desk: Desk) -> None:
    case = desk.task()
    pause(
        case_id=case.pk, reason_code="materials", note="等测绘图", user=desk.cast["teamlead"], key="p",
        at=at("2021-11-11 09:00"),
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.is_paused, case.due_at, case.next_rung_at) == (True, None, None)
    assert due_words(case.resume_by_at) == "2021-12-02"
    resume(case_id=case.pk, user=desk.cast["teamlead"], key="r", at=at("2021-11-18 15:00"))
    case.refresh_from_db()
    # One of ten days was used (the 10th); nine are left after the 18th.
    assert (case.is_paused, due_words(case.due_at)) == (False, "2021-12-01")
    kinds = [(row.runs, bool(row.ends_at)) for row in CaseInterval.objects.filter(case=case).order_by("starts_at")]
    assert kinds == [(True, True), (False, True), (True, False)]


def test_the_vector_of_autumn_2025_holds(desk: Desk) -> None:
    case = desk.task(at=at("2025-09-26 09:00"))
    Case.objects.filter(pk=case.pk).update(term_amount=15)
    pause(case_id=case.pk, reason_code="higher_decision", note="", user=desk.cast["teamlead"], key="p",
          at=at("2025-09-29 09:00"))  # fmt: skip
    resume(case_id=case.pk, user=desk.cast["teamlead"], key="r", at=at("2025-10-09 09:00"))
    case.refresh_from_db()
    # 2025-09-28 was a make-up Sunday and counted; fourteen days are left from the 10th on, the 11th being worked too.
    assert due_words(case.due_at) == "2025-10-28"


@pytest.mark.parametrize(
    ("code", "who", "refusal"),
    [
        ("holiday", "teamlead", "暂停事由应为:等待补充材料、等待上级决定"),
        ("materials", "street", "由责任岗位或督办人员"),
    ],
)
def test_a_pause_needs_a_listed_reason_and_somebody_responsible(desk: Desk, code: str, who: str, refusal: str) -> None:
    case = desk.task(area=desk.district.streets[0])
    street = desk.task(owner="street")
    target = street if who == "street" else case
    if who == "street":
        who, target = "specialist", street
        Case.objects.filter(pk=street.pk).update(raiser=desk.cast.people["specialist"])
    with pytest.raises(MoveRefused, match=refusal):
        pause(case_id=target.pk, reason_code=code, note="", user=desk.cast[who], key="p", at=AT)


def test_the_clock_goes_on_by_itself_when_the_longest_pause_is_over(desk: Desk) -> None:
    case = desk.task()
    pause(case_id=case.pk, reason_code="materials", note="", user=desk.cast["teamlead"], key="p", at=AT)
    case.refresh_from_db()
    over = case.resume_by_at
    assert over is not None
    run_clock(at=over - timedelta(minutes=1))
    case.refresh_from_db()
    assert case.is_paused
    run_clock(at=over + timedelta(hours=5))
    case.refresh_from_db()
    assert (case.is_paused, steps_of(case)[0]) == (False, ("resumed", over))


def test_a_given_date_is_neither_paused_nor_extended(desk: Desk) -> None:
    case = desk.task(due_date=date(2021, 11, 12))
    with pytest.raises(ClockRefused, match="没有正在计时的时限"):
        pause(case_id=case.pk, reason_code="materials", note="", user=desk.cast["teamlead"], key="p", at=AT)
    with pytest.raises(ClockRefused, match="不能延期"):
        ask_extension(case_id=case.pk, amount=5, reason="忙", user=desk.cast["teamlead"], key="e", at=AT)


def test_an_extension_is_asked_by_the_owner_and_granted_by_another(desk: Desk) -> None:
    case = desk.task()
    ask_extension(case_id=case.pk, amount=5, reason="待现场勘察", user=desk.cast["teamlead"], key="e", at=AT)
    case.refresh_from_db()
    assert due_words(case.due_at) == "2021-11-23"
    decide_extension(case_id=case.pk, approve=True, decision="同意", user=desk.cast["supervision"], key="d", at=AT)
    case.refresh_from_db()
    assert (due_words(case.due_at), case.term_amount) == ("2021-11-30", 15)
    entry = entries_of(subject=("casework.case", case.pk))[0]
    assert (entry.details["was"], entry.details["due_at"]) == ("2021-11-23", "2021-11-30")
    with pytest.raises(ClockRefused, match="最多延期 1 次"):
        ask_extension(case_id=case.pk, amount=5, reason="再要", user=desk.cast["teamlead"], key="e2", at=AT)


def test_an_extension_refused_needs_a_reason_and_changes_nothing(desk: Desk) -> None:
    case = desk.task()
    ask_extension(case_id=case.pk, amount=5, reason="忙", user=desk.cast["teamlead"], key="e", at=AT)
    with pytest.raises(ClockRefused, match="须写明理由"):
        decide_extension(case_id=case.pk, approve=False, decision="", user=desk.cast["supervision"], key="d", at=AT)
    decide_extension(case_id=case.pk, approve=False, decision="理由不足", user=desk.cast["supervision"], key="d", at=AT)
    case.refresh_from_db()
    assert (due_words(case.due_at), Extension.objects.get(case=case).state) == ("2021-11-23", "refused")


def test_whoever_asks_for_an_extension_does_not_grant_it(desk: Desk) -> None:
    case = desk.task(owner="supervision", raiser="teamlead")
    ask_extension(case_id=case.pk, amount=5, reason="忙", user=desk.cast["supervision"], key="e", at=AT)
    with pytest.raises(SeparationBroken, match="申请延期的人不得批准延期"):
        decide_extension(case_id=case.pk, approve=True, decision="", user=desk.cast["supervision"], key="d", at=AT)


@pytest.mark.parametrize("amount", [0, 31])
def test_more_than_the_rule_allows_is_refused_with_the_limit(desk: Desk, amount: int) -> None:
    case = desk.task()
    with pytest.raises(ClockRefused, match=f"延期应为 1 至 30 个工作日,申请为 {amount}"):
        ask_extension(case_id=case.pk, amount=amount, reason="忙", user=desk.cast["teamlead"], key="e", at=AT)


def test_the_ladder_reminds_urges_and_reports_each_once_at_its_own_time(desk: Desk) -> None:
    case = desk.task()
    assert run_clock(at=at("2021-11-19 08:59")) == 0
    assert run_clock(at=at("2021-11-19 09:00")) == 1
    assert run_clock(at=at("2021-11-19 18:00")) == 0
    assert run_clock(at=at("2021-11-24 09:01")) == 1
    case.refresh_from_db()
    assert case.escalation_level == 1
    assert run_clock(at=at("2021-12-30 00:00")) == 1
    assert run_clock(at=at("2022-12-30 00:00")) == 0
    case.refresh_from_db()
    assert (case.escalation_level, case.next_rung_at) == (2, None)
    assert steps_of(case)[:3] == [
        ("report", at("2021-11-30 09:00")),
        ("urge", at("2021-11-24 09:00")),
        ("remind", at("2021-11-19 09:00")),
    ]
    told = Notice.objects.filter(subject_id=case.pk, title__startswith="逾期报全区督办").values_list(
        "person", flat=True
    )
    assert {desk.cast.people[name].pk for name in ("teamlead", "supervision", "leader")} == set(told)


def test_a_new_term_begins_without_the_escalation_of_the_old(desk: Desk) -> None:
    case = desk.task()
    run_clock(at=at("2021-11-24 09:01"))
    desk.prove(case, when=at("2021-11-24 10:00"))
    desk.make(case, "answer", "teamlead", when=at("2021-11-24 10:00"), fields={"result": "已办"})
    case.refresh_from_db()
    assert (case.escalation_level, due_words(case.due_at)) == (0, "2021-12-01")


def test_a_clock_run_late_or_twice_writes_the_same_journal(desk: Desk) -> None:
    def written(run: Callable[[Case], object]) -> list[tuple[str, datetime, str]]:
        case = desk.task()
        run(case)
        rows = Entry.objects.filter(subject_kind="casework.case", subject_id=case.pk).order_by("seq")
        return [(row.action, row.at, row.details_text.replace(case.number, "")) for row in rows]

    def each_hour(case: Case) -> None:
        for hour in range(0, 24 * 30):
            run_clock(at=AT + timedelta(hours=hour))
            run_clock(at=AT + timedelta(hours=hour))

    def after_an_outage(case: Case) -> None:
        run_clock(at=at("2021-11-18 10:00"))
        run_clock(at=AT + timedelta(days=30))

    assert written(each_hour) == written(after_an_outage)


def test_beyond_the_calendar_a_case_opens_provisionally_and_is_reminded_but_not_escalated(desk: Desk) -> None:
    case = desk.task(at=at("2026-12-22 10:00"))
    assert (case.due_is_provisional, due_words(case.due_at)) == (True, "2027-01-05")
    run_clock(at=at("2027-02-01 00:00"))
    case.refresh_from_db()
    assert case.escalation_level == 0
    assert [step[0] for step in steps_of(case)] == ["remind", "opened"]


def test_a_new_calendar_moves_the_deadlines_of_open_cases_and_says_from_when_to_when(desk: Desk) -> None:
    case = desk.task(at=at("2026-12-22 10:00"))
    fixed = desk.task(at=at("2026-12-22 10:00"), due_date=date(2027, 1, 20))
    proposed = propose_year(
        year=2027, holidays=frozenset([date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)]), makeup_days=frozenset(),
        source="测试通知", document_number="", issued_date=None, actor=Actor("account", "1", "甲"), at=AT,
    )  # fmt: skip
    sign_year(row=proposed, actor=Actor("account", "2", "乙"), at=AT)
    result = recompute_deadlines(at=at("2026-12-25 10:00"), progress=SILENT)
    assert result["cases"] == 2
    case.refresh_from_db()
    fixed.refresh_from_db()
    assert (case.due_is_provisional, due_words(case.due_at)) == (False, "2027-01-08")
    assert due_words(fixed.due_at) == "2027-01-20"
    entry = Entry.objects.filter(action="casework.clock.recomputed", subject_id=case.pk).latest("seq")
    assert (entry.details["was"], entry.details["due_at"]) == ("2027-01-05", "2027-01-08")
