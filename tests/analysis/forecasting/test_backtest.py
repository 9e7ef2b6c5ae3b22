import dataclasses

import numpy as np
import pandas as pd
import pytest

from analysis.forecasting import backtest
from analysis.forecasting.backtest.simple_rules import guess_simply
from analysis.forecasting.backtest.verified import verify_normals
from analysis.forecasting.nowcast.priors import Priors
from analysis.forecasting.simulation import Setup, simulate, world

YEAR = 2030
SETUP = Setup(provinces=12, years=5, surveyed=2, overlap=2)


@pytest.fixture(scope="module")
def inputs():
    return world(SETUP, np.random.default_rng(4)).inputs


@pytest.fixture(scope="module")
def told(inputs):
    return backtest.backtest(inputs, YEAR, Priors(), seed=1, draws=200)


def of(told, method, target):
    return {t.province: t for t in told if (t.method, t.target) == (method, target)}


def test_every_method_forecasts_what_it_can(told):
    assert {(t.method, t.target) for t in told} >= {
        (method, target) for method in backtest.METHODS for target in ("legal", "score")
    }
    assert len(of(told, "full", "rank")) == 12
    assert len(of(told, "own", "legal")) == 2
    assert of(told, "own", "rank") == {}


def test_the_last_value_is_repeated(told, inputs):
    official = inputs.official
    before = official[(official["criterion"] == "score") & (official["year"] == YEAR - 1)]

    last = of(told, "last", "score")

    assert {p: t.mean for p, t in last.items()} == dict(
        zip(before["province"], before["value"], strict=True)
    )
    mean = before["value"].mean()
    for province, shrunken in of(told, "shrunken-last", "score").items():
        assert min(last[province].mean, mean) - 1e-9 <= shrunken.mean
        assert shrunken.mean <= max(last[province].mean, mean) + 1e-9
    for everybody in of(told, "national-mean", "score").values():
        assert everybody.mean == pytest.approx(mean)


def test_the_own_survey_stands_for_itself(told, inputs):
    own = inputs.own[(inputs.own["criterion"] == "legal") & (inputs.own["year"] == YEAR)]

    said = of(told, "own", "legal")

    assert {p: t.mean for p, t in said.items()} == dict(
        zip(own["province"], own["value"], strict=True)
    )
    assert all(t.sd == pytest.approx(0.7 / np.sqrt(500)) for t in said.values())


def test_full_and_official_only_differ_where_there_is_an_own_survey(told):
    full, plain = of(told, "full", "score"), of(told, "official-only", "score")

    differ = {p for p in full if full[p].mean != plain[p].mean}

    assert differ == {"Province 01", "Province 02"}


def test_the_outcome_cannot_change_what_was_told(told, inputs):
    spoilt = inputs.official.copy()
    late = spoilt["year"] >= YEAR
    spoilt.loc[late, "value"] = spoilt.loc[late, "value"] * 0.5 + 0.1

    again = backtest.backtest(
        dataclasses.replace(inputs, official=spoilt), YEAR, Priors(), seed=1, draws=200
    )

    assert [(t.method, t.province, t.target, t.mean, t.q) for t in again] == [
        (t.method, t.province, t.target, t.mean, t.q) for t in told
    ]
    assert [t.crps for t in again] != [t.crps for t in told]


def test_the_summary_counts_what_was_told(told):
    rows = {
        (row["method"], row["target"]): row for row in backtest.summary(told) if row["year"] is None
    }

    score = rows["full", "score"]
    mine = of(told, "full", "score").values()
    assert score["n"] == 12
    assert score["crps"] == pytest.approx(np.mean([t.crps for t in mine]))
    assert score["mae"] == pytest.approx(np.mean([abs(t.q[4] - t.actual) for t in mine]))
    assert sum(score["pit_deciles"]) == 12
    assert score["skill_crps_vs_last"] == pytest.approx(
        1 - score["crps"] / rows["last", "score"]["crps"]
    )
    both = rows["own", "legal"]
    assert both["n"] == 2
    assert "skill_crps_vs_last" not in rows["last", "score"]


def test_a_first_year_and_a_new_criterion_have_no_last_value(inputs):
    official, constants = inputs.official, inputs.constants
    official = official[(official["criterion"] != "legal") | (official["year"] == YEAR)]
    constants = constants[(constants["criterion"] != "legal") | (constants["year"] == YEAR)]
    changed = dataclasses.replace(inputs, official=official, constants=constants)

    said = backtest.backtest(changed, YEAR, Priors(), seed=1, draws=100)
    first = backtest.backtest(
        dataclasses.replace(changed, own=None), YEAR - 3, Priors(), seed=1, draws=100
    )

    assert of(said, "last", "legal") == {}
    assert len(of(said, "full", "legal")) == 12
    assert len(of(said, "own", "score")) == 2
    assert len(of(first, "last", "score")) == 12


