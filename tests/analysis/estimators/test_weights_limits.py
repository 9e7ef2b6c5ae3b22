"""Limits of the adjustments of weights, and the shape of bounded calibration."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from analysis.estimators.errors import EstimationError
from analysis.estimators.sample import resampling, weights
from analysis.estimators.sample.design import Design
from analysis.estimators.sample.weights import calibration, raking

X = np.array([1.0, 2.0, 4.0, 7.0])
W = np.array([3.0, 2.0, 2.0, 1.0])
FRAME = pd.DataFrame({"w": W, "x": X})


def calibrated(total, **options):
    design = Design(FRAME, weight="w")
    to = weights.auxiliary(design, [], {"x": (X, total)})
    return weights.calibrate(design, to, **options).weights / W


def logit_factors(scale, low, high):
    """Deville and Särndal's case 6, in the form of a logistic curve through 1 at 0."""
    a = (high - low) / ((1 - low) * (high - 1))
    return low + (high - low) / (1 + (high - 1) / (1 - low) * np.exp(-a * scale * X))


@pytest.mark.parametrize("total", [18.0, 23.0, 26.0])
def test_logit_factors_lie_on_the_logistic_curve(total):
    scale = optimize.brentq(lambda s: W * logit_factors(s, 0.4, 2.5) @ X - total, -3, 3, xtol=1e-15)

    found = calibrated(total, method="logit", bounds=(0.4, 2.5))

    assert found == pytest.approx(logit_factors(scale, 0.4, 2.5), rel=1e-9)


def test_linear_factors_are_cut_at_their_bounds():
    total = 26.0
    scale = optimize.brentq(lambda s: W * np.clip(1 + s * X, 0.5, 1.2) @ X - total, 0, 3)

    found = calibrated(total, bounds=(0.5, 1.2))

    assert found == pytest.approx(np.clip(1 + scale * X, 0.5, 1.2), rel=1e-9)
    assert calibrated(total) == pytest.approx(1 + (26 - W @ X) / (W @ X**2) * X)


@pytest.mark.parametrize("u", [-0.9, -0.2, 0.0, 0.3, 1.4])
@pytest.mark.parametrize("method", ["linear", "logit"])
def test_the_slope_of_the_factors_is_their_derivative(u, method):
    at = np.array([u - 1e-6, u, u + 1e-6])

    g, slope = calibration._bounded_factors(at, 0.4, 2.0, method)

    assert slope[1] == pytest.approx((g[2] - g[0]) / 2e-6, abs=1e-6)


def test_a_factor_at_its_bound_moves_no_more():
    g, slope = calibration._bounded_factors(np.array([-0.5, 1.0, 0.2]), 0.5, 2.0, "linear")

    assert (g.tolist(), slope.tolist()) == ([0.5, 2.0, 1.2], [0.0, 0.0, 1.0])


@pytest.mark.parametrize(
    ("bounds", "refused"),
    [
        ((0.0, 3.0), False),
        ((-0.1, 3.0), True),
        ((1.0, 3.0), True),
        ((0.5, 1.0), True),
        ((0.5, np.inf), True),
    ],
)
def test_logit_bounds_stand_around_one(bounds, refused):
    if refused:
        with pytest.raises(EstimationError, match="needs bounds around 1"):
            calibrated(20.0, method="logit", bounds=bounds)
    else:
        assert calibrated(20.0, method="logit", bounds=bounds) @ (W * X) == pytest.approx(20)


def test_totals_nobody_can_reach_are_refused_without_bounds_too():
    design = Design(FRAME, weight="w")
    twice = weights.auxiliary(design, [], {"x": (X, 20.0), "same": (X, 21.0)})

    with pytest.raises(EstimationError):
        weights.calibrate(design, twice)


def test_numbers_alone_and_their_names_are_taken():
    design = Design(FRAME, weight="w")

    found = weights.auxiliary(design, [], {"x": (X, 20.0), "one": (np.ones(4), 8.0)})

    assert (found.names, found.totals.tolist()) == (("x", "one"), [20.0, 8.0])


