import json

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.errors import EstimationError
from analysis.estimators.specification import runner
from analysis.estimators.specification import spec as specfile

RNG = np.random.default_rng(23)
FRAME = pd.DataFrame({
    "w": RNG.uniform(1, 4, 80).round(2),
    "region": np.repeat(["n", "s"], 40),
    "town": np.arange(80) // 5,
    "sector": RNG.choice(["farm", "shop"], 80),
    "member": RNG.integers(0, 2, 80),
    "active": RNG.choice([True, False], 80),
    "y": RNG.normal(20, 4, 80).round(1),
    "x": RNG.uniform(1, 9, 80).round(1),
    "rep1": RNG.uniform(1, 4, 80),
    "rep2": RNG.uniform(1, 4, 80),
    "rep3": RNG.uniform(1, 4, 80),
})  # fmt: skip
FACTORS = FRAME[["rep1", "rep2", "rep3"]].set_axis(["a", "b", "c"], axis=1)


def ask(document: dict, frame: pd.DataFrame = FRAME) -> dict:
    found = runner.run(specfile.read_spec(document), frame, lambda name: FACTORS)
    json.dumps(found, allow_nan=False)  # every value can be printed
    return found


def figure(document: dict, **fields) -> dict:
    asked = {"measure": "mean", "variable": "y", **fields}
    return ask({**document, "estimate": [asked]})["estimates"][0]


def test_a_row_has_every_field():
    row = figure({"design": {"weights": "w"}}, name="outlook", by=["region", "sector"])

    assert list(row) == [
        "name", "by", "value", "se", "df", "ci_low", "ci_high", "deff", "deff_replace", "n",
        "n_effective", "publish", "release",
    ]  # fmt: skip
    assert row["by"] == {"region": "n", "sector": "farm"}
    assert row["n_effective"] == pytest.approx(row["n"] / row["deff"])


def test_keep_filters_rows_before_the_design():
    kept = ask({"design": {"weights": "w", "keep": "region == 'n'"}})

    assert kept["weights"]["n"] == 40
    assert kept["weights"]["sum"] == pytest.approx(FRAME["w"][:40].sum())


@pytest.mark.parametrize("where", ["y > 1000", "region == 'n' and town > 8"])
def test_a_condition_that_matches_no_row_is_refused(where):
    with pytest.raises(EstimationError, match="matches no row of the data"):
        figure({}, where=where)


def test_a_domain_where_nobody_answered_is_a_row_without_a_value():
    frame = FRAME.assign(y=FRAME["y"].where(FRAME["region"] == "n"))
    asked = {"measure": "mean", "variable": "y", "by": ["region"]}

    row = ask({"estimate": [asked]}, frame)["estimates"][1]

    assert (row["value"], row["n"], row["publish"]) == (None, 0, False)
    assert row["release"] == {"status": "suppress", "reasons": ["no-answers"]}


@pytest.mark.parametrize("measure", ["mean", "total", "quantile"])
def test_an_empty_domain_has_no_row_of_its_own_by(measure):
    rows = ask({"estimate": [
        {"measure": measure, "variable": "y", "by": ["sector"], "where": "sector == 'farm'"},
    ]})["estimates"]  # fmt: skip

    assert [row["by"] for row in rows] == [{"sector": "farm"}]


def test_shares_of_text_numbers_and_truth():
    share = {"measure": "share"}
    text = figure({}, **share, variable="sector", level="farm")
    number = figure({}, **share, variable="member", level=1)
    default = figure({}, **share, variable="member")
    written = figure({}, **share, variable="member", level="1")
    truth = figure({}, **share, variable="active", level="TRUE")
    true = figure({}, **share, variable="active", level=True)

    assert text["value"] == pytest.approx((FRAME["sector"] == "farm").mean())
    assert number["value"] == default["value"] == written["value"] == FRAME["member"].mean()
    assert truth["value"] == true["value"] == FRAME["active"].mean()


def test_a_dominated_total_is_held_back():
    frame = FRAME.assign(y=np.where(FRAME.index == 3, 1e6, 1.0))
    total = {"measure": "total", "variable": "y", "by": ["region"], "where": "x > 0"}

    rows = ask({"estimate": [total]}, frame)["estimates"]
    calm = ask({"estimate": [{**total, "variable": "x", "by": []}]}, frame)["estimates"]

    assert not rows[0]["publish"]
    assert calm[0]["publish"]


