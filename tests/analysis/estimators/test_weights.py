import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import means
from analysis.estimators.errors import EstimationError
from analysis.estimators.sample import resampling, weights
from analysis.estimators.sample.design import Design

RNG = np.random.default_rng(7)
FRAME = pd.DataFrame({
    "sector": RNG.choice(["farm", "shop", "works"], 60),
    "size": RNG.choice(["micro", "small"], 60),
    "member": RNG.integers(0, 2, 60),
    "w": RNG.uniform(5, 15, 60).round(2),
    "y": RNG.normal(50, 9, 60).round(1),
    "x": RNG.uniform(1, 9, 60).round(1),
})  # fmt: skip
SECTOR = {"farm": 250.0, "shop": 200.0, "works": 180.0}
SIZE = {"micro": 400.0, "small": 230.0}


@pytest.fixture
def design() -> Design:
    return Design(FRAME, weight="w")


def sums(design: Design, by: list[str]) -> dict:
    return pd.Series(design.weights).groupby([FRAME[name] for name in by]).sum().to_dict()


def margins() -> list[weights.Margin]:
    return [weights.margin(FRAME, "sector", SECTOR), weights.margin(FRAME, "size", SIZE)]


def test_poststrata_meet_their_totals(design):
    found = weights.poststratify(design, "sector", SECTOR)

    assert sums(found, ["sector"]) == pytest.approx(SECTOR)
    total = means.total(found, np.ones(60))
    assert (total.value, total.se) == (pytest.approx(630), 0)  # known totals have no error
    assert design.weights.sum() == pytest.approx(FRAME["w"].sum())


def test_poststrata_of_two_columns(design):
    totals = {
        (a, b): 50.0 + 10 * at for at, (a, b) in enumerate(sums(design, ["sector", "member"]))
    }

    found = weights.poststratify(design, ["sector", "member"], totals)

    assert sums(found, ["sector", "member"]) == pytest.approx(totals)


def test_raking_meets_every_margin(design):
    found = weights.rake(design, margins())

    assert sums(found, ["sector"]) == pytest.approx(SECTOR, rel=1e-10)
    assert sums(found, ["size"]) == pytest.approx(SIZE, rel=1e-10)
    described = weights.summary(design, found, "rake", margins())
    assert described.largest_miss < 1e-11
    assert described.smallest_factor < 1.3 < described.largest_factor


def test_raking_one_margin_is_poststratification(design):
    found = weights.rake(design, margins()[:1])

    assert found.weights.tolist() == weights.poststratify(design, "sector", SECTOR).weights.tolist()


