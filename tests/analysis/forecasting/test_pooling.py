"""Own surveys of several provinces tell together how the nation moved."""

import numpy as np
import pytest

from analysis.forecasting.nowcast import model, pooling
from analysis.forecasting.nowcast.country import country, hear
from analysis.forecasting.nowcast.forecast import forecast, seed_generator
from analysis.forecasting.nowcast.panel import knowledge
from analysis.forecasting.nowcast.pooling import Reports
from analysis.forecasting.nowcast.priors import Priors
from analysis.forecasting.simulation import Setup, world

NOTHING = float("nan")


def heard(levels, variances, joint=0.0, but=None):
    level, var = Reports(
        np.array([levels]), np.array([variances]), np.array([joint], dtype=float)
    ).heard(but)
    return float(level[0]), float(var[0])


class TestAverage:
    def test_reports_count_by_their_precision(self):
        assert heard([1.0, 2.0], [1.0, 3.0]) == pytest.approx((1.25, 0.75))

    def test_reports_that_scatter_more_than_they_say_are_believed_less(self):
        level, var = heard([0.0, 4.0], [1.0, 1.0])

        assert level == pytest.approx(2.0)
        assert var == pytest.approx(0.5 * 8.0)  # squared distances 4 and 4, one degree of freedom

    def test_what_all_may_miss_together_stays_however_many_report(self):
        _, few = heard([1.0, 1.0], [1.0, 1.0], joint=0.3)
        _, many = heard([1.0] * 100, [1.0] * 100, joint=0.3)

        assert few == pytest.approx(0.8)
        assert many == pytest.approx(0.31)

    def test_a_province_hears_the_others_only(self):
        assert heard([5.0, 1.0, NOTHING], [1.0, 2.0, NOTHING], but=0) == pytest.approx((1.0, 2.0))

    def test_no_report_says_nothing(self):
        level, var = heard([5.0, NOTHING], [1.0, NOTHING], but=0)

        assert np.isnan(level)
        assert np.isnan(var)


def fitted(surveyed, overlap=2):
    setup = Setup(provinces=10, years=5, surveyed=surveyed, overlap=overlap, jump=2.0)
    inputs = world(setup, np.random.default_rng(3)).inputs
    known = knowledge(
        inputs.official, inputs.constants, setup.last, own=inputs.own, priors=Priors()
    )
    return inputs, model.fit_criteria(known, Priors())


@pytest.mark.parametrize(
    ("surveyed", "overlap", "tells"), [(1, 2, False), (2, 2, True), (2, 0, False)]
)
def test_two_surveys_with_an_overlap_tell_of_the_nation(surveyed, overlap, tells):
    _, told = fitted(surveyed, overlap)

    assert (pooling.collect(told) is not None) is tells


def test_a_province_without_a_survey_gains_from_those_of_others():
    inputs, told = fitted(surveyed=5)
    alone = country(told, seed_generator(1), 400)
    reports = pooling.collect(told)
    pooled = hear(alone, reports, seed_generator(2))
    rows = inputs.official
    score = rows[(rows["year"] == 2030) & (rows["criterion"] == "score")]
    misses = {}
    for name, view in (("alone", alone), ("pooled", pooled)):
        found = [
            abs(forecast(view, province, seed_generator(3), own=False).score.q[0.5] - value)
            for province, value in zip(score["province"], score["value"], strict=True)
            if province not in set(inputs.own["province"])
        ]
        misses[name] = np.mean(found)

    assert misses["pooled"] < 0.5 * misses["alone"]
