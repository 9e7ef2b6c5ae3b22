"""Average effects of an ordered model: coefficients, effects and errors found by another road."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from analysis.estimators.errors import EstimationError
from analysis.estimators.inference.effects import average_effects, variance_inflation
from analysis.estimators.sample.design import Design

N = {"a": 20, "b": 28}
SIZE = {"a": 300, "b": 70}


def frame():
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({"stratum": np.repeat(list(N), list(N.values()))})
    rows["population"] = rows["stratum"].map(SIZE).astype(float)
    rows["weight"] = rows["population"] / rows["stratum"].map(N)
    rows["rating"] = rng.uniform(1, 5, len(rows)).round(1)
    rows["asked"] = rng.integers(0, 2, len(rows)).astype(float)
    latent = 0.8 * rows["rating"] + 0.6 * rows["asked"] + rng.logistic(size=len(rows))
    rows["y"] = np.digitize(latent, [2.2, 3.6]) + 1
    rows.loc[5, "rating"] = np.nan
    return rows


def expit(z):
    return 1 / (1 + np.exp(-z))


def loss(theta, rating, asked, y, w):
    """The negative weighted log-likelihood, written out level by level."""
    eta = theta[0] * rating + theta[1] * asked
    low, high = expit(theta[2] - eta), expit(theta[2] + np.exp(theta[3]) - eta)
    p = np.where(y == 1, low, np.where(y == 2, high - low, 1 - high))
    return -(w * np.log(p)).sum() / w.sum()


def effects_by_hand(rows, w, start):
    """Climb with another method; then the mean differences of the chance to be in the top level."""
    rating, asked, y = (rows[name].to_numpy() for name in ("rating", "asked", "y"))
    found = minimize(loss, start, args=(rating, asked, y, w), method="BFGS", options={"gtol": 1e-7})
    a, b, first, step = found.x
    cut = first + np.exp(step)
    more, less = (expit(a * (rating + half) + b * asked - cut) for half in (0.5, -0.5))
    yes, no = expit(a * rating + b - cut), expit(a * rating - cut)
    return found.x, np.array([w @ (more - less), w @ (yes - no)]) / w.sum()


def test_effects_and_their_errors_agree_with_a_fit_by_hand():
    whole = frame()
    rows = whole.dropna().reset_index(drop=True)
    w = rows["weight"].to_numpy()
    theta, expected = effects_by_hand(rows, w, np.array([0.5, 0.5, 1.0, 0.0]))
    # how each row moves the effects, by giving it a little more weight: no formula of ours in it
    moved, step = [], 0.02
    for at in range(len(rows)):
        up, down = w.copy(), w.copy()
        up[at] += step * w[at]
        down[at] -= step * w[at]
        ends = [effects_by_hand(rows, one, theta)[1] for one in (up, down)]
        moved.append((ends[0] - ends[1]) / (2 * step))
    z = np.zeros((len(whole), 2))
    z[whole["rating"].notna()] = np.array(moved)
    variance = sum(
        (1 - N[s] / SIZE[s]) * N[s] / (N[s] - 1) * ((own - own.mean(axis=0)) ** 2).sum(axis=0)
        for s in N
        for own in [z[(whole["stratum"] == s).to_numpy()]]
    )

    design = Design(whole, weight="weight", strata="stratum", population="population")
    told = average_effects(design, "y", ["rating", "asked"], at_least=2, binary={"asked"})

    assert [one.name for one in told.effects] == ["rating", "asked"]
    assert told.n == 47
    assert told.share == pytest.approx(float(w[rows["y"] == 3].sum() / w.sum()), rel=1e-12)
    for at, one in enumerate(told.effects):
        assert one.estimate.value == pytest.approx(expected[at], rel=1e-5)
        assert one.estimate.se == pytest.approx(np.sqrt(variance[at] * 47 / 43), rel=1e-3)
        assert one.estimate.df == 47 - 2 - 2


def test_variance_inflation_is_one_over_what_the_others_leave():
    x = frame().dropna()[["rating", "asked"]].to_numpy()
    w = np.ones(len(x))
    r = np.corrcoef(x.T)[0, 1]

    assert variance_inflation(x, w) == pytest.approx([1 / (1 - r**2)] * 2, rel=1e-10)


def test_an_experience_that_is_another_one_is_dropped_and_named():
    rows = frame().assign(again=lambda f: 2 * f["rating"] - 1)
    design = Design(rows, weight="weight", strata="stratum", population="population")

    told = average_effects(design, "y", ["rating", "again"], at_least=2)

    assert told.dropped == ("again",)
    assert [one.name for one in told.effects] == ["rating"]


@pytest.mark.parametrize("level", [0, 3])
def test_a_level_that_everybody_or_nobody_reaches_is_refused(level):
    design = Design(frame(), weight="weight", strata="stratum", population="population")

    with pytest.raises(EstimationError, match="no level"):
        average_effects(design, "y", ["rating"], at_least=level)
