import math

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.errors import EstimationError
from analysis.estimators.inference import response


def test_rates_by_hand():
    found = response.rates({"I": 60, "P": 10, "R": 20, "NC": 10, "UH": 40}, 0.5)

    assert found == pytest.approx({
        "RR1": 60 / 140, "RR2": 70 / 140, "RR3": 60 / 120, "RR4": 70 / 120, "RR5": 0.6, "RR6": 0.7,
        "COOP1": 60 / 90, "COOP2": 70 / 90, "COOP3": 60 / 90, "COOP4": 70 / 90,
        "REF1": 20 / 140, "REF2": 20 / 120, "REF3": 0.2,
        "CON1": 90 / 140, "CON2": 90 / 120, "CON3": 0.9,
    })  # fmt: skip


def test_others_were_contacted_but_could_not_cooperate():
    found = response.rates({"I": 6, "O": 2, "R": 2, "NC": 10}, 1.0)

    assert (found["COOP1"], found["COOP3"], found["CON3"]) == (0.6, 0.75, 0.5)


def test_rates_without_cases_are_unknown():
    assert all(math.isnan(one) for one in response.rates({}, 0.5).values())
    assert math.isnan(response.eligible_share(0, 0))
    assert response.eligible_share(30, 10) == 0.75


@pytest.mark.parametrize(
    ("counts", "e", "refusal"),
    [
        ({"X": 1}, 0.5, "no disposition 'X'"),
        ({"I": -1}, 0.5, "count I is negative"),
        ({"I": 1}, 1.5, "between 0 and 1"),
    ],
)  # fmt: skip
def test_rates_refuse_what_cannot_be(counts, e, refusal):
    with pytest.raises(EstimationError, match=refusal):
        response.rates(counts, e)


@pytest.fixture
def frame() -> pd.DataFrame:
    # two sectors with response rates of 80 and 40 percent, in both sizes
    rows = [
        (sector, size, answered)
        for sector, events in (("a", 8), ("b", 4))
        for size in ("s", "l")
        for answered in [1] * events + [0] * (10 - events)
    ]
    return pd.DataFrame(rows, columns=["sector", "size", "answered"])


def test_a_saturated_model_gives_the_rates_of_the_classes(frame):
    rho = response.propensities(frame, "answered ~ sector")

    assert rho[0] == pytest.approx(0.8)
    assert rho[-1] == pytest.approx(0.4)
    found = response.r_indicator(rho, np.ones(40), parameters=1)
    spread = math.sqrt(40 * 0.04 / 39)
    assert found.r == pytest.approx(1 - 2 * spread)
    assert found.r < found.r_adjusted <= 1
    assert found.largest_bias(2.0) == pytest.approx(2 * spread / 0.6)


def test_partial_indicators_say_which_variable_matters(frame):
    rho = response.propensities(frame, "answered ~ sector + size")

    sector = response.partial_r(frame, rho, "sector", ["size"], np.ones(40))
    size = response.partial_r(frame, rho, "size", ["sector"], np.ones(40))

    assert sector.unconditional == pytest.approx(0.2)
    assert sector.conditional == pytest.approx(0.2)
    assert sector.categories["a"] == pytest.approx(0.2 / math.sqrt(2))
    assert sector.categories["b"] == pytest.approx(-0.2 / math.sqrt(2))
    assert size.unconditional == pytest.approx(0, abs=1e-9)


def test_propensities_need_a_complete_frame(frame):
    frame.loc[0, "sector"] = None

    with pytest.raises(EstimationError, match="1 rows of the frame have an empty cell"):
        response.propensities(frame, "answered ~ sector")


def test_bias_bounds():
    assert response.bias_bounds(0.5, 0.6) == pytest.approx((0.3, 0.7))
    with pytest.raises(EstimationError, match="between 0 and 1"):
        response.bias_bounds(0.5, 1.2)


def test_item_nonresponse_counts_only_who_was_asked():
    frame = pd.DataFrame({"q1": [1.0, None, 3, None], "q2": [None] * 4})
    asked = pd.DataFrame({"q1": [True, True, True, False], "q2": [False] * 4})

    found = response.item_nonresponse(frame, ["q1", "q2"], asked)

    assert found.iloc[0].tolist() == ["q1", 3, 2, 1, pytest.approx(1 / 3)]
    assert found["open"].tolist() == [1, 0]
    assert math.isnan(found["open_share"][1])
