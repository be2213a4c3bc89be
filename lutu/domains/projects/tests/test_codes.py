"""Project codes: the standard's form, and every other form kept as legacy with a warning."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lutu.domains.projects.codes import ProjectCodeError, parse_project_code

REGIONS = frozenset(["370214"])
STANDARD = "2108-370214-04-01-123456"


def read(text: str):  # type: ignore[no-untyped-def]
    return parse_project_code(text=text, known_regions=REGIONS)


def test_a_code_of_the_standard_passes_without_a_warning():
    assert read(STANDARD).scheme == "gbt40058"
    assert read(STANDARD).warnings == ()


def test_full_width_small_letters_spaces_and_missing_hyphens_are_put_right():
    assert read(" 2108-370214-04-01-12345a ").code == "2108-370214-04-01-12345A"
    assert read("2108370214040112345a").code == "2108-370214-04-01-12345A"
    assert read("2108-370214-04-01-123456\u3000").code == STANDARD


def test_a_code_of_another_length_is_kept_as_legacy_and_says_how_long_it_is():
    found = read("2108-370214-04-01-12345")
    assert (found.scheme, found.code) == ("legacy", "2108-370214-04-01-12345")
    assert found.warnings == ('代码"2108-370214-04-01-12345"长度 23,应为 24(4-6-2-2-6),按旧码登记',)


def test_a_code_with_a_year_where_the_month_stands_is_kept_as_legacy():
    found = read("2017-370214-04-01-123456")
    assert found.scheme == "legacy"
    assert found.warnings == ('代码"2017-370214-04-01-123456"的月份 17 应为 01 至 12,按旧码登记',)


def test_a_region_nobody_knows_is_named():
    assert read("2108-379999-04-01-123456").warnings == ("行政区 379999 不在区划表",)


def test_24_characters_in_another_order_are_kept_as_legacy():
    assert read("370214-2108-04-01-123456").warnings == (
        '代码"370214-2108-04-01-123456"不是 4-6-2-2-6 的形式,按旧码登记',
    )


@pytest.mark.parametrize("text", ["", "   ", "\u3000"])
def test_only_an_empty_code_is_refused(text):
    with pytest.raises(ProjectCodeError):
        read(text)


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip()))
def test_whatever_is_written_is_either_standard_or_legacy_with_a_reason(text):
    found = read(text)
    assert found.code
    assert (found.scheme == "gbt40058") == (found.warnings == ())


@given(
    month=st.integers(1, 12),
    year=st.integers(0, 99),
    middle=st.tuples(st.integers(0, 99), st.integers(0, 99)),
    tail=st.text(alphabet=string.digits + string.ascii_uppercase, min_size=6, max_size=6),
)
def test_every_code_of_the_form_is_standard_and_reads_the_same_without_hyphens(month, year, middle, tail):
    code = f"{year:02}{month:02}-370214-{middle[0]:02}-{middle[1]:02}-{tail}"
    assert read(code) == read(code.replace("-", ""))
    assert read(code).scheme == "gbt40058"
    assert read(code).code == code


@given(st.text(max_size=60).filter(lambda text: text.strip()))
def test_reading_a_read_code_again_changes_nothing(text):
    once = read(text)
    assert read(once.code).code == once.code
