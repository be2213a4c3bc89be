"""Numbers, amounts, land, shares and days as they are written."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lutu.web import formats

fens = st.integers(min_value=-(10**17), max_value=10**17)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (None, "—"),
        (0, "0万元"),
        (1, "0.01元"),
        (999_999, "9,999.99元"),
        (1_000_000, "1万元"),
        (312_500_000, "312.5万元"),
        (9_999_990_000, "9,999.99万元"),
        (9_999_999_999, "1.00亿元"),
        (10_000_000_000, "1.00亿元"),
        (30_420_000 * 1_000_000, "3,042.00亿元"),
        (-12_345_678_900, "-1.23亿元"),
    ],
)
def test_an_amount_is_written_in_the_unit_of_its_size(fen, text):
    assert formats.money(fen) == text


@given(fens)
def test_an_amount_is_never_further_from_the_truth_than_half_a_cent_of_its_unit(fen):
    text = formats.money(fen)
    unit = next(size for name, size in (("亿元", 10**10), ("万元", 10**6), ("元", 100)) if text.endswith(name))
    shown = Decimal(text.rstrip("亿万元").replace(",", "")) * unit
    assert abs(shown - fen) <= Decimal(unit) / 200
    assert "E" not in text


@given(fens)
def test_the_ledger_amount_is_exact(fen):
    assert Decimal(formats.yuan(fen).removesuffix("元").replace(",", "")) * 100 == fen


@given(fens)
def test_the_amount_for_spreadsheets_is_exact(fen):
    assert formats.wan(fen) * 1_000_000 == fen


@given(st.decimals(min_value=0, max_value=10**10, places=4, allow_nan=False, allow_infinity=False))
def test_land_is_written_in_mu_with_two_decimals(m2):
    shown = Decimal(formats.mu(m2).removesuffix("亩").replace(",", ""))
    assert shown == (m2 * 3 / 2000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert formats.mu(m2)[:-1].split(".")[1].isdigit()


@given(st.integers(min_value=-(10**6), max_value=10**6))
def test_a_share_has_one_decimal(basis_points):
    text = formats.percent_bp(basis_points)
    assert abs(Decimal(text.removesuffix("%").replace(",", "")) * 100 - basis_points) <= 5


def test_counts_measures_days_and_instants_are_written_plainly():
    assert formats.number(1234567) == "1,234,567"
    assert formats.number(Decimal("0.0000001")) == "0.0000001"
    assert formats.m2(Decimal("10000.0000")) == "10,000㎡"
    assert formats.percent_bp(8281) == "82.8%"
    assert formats.day_text(date(2021, 9, 30)) == "2021-09-30"
    assert formats.day_words(date(2021, 9, 30)) == "2021年9月30日"
    assert formats.instant_text(datetime(2021, 9, 30, 16, 5, tzinfo=UTC)) == "2021-10-01 00:05"
    every = (formats.money, formats.mu, formats.m2, formats.number, formats.percent_bp, formats.day_text, formats.yuan)
    assert {write(None) for write in every} == {"—"}
