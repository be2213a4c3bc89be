import hashlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lutu.engines.seeds import AllocationImpossible, allocate, assert_total, choose, draw, normal, u

WEIGHTS = st.dictionaries(st.text(min_size=1, max_size=4), st.integers(0, 10**9), min_size=1, max_size=30)


def test_the_number_of_a_key_is_the_published_formula():
    n = int(hashlib.sha256(b"cy2021|370214001001").hexdigest()[:16], 16)
    assert draw("370214001001") == (n + Fraction(1, 2)) / 2**64


def test_numbers_are_pinned_so_that_a_changed_source_is_noticed():
    assert f"{u('370214001001'):.12f}" == "0.491933982384"
    assert f"{normal('370214001001'):.9f}" == "-0.020219886"


@given(st.text(max_size=20))
def test_a_number_lies_strictly_between_nothing_and_one(key):
    assert 0 < u(key) < 1
    assert -10 < normal(key) < 10


def test_a_choice_follows_its_weights():
    drawn = [choose(f"choice|{n}", {"网格": 62, "自报": 25, "12345": 8, "终端": 5}) for n in range(4000)]
    assert abs(drawn.count("网格") / 4000 - 0.62) < 0.03
    assert abs(drawn.count("终端") / 4000 - 0.05) < 0.02


def test_an_option_without_weight_is_never_chosen():
    assert {choose(f"never|{n}", {"从不": 0, "总是": 1}) for n in range(100)} == {"总是"}


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": 2, "b": -1}])
def test_a_choice_without_usable_weights_is_refused(weights):
    with pytest.raises(ValueError, match="权重"):
        choose("k", weights)


@given(WEIGHTS.filter(lambda weights: sum(weights.values()) > 0), st.integers(0, 10**7), st.integers(0, 50))
def test_an_allocation_adds_up_exactly_and_nobody_is_more_than_one_unit_from_the_exact_share(weights, total, minimum):
    rest = total - minimum * len(weights)
    if rest < 0:
        with pytest.raises(AllocationImpossible, match="不足"):
            allocate(total=total, weights=weights, minimum=minimum)
        return
    shares = allocate(total=total, weights=weights, minimum=minimum)
    assert sum(shares.values()) == total
    for key, share in shares.items():
        exact = minimum + Fraction(rest * weights[key], sum(weights.values()))
        assert minimum <= share
        assert abs(share - exact) < 1


@given(WEIGHTS.filter(lambda weights: sum(weights.values()) > 0), st.integers(0, 10**6))
def test_an_allocation_does_not_depend_on_the_order_of_the_keys(weights, total):
    backwards = dict(reversed(list(weights.items())))
    assert allocate(total=total, weights=weights) == allocate(total=total, weights=backwards)


def test_a_tie_goes_to_the_lower_key():
    assert allocate(total=2, weights={"c": 1, "b": 1, "a": 1}) == {"c": 0, "b": 1, "a": 1}


def test_a_total_without_weights_is_refused():
    with pytest.raises(AllocationImpossible, match="权重"):
        allocate(total=3, weights={"a": 0})
    assert allocate(total=0, weights={"a": 0}) == {"a": 0}


def test_a_wrong_sum_names_what_was_expected_and_what_was_found():
    with pytest.raises(ArithmeticError, match="网格:应为 920,实为 919"):
        assert_total(subject="网格", expected=920, actual=919)
