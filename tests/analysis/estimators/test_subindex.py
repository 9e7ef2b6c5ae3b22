"""The sub-index of one sample."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import means
from analysis.estimators.descriptive.measures import criterion_estimate
from analysis.estimators.descriptive.subindex import CriterionSample, covariance, influence, score
from analysis.estimators.index import Basket, Scoring, Unit
from analysis.estimators.sample.design import Design

BASKET = Basket(
    2017,
    (
        Scoring("a", 0.5, 1, 0.0, 1.0, Unit.SHARE),
        Scoring("b", 0.3, -1, 0.0, 1.0, Unit.SHARE),
        Scoring("web", 0.2, 1, 0.0, 50.0, Unit.POINTS),
    ),
)


def design(n: int = 60, seed: int = 3) -> Design:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "stratum": ["x"] * (n // 2) + ["y"] * (n // 2),
            "population": [n * 2.0] * (n // 2) + [n * 5.0] * (n // 2),
            "a": (rng.random(n) < 0.6).astype(float),
            "b": (rng.random(n) < 0.3).astype(float),
            "days": rng.integers(1, 12, n).astype(float),
        }
    )
    frame["weight"] = frame["population"] / (n // 2)
    return Design(frame, weight="weight", strata="stratum", population="population")


def criterion(sample: Design, code: str, measure: str = "share") -> CriterionSample:
    items = sample.frame[[code]]
    found = criterion_estimate(sample, items, measure=measure, named=[1.0])
    return CriterionSample(code, measure, items, found.estimate)


def test_the_score_of_complete_answers_has_the_error_of_each_respondents_own_score():
    sample = design()
    slopes = BASKET.slopes()
    own = slopes["a"] * sample.frame["a"] + slopes["b"] * sample.frame["b"]

    found = score(sample, [criterion(sample, "a"), criterion(sample, "b")], BASKET, {"web": 35.0})

    expected = means.mean(sample, own.to_numpy())
    assert found.se == pytest.approx(expected.se, rel=1e-12)
    halves = [expected_part(sample, own, name) for name in ("x", "y")]
    assert sum(halves) == pytest.approx(found.se**2, rel=1e-12)
    assert found.df == pytest.approx(found.se**4 / sum(half**2 / 29 for half in halves))
    assert 29 < found.df < 58  # one of the strata makes up most of the variance
    assert found.value == pytest.approx(
        BASKET.score({"a": _mean(sample, "a"), "b": _mean(sample, "b"), "web": 35.0}), rel=1e-12
    )


def expected_part(sample: Design, own: pd.Series, stratum: str) -> float:
    """What a stratum adds to the variance of a mean, by the textbook."""
    inside = sample.frame["stratum"] == stratum
    size, all_of_them = sample.frame["population"][inside].iloc[0], 60 * 2.0 + 60 * 5.0
    n = int(inside.sum())
    return float((size / all_of_them) ** 2 * (1 - n / size) * own[inside].var() / n)


def test_a_known_criterion_brings_its_own_error():
    sample = design()
    parts = [criterion(sample, "a"), criterion(sample, "b")]
    exact = score(sample, parts, BASKET, {"web": 35.0})

    found = score(sample, parts, BASKET, {"web": 35.0}, {"web": 2.0})

    slope = 0.2 * 9 / 50
    assert found.se == pytest.approx((exact.se**2 + (slope * 2) ** 2) ** 0.5)
    assert found.df > exact.df


def test_without_anything_sampled_the_degrees_are_those_of_the_design():
    sample = design()
    whole = Basket(2017, (Scoring("web", 1.0, 1, 0.0, 50.0, Unit.POINTS),))

    assert score(sample, [], whole, {"web": 35.0}, {"web": 1.0}).df == 58


def test_strata_that_agree_leave_no_doubt_about_a_known_error():
    sample = design()
    items = pd.DataFrame({"a": np.ones(len(sample))})
    found = criterion_estimate(sample, items, measure="share", named=[1.0])
    same = CriterionSample("a", "share", items, found.estimate)
    basket = Basket(
        2017,
        (
            Scoring("a", 0.8, 1, 0.0, 1.0, Unit.SHARE),
            Scoring("web", 0.2, 1, 0.0, 50.0, Unit.POINTS),
        ),
    )

    assert score(sample, [same], basket, {"web": 35.0}, {"web": 1.0}).df == float("inf")
    assert score(sample, [same], basket, {"web": 35.0}).df == 58


def _mean(sample: Design, name: str) -> float:
    return means.mean(sample, name).value


def test_the_covariance_has_each_criterions_own_variance_on_its_diagonal():
    sample = design()
    samples = [criterion(sample, "a"), criterion(sample, "days", "median")]

    found = covariance(sample, samples)

    assert found[0, 0] ** 0.5 == pytest.approx(samples[0].estimate.se, rel=1e-12)
    assert found[1, 1] ** 0.5 == pytest.approx(samples[1].estimate.se, rel=1e-12)


def test_a_criterion_of_two_items_averages_their_influences():
    sample = design()
    items = sample.frame[["a", "b"]]
    found = criterion_estimate(sample, items, measure="mean")
    both = CriterionSample("ab", "mean", items, found.estimate)

    variance = covariance(sample, [both])[0, 0]

    assert variance**0.5 == pytest.approx(found.estimate.se, rel=1e-12)


def test_rows_without_an_answer_have_no_influence():
    sample = design()
    items = sample.frame[["a"]].copy()
    items.iloc[:5] = np.nan
    found = criterion_estimate(sample, items, measure="share", named=[1.0])

    told = influence(sample, CriterionSample("a", "share", items, found.estimate))

    assert (told[:5] == 0).all()
    assert told[5:].any()


def test_a_criterion_nobody_answered_has_no_error_to_speak_of():
    sample = design()
    items = pd.DataFrame({"a": np.full(len(sample), np.nan)})

    told = influence(sample, CriterionSample("a", "share", items, criterion(sample, "a").estimate))

    assert np.isnan(told).all()


def test_a_median_everybody_agrees_on_adds_no_error():
    sample = design()
    items = pd.DataFrame({"days": np.full(len(sample), 4.0)})
    found = criterion_estimate(sample, items, measure="median")

    told = influence(sample, CriterionSample("days", "median", items, found.estimate))

    assert (told == 0).all()


def test_the_interval_is_that_of_students_t():
    sample = design()
    found = score(sample, [criterion(sample, "a"), criterion(sample, "b")], BASKET, {"web": 35.0})

    low, high = found.interval()

    assert low < found.value < high
    assert high - found.value == pytest.approx(found.value - low)
    assert sum(found.contributions.values()) == pytest.approx(found.value)
