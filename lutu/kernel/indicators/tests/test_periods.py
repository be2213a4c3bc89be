"""Periods: half-open, their codes and names, the one before, the same one a year ago."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lutu.kernel.indicators.periods import (
    BEGINNING,
    KINDS,
    Period,
    PeriodUnknown,
    parse_period,
    period_of,
    previous,
    same_last_year,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("code", "kind", "start", "stop", "name"),
    [
        ("2021Q3", "quarter", date(2021, 7, 1), date(2021, 10, 1), "2021年三季度"),
        ("2021Q4", "quarter", date(2021, 10, 1), date(2022, 1, 1), "2021年四季度"),
        ("2021-09", "month", date(2021, 9, 1), date(2021, 10, 1), "2021年9月"),
        ("2021", "year", date(2021, 1, 1), date(2022, 1, 1), "2021年"),
        ("2021-09-30", "day", date(2021, 9, 30), date(2021, 10, 1), "2021年9月30日"),
        ("to-2021-09-30", "cumulative", BEGINNING, date(2021, 10, 1), "截至2021年9月30日"),
    ],
)
def test_a_code_names_its_period(code: str, kind: str, start: date, stop: date, name: str) -> None:
    period = parse_period(code)
    assert (period.kind, period.start, period.stop) == (kind, start, stop)
    assert (period.code, period.name) == (code, name)


@given(DAYS, st.sampled_from(KINDS))
def test_a_period_holds_its_day_and_reads_back_from_its_code(day: date, kind: str) -> None:
    period = period_of(kind=kind, day=day)
    assert period.start <= day < period.stop
    assert parse_period(period.code) == period


@given(DAYS, st.sampled_from(["day", "month", "quarter", "year"]))
def test_the_period_before_ends_where_this_one_begins(day: date, kind: str) -> None:
    period = period_of(kind=kind, day=day)
    assert previous(period).stop == period.start
    assert period_of(kind=kind, day=previous(period).last_day + timedelta(days=1)) == period


def test_a_cumulative_period_is_compared_with_the_one_a_year_before() -> None:
    period = parse_period("to-2021-09-30")
    assert previous(period) == parse_period("to-2020-09-30") == same_last_year(period)
    assert same_last_year(parse_period("2020-02-29")) == parse_period("2019-02-28")


@pytest.mark.parametrize("code", ["2021Q5", "2021-13", "2021-02-30", "", "Q3", "to-2021-09-31", "2021q3"])
def test_what_names_no_period_is_refused_with_examples(code: str) -> None:
    with pytest.raises(PeriodUnknown, match="应如 2021Q3"):
        parse_period(code)


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PeriodUnknown, match="week"):
        period_of(kind="week", day=date(2021, 1, 1))
    assert Period("day", date(2021, 1, 1), date(2021, 1, 2)) < Period("day", date(2021, 1, 2), date(2021, 1, 3))
