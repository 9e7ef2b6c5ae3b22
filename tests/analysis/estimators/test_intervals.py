import math

import pytest

from analysis.estimators.errors import EstimationError
from analysis.estimators.uncertainty import intervals
from analysis.estimators.uncertainty.results import Estimate


def test_korn_graubard_without_events_is_clopper_pearson():
    # rule of three: with 0 of 100, the upper bound of 95 % is 1 - 0.025^(1/100)
    assert intervals.korn_graubard(0.0, 0.0, 99, 100, 0.95) == (
        0.0, pytest.approx(1 - 0.025**0.01, rel=1e-12),
    )  # fmt: skip
    assert intervals.korn_graubard(1.0, 0.0, 99, 100, 0.95)[1] == 1.0


@pytest.mark.parametrize(("value", "kind"), [(0.7, "share"), (3.5, "mean"), (9.0, "total")])
def test_a_standard_error_of_zero_gives_no_interval(value, kind):
    assert all(map(math.isnan, Estimate(value, 0.0, 99, 100, kind).interval()))


def test_a_method_asked_by_name_gives_what_its_formula_gives():
    assert Estimate(3.5, 0.0, 99, 100).interval(0.95, "t") == (3.5, 3.5)


def test_korn_graubard_without_events_needs_no_standard_error():
    assert intervals.interval("korn-graubard", 0.0, 0.0, 99, 100, 0.95)[1] > 0.03
    assert all(map(math.isnan, intervals.korn_graubard(0.7, 0.0, 99, 100, 0.95)))


def test_korn_graubard_of_a_simple_sample_is_nearly_clopper_pearson():
    p, n = 0.3, 400
    se = math.sqrt(p * (1 - p) / n)

    low, high = intervals.korn_graubard(p, se, n - 1, n, 0.95)

    exact = intervals.clopper_pearson(p, n, 0.95)
    assert (low, high) == pytest.approx(exact, rel=1e-12)


def test_likelihood_interval_meets_its_equation():
    low, high = intervals.likelihood(0.2, 0.04, 50, 100, 0.95)

    target = (intervals.critical(0.95, 50) * 0.04) ** 2 / 0.16 * 100 / 99
    for bound in (low, high):
        away = 2 * (0.2 * math.log(0.2 / bound) + 0.8 * math.log(0.8 / (1 - bound)))
        assert away == pytest.approx(target, rel=1e-9)
    assert low < 0.2 < high


def test_likelihood_interval_of_hardly_anything_is_everything():
    assert intervals.likelihood(0.5, 40.0, 1, 2, 0.95) == (0.0, 1.0)
    assert intervals.likelihood(0.5, 0.0, 10, 20, 0.95) == (0.5, 0.5)


@pytest.mark.parametrize("method", ["logit", "arcsine", "likelihood"])
def test_no_interval_without_events(method):
    assert all(map(math.isnan, intervals.interval(method, 0.0, 0.0, 20, 30, 0.95)))


@pytest.mark.parametrize("method", ["likelihood", "korn-graubard", "t"])
def test_no_interval_without_degrees_of_freedom(method):
    assert all(map(math.isnan, intervals.interval(method, 0.4, 0.1, 0, 30, 0.95)))


def test_no_interval_without_a_standard_error():
    assert all(map(math.isnan, intervals.interval("t", 3.0, math.nan, 20, 30, 0.95)))


def test_normal_interval_with_infinite_degrees_of_freedom():
    assert intervals.student(0, 1, math.inf, 0.95)[1] == pytest.approx(1.959963984540054)


def test_logit_takes_the_replicates_own_scale():
    wide = intervals.logit(0.5, 0.1, 30, 0.95, 0.8)

    assert wide[0] < intervals.logit(0.5, 0.1, 30, 0.95)[0]


@pytest.mark.parametrize(
    ("call", "refusal"),
    [
        (("t", 1, 1, 5, 9, 95), "lies between 0 and 1, not at 95"),
        (("logit", 3.0, 1, 5, 9, 0.95), "is for shares between 0 and 1, not for 3"),
        (("wilson", 0.3, 0.1, 5, 9, 0.95), "There is no interval 'wilson'"),
    ],
)  # fmt: skip
def test_refusals(call, refusal):
    with pytest.raises(EstimationError, match=refusal):
        intervals.interval(*call)


@pytest.mark.parametrize(
    ("summed", "whole"), [(1 + 2.2e-16, 1), (1 - 1.1e-16, 1), (-5.6e-17, 0), (3e-17, 0)]
)
@pytest.mark.parametrize("method", ["korn-graubard", "likelihood"])
def test_everybody_is_everybody_whatever_the_last_digit_says(method, summed, whole):
    told = intervals.interval(method, summed, 1e-17, 40, 50, 0.95)
    assert told == pytest.approx(intervals.interval(method, whole, 0, 40, 50, 0.95), nan_ok=True)


def test_a_share_a_billionth_above_one_is_no_share():
    with pytest.raises(EstimationError, match="for shares between 0 and 1"):
        intervals.interval("korn-graubard", 1 + 1e-9, 0.1, 40, 50, 0.95)
