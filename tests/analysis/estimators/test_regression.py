import math

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame import formulas
from analysis.estimators.inference import ordinal, regression
from analysis.estimators.sample import resampling
from analysis.estimators.sample.design import Design

RNG = np.random.default_rng(31)
FRAME = pd.DataFrame({
    "w": RNG.uniform(1, 4, 90),
    "sector": RNG.choice(["farm", "shop", "works"], 90),
    "size": RNG.choice(["micro", "small"], 90),
    "x": RNG.uniform(0, 9, 90),
    "count": RNG.poisson(3, 90),
    "flag": RNG.choice([True, False], 90),
})  # fmt: skip
FRAME["y"] = 2 + 0.5 * FRAME["x"] + (FRAME["sector"] == "shop") + RNG.normal(0, 1, 90)
FRAME["event"] = (RNG.uniform(0, 1, 90) < 1 / (1 + np.exp(2 - 0.4 * FRAME["x"]))).astype(int)
FRAME["rating"] = np.clip((FRAME["x"] / 3 + RNG.normal(1.5, 1, 90)).round(), 1, 4)
DESIGN = Design(FRAME, weight="w")


def terms(formula: str, **options) -> list[str]:
    return [one.term for one in regression.fit(DESIGN, formula, **options).terms]


def test_a_linear_model_is_weighted_least_squares():
    found = regression.fit(DESIGN, "y ~ x")

    slope, constant = np.polyfit(FRAME["x"], FRAME["y"], 1, w=np.sqrt(FRAME["w"]))
    assert found["x"].estimate == pytest.approx(slope)
    assert found["(Intercept)"].estimate == pytest.approx(constant)
    assert (found.df, found.n) == (88, 90)
    with pytest.raises(KeyError):
        found["z"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("y ~ 1", ["(Intercept)"]),
        ("y ~ x + sector", ["(Intercept)", "x", "sectorshop", "sectorworks"]),
        ("y ~ 0 + size", ["sizemicro", "sizesmall"]),
        ("y ~ x + size - 1", ["x", "sizemicro", "sizesmall"]),
        ("y ~ size + 0 + 1", ["(Intercept)", "sizesmall"]),
        ("y ~ x + size - x", ["(Intercept)", "sizesmall"]),
        ("y ~ x * size", ["(Intercept)", "x", "sizesmall", "x:sizesmall"]),
        ("y ~ size:x", ["(Intercept)", "sizemicro:x", "sizesmall:x"]),
        ("y ~ x:size", ["(Intercept)", "x:sizemicro", "x:sizesmall"]),
        ("y ~ flag + I(x > 4)", ["(Intercept)", "flagTRUE", "I(x > 4)TRUE"]),
        ("log(y + 10) ~ I(x^2) + x:x", ["(Intercept)", "I(x^2)", "x"]),
        ("y ~ `size` + factor(rating, ordered = TRUE)",
         ["(Intercept)", "sizesmall", "factor(rating, NA)2", "factor(rating, NA)3",
          "factor(rating, NA)4"]),
        ("y ~ cut(x, c(-1, 3, Inf))", ["(Intercept)", "cut(x, c(-1, 3, Inf))(3,inf]"]),
    ],
)  # fmt: skip
def test_formulas_make_the_terms_that_r_makes(formula, expected):
    assert terms(formula) == expected


def test_two_level_responses():
    numeric = regression.fit(DESIGN, "event ~ x", family="binomial")
    truth = regression.fit(DESIGN, "I(event == 1) ~ x", family="quasibinomial")
    text = regression.fit(Design(FRAME.assign(event=np.where(FRAME["event"] == 1, "yes", "no")),
                                 weight="w"), "event ~ x", family="binomial")  # fmt: skip

    assert numeric.terms == truth.terms == text.terms
    assert numeric["x"].estimate == pytest.approx(0.4, abs=0.2)


def test_counts():
    found = regression.fit(DESIGN, "count ~ size", family="poisson")

    means = FRAME.groupby("size")[["count", "w"]].apply(
        lambda g: np.average(g["count"], weights=g["w"])
    )
    assert math.exp(found["(Intercept)"].estimate) == pytest.approx(means["micro"], rel=1e-6)
    assert found["sizesmall"].estimate == pytest.approx(
        math.log(means["small"] / means["micro"]), rel=1e-5
    )


def test_replicates_that_cannot_tell_the_terms_apart_are_left_out():
    frame = pd.DataFrame({"y": [1.0, 2, 4, 3, 6, 5], "rare": [1, 0, 0, 0, 0, 0]})
    resampled = resampling.jackknife(Design(frame))

    found = regression.fit(resampled, "y ~ rare")

    assert found["rare"].se > 0


def test_a_separated_replicate_takes_its_last_step():
    frame = pd.DataFrame({"event": [0, 0, 0, 1, 0, 1, 1, 1], "x": [1.0, 2, 3, 4, 5, 6, 7, 8]})
    resampled = resampling.jackknife(Design(frame))

    assert regression.fit(resampled, "event ~ x", family="binomial")["x"].se > 1