def test_a_dominated_total_gives_its_reason():
    frame = FRAME.assign(y=np.where(FRAME.index == 3, 85.0, 1.0), N=81)
    total = {"measure": "total", "variable": "y"}

    row = ask({"design": {"fpc": ["N"]}, "estimate": [total]}, frame)["estimates"][0]

    assert row["release"]["reasons"] == ["dominance"]


# replicate weights -------------------------------------------------------------------------------

FACTORS_SPREAD = 1 / FACTORS.max()


@pytest.mark.parametrize(
    ("replicates", "scale"),
    [
        ({"columns": "rep*", "kind": "JK1"}, 2 / 3),
        ({"columns": ["rep1", "rep2", "rep3"], "kind": "JKn", "rscales": [1, 1, 1]}, 1),
        ({"columns": "rep*", "kind": "BRR"}, 1 / 3),
        ({"columns": "rep?", "kind": "Fay", "rho": 0.5}, 4 / 3),
        ({"columns": "rep*", "kind": "bootstrap"}, 1 / 2),
        ({"columns": "rep*", "kind": "bootstrap", "scale": 0.25}, 1 / 4),
        ({"columns": "rep*", "kind": "ACS"}, 4 / 3),
        ({"columns": "rep*", "kind": "JK2"}, 1),
        ({"columns": "rep*", "scale": 0.1}, 0.1),
        ({"file": "repw.csv", "kind": "JK1"}, 2 / 3),
        ({"file": "repw.csv", "columns": ["a", "b", "c"], "kind": "JK1", "scale": 1}, 1),
    ],
)  # fmt: skip
def test_each_kind_has_its_scale(replicates, scale):
    row = figure({"design": {"weights": "w"}, "replicates": replicates})

    w = FACTORS.to_numpy()
    values = FRAME["y"].to_numpy() @ w / w.sum(axis=0)
    assert row["se"] == pytest.approx((scale * ((values - values.mean()) ** 2).sum()) ** 0.5)


def test_mse_centres_at_the_estimate():
    replicates = {"columns": "rep*", "kind": "JK1", "scale": 1, "mse": True}
    row = figure({"design": {"weights": "w"}, "replicates": replicates})

    w = FACTORS.to_numpy()
    values = FRAME["y"].to_numpy() @ w / w.sum(axis=0)
    assert row["se"] == pytest.approx((((values - row["value"]) ** 2).sum()) ** 0.5)


@pytest.mark.parametrize(
    ("kind", "scale"),
    [("JK1", 1 / FACTORS["a"].max()), ("JKn", 1.0)],
)
def test_factors_are_multiplied_with_the_weights(kind, scale):
    replicates = {"columns": "rep*", "kind": kind, "combined": False}
    row = figure({"design": {"weights": "w"}, "replicates": replicates})

    w = FACTORS.to_numpy() * FRAME["w"].to_numpy()[:, None]
    values = FRAME["y"].to_numpy() @ w / w.sum(axis=0)
    parts = np.ones(3) if kind == "JK1" else FACTORS_SPREAD.to_numpy()
    expected = scale * (parts * (values - values.mean()) ** 2).sum()
    assert row["se"] == pytest.approx(expected**0.5)


def test_keep_filters_the_replicates_too():
    document = {
        "design": {"weights": "w", "keep": "region == 's'"},
        "replicates": {"file": "repw.csv", "kind": "JK1"},
    }
    row = figure(document)

    w = FACTORS.to_numpy()[40:]
    values = FRAME["y"].to_numpy()[40:] @ w / w.sum(axis=0)
    assert row["se"] == pytest.approx((2 / 3 * ((values - values.mean()) ** 2).sum()) ** 0.5)


@pytest.mark.parametrize(
    ("replicates", "plan"),
    [
        ({"kind": "JK1"}, {"clusters": ["town"]}),
        ({"kind": "JKn"}, {"strata": ["region"], "clusters": ["town"]}),
        ({"kind": "bootstrap", "replicates": 50, "seed": 3}, {"strata": ["region"]}),
    ],
)  # fmt: skip
def test_replicates_can_be_made_from_the_design(replicates, plan):
    plain = figure({"design": {"weights": "w", **plan}})
    row = figure({"design": {"weights": "w", **plan}, "replicates": replicates})

    assert row["value"] == pytest.approx(plain["value"])
    assert row["se"] == pytest.approx(plain["se"], rel=0.35)
    assert row == figure({"design": {"weights": "w", **plan}, "replicates": replicates})


