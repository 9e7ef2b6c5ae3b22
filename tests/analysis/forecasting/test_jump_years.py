"""In a year in which the whole country moves, an own survey must not be talked out of it."""

import dataclasses
from collections.abc import Iterable

import numpy as np
import pytest

from analysis.forecasting.backtest import VerifiedForecast, hold_edition
from analysis.forecasting.backtest.alone import hold_alone
from analysis.forecasting.nowcast import priors
from analysis.forecasting.nowcast.learning import learnt
from analysis.forecasting.nowcast.panel import SCORE
from analysis.forecasting.nowcast.priors import Priors
from analysis.forecasting.simulation import Setup, world

pytestmark = pytest.mark.slow
SURVEYED = [f"Province {i + 1:02}" for i in range(5)]
DRAWS = 400


def miss(told: Iterable[VerifiedForecast], method: str) -> float:
    """Mean error of the score's median over the provinces with an own survey."""
    errors = [
        abs(one.q[4] - one.actual)
        for one in told
        if one.method == method and one.target == SCORE and one.province in SURVEYED
    ]
    assert len(errors) == len(SURVEYED)
    return float(np.mean(errors))


@pytest.fixture(scope="module", params=[2.5, -2.5], ids=["up", "down"])
def jumped(request):
    """What was told of a year in which every criterion moved by 2.5 spreads one way."""
    setup = Setup(provinces=16, years=6, surveyed=len(SURVEYED), jump=request.param)
    inputs = world(setup, np.random.default_rng(15)).inputs
    beside = hold_edition(inputs, setup.last, Priors(), seed=1, draws=DRAWS).told
    before = inputs.constants[inputs.constants["year"] == setup.last - 1]
    known = learnt(inputs.official, before, None, Priors())
    mine = inputs.official[inputs.official["province"].isin(SURVEYED)]
    few = dataclasses.replace(inputs, official=mine)
    told = hold_alone(few, setup.last, priors.usable(known, setup.last), seed=1, draws=DRAWS)
    return beside, list(told)


def test_the_panel_never_makes_a_surveyed_score_worse(jumped):
    beside, alone = jumped

    chance = 0.02 * miss(beside, "last")  # of draws; what the jump did is some fifty times that
    assert miss(beside, "full") <= miss(alone, "full") + chance


def test_a_survey_that_saw_the_jump_beats_the_past(jumped):
    beside, _alone = jumped

    assert miss(beside, "full") < 0.6 * miss(beside, "official-only")
    assert miss(beside, "pooled") < miss(beside, "full")
