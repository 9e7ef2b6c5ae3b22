"""Tails of sums of chi-squares, where other formulas know them."""

import numpy as np
import pytest
from scipy import stats

from analysis.estimators.inference import quadratic_forms as forms


@pytest.mark.parametrize("count", [1, 2, 3, 8, 40])
@pytest.mark.parametrize("x", [1e-3, 0.5, 5, 60, 300])
def test_equal_coefficients_make_a_chi_square(count, x):
    found = forms.exact_tail(2.5 * x, np.full(count, 2.5))

    assert found == pytest.approx(stats.chi2.sf(x, count), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(("count", "ddf"), [(1, 5), (3, 40), (2, 500.7), (4, 1)])
@pytest.mark.parametrize("x", [0.5, 4, 30])
def test_a_denominator_makes_it_f_with_whole_degrees_of_freedom(count, ddf, x):
    found = forms.exact_tail(0, forms.ratio_coefficients(x, np.ones(count), ddf))

    whole = int(ddf)
    assert found == pytest.approx(stats.f.sf(x / count * whole / ddf, count, whole), rel=1e-12)


def test_unequal_coefficients_agree_with_simulation():
    coefficients = np.array([3.0, 1.0, 0.2])
    sums = np.random.default_rng(1).chisquare(1, (200_000, 3)) @ coefficients

    for x in (1, 5, 15):
        share = (sums > x).mean()
        error = (share * (1 - share) / len(sums)) ** 0.5
        assert abs(forms.exact_tail(x, coefficients) - share) < 4 * error


@pytest.mark.parametrize("x", [0.5, 8.0, 40.0])
def test_the_saddlepoint_is_near(x):
    coefficients = np.array([3.0, 1.0, 0.2])

    found = forms.saddlepoint_tail(x, coefficients)

    assert found == pytest.approx(forms.exact_tail(x, coefficients), rel=0.1)


def test_at_the_mean_the_saddlepoint_tells_nothing():
    assert np.isnan(forms.saddlepoint_tail(4.0, np.array([3.0, 1.0])))


def test_satterthwaite_has_the_mean_and_the_variance():
    coefficients = np.array([3.0, 1.0, 0.2])

    scale, df = forms.satterthwaite(coefficients)

    assert scale * df == pytest.approx(coefficients.sum())
    assert 2 * scale**2 * df == pytest.approx(2 * (coefficients**2).sum())