def test_degrees_of_freedom_stay_for_logit_and_are_counted_anew_for_linear():
    frame = pd.DataFrame({"w": np.ones(6), "x": [1.0, 2, 3, 4, 5, 6]})
    design = resampling.jackknife(Design(frame, weight="w"))
    to = weights.auxiliary(design, [], {"x": (frame["x"].to_numpy(), 22.0)})

    logit = weights.calibrate(design, to, method="logit", bounds=(0.2, 4.0))
    linear = weights.calibrate(design, to)

    assert logit.replicates.df == design.df()
    assert linear.replicates.df is None


def test_a_total_between_nothing_and_one_is_a_total():
    frame = pd.DataFrame({"a": ["x", "y"]})

    assert weights.margin(frame, "a", {"x": 0.5, "y": 0.5}).totals.tolist() == [0.5, 0.5]


@pytest.mark.parametrize(("missing", "more"), [(5, False), (6, True)])
def test_five_keys_are_listed_and_more_are_hinted_at(missing, more):
    frame = pd.DataFrame({"a": [f"k{at}" for at in range(missing + 1)]})

    with pytest.raises(EstimationError) as refusal:
        weights.margin(frame, "a", {"k0": 1.0})

    assert ("…" in str(refusal.value)) == more
    assert "'k5'" in str(refusal.value)
    assert "'k6'" not in str(refusal.value)


def respondents(answered, **columns):
    frame = pd.DataFrame({"c": ["a", "a", "b", "b"], "w": [0.4, 0.3, 0.2, 0.4], "r": answered})
    return frame.assign(**columns)


def adjust(frame):
    return weights.nonresponse_adjusted(frame, weight="w", responded="r", classes=["c"])


def test_small_weights_are_weights():
    assert adjust(respondents([1, 0, 0, 1])) == pytest.approx([0.7, 0, 0, 0.6])


def test_the_first_silent_class_is_named_even_with_small_weights():
    with pytest.raises(EstimationError, match="in the class 'a'"):
        adjust(respondents([0, 0, 1, 1]))


def test_a_class_without_weight_may_be_silent():
    frame = respondents([1, 1, 0, 0], w=[1.0, 2.0, 0.0, 0.0])

    assert adjust(frame).tolist() == [1.0, 2.0, 0.0, 0.0]


def test_the_cell_without_weight_is_named():
    frame = pd.DataFrame({"a": ["x", "y", "z"], "w": [1.0, 0.0, 0.5]})

    with pytest.raises(EstimationError, match="The cell 'y' of 'a'"):
        weights.poststratify(Design(frame, weight="w"), "a", {"x": 1.0, "y": 2.0, "z": 1.0})


def test_a_replicate_without_a_cell_has_zeros_there():
    frame = pd.DataFrame({"a": ["x", "y", "y"]})
    design = resampling.jackknife(Design(frame))

    found = weights.poststratify(design, "a", {"x": 10.0, "y": 30.0})

    without_x = found.replicates.weights[:, found.replicates.weights[0] == 0]
    assert without_x.shape[1] == 1
    assert without_x[:, 0].sum() == pytest.approx(30)


@pytest.mark.parametrize("rows", [3, 500])
def test_crossed_cells_are_the_same_however_they_are_found(rows):
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"a": rng.integers(0, 40, rows), "b": rng.integers(0, 40, rows)})
    sides = [
        weights.margin(frame, name, dict.fromkeys(frame[name].unique(), 1.0)) for name in frame
    ]

    cells, inverse = raking._cross(sides)

    expected = np.array([one.cells for one in sides]).T
    assert cells[inverse].tolist() == expected.tolist()
    assert len(cells) == len(np.unique(expected, axis=0))


def test_raking_that_ends_on_its_tolerance_has_settled():
    frame = pd.DataFrame({"a": ["x", "y", "x", "y"], "b": ["u", "u", "v", "v"]})
    sides = [weights.margin(frame, one, dict.fromkeys(frame[one].unique(), 2.0)) for one in "ab"]

    found = weights.rake(Design(frame), sides, tolerance=0.0, sweeps=2)

    assert found.weights.tolist() == [1.0, 1.0, 1.0, 1.0]


