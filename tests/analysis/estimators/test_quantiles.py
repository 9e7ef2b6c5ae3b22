import math

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import quantiles
from analysis.estimators.errors import EstimationError
from analysis.estimators.sample import resampling
from analysis.estimators.sample.design import Design

DAYS = [1, 2, 2, 3, 3, 5, 5, 5, 5, 5, 5, 5, 7, 7, 10, 10, 15, 15, 20, 30]
DESIGN = Design(pd.DataFrame({"days": DAYS, "w": 1.0}), weight="w")


def test_the_two_rules_differ_where_answers_are_heaped():
    r = quantiles.quantile(DESIGN, "days", 0.5)
    textbook = quantiles.quantile(DESIGN, "days", 0.5, rule="woodruff")

    # the share at or below 5 days is 60 %: R's interval stands around that, not around 50 %
    assert (r.value, textbook.value) == (5, 5)
    assert (r.interval(), textbook.interval()) == ((5, 15), (5, 10))
    assert r.se == pytest.approx((15 - 5) / (2 * 2.093024054408263))
    assert textbook.se == pytest.approx(1.0993449006926428)


def heaped(rng, n=240):
    return pd.DataFrame({"days": rng.choice([2, 3, 5, 7, 10, 15], n), "w": 1.0})


def test_where_answers_heap_the_error_of_a_median_is_that_of_a_bootstrap():
    design = Design(heaped(np.random.default_rng(4)), weight="w")

    told = quantiles.quantile(design, "days", 0.5, rule="woodruff")

    drawn = resampling.bootstrap(design, draws=2000, rng=np.random.default_rng(1))
    spread = quantiles.quantile(drawn, "days", 0.5, rule="woodruff", method="replicates").bounds
    half = (spread[1] - spread[0]) / 2
    found = half / 1.961
    assert told.se == pytest.approx(found, rel=0.1)
    assert told.se > 0.5


def test_a_median_nobody_disagrees_on_has_no_error():
    frame = pd.DataFrame({"days": [5.0] * 40, "w": 1.0})

    assert quantiles.quantile(Design(frame, weight="w"), "days", 0.5, rule="woodruff").se == 0


@pytest.mark.parametrize(("distinct", "is_heaped"), [(100, True), (101, False)])
def test_up_to_a_hundred_values_are_taken_for_heaps(distinct, is_heaped):
    frame = pd.DataFrame({"y": [*range(distinct)] * 2, "w": 1.0})

    told = quantiles.quantile(Design(frame, weight="w"), "y", 0.5, rule="woodruff")

    low, high = told.bounds
    by_length = (high - low) / (2 * quantiles.intervals.critical(0.95, told.df))
    assert (told.se != pytest.approx(by_length, rel=1e-9)) == is_heaped
    assert told.se == pytest.approx(by_length, rel=0.1)


def test_an_exact_hit_takes_the_lower_value():
    assert quantiles.quantile(DESIGN, "days", 0.6).value == 5
    assert quantiles.quantile(DESIGN, "days", 0.61).value == 7


def test_below_the_first_weight_r_takes_the_second_value():
    known = quantiles.Distribution(np.array([4.0, 9, 16]), np.array([6.0, 1, 1]))

    assert (known.quantile(0.5, "woodruff"), known.quantile(0.5, "math")) == (4, 9)


@pytest.mark.parametrize("rule", quantiles.RULES)
def test_every_rule_gives_the_only_value(rule):
    alone = quantiles.Distribution(np.array([4.0]), np.array([2.0]))

    assert alone.quantile(0.5, rule) == 4
    assert math.isnan(quantiles.Distribution(np.array([4.0]), np.array([0.0])).quantile(0.5, rule))


def test_an_interval_beyond_the_data_has_an_open_end():
    found = quantiles.quantile(DESIGN, "days", 0.95, rule="woodruff")

    assert math.isnan(found.interval()[1])
    assert "bounds" in found.release.reasons


@pytest.mark.parametrize("method", ["korn-graubard", "logit", "arcsine"])
def test_other_intervals_of_the_share_are_read_back(method):
    found = quantiles.quantile(DESIGN, "days", 0.5, method=method)
    extreme = quantiles.quantile(DESIGN, "days", 0.999, method=method)

    assert found.interval()[0] <= 5 <= found.interval()[1]
    assert all(map(math.isnan, extreme.interval()))


def test_the_score_interval_inverts_a_test():
    found = quantiles.quantile(DESIGN, "days", 0.5, method="score")

    assert found.interval() == (3, 7)
    flat = Design(pd.DataFrame({"days": [4.0] * 9}))
    assert quantiles.quantile(flat, "days", method="score").interval() == (4, 4)


@pytest.mark.parametrize("rule", ["math", "woodruff"])
def test_the_spread_of_the_replicates_own_quantiles(rule):
    resampled = resampling.bootstrap(DESIGN, draws=200, rng=np.random.default_rng(2))

    found = quantiles.quantile(resampled, "days", method="replicates", rule=rule)

    low, high = found.interval()
    assert (low + high) / 2 == pytest.approx(5)
    assert 0.3 < found.se < 3


def test_another_level_must_be_asked_for():
    found = quantiles.quantile(DESIGN, "days", level=0.8)

    assert found.interval(0.8) == (5, 10)
    with pytest.raises(EstimationError, match="carries its 80% interval"):
        found.interval(0.95)


def test_nobody_answered():
    found = quantiles.quantile(DESIGN, "days", where=np.zeros(20, dtype=bool))

    assert math.isnan(found.value)
    assert found.n == 0


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"rule": "nearest"}, "no rule 'nearest'"),
        ({"p": 1}, "between 0 and 1"),
        ({"method": "replicates"}, "needs a design with replicate weights"),
    ],
)  # fmt: skip
def test_refusals(arguments, refusal):
    with pytest.raises(EstimationError, match=refusal):
        quantiles.quantile(DESIGN, "days", **arguments)