# calibration -------------------------------------------------------------------------------------

BOTH = {"n": {"farm": 40.0, "shop": 50.0}, "s": {"farm": 60.0, "shop": 45.0}}


@pytest.mark.parametrize(
    "totals",
    [
        BOTH,
        {"n.farm": 40, "n.shop": 50, "s.farm": 60, "s.shop": 45},
        {"n/farm": 40, "n/shop": 50, "s/farm": 60, "s/shop": 45},
        {"n x farm": 40, "n x shop": 50, "s x farm": 60, "s x shop": 45},
        [
            {"region": "n", "sector": "farm", "total": 40},
            {"region": "n", "sector": "shop", "total": 50},
            {"region": "s", "sector": "farm", "total": 60},
            {"region": "s", "sector": "shop", "total": 45},
        ],
    ],
)  # fmt: skip
def test_totals_of_two_columns_may_be_written_in_several_ways(totals):
    step = {"method": "poststratify", "margins": [{"by": ["region", "sector"], "totals": totals}]}
    asked = {"measure": "total", "variable": "w", "by": ["region", "sector"]}
    frame = FRAME.assign(w=1.0)

    found = ask({"design": {"weights": "w"}, "calibrate": [step], "estimate": [asked]}, frame)

    assert [row["value"] for row in found["estimates"]] == pytest.approx([40, 50, 60, 45])
    assert found["weights"]["calibration"][0]["largest_miss"] == pytest.approx(0, abs=1e-12)


def test_linear_calibration_takes_the_population_and_numeric_totals():
    step = {"method": "linear", "margins": [
        {"by": [], "totals": 300}, {"variable": "x", "total": 1500.5},
    ]}  # fmt: skip
    found = ask({
        "design": {"weights": "w"}, "calibrate": [step],
        "estimate": [{"measure": "total", "variable": "x"}],
    })  # fmt: skip

    assert found["estimates"][0]["value"] == pytest.approx(1500.5)
    assert found["weights"]["sum"] == pytest.approx(300)
    assert found["weights"]["calibration"][0]["method"] == "linear"
    assert found["weights"]["calibration"][0]["largest_miss"] is None


@pytest.mark.parametrize(
    "step",
    [
        {"method": "trim", "bounds": [1.5, 3.5]},
        {"method": "trim", "upper": 3.5, "strict": True},
        {"method": "trim", "lower": 1.5},
    ],
)  # fmt: skip
def test_trimming(step):
    found = ask({"design": {"weights": "w"}, "calibrate": [step]})

    assert found["weights"]["sum"] == pytest.approx(FRAME["w"].sum())
    assert found["weights"]["min"] > FRAME["w"].min() or found["weights"]["max"] < FRAME["w"].max()


def test_steps_are_taken_in_order():
    step = {"method": "poststratify", "margins": [{"by": "member", "totals": {"0": 90, "1": 60}}]}
    trim = {"method": "trim", "upper": 2.5}

    trimmed_last = ask({"design": {"weights": "w"}, "calibrate": [step, trim]})
    trimmed_first = ask({"design": {"weights": "w"}, "calibrate": [trim, step]})

    assert trimmed_last["weights"]["max"] != trimmed_first["weights"]["max"]
    assert trimmed_first["weights"]["sum"] == pytest.approx(150)


# tests and models --------------------------------------------------------------------------------


def test_a_test_tells_the_outcome_from_the_group():
    one, other, swapped = ask({"test": [
        {"kind": "t", "rows": "y", "columns": "sector"},
        {"kind": "t", "rows": "sector", "columns": "y"},
        {"kind": "t", "rows": "member", "columns": "y"},
    ]})["tests"]  # fmt: skip

    assert one["statistic"] == other["statistic"]
    assert swapped["ddf"] == 78


def test_formulas_of_tests_may_compute_their_columns():
    plain, computed, association, one_sample = ask({"test": [
        {"kind": "rank", "rows": "y", "columns": "member"},
        {"kind": "rank", "formula": "I(y * 2) ~ I(member == 1)"},
        {"kind": "rao-scott", "formula": "~ sector + region"},
        {"kind": "t", "formula": "y ~ 0"},
    ]})["tests"]  # fmt: skip

    assert computed["statistic"] == pytest.approx(plain["statistic"])
    assert association["ndf"] == pytest.approx(1)
    assert one_sample["estimate"] == pytest.approx(FRAME["y"].mean())


