"""The calendar of working days against a day-by-day oracle, and its horizon."""

import random
from datetime import date

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lutu.engines.tests.workday_oracle import DAY, calendar_of, notice, nth
from lutu.engines.workdays import (
    CalendarYearMissing,
    YearNotice,
    add_workdays,
    build_calendar,
    is_workday,
    workdays_between,
)

CALENDAR = calendar_of(2024, 2026)
TERMS = (3, 5, 7, 15, 20, 30, 60)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def test_every_day_is_worked_as_the_package_says():
    days = [date.fromordinal(o) for o in range(CALENDAR.first.toordinal(), CALENDAR.last.toordinal() + 1)]
    assert len(days) == 366 + 365 + 365
    assert [is_workday(calendar=CALENDAR, day=day) for day in days] == list(map(chinese_calendar.is_workday, days))


@pytest.mark.parametrize("days", TERMS)
def test_a_thousand_starts_end_where_the_oracle_ends(days):
    chance = random.Random(f"2024-2026|{days}")
    span = (date(2026, 9, 15) - CALENDAR.first).days
    starts = [date.fromordinal(CALENDAR.first.toordinal() + chance.randrange(span)) for _ in range(1000)]
    ends = [add_workdays(calendar=CALENDAR, start=start, days=days) for start in starts]
    assert ends == [nth(start=start, days=days) for start in starts]


def test_counting_monday_to_friday_would_be_wrong_for_more_than_half_of_the_twenty_day_terms():
    starts = [date.fromordinal(o) for o in range(date(2024, 1, 1).toordinal(), date(2025, 12, 31).toordinal())]
    plain = build_calendar(
        years=[YearNotice(year, frozenset(), frozenset(), "周一至周五") for year in (2024, 2025, 2026)]
    )
    wrong = sum(
        add_workdays(calendar=plain, start=start, days=20) != add_workdays(calendar=CALENDAR, start=start, days=20)
        for start in starts
    )
    assert 0.5 < wrong / len(starts) < 0.6


@given(start=DAYS, days=st.integers(1, 60))
def test_going_forward_and_back_again_meets_the_first_working_day_from_the_start(start, days):
    if start > date(2026, 9, 15):
        start = date(2026, 9, 15)
    end = add_workdays(calendar=CALENDAR, start=start, days=days)
    assert workdays_between(calendar=CALENDAR, start=start, stop=end) == days
    if days > 1:
        assert add_workdays(calendar=CALENDAR, start=end, days=-(days - 1)) == nth(start=start, days=1)


@given(start=st.dates(date(2024, 6, 1), date(2026, 12, 31)), days=st.integers(1, 60))
def test_going_back_agrees_with_the_oracle(start, days):
    assert add_workdays(calendar=CALENDAR, start=start, days=-days) == nth(start=start, days=-days)


@given(start=DAYS, stop=DAYS)
def test_days_between_leave_the_start_out_and_take_the_stop_in(start, stop):
    low, high = min(start, stop), max(start, stop)
    days = [date.fromordinal(o) for o in range(low.toordinal() + 1, high.toordinal() + 1)]
    counted = sum(map(chinese_calendar.is_workday, days))
    assert workdays_between(calendar=CALENDAR, start=low, stop=high) == counted
    assert workdays_between(calendar=CALENDAR, start=high, stop=low) == -counted


def test_no_days_added_leave_the_day_where_it_is_even_a_holiday():
    assert add_workdays(calendar=CALENDAR, start=date(2025, 10, 1), days=0) == date(2025, 10, 1)


def test_beyond_the_last_year_the_missing_year_is_named_with_what_to_do():
    with pytest.raises(
        CalendarYearMissing, match=r"截至 2026-12-31,没有 2027 年:请管理员导入国务院办公厅 2027"
    ) as missing:
        add_workdays(calendar=CALENDAR, start=date(2026, 11, 23), days=30)
    assert (missing.value.year, missing.value.last) == (2027, date(2026, 12, 31))
    assert add_workdays(calendar=CALENDAR, start=date(2026, 11, 23), days=28) == date(2026, 12, 31)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: is_workday(calendar=CALENDAR, day=date(2023, 12, 31)),
        lambda: add_workdays(calendar=CALENDAR, start=date(2024, 1, 2), days=-1),
        lambda: add_workdays(calendar=CALENDAR, start=date(2023, 12, 1), days=40),
        lambda: workdays_between(calendar=CALENDAR, start=date(2023, 12, 30), stop=date(2024, 3, 1)),
    ],
)
def test_before_the_first_year_nothing_is_guessed(ask):
    with pytest.raises(CalendarYearMissing) as missing:
        ask()
    assert missing.value.year == 2023


def test_the_last_day_before_the_calendar_may_start_a_count_because_it_is_not_counted():
    assert add_workdays(calendar=CALENDAR, start=CALENDAR.first - DAY, days=1) == date(2024, 1, 2)
    assert add_workdays(calendar=CALENDAR, start=CALENDAR.last + DAY, days=-1) == date(2026, 12, 31)


def test_an_empty_calendar_says_that_no_year_is_there():
    with pytest.raises(CalendarYearMissing, match="还没有任何年度") as missing:
        is_workday(calendar=build_calendar(years=[]), day=date(2026, 5, 6))
    assert missing.value.year == 2026


def test_a_notice_may_reach_into_the_december_before_and_prevails_there():
    before = YearNotice(2018, frozenset(), frozenset(), "2018")
    after = YearNotice(2019, frozenset([date(2018, 12, 31)]), frozenset([date(2018, 12, 29)]), "2019")
    calendar = build_calendar(years=[before, after])
    assert is_workday(calendar=calendar, day=date(2018, 12, 29))
    assert not is_workday(calendar=calendar, day=date(2018, 12, 31))
    assert build_calendar(years=[after]).first == date(2019, 1, 1)


@pytest.mark.parametrize("years", [(2024, 2026), (2024, 2024)])
def test_years_with_a_gap_or_given_twice_are_refused(years):
    with pytest.raises(ValueError, match="连续且不重复"):
        build_calendar(years=[notice(year) for year in years])


def test_the_version_names_the_content_whatever_the_order_of_the_years():
    years = [notice(year) for year in (2024, 2025, 2026)]
    assert build_calendar(years=years[::-1]).version == CALENDAR.version
    moved = YearNotice(2026, years[2].holidays - {date(2026, 10, 7)}, years[2].makeup_days, "改")
    assert build_calendar(years=[*years[:2], moved]).version != CALENDAR.version
    assert CALENDAR.version.startswith("2024–2026·")