def test_the_miss_of_raking_is_a_part_of_the_population():
    frame = pd.DataFrame({"a": ["x", "x", "y"], "b": ["u", "v", "v"]})
    pair = [
        weights.margin(frame, "a", {"x": 10, "y": 90}),
        weights.margin(frame, "b", {"u": 50, "v": 50}),
    ]

    with pytest.raises(EstimationError, match=r"missed by 4\.0e-01 of the population"):
        weights.rake(Design(frame), pair, sweeps=50)


def test_limits_that_meet_are_refused():
    with pytest.raises(EstimationError, match="must lie below"):
        weights.trim_weights(Design(FRAME, weight="w"), upper=2.0, lower=2.0)


def test_the_largest_miss_of_all_margins_is_told():
    frame = pd.DataFrame({"a": ["x", "y"], "b": ["u", "v"]})
    design = Design(frame)
    pair = [
        weights.margin(frame, "a", {"x": 1.0, "y": 2.0}),
        weights.margin(frame, "b", {"u": 1.0, "v": 1.25}),
    ]

    assert weights.summary(design, design, "none", pair).largest_miss == pytest.approx(0.5)


def test_logit_factors_leave_one_with_the_slope_of_one():
    g, slope = calibration._bounded_factors(np.array([0.0, 0.5, -0.5]), 0.4, 3.0, "logit")

    assert g == pytest.approx([1, 1.6216793, 0.6396673])
    assert slope == pytest.approx([1, 1.4032216, 0.4714121])


@pytest.mark.parametrize(("beyond", "met"), [(2e-7, True), (3e-7, False)])
def test_a_total_is_met_to_a_ten_millionth_of_itself_and_one(beyond, met):
    frame = pd.DataFrame({"w": [1.0, 1.0], "x": [1.0, -1.0]})
    to = weights.auxiliary(
        Design(frame, weight="w"), [], {"x": (frame["x"].to_numpy(), 1.5 + beyond)}
    )

    def calibrate():
        return weights.calibrate(Design(frame, weight="w"), to, bounds=(0.5, 2.0)).weights

    if met:
        assert calibrate() == pytest.approx([2, 0.5])
    else:
        with pytest.raises(EstimationError, match="No weights within the bounds"):
            calibrate()


@pytest.mark.parametrize(
    ("missed", "scale", "refused"),
    [(1e-7, 1.0, True), (0.99e-7, 1.0, False), (1e-6, 100.0, False), (2e-5, 100.0, True)],
)
def test_what_is_missed_is_a_part_of_the_total(missed, scale, refused):
    to = calibration.Auxiliary(np.ones((1, 1)), np.zeros(1), ("x",))
    given = to, np.ones(1), np.array([missed]), np.array([scale])

    if refused:
        with pytest.raises(EstimationError):
            calibration._check_totals(*given)
    else:
        calibration._check_totals(*given)


def test_a_total_next_to_the_bound_is_refused_with_the_best_that_was_found():
    far = np.array([1000.0, 2, 4, 7])
    to = calibration.Auxiliary(far[:, None], np.array([7543.8]), ("x",))

    with pytest.raises(EstimationError, match=r"best \d"):
        calibration._factors(to, W, "logit", (0.4, 2.5))


def test_a_silent_class_of_one_is_named():
    frame = pd.DataFrame({"w": [1.0, 2, 3], "there": [1, 1, 0], "kind": ["a", "a", "b"]})

    with pytest.raises(EstimationError, match="'b'"):
        weights.nonresponse_adjusted(frame, weight="w", responded="there", classes=["kind"])


def test_raking_refuses_a_level_whose_answers_have_no_weight():
    frame = pd.DataFrame({"w": [1.0, 2, 0, 1], "a": list("xxyx"), "b": list("ppqq")})
    design = Design(frame, weight="w")
    margins = [
        weights.margin(frame, "a", {"x": 6, "y": 4}),
        weights.margin(frame, "b", {"p": 5, "q": 5}),
    ]

    with pytest.raises(EstimationError, match="'y' of 'a' has no weight"):
        weights.rake(design, margins)
