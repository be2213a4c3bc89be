"""Due dates: the vectors of law, pauses and extensions against the oracle, the horizon, and broken clocks."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lutu.engines.tests.workday_oracle import CHINA, DAY, calendar_of, china, end_of
from lutu.engines.workdays import CalendarYearMissing, ClockBroken, Interval, Term, build_calendar, due

CALENDAR = calendar_of(2024, 2026)
VECTORS = [
    (f"{law['law']} {row['start']} {row['amount']} {row['unit']}", row)
    for law in yaml.safe_load(Path(__file__).with_name("workday_vectors.yaml").read_text(encoding="utf-8"))["vectors"]
    for row in law["terms"]
]


def ends(intervals, amount, unit="workdays", *, roll="none", calendar=CALENDAR, provisional=False):
    term = Term(amount, unit, roll=roll)
    return due(calendar=calendar, intervals=intervals, term=term, tz=CHINA, provisional=provisional)


def running_from(text):
    return [Interval(china(text), None)]


def paused(start, pause, resume=None):
    parts = [Interval(china(start), china(pause)), Interval(china(pause), resume and china(resume), runs=False)]
    return [*parts, Interval(china(resume), None)] if resume else parts


def last_day(result):
    return result.at.astimezone(CHINA).date() - DAY


@pytest.mark.parametrize("row", [row for _, row in VECTORS], ids=[name for name, _ in VECTORS])
def test_a_term_of_law_ends_at_midnight_after_its_last_day(row):
    result = ends(running_from(f"{row['start']}T16:30"), row["amount"], row["unit"], roll=row.get("roll", "none"))
    assert result.at == datetime.combine(row["last"] + DAY, datetime.min.time(), tzinfo=CHINA)
    assert not result.is_provisional
    assert result.calendar_version == CALENDAR.version


def test_the_vectors_hold_both_kinds_of_days():
    assert {row["unit"] for _, row in VECTORS} == {"calendar_days", "workdays"}


def test_a_pause_freezes_fourteen_working_days_and_they_run_on_after_it():
    stopped = ends(paused("2025-09-29T10:00", "2025-10-15T15:00"), 20)
    assert (stopped.at, stopped.left) == (None, 14)
    resumed = ends(paused("2025-09-29T10:00", "2025-10-15T15:00", "2025-11-03T09:00"), 20)
    assert (last_day(resumed), resumed.left) == (date(2025, 11, 21), 0)


def test_the_hour_of_a_pause_and_of_a_resumption_changes_nothing():
    early = ends(paused("2025-09-29T00:00", "2025-10-15T00:00", "2025-11-03T00:00"), 20)
    late = ends(paused("2025-09-29T23:59", "2025-10-15T23:59", "2025-11-03T23:59"), 20)
    assert early.at == late.at


def test_a_day_on_which_the_clock_was_paused_and_resumed_is_not_counted():
    assert last_day(ends(paused("2025-11-03T09:00", "2025-11-05T10:00", "2025-11-05T11:00"), 3)) == date(2025, 11, 7)
    assert last_day(ends(running_from("2025-11-03T09:00"), 3)) == date(2025, 11, 6)


def test_a_pause_on_the_last_day_leaves_that_day_and_one_after_it_comes_too_late():
    assert ends(paused("2025-11-03T09:00", "2025-11-06T10:00"), 3).left == 1
    ended = ends(paused("2025-11-03T09:00", "2025-11-07T10:00"), 3)
    assert (last_day(ended), ended.left) == (date(2025, 11, 6), 0)


def test_an_extension_is_the_same_clock_with_a_longer_term():
    clock = paused("2025-09-29T10:00", "2025-10-15T15:00", "2025-11-03T09:00")
    assert last_day(ends(clock, 30)) == date(2025, 12, 5)


def test_minutes_and_hours_run_through_the_night_and_the_holiday():
    assert ends(running_from("2025-10-01T23:45"), 30, "minutes").at == china("2025-10-02T00:15")
    assert ends(running_from("2026-12-31T23:00"), 2, "hours").at == china("2027-01-01T01:00")


def test_hours_count_every_minute_between_pauses():
    clock = paused("2025-10-01T08:00", "2025-10-01T09:30", "2025-10-03T08:00")
    assert ends(clock, 2, "hours").at == china("2025-10-03T08:30")
    assert ends(clock[:2], 2, "hours").left == 1
    assert ends(clock[:2], 90, "minutes").at == china("2025-10-01T09:30")


def test_weeks_end_at_midnight_of_the_same_weekday_and_left_counts_begun_weeks():
    assert last_day(ends(running_from("2025-09-24T10:00"), 2, "weeks")) == date(2025, 10, 8)
    assert ends(paused("2025-09-24T10:00", "2025-10-03T10:00"), 2, "weeks").left == 1


def test_a_roll_never_shortens_and_a_pause_during_it_changes_nothing():
    rolled = ends(running_from("2025-09-05T10:00"), 30, "calendar_days", roll="next_workday")
    paused_in_roll = paused("2025-09-05T10:00", "2025-10-07T10:00")
    assert ends(paused_in_roll, 30, "calendar_days", roll="next_workday").at == rolled.at


@st.composite
def clocks(draw):
    """A clock of up to three pauses within 2024 to 2026; the last stretch open, running or not."""
    at = datetime(2024, 1, 1, tzinfo=CHINA) + timedelta(minutes=draw(st.integers(0, 600 * 1440)))
    lengths = draw(st.lists(st.integers(1, 30 * 1440), min_size=0, max_size=6))
    parts = []
    for number, length in enumerate(lengths):
        until = at + timedelta(minutes=length)
        parts.append(Interval(at, until, runs=number % 2 == 0))
        at = until
    return [*parts, Interval(at, None, runs=len(parts) % 2 == 0)]


@settings(max_examples=400)
@given(clock=clocks(), amount=st.sampled_from((3, 5, 7, 15, 20, 30, 60)), extension=st.sampled_from((0, 10, 30)))
def test_working_day_terms_with_pauses_and_extensions_end_where_the_oracle_ends(clock, amount, extension):
    result, expected = (
        ends(clock, amount + extension),
        end_of(intervals=clock, amount=amount + extension, workdays=True),
    )
    assert (result.left if result.at is None else result.at) == expected


@settings(max_examples=200)
@given(clock=clocks(), amount=st.integers(1, 90))
def test_calendar_day_terms_with_pauses_end_where_the_oracle_ends(clock, amount):
    result, expected = ends(clock, amount, "calendar_days"), end_of(intervals=clock, amount=amount, workdays=False)
    assert (result.left if result.at is None else result.at) == expected


@given(clock=clocks(), amount=st.integers(1, 60))
def test_splitting_a_stretch_without_stopping_it_changes_nothing(clock, amount):
    first = clock[0]
    middle = first.start + timedelta(minutes=1) if first.stop is None else first.start + (first.stop - first.start) / 2
    split = [Interval(first.start, middle), Interval(middle, first.stop), *clock[1:]]
    assert ends(split, amount) == ends(clock, amount)
    assert ends(split, amount, "hours") == ends(clock, amount, "hours")


def test_beyond_the_horizon_a_term_is_refused_or_provisional():
    clock = running_from("2026-11-23T10:00")
    with pytest.raises(CalendarYearMissing) as missing:
        ends(clock, 30)
    assert missing.value.year == 2027
    result = ends(clock, 30, provisional=True)
    assert (last_day(result), result.is_provisional) == (date(2027, 1, 4), True)
    assert not ends(clock, 20, provisional=True).is_provisional


def test_a_year_loaded_later_turns_the_provisional_day_into_a_firm_one():
    new_year = calendar_of(2024, 2026)
    empty = ends(running_from("2026-12-30T10:00"), 3, provisional=True, calendar=build_calendar(years=[]))
    firm = ends(running_from("2026-09-29T10:00"), 3, calendar=new_year)
    assert (last_day(empty), empty.is_provisional) == (date(2027, 1, 4), True)
    assert (last_day(firm), firm.is_provisional) == (date(2026, 10, 9), False)


def test_a_roll_needs_the_calendar_only_for_its_last_days():
    clock = running_from("2026-12-20T10:00")
    assert last_day(ends(clock, 15, "calendar_days")) == date(2027, 1, 4)
    with pytest.raises(CalendarYearMissing):
        ends(clock, 15, "calendar_days", roll="next_workday")
    rolled = ends(running_from("2026-12-10T10:00"), 24, "calendar_days", roll="next_workday", provisional=True)
    assert (last_day(rolled), rolled.is_provisional) == (date(2027, 1, 4), True)


def test_days_are_those_of_the_zone_asked_for():
    start = datetime(2025, 11, 2, 17, 0, tzinfo=ZoneInfo("UTC"))
    assert last_day(ends([Interval(start, None)], 1)) == date(2025, 11, 4)


@pytest.mark.parametrize(
    "intervals",
    [
        [],
        [Interval(china("2025-11-03T09:00"), None), Interval(china("2025-11-04T09:00"), None)],
        [
            Interval(china("2025-11-03T09:00"), china("2025-11-05T09:00")),
            Interval(china("2025-11-04T09:00"), None, runs=False),
        ],
    ],
)
def test_a_clock_without_stretches_or_with_overlapping_ones_is_refused(intervals):
    with pytest.raises(ClockBroken):
        ends(intervals, 3)


def test_a_stretch_that_is_empty_or_has_no_zone_is_refused():
    with pytest.raises(ClockBroken, match="止于其后"):
        Interval(china("2025-11-03T09:00"), china("2025-11-03T09:00"))
    with pytest.raises(ClockBroken, match="时区"):
        Interval(datetime(2025, 11, 3), None)  # noqa: DTZ001


@pytest.mark.parametrize(
    "term", [{"amount": 0, "unit": "workdays"}, {"amount": 2, "unit": "hours", "roll": "next_workday"}]
)
def test_a_term_without_length_and_a_roll_of_hours_are_refused(term):
    with pytest.raises(ValueError, match=r"时限"):
        Term(**term)


def test_between_two_stretches_that_do_not_touch_the_clock_stands_still():
    clock = [Interval(china("2025-11-03T09:00"), china("2025-11-05T09:00")), Interval(china("2025-11-10T09:00"), None)]
    assert last_day(ends(clock, 3)) == date(2025, 11, 12)
