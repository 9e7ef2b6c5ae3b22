"""Sizes add up, keep their bounds and follow their formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.sampling import SamplingError
from surveys.sampling.allocation import Method, allocate, foresee_se

REGISTER = {"micro": 600, "small": 300, "medium": 90, "large": 10}


def test_proportional_allocation_follows_the_register():
    sizes = allocate(REGISTER, size=100, method=Method.PROPORTIONAL, minimum=0)

    assert sizes == {"micro": 60, "small": 30, "medium": 9, "large": 1}


def test_equal_allocation_gives_back_what_a_small_stratum_cannot_take():
    sizes = allocate(REGISTER, size=100, method=Method.EQUAL, minimum=2)

    assert sizes == {"micro": 30, "small": 30, "medium": 30, "large": 10}


def test_neyman_allocation_asks_more_where_answers_differ_more():
    sizes = allocate(
        {"a": 100, "b": 100}, size=40, method=Method.NEYMAN, spreads={"a": 0.3, "b": 0.1}
    )

    assert sizes == {"a": 30, "b": 10}


def test_a_stratum_of_certainty_is_asked_whole():
    sizes = allocate(REGISTER, size=100, method=Method.PROPORTIONAL, certain=frozenset({"large"}))

    assert sizes["large"] == 10
    assert sum(sizes.values()) == 100


def test_a_minimum_that_does_not_fit_is_refused_with_the_size_it_needs():
    with pytest.raises(SamplingError, match=r"minimum_too_large.*'needed': 40"):
        allocate(REGISTER, size=30, method=Method.EQUAL, minimum=10)


def test_a_sample_larger_than_the_register_is_refused():
    with pytest.raises(SamplingError, match="sample_too_large"):
        allocate(REGISTER, size=1001, method=Method.EQUAL)


def test_neyman_without_spreads_is_refused():
    with pytest.raises(SamplingError, match=r"spread_missing.*micro"):
        allocate(REGISTER, size=50, method=Method.NEYMAN)


@given(
    st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 400), min_size=1, max_size=12),
    st.sampled_from([Method.EQUAL, Method.PROPORTIONAL]),
    st.integers(0, 5),
    st.floats(0, 1),
)
def test_sizes_always_add_up_within_their_bounds(register, method, minimum, fraction):
    least = sum(min(minimum, population) for population in register.values())
    size = least + round(fraction * (sum(register.values()) - least))

    sizes = allocate(register, size=size, method=method, minimum=minimum)

    assert sum(sizes.values()) == size
    assert all(min(minimum, register[c]) <= sizes[c] <= register[c] for c in register)


def test_expected_error_of_one_stratum_is_the_textbook_formula():
    se = foresee_se(
        0.3, None, populations={"all": 1000}, sizes={"all": 100}, response=1.0, base_share=1.0
    )

    assert se == pytest.approx((0.9 * 0.3 * 0.7 / 100) ** 0.5)


def test_expected_error_of_a_census_is_nothing():
    se = foresee_se(
        2.4, 0.8, populations={"all": 50}, sizes={"all": 50}, response=1.0, base_share=1.0
    )

    assert se == 0
