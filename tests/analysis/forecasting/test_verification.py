import numpy as np
import pytest
from scipy import stats

from analysis.forecasting import verification


def test_crps_of_draws_approaches_that_of_the_normal():
    draws = np.random.default_rng(1).normal(2.0, 0.5, (20_000, 1))

    exact = verification.crps_of_normal(2.0, 0.5, [2.7])

    assert verification.crps_of_draws(draws, [2.7]) == pytest.approx(exact, rel=0.02)


def test_crps_of_draws_is_its_definition():
    x, y = np.array([1.0, 2.0, 4.0]), 2.5

    pairs = np.abs(x[:, None] - x).sum() / (2 * 3 * 2)

    assert verification.crps_of_draws(x, y) == pytest.approx(np.abs(x - y).mean() - pairs)


def test_crps_of_a_normal_is_the_integral_of_the_squared_difference():
    grid = np.linspace(-10, 10, 200_001)
    difference = stats.norm.cdf(grid, 0.3, 1.2) - (grid >= 1.0)

    integral = np.sum(difference**2) * (grid[1] - grid[0])

    assert float(verification.crps_of_normal(0.3, 1.2, 1.0)) == pytest.approx(integral, abs=1e-4)


def test_without_spread_the_crps_is_the_absolute_error():
    assert float(verification.crps_of_normal(1.0, 0.0, 1.5)) == 0.5


def test_interval_score_punishes_misses():
    scores = verification.interval_score(0.0, 1.0, [0.5, 1.2, -0.1], 0.9)

    assert scores == pytest.approx([1.0, 1.0 + 20 * 0.2, 1.0 + 20 * 0.1])


def test_pit_of_ties_is_random_within_them():
    draws = np.repeat([[1.0], [2.0], [2.0], [3.0]], 1, axis=1)
    rng = np.random.default_rng(1)

    pits = [float(verification.pit_of_draws(draws, [2.0], rng)[0]) for _ in range(500)]

    assert 0.25 <= min(pits) < max(pits) <= 0.75
    assert np.mean(pits) == pytest.approx(0.5, abs=0.03)


def test_an_outcome_in_steps_stands_for_all_values_around_it():
    draws = np.linspace(3.0, 5.0, 2001)[:, None]
    rng = np.random.default_rng(1)

    pits = [float(verification.pit_of_draws(draws, [4.0], rng, 1.0)[0]) for _ in range(500)]

    assert min(pits) < 0.27
    assert max(pits) > 0.73
    assert np.mean(pits) == pytest.approx(0.5, abs=0.03)


def test_skill_and_best_constant_spread():
    errors = np.random.default_rng(2).normal(0, 0.4, 4000)

    spread, crps = verification.best_constant_spread(errors)

    assert spread == pytest.approx(0.4, abs=0.02)
    assert crps == pytest.approx(0.4 / np.sqrt(np.pi), abs=0.01)
    assert verification.skill(0.8, 1.0) == pytest.approx(0.2)
    assert np.isnan(verification.skill(0.8, 0.0))