def test_raking_finds_cells_in_a_large_cross(design):
    frame = FRAME.assign(a=np.arange(60) % 30, b=np.arange(60) // 2, c=np.arange(60) % 20)
    many = [
        weights.margin(frame, name, {level: float(size) for level, size in
                                     frame.groupby(name)["w"].sum().items()})
        for name in "abc"
    ]  # fmt: skip

    found = weights.rake(Design(frame, weight="w"), many)

    assert found.weights == pytest.approx(FRAME["w"].to_numpy(), rel=1e-9)


def test_linear_calibration_meets_totals_of_margins_and_numbers(design):
    numeric = {"x": (FRAME["x"].to_numpy(), 3000.0)}

    found = weights.calibrate(design, weights.auxiliary(design, margins(), numeric))

    assert sums(found, ["size"]) == pytest.approx(SIZE)
    assert means.total(found, "x").value == pytest.approx(3000)
    assert means.total(found, "x").se == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("method", ["logit", "linear"])
def test_bounded_calibration_stays_within_its_bounds(design, method):
    to = weights.auxiliary(design, margins())

    found = weights.calibrate(design, to, method=method, bounds=(0.3, 3.0))

    factors = found.weights / design.weights
    assert 0.3 <= factors.min() < factors.max() <= 3.0
    assert sums(found, ["sector"]) == pytest.approx(SECTOR)


def test_bounds_that_are_too_tight_are_refused(design):
    to = weights.auxiliary(design, margins())

    with pytest.raises(EstimationError, match="No weights within the bounds reach the total"):
        weights.calibrate(design, to, method="logit", bounds=(0.99, 1.01))


@pytest.mark.parametrize("adjust", ["poststratified", "raked", "linear", "logit", "trimmed"])
def test_replicates_are_adjusted_each(design, adjust):
    resampled = resampling.bootstrap(design, draws=12, rng=np.random.default_rng(1))
    found = {
        "poststratified": lambda: weights.poststratify(resampled, "sector", SECTOR),
        "raked": lambda: weights.rake(resampled, margins()),
        "linear": lambda: weights.calibrate(resampled, weights.auxiliary(resampled, margins())),
        "logit": lambda: weights.calibrate(
            resampled, weights.auxiliary(resampled, margins()[:1]), method="logit", bounds=(0.2, 4)
        ),
        "trimmed": lambda: weights.trim_weights(resampled, upper=30, lower=1),
    }[adjust]()

    if adjust == "trimmed":
        assert found.replicates.weights.max() < resampled.replicates.weights.max()
        return
    assert not found.calibrated
    if adjust == "logit":
        assert found.df() == resampled.df()
    for name, total in SECTOR.items():
        rows = (FRAME["sector"] == name).to_numpy()
        assert found.replicates.weights[rows].sum(axis=0) == pytest.approx(np.full(12, total))


def test_trimming_spreads_the_excess(design):
    once = weights.trim_weights(design, upper=12)
    strict = weights.trim_weights(design, upper=12, lower=7, strict=True)

    assert once.weights.sum() == pytest.approx(design.weights.sum())
    assert strict.weights.max() <= 12
    assert strict.weights.min() >= 7
    assert weights.trim_weights(design, upper=100).weights.tolist() == design.weights.tolist()


def test_nonresponse_classes_carry_the_silent():
    frame = pd.DataFrame({
        "class": ["a", "a", "a", "b", "b"], "w": [1.0, 2, 3, 4, 5], "r": [1, 0, 1, 1, 0],
    })  # fmt: skip

    found = weights.nonresponse_adjusted(frame, weight="w", responded="r", classes=["class"])

    assert found == pytest.approx([1.5, 0, 4.5, 9, 0])
    with pytest.raises(EstimationError, match="Nobody responded in the class 'b'"):
        weights.nonresponse_adjusted(
            frame.assign(r=[1, 1, 1, 0, 0]), weight="w", responded="r", classes=["class"]
        )
    with pytest.raises(EstimationError, match="holds more than 0 and 1"):
        weights.nonresponse_adjusted(
            frame.assign(r=[1, 2, 1, 0, 0]), weight="w", responded="r", classes=["class"]
        )


@pytest.mark.parametrize(
    ("totals", "refusal"),
    [
        ({"farm": 250, "shop": 200}, "has no total for 'works'"),
        ({**SECTOR, "mine": 5}, "No respondent in 'mine' .* merge the cells"),
        ({**SECTOR, "farm": 0}, "The total of 'farm' .* is not above zero"),
        ({**SECTOR, ("farm", "micro"): 3}, "names 2 levels, its margin 1"),
    ],
)  # fmt: skip
def test_impossible_margins_are_refused_by_name(totals, refusal):
    with pytest.raises(EstimationError, match=refusal):
        weights.margin(FRAME, "sector", totals)


def test_a_total_of_zero_for_an_empty_cell_is_harmless():
    assert weights.margin(FRAME, "sector", {**SECTOR, "mine": 0}).names == ("farm", "shop", "works")


def test_many_missing_totals_are_named_in_short():
    frame = FRAME.assign(id=range(60))
    with pytest.raises(EstimationError, match="'1', '2', '3', '4', '5' …"):
        weights.margin(frame, "id", {0: 5})


def test_margins_must_describe_one_population(design):
    other = weights.margin(FRAME, "size", {"micro": 400, "small": 300})

    for adjust in (
        lambda: weights.rake(design, [margins()[0], other]),
        lambda: weights.calibrate(design, weights.auxiliary(design, [margins()[0], other])),
    ):
        with pytest.raises(EstimationError, match="add up to 630, those of 'size' to 700"):
            adjust()


def test_margins_that_contradict_each_other_do_not_settle():
    frame = pd.DataFrame({"a": ["x", "x", "y"], "b": ["u", "v", "v"]})
    pair = [
        weights.margin(frame, "a", {"x": 10, "y": 90}),
        weights.margin(frame, "b", {"u": 50, "v": 50}),
    ]
    with pytest.raises(EstimationError, match="Raking did not settle in 50 sweeps"):
        weights.rake(Design(frame), pair, sweeps=50)


def test_a_cell_without_weight_cannot_be_scaled():
    design = Design(FRAME.assign(w=np.where(FRAME["sector"] == "farm", 0, 1)), weight="w")

    with pytest.raises(EstimationError, match="'farm' of 'sector' has no weight left"):
        weights.poststratify(design, "sector", SECTOR)


@pytest.mark.parametrize(
    ("call", "refusal"),
    [
        (lambda d: weights.calibrate(d, weights.auxiliary(d, margins()), method="logit"),
         "needs bounds around 1"),
        (weights.auxiliary, "at least one margin or total"),
        (lambda d: weights.auxiliary(d, [], {"x": (np.full(60, np.nan), 1.0)}), "empty in row 1"),
        (lambda d: weights.trim_weights(d, upper=1, lower=2), "must lie below the upper"),
        (lambda d: weights.trim_weights(d, upper=4, lower=3), "Every weight lies outside"),
    ],
)  # fmt: skip
def test_refusals(design, call, refusal):
    with pytest.raises(EstimationError, match=refusal):
        call(design)


def test_linear_bounds_that_are_too_tight_are_refused(design):
    to = weights.auxiliary(design, margins())

    with pytest.raises(EstimationError, match="widen the bounds or correct the totals"):
        weights.calibrate(design, to, bounds=(0.95, 1.05))


def test_a_replicate_without_a_cell_keeps_what_it_can():
    frame = pd.DataFrame({"a": ["x", "x", "y", "y"], "b": ["u", "v", "v", "v"]})
    pair = [
        weights.margin(frame, "a", {"x": 30, "y": 30}),
        weights.margin(frame, "b", {"u": 10, "v": 50}),
    ]

    found = weights.rake(resampling.jackknife(Design(frame)), pair, sweeps=60)

    assert found.weights == pytest.approx([10, 20, 15, 15])
    without_u = found.replicates.weights[:, 0]
    assert without_u[0] == 0
    assert without_u[1:].sum() == pytest.approx(50)