def test_missing_outcomes_and_few_provinces(inputs):
    official = inputs.official
    few = official[official["province"].isin(["Province 01", "Province 03"])]
    gone = (few["year"] == YEAR) & (few["criterion"].isin(["legal", "score"]))

    said = backtest.backtest(
        dataclasses.replace(inputs, official=few[~gone]), YEAR, Priors(), seed=1, draws=100
    )

    assert of(said, "full", "legal") == {}
    assert of(said, "full", "rank") == {}
    assert len(of(said, "full", "planning")) == 2


def test_ranks_on_another_map_are_not_compared(inputs):
    late = inputs.official["year"] == YEAR
    names = [f"Province {i:02}" for i in range(1, 7)]
    merged = inputs.official[~late | inputs.official["province"].isin(names)]
    renamed = inputs.official.assign(
        province=inputs.official["province"].where(~late, "New " + inputs.official["province"])
    )

    def said(official):
        changed = dataclasses.replace(inputs, official=official)
        return backtest.backtest(changed, YEAR, Priors(), seed=1, draws=100)

    assert of(said(merged), "full", "rank") == {}
    assert len(of(said(merged), "full", "score")) == 6
    assert said(renamed) == []


def test_a_score_not_printed_is_computed_from_its_criteria(told, inputs):
    late = (inputs.official["year"] == YEAR) & (inputs.official["criterion"] == "score")

    said = backtest.backtest(
        dataclasses.replace(inputs, official=inputs.official[~late]),
        YEAR, Priors(), seed=1, draws=200,
    )  # fmt: skip

    printed = {province: t.actual for province, t in of(told, "full", "score").items()}
    assert {p: t.actual for p, t in of(said, "full", "score").items()} == pytest.approx(printed)


def test_kinds_of_measures_are_summed_up(told):
    units = {"legal": "scale", "planning": "scale", "web_score": "points", "absent": "share"}

    rows = {(row["method"], row["unit"]): row for row in backtest.by_kind(told, units)}

    assert rows["full", "scale"]["n"] == 24
    assert rows["full", "all"]["n"] == 36
    assert rows["last", "scale"]["relative_mae"] == 1
    legal, planning = (
        np.mean([abs(t.q[4] - t.actual) for t in of(told, "full", code).values()])
        / np.mean([abs(t.q[4] - t.actual) for t in of(told, "last", code).values()])
        for code in ("legal", "planning")
    )
    assert rows["full", "scale"]["relative_mae"] == pytest.approx((legal + planning) / 2)
    alone = [t for t in told if t.method == "full"]
    assert "relative_mae" not in backtest.by_kind(alone, units)[0]


def test_a_baseline_without_any_error_yet_is_certain():
    table = pd.DataFrame({2017: {"A": 1.0}})

    centre, spread = guess_simply("last", table)

    assert (centre["A"], spread["A"]) == (1.0, 0.0)
    mean, actual = np.array([1.0, 1.0]), np.array([1.0, 2.0])
    exact, missed = verify_normals("last", 2018, "x", ["A", "B"], mean, np.zeros(2), actual)
    assert (exact.pit, exact.crps) == (0.5, 0.0)
    assert (missed.pit, missed.crps) == (1.0, 1.0)
    assert guess_simply("last", pd.DataFrame())[0].empty


@pytest.mark.slow
def test_the_simulation_puts_the_methods_in_order():
    result = simulate(Setup(provinces=40, years=7), worlds=3, seed=2, draws=200)

    mae = {row["method"]: row["criteria_mae"] for row in result["rows"]}
    assert mae["truth"] < mae["full"] < mae["official-only"] < mae["last"]
    assert mae["full"] < mae["own"]
    full = next(row for row in result["rows"] if row["method"] == "full")
    assert full["score_mae"] < 0.9
    assert 0.7 < full["criteria_coverage_80"] < 0.9


def test_a_world_without_any_own_survey():
    result = simulate(
        Setup(provinces=10, years=4, surveyed=0, overlap=1), worlds=1, seed=2, draws=100
    )

    own = next(row for row in result["rows"] if row["method"] == "own")
    assert own == {"method": "own"}