def test_a_saturated_model_has_no_p():
    found = regression.fit(Design(FRAME.head(2)), "y ~ x")

    assert (found.df, math.isnan(found["x"].p)) == (0, True)


@pytest.mark.parametrize(
    ("formula", "family", "refusal"),
    [
        ("y x", "gaussian", "'~' is missing"),
        ("y ~ x x", "gaussian", "terms are joined by"),
        ("y ~ 3", "gaussian", "a term is a column"),
        ("y ~ 0", "gaussian", "needs an intercept or a term"),
        ("y ~ x", "gamma", "no family 'gamma'"),
        ("sector ~ x", "binomial", "two levels, this one 3"),
        ("y ~ x", "binomial", "between 0 and 1"),
        ("sector ~ x", "gaussian", "must hold numbers, not 'farm'"),
        ("I(-x) ~ size", "poisson", "A count is zero or more"),
        ("I(x > 4) ~ x", "binomial", "does not settle"),
        ("y ~ I(x / 0)", "gaussian", "No row has a value"),
        ("y ~ cut(x)", "gaussian", "takes a column and the edges"),
        ("y ~ cut(x, c(3, 2))", "gaussian", "must rise"),
        ("y ~ cut(x, c(a, b))", "gaussian", "are numbers"),
        ("y ~ x", "ordinal", "no family 'ordinal'"),
    ],
)  # fmt: skip
def test_refusals(formula, family, refusal):
    with pytest.raises(EstimationError, match=refusal):
        regression.fit(DESIGN, formula, family=family)


def test_ordered_answers():
    found = ordinal.fit(DESIGN, "rating ~ x + I(2 * x) + size")

    names = [one.term for one in found.terms]
    assert names == ["x", "I(2 * x)", "sizesmall", "1|2", "2|3", "3|4"]
    assert found["x"].estimate > 0.3
    assert math.isnan(found["I(2 * x)"].estimate)
    assert found["1|2"].estimate < found["2|3"].estimate < found["3|4"].estimate


def test_ordered_answers_by_replicates():
    frame = FRAME.assign(town=np.arange(90) // 6)
    design = Design(frame, weight="w", clusters="town")

    plain = ordinal.fit(design, "factor(rating) ~ x")
    resampled = ordinal.fit(resampling.jackknife(design), "factor(rating) ~ x")

    assert resampled["x"].estimate == pytest.approx(plain["x"].estimate, rel=1e-3)
    assert resampled["x"].se == pytest.approx(plain["x"].se, rel=0.3)


def test_without_terms_the_thresholds_are_logits_of_shares():
    found = ordinal.fit(DESIGN, "rating ~ 1")

    share = np.average(FRAME["rating"] <= 1, weights=FRAME["w"])
    assert found["1|2"].estimate == pytest.approx(math.log(share / (1 - share)), rel=1e-4)


@pytest.mark.parametrize(
    ("formula", "refusal"),
    [("event ~ x", "three levels or more, not 2"), ("rating ~ x - 1", "leave out 0")],
)
def test_ordinal_refusals(formula, refusal):
    with pytest.raises(EstimationError, match=refusal):
        ordinal.fit(DESIGN, formula)


def test_the_climb_needs_a_start_and_stops_where_nothing_moves():
    def bowl(at):
        return float(at @ at)

    with pytest.raises(EstimationError, match="no start with a finite likelihood"):
        ordinal.minimise(lambda at: np.inf, lambda at: at, np.ones(2))
    assert ordinal.minimise(bowl, lambda at: 2 * at, np.array([3.0, -4.0])) == pytest.approx(
        [0, 0], abs=1e-6
    )
    # a gradient that points uphill finds no way down and stays
    assert ordinal.minimise(bowl, lambda at: -2 * at, np.array([1.0, 2.0])).tolist() == [1.0, 2.0]
    # no gradient at all: nothing to follow
    assert ordinal.minimise(bowl, np.zeros_like, np.array([1.0, 2.0])).tolist() == [1.0, 2.0]


def test_variables_may_be_levels_of_numbers():
    column = formulas.as_levels(FRAME, formulas.parse("rating ~ 1").response)

    assert column.levels == (1, 2, 3, 4)


def test_the_climb_restarts_where_the_ground_bends_the_other_way():
    def hollow(at):
        return -float(np.exp(-(at @ at)))

    def slope(at):
        return 2 * at * np.exp(-(at @ at))

    assert ordinal.minimise(hollow, slope, np.array([2.0])) == pytest.approx([0], abs=1e-4)


def test_the_climb_follows_a_curved_valley():
    def valley(at):
        return float((1 - at[0]) ** 2 + 100 * (at[1] - at[0] ** 2) ** 2)

    def slope(at):
        inner = at[1] - at[0] ** 2
        return np.array([-2 * (1 - at[0]) - 400 * at[0] * inner, 200 * inner])

    found = ordinal.minimise(valley, slope, np.array([-1.2, 1.0]))

    assert found == pytest.approx([1, 1], abs=1e-3)


def test_a_climb_without_a_bottom_stops_after_a_hundred_steps():
    found = ordinal.minimise(lambda at: -float(at[0]), lambda at: np.array([-1.0]), np.zeros(1))

    assert found == pytest.approx([100])
