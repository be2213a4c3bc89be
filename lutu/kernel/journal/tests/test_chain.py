"""The canonical text and the link between entries."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lutu.kernel.journal.chain import GENESIS, canonical_json, instant_text, link

FIELDS = {
    "previous": GENESIS,
    "subject_kind": "projects.project",
    "subject_id": "7",
    "seq": 1,
    "at": datetime(2021, 11, 9, 2, 0, tzinfo=UTC),
    "actor_kind": "account",
    "actor_id": "3",
    "actor_name": "张三",
    "on_behalf_of": "",
    "action": "facts.fact.stated",
    "basis": "",
    "details_text": "{}",
    "algorithm": "sm3",
}
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_the_order_of_keys_does_not_matter():
    assert canonical_json({"b": 1, "a": 2}) == canonical_json({"a": 2, "b": 1}) == '{"a":2,"b":1}'


def test_composed_and_decomposed_letters_give_one_text():
    assert canonical_json({"name": "e\u0301"}) == canonical_json({"name": "\u00e9"})


def test_dates_and_decimals_become_text():
    assert canonical_json({"d": date(2021, 8, 3), "m": Decimal("7068.00")}) == '{"d":"2021-08-03","m":"7068.00"}'


@pytest.mark.parametrize("number", [0.5, 1e22, 1e-7, float("nan"), float("inf")])
def test_floats_are_refused_however_they_are_written(number):
    with pytest.raises(TypeError, match="浮点数"):
        canonical_json({"deep": [{"x": number}]})


@pytest.mark.parametrize("value", [b"raw", {1, 2}, object()])
def test_objects_whose_text_is_not_certain_are_refused(value):
    with pytest.raises(TypeError, match="留痕内容只能含"):
        canonical_json({"x": value})


def test_an_instant_is_written_in_utc_with_microseconds():
    china = datetime(2021, 11, 9, 10, 0, tzinfo=timezone(timedelta(hours=8)))
    assert instant_text(china) == "2021-11-09T02:00:00.000000+00:00"


@pytest.mark.parametrize("name", [name for name in FIELDS if name not in ("previous", "seq", "at", "algorithm")])
def test_every_field_is_part_of_the_digest(name):
    assert link(**FIELDS) != link(**{**FIELDS, name: FIELDS[name] + "x"})


def test_number_instant_predecessor_and_algorithm_are_part_of_the_digest():
    changes = {"seq": 2, "at": FIELDS["at"] + timedelta(microseconds=1), "previous": b"x" * 32, "algorithm": "sha256"}
    digests = {link(**{**FIELDS, name: value}) for name, value in changes.items()}
    assert len({link(**FIELDS), *digests}) == 5


@pytest.mark.parametrize("name", ["actor_name", "basis", "on_behalf_of", "subject_id"])
def test_text_cannot_be_shifted_from_one_field_into_the_next(name):
    with pytest.raises(ValueError, match="分隔符"):
        link(**{**FIELDS, name: "a\x1fb"})


@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=4))
def test_canonical_text_is_a_fixed_point_and_holds_no_separator(details):
    import json

    text = canonical_json(details)
    assert canonical_json(json.loads(text)) == text
    assert "\x1f" not in text
