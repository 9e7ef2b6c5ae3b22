import numpy as np
import pandas as pd
import pytest

from analysis.estimators import sensitivity
from analysis.estimators.index import Basket, Scoring, Unit
from analysis.estimators.sensitivity import Recipe

A = Scoring("a", 0.5, 1, 0.0, 1.0, Unit.SHARE)
B = Scoring("b", 0.3, -1, 0.0, 1.0, Unit.SHARE)
C = Scoring("c", 0.2, 1, 0.0, 50.0, Unit.POINTS)
BASKET = Basket(2017, (A, B, C))
VALUES = pd.DataFrame(
    {"a": [0.9, 0.5, 0.1, 0.6], "b": [0.1, 0.5, 0.9, 0.4], "c": [40.0, 30.0, 10.0, 49.0]},
    index=["Best", "Middle", "Worst", "Web"],
)
RNG = np.random.default_rng(1)


def scores(**recipe):
    return sensitivity.scores(VALUES, BASKET, Recipe(**recipe), np.random.default_rng(1))


def test_the_official_recipe_is_the_official_score():
    expected = [BASKET.score(row) for row in VALUES.to_dict("records")]

    assert scores() == pytest.approx(expected)


@pytest.mark.parametrize("normalisation", sensitivity.NORMALISATIONS)
@pytest.mark.parametrize("weights", sensitivity.WEIGHTS)
@pytest.mark.parametrize("aggregation", sensitivity.AGGREGATIONS)
def test_a_province_better_in_everything_is_ahead_by_any_recipe(
    normalisation, weights, aggregation
):
    scored = scores(normalisation=normalisation, weights=weights, aggregation=aggregation)

    assert scored[0] > scored[1] > scored[2]


def test_a_criterion_left_out_does_not_count():
    without = scores(left_out="c")

    changed = VALUES.assign(c=0.0)
    again = sensitivity.scores(changed, BASKET, Recipe(left_out="c"), RNG)
    assert without == pytest.approx(again)


def test_values_without_any_spread_are_worth_the_middle():
    same = VALUES.assign(a=0.5, b=0.5, c=20.0)
    scored = sensitivity.scores(same, BASKET, Recipe("min-max of the year"), RNG)

    assert scored == pytest.approx([5.5] * 4)


def test_ranks_share_the_better_place():
    assert list(sensitivity.ranks(np.array([5.0, 7.0, 5.0, 1.0]))) == [2, 1, 2, 4]


def test_sensitivity_gives_ranks_and_who_moves_them():
    result = sensitivity.sensitivity(
        VALUES, BASKET, draws=400, rng=np.random.default_rng(3), sampling_sd=VALUES * 0.3
    )

    assert list(result.official) == [1, 3, 4, 2]
    assert (result.quantiles[0.05] <= result.quantiles[0.95]).all()
    shares = result.shares("Web")
    assert set(shares) == set(sensitivity.FACTORS)
    assert all(0 <= share <= 1 for share in shares.values())
    assert shares["sampling"] > shares["weights"]


def test_a_rank_nothing_moves_has_no_shares():
    result = sensitivity.sensitivity(VALUES, BASKET, draws=50, rng=np.random.default_rng(3))

    assert set(result.shares("Worst").values()) == {0.0}


def test_leaving_one_out_and_extreme_provinces():
    without = sensitivity.leave_one_out(VALUES, BASKET, "Web")

    assert without == {"a": 2, "b": 2, "c": 2}
    found = sensitivity.extremes(VALUES, BASKET)
    assert {(e.criterion, e.end): e.province for e in found}["c", "high"] == "Web"
    assert all(e.largest_shift >= 0 for e in found)


def test_a_fixed_frame_keeps_the_ends_of_its_base_year():
    base = Basket(2013, (Scoring("a", 1.0, 1, 0.0, 0.5, Unit.SHARE),))
    values = {"a": 0.5, "b": 0.5, "c": 25.0}

    fixed = sensitivity.fixed_frame(values, BASKET, base)

    assert fixed == pytest.approx(BASKET.score(values) + 0.5 * (10 - 5.5))
