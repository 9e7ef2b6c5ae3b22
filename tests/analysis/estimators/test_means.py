import pandas as pd
import pytest

from analysis.estimators import means
from analysis.estimators.design import Design


def strata() -> Design:
    frame = pd.DataFrame({
        "size": ["s", "s", "s", "l", "l"],
        "N": [30, 30, 30, 4, 4],
        "y": [1.0, 2.0, 6.0, 10.0, 14.0],
    })  # fmt: skip
    return Design(frame, strata="size", population="N")


def test_mean_follows_its_formula_in_two_strata():
    estimate = means.mean(strata(), "y")

    # by hand: weights 10 and 2; mean (90 + 48)/34; V = sum N^2 (1-f) s^2/n / 34^2
    assert estimate.value == pytest.approx(138 / 34)
    variance = (30**2 * (1 - 3 / 30) * 7 / 3 + 4**2 * (1 - 2 / 4) * 8 / 2) / 34**2
    assert estimate.se == pytest.approx(variance**0.5, rel=1e-12)
    assert (estimate.df, estimate.n) == (3, 5)
