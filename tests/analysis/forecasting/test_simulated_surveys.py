import dataclasses

import numpy as np
import pytest

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast import scales
from analysis.forecasting.nowcast.priors import Priors
from analysis.forecasting.simulated_surveys import Plan, Truth, own_surveys
from analysis.forecasting.simulation import BASKET, Setup, world

pytestmark = pytest.mark.slow
LAST = 2030
UNITS = {kind.code: kind for kind in BASKET}


@pytest.fixture(scope="module")
def invented():
    return world(Setup(provinces=40, years=6, surveyed=0), np.random.default_rng(3))


def surveys(invented, seed=1, **changes):
    plan = Plan(**{"first": LAST - 1, "truth": Truth.DRAWN} | changes)
    return own_surveys(invented.inputs, plan, Priors(), seed)


@pytest.fixture(scope="module")
def told(invented):
    return surveys(invented)


def test_every_province_asks_every_criterion_from_the_first_year_on(told):
    assert set(told["year"]) == {LAST - 1, LAST}
    assert set(told["criterion"]) == set(UNITS) - {"web_score"}
    assert (told.groupby(["criterion", "year"])["province"].nunique() == 40).all()
    assert (told["se"] > 0).mean() > 0.99


def test_the_same_seed_says_the_same_and_another_does_not(invented, told):
    assert told.equals(surveys(invented))
    assert not told["value"].equals(surveys(invented, seed=2)["value"])


def test_portals_are_judged_only_when_asked_for(invented):
    told = surveys(invented, checklist=True)

    points = told[told["criterion"] == "web_score"]
    assert points["value"].between(0, 50).all()
    assert (points["se"] == 1.0).all()
    assert (points["n"] == 1).all()


def test_values_stay_within_what_their_unit_allows(invented):
    told = surveys(invented, checklist=True, lean_sd=20.0)

    for code, values in told.groupby("criterion")["value"]:
        unit = UNITS[code].unit
        if unit is Unit.DAYS:
            assert (values % 0.5 == 0).all()
            assert values.min() >= 0.5
        else:
            assert values.equals(scales.within(unit, values.to_numpy(), 50.0) + 0 * values), code


def test_a_survey_without_lean_comes_near_the_truth_and_a_leaning_one_does_not(invented):
    straight = {"lean": 0.0, "lean_sd": 0.0, "wobble": 0.0, "answers": 100_000}
    kind = UNITS["legal"]
    true = invented.truth["legal"]

    def error(**changes):
        told = surveys(invented, truth=Truth.SMOOTHED, **straight | changes)
        mine = told[(told["criterion"] == "legal") & (told["year"] == LAST)]
        return mine.set_index("province")["value"].sort_index().to_numpy() - true

    assert np.std(error()) < kind.sd  # official noise was smoothed away
    assert abs(np.mean(error())) < 0.05
    assert np.mean(error(lean=-2.0)) < -1.5 * kind.sd


def test_a_drawn_truth_scatters_more_than_a_smoothed_one(invented):
    straight = {"lean": 0.0, "lean_sd": 0.0, "wobble": 0.0, "answers": 100_000}

    def spread(truth):
        told = surveys(invented, truth=truth, **straight)
        return told[told["criterion"] == "legal"].groupby("year")["value"].std().mean()

    assert spread(Truth.DRAWN) > 1.05 * spread(Truth.SMOOTHED)


def test_questions_with_a_filter_get_fewer_answers(invented):
    few = invented.inputs.official[["province", "year", "criterion"]]
    few = few[few["criterion"] == "budget_detail"].assign(n=22)
    inputs = dataclasses.replace(invented.inputs, bases=few)

    told = own_surveys(inputs, Plan(first=LAST), Priors(), 1)

    n = told.groupby("criterion")["n"].first()
    assert n["budget_detail"] == 100
    assert n["web_access"] > 200


def test_a_criterion_that_was_dropped_is_asked_while_it_stood(invented):
    official, constants = invented.inputs.official, invented.inputs.constants
    gone = official["criterion"] == "ba_role"
    inputs = dataclasses.replace(
        invented.inputs,
        official=official[~(gone & (official["year"] == LAST))],
        constants=constants[~((constants["criterion"] == "ba_role") & (constants["year"] == LAST))],
    )

    told = own_surveys(inputs, Plan(first=LAST - 1), Priors(), 1)

    assert set(told.loc[told["criterion"] == "ba_role", "year"]) == {LAST - 1}
    later = own_surveys(inputs, Plan(first=LAST), Priors(), 1)
    assert "ba_role" not in set(later["criterion"])
