"""Deadlines in words: always a state, an icon and a number."""

import pytest

from lutu.fronts.workbench.casework.deadlines import light
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.casework.actions import pause
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.tests.sample import Desk, at
from lutu.kernel.casework.urgency import LATER, OVERDUE, PAUSED, TODAY, WEEK, with_urgency

# Due at the end of Wednesday 2021-11-17; 13 and 14 November are a weekend.
DUE = at("2021-11-18 00:00")


@pytest.mark.parametrize(
    ("asked_at", "state", "text"),
    [
        ("2021-11-09 10:00", "later", "还剩6个工作日"),
        ("2021-11-12 10:00", "later", "还剩3个工作日"),
        ("2021-11-13 10:00", "later", "还剩3个工作日"),
        ("2021-11-15 10:00", "soon", "还剩2个工作日"),
        ("2021-11-17 23:59", "today", "今日到期"),
        ("2021-11-18 00:00", "overdue", "逾期1个工作日"),
        ("2021-11-20 10:00", "overdue", "逾期2个工作日"),
        ("2021-11-22 10:00", "overdue", "逾期3个工作日"),
    ],
)
def test_working_days_are_counted_to_and_from_the_last_day(desk: Desk, asked_at: str, state: str, text: str) -> None:
    shown = light(case=Case(due_at=DUE), at=at(asked_at), calendar=current_calendar())
    assert (shown.state, shown.text, shown.day) == (state, text, "2021-11-17")
    assert shown.icon


@pytest.mark.parametrize(
    ("asked_at", "text"),
    [("2021-11-09 21:00", "还剩30分钟"), ("2021-11-09 15:30", "还剩6小时"), ("2021-11-09 23:40", "逾期2小时")],
)
def test_terms_in_minutes_are_told_in_hours_and_minutes(desk: Desk, asked_at: str, text: str) -> None:
    case = Case(due_at=at("2021-11-09 21:30"))
    assert light(case=case, at=at(asked_at), calendar=current_calendar()).text == text


def test_a_deadline_that_passed_on_a_weekend_is_over_by_less_than_a_working_day(desk: Desk) -> None:
    case = Case(due_at=at("2021-11-13 00:00"))
    shown = light(case=case, at=at("2021-11-13 09:00"), calendar=current_calendar())
    assert (shown.state, shown.text) == ("overdue", "逾期不足1个工作日")


def test_a_provisional_deadline_is_marked_and_never_called_overdue(desk: Desk) -> None:
    case = Case(due_at=DUE, due_is_provisional=True)
    shown = light(case=case, at=at("2021-11-22 10:00"), calendar=current_calendar())
    assert (shown.state, shown.tone, shown.note) == ("passed", "yellow", "暂定")


@pytest.mark.parametrize(
    ("case", "text"),
    [
        (Case(is_open=False), "已办结"), (Case(is_paused=True), "已暂停"), (Case(), "不设时限"),
    ],
)  # fmt: skip
def test_a_case_whose_clock_does_not_run_says_so(desk: Desk, case: Case, text: str) -> None:
    assert light(case=case, at=at("2021-11-09 10:00"), calendar=current_calendar()).text == text


def test_sections_follow_the_deadline_and_the_pause(desk: Desk) -> None:
    made = {
        OVERDUE: desk.task(due_date=at("2021-11-01 09:00").date(), at=at("2021-10-20 09:00")),
        TODAY: desk.task(due_date=at("2021-11-09 09:00").date()),
        WEEK: desk.task(due_date=at("2021-11-14 09:00").date()),
        LATER: desk.task(due_date=at("2021-11-15 09:00").date()),
        PAUSED: desk.task(),
    }
    pause(
        case_id=made[PAUSED].pk, reason_code="materials", note="", user=desk.cast["teamlead"], key="p",
        at=at("2021-11-09 10:00"),
    )  # fmt: skip
    found = with_urgency(rows=Case.objects.all(), at=at("2021-11-09 10:00"))
    assert dict(found.values_list("section", "pk")) == {section: case.pk for section, case in made.items()}
