import math

import pytest
from scipy import stats

from analysis.estimators.uncertainty import distributions


@pytest.mark.parametrize("df", [1, 2.5, 30, 1e6])
def test_tails_and_quantiles_are_those_of_scipy_stats(df):
    assert distributions.student_quantile(0.975, df) == pytest.approx(stats.t.ppf(0.975, df))
    assert distributions.student_tails(-2.3, df) == pytest.approx(2 * stats.t.sf(2.3, df))
    assert distributions.chi_square_tail(4.2, df) == pytest.approx(stats.chi2.sf(4.2, df))
    assert distributions.f_tail(1.7, 3, df) == pytest.approx(stats.f.sf(1.7, 3, df))
    assert distributions.beta_quantile(0.3, df, 2) == pytest.approx(stats.beta.ppf(0.3, df, 2))


def test_infinite_degrees_of_freedom_are_the_normal_and_the_chi_square():
    assert distributions.student_quantile(0.975, math.inf) == pytest.approx(1.959963984540054)
    assert distributions.student_tails(1.959963984540054, math.inf) == pytest.approx(0.05)
    assert distributions.f_tail(2.0, 3, math.inf) == pytest.approx(stats.chi2.sf(6, 3))


def test_no_degrees_of_freedom_tell_nothing():
    found = (
        distributions.student_tails(1, 0),
        distributions.f_tail(1, 2, 0),
        distributions.chi_square_tail(1, 0),
        distributions.beta_quantile(0.5, 0, 1),
    )
    assert all(map(math.isnan, found))


def test_a_crossing_is_found_to_the_last_digit():
    assert distributions.crossing(lambda x: x**3 - 2, 0, 2) == pytest.approx(
        2 ** (1 / 3), rel=1e-15
    )