def test_tests_and_models_have_their_subpopulations():
    found = ask({
        "design": {"weights": "w", "strata": ["region"]},
        "test": [{"kind": "t", "rows": "y", "columns": "sector", "where": "x > 3"}],
        "model": [{"name": "m", "formula": "y ~ sector", "where": "x > 3"}],
    })  # fmt: skip

    term = found["models"][0]["terms"][1]
    assert term["term"] == "sectorshop"
    assert term["estimate"] == pytest.approx(found["tests"][0]["estimate"])
    assert term["se"] == pytest.approx(found["tests"][0]["se"])
    assert found["models"][0]["n"] == (FRAME["x"] > 3).sum()


def test_a_term_the_others_determine_has_no_estimate():
    found = ask({"model": [{"formula": "y ~ x + I(2 * x)"}]})

    assert found["models"][0]["terms"][2]["estimate"] is None


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        ({"design": {"weights": "nope"}}, "no column 'nope'"),
        ({"estimate": [{"measure": "mean", "variable": "sector"}]},
         "Column 'sector' must hold numbers, but row 1 holds"),
        ({"estimate": [{"measure": "share", "variable": "sector"}]},
         "needs a level of 'sector'; it has: farm, shop"),
        ({"estimate": [{"measure": "share", "variable": "sector", "level": "mine"}]},
         "never holds 'mine'; its levels are: farm, shop"),
        ({"estimate": [{"measure": "share", "variable": "member", "level": "yes"}]},
         "never holds 'yes'; its levels are: 0, 1"),
        ({"estimate": [{"measure": "mean", "variable": "y", "interval": "logit"}]},
         "is for shares between 0 and 1"),
        ({"estimate": [{"measure": "quantile", "variable": "y", "probability": 2}]},
         "probability lies between 0 and 1"),
        ({"replicates": {"columns": "none*", "kind": "JK1"}}, "finds 0 columns"),
        ({"replicates": {"columns": "rep*", "kind": "JKn"}}, "JKn needs rscales"),
        ({"replicates": {"columns": "rep*", "kind": "Fay"}}, "Fay needs rho"),
        ({"replicates": {"kind": "JK1"}, "design": {"strata": ["region"]}},
         "JK1 is for a sample without strata"),
        ({"replicates": {"kind": "JKn"}}, "JKn for one with strata"),
        ({"replicates": {"kind": "ACS"}}, "cannot be made here"),
        ({"replicates": {"kind": "Fay"}, "design": {"strata": ["region"]}}, "exactly two units"),
        ({"calibrate": [{"method": "rake", "margins": [
            {"by": ["region", "sector"], "totals": {"north": 3}}]}]}, "does not name a level"),
        ({"calibrate": [{"method": "rake", "margins": [
            {"by": ["region", "sector"], "totals": [{"region": "n", "total": 3}]}]}]},
         "must name region, sector"),
        ({"calibrate": [{"method": "rake", "margins": [
            {"by": ["region"], "totals": {"n": "many", "s": 3}}]}]}, "must be a number"),
        ({"test": [{"kind": "t", "formula": "y ~ x + member"}]}, "names two variables"),
        ({"test": [{"kind": "rank", "rows": "y", "columns": "gone"}]}, "no column 'gone'"),
        ({"model": [{"formula": "y ~ gone"}]}, "no column 'gone'"),
    ],
)  # fmt: skip
def test_refusals(document, refusal):
    with pytest.raises(EstimationError, match=refusal):
        ask(document)


def test_a_file_of_replicates_must_have_the_same_rows():
    spec = specfile.read_spec({"replicates": {"file": "repw.csv", "kind": "JK1"}})

    with pytest.raises(EstimationError, match="has 5 rows, the data 80"):
        runner.run(spec, FRAME, lambda name: FACTORS.head(5))


def test_a_joined_total_that_fits_no_level_of_the_next_column_is_read_on():
    frame = pd.DataFrame({"a": ["n", "n.s"], "b": ["x", "farm"], "c": ["u", "u"]})
    totals = {"n.x.u": 5, "n.s.farm.u": 7}
    step = {"method": "poststratify", "margins": [{"by": ["a", "b", "c"], "totals": totals}]}

    assert ask({"calibrate": [step]}, frame)["weights"]["sum"] == 12
