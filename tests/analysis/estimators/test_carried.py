"""How far a value that stands in for one nobody measured may be off."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive.measures import criterion_estimate
from analysis.estimators.descriptive.subindex import CriterionSample, score
from analysis.estimators.index import Basket, Scoring, Unit
from analysis.estimators.sample.design import Design
from analysis.estimators.uncertainty.carried import spread_between_editions, spread_of_forecast


def test_a_forecast_errs_by_its_spread_and_by_what_it_expects_to_change():
    assert spread_of_forecast(2.4, mean=2.4, sd=0.12) == pytest.approx(0.12)
    assert spread_of_forecast(2.4, mean=2.49, sd=0.12) == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("history", "target", "told"),
    [
        ({}, 2018, 9 / 12**0.5),
        ({2017: 4.0}, 2018, 9 / 12**0.5),
        ({2016: 4.0, 2017: 4.0}, 2018, 9 / 12**0.5),  # one step alone may be nought by chance
        ({2015: 1.0, 2016: 2.0, 2017: 2.0}, 2018, 0.5**0.5),
        ({2015: 1.0, 2016: 2.0, 2017: 2.0}, 2019, 1.0),  # an edition later
        ({2013: 1.0, 2015: 3.0, 2017: 5.0}, 2018, 2**0.5),  # every other year
    ],
)
def test_the_spread_between_editions_grows_with_the_years_between(history, target, told):
    assert spread_between_editions(history, target, (1.0, 10.0)) == pytest.approx(told)


def test_a_score_of_few_measured_criteria_is_as_unsure_as_what_stands_in():
    """Two of twelve criteria measured: the ten others carry most of the interval."""
    codes = [f"c{at}" for at in range(12)]
    basket = Basket(2017, tuple(Scoring(c, 1 / 12, 1, 0.0, 1.0, Unit.SHARE) for c in codes))
    frame = pd.DataFrame({code: [1.0, 0.0] * 30 for code in codes[:2]})
    design = Design(frame.assign(weight=1.0), weight="weight")
    asked = [
        CriterionSample(c, "share", frame[[c]], criterion_estimate(
            design, frame[[c]], measure="share", named=[1.0]).estimate)
        for c in codes[:2]
    ]  # fmt: skip
    last = dict.fromkeys(codes[2:], 0.5)

    exact = score(design, asked, basket, last)
    told = score(design, asked, basket, last, dict.fromkeys(last, 0.1))

    assert told.value == pytest.approx(5.5)
    assert exact.se == pytest.approx(9 / 12 * 2 * np.sqrt(0.25 / 59))
    assert told.se == pytest.approx(np.sqrt(exact.se**2 + 10 * (9 / 12 * 0.1) ** 2))
    assert told.se > 2.5 * exact.se
