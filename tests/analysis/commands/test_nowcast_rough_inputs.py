"""Files as they come: gaps, mergers, new baskets, odd surveys. A forecast, or a clear refusal."""

import json

import numpy as np
import pandas as pd
import pytest
from django.core.management import CommandError, call_command

from analysis.forecasting.simulation import Setup, world

pytestmark = pytest.mark.slow

LAST = 2030
NAMES = [f"Province {i:02}" for i in range(1, 15)]
TABLES = ("official", "constants", "own", "bases")


@pytest.fixture(scope="module")
def invented():
    setup = Setup(provinces=14, years=5, surveyed=3, overlap=2, last=LAST)
    inputs = world(setup, np.random.default_rng(6)).inputs
    shares = inputs.official[inputs.official["criterion"] == "web_access"]
    return {
        "official": inputs.official[inputs.official["year"] < LAST],
        "constants": inputs.constants,
        "own": inputs.own,
        "bases": shares[["province", "year", "criterion"]].assign(n=110),
    }


def nowcast(tables, folder, **options):
    files = {}
    for name, table in tables.items():
        files[name] = folder / f"{name}.csv"
        table.to_csv(files[name], index=False)
    options = {"year": LAST, "seed": 3, "draws": 100} | options
    call_command("nowcast", **files, **options, out=folder / "out.json")
    return json.loads((folder / "out.json").read_text())


def the(table, **wanted):
    """Rows of a table with these values."""
    mask = pd.Series(data=True, index=table.index)
    for column, value in wanted.items():
        mask &= table[column].isin(value if isinstance(value, list) else [value])
    return mask


def with_value(value, **wanted):
    return lambda t: t.assign(value=t["value"].mask(the(t, **wanted), value))


def without(**wanted):
    return lambda t: t[~the(t, **wanted)]


ROUGH = {
    "one province": {"official": lambda t: t[the(t, province="Province 01")]},
    "one year": {"official": lambda t: t[the(t, year=LAST - 1)]},
    "two years": {"official": lambda t: t[t["year"] >= LAST - 2]},
    "an edition missing": {"official": without(year=LAST - 2)},
    "no official row": {"official": lambda t: t.iloc[:0]},
    "no score": {"official": without(criterion="score")},
    "scores of the best only": {
        "official": lambda t: t.drop(
            index=t[the(t, criterion="score", year=LAST - 1)].nsmallest(8, "value").index
        )
    },
    "merged provinces": {"official": without(province=NAMES[:6], year=LAST - 1)},
    "renamed provinces": {
        "official": lambda t: t.assign(
            province=t["province"].where(t["year"] < LAST - 1, "New " + t["province"])
        )
    },
    "no web score for some": {"official": without(criterion="web_score", province=NAMES[:5])},
    "no web score at all": {"official": without(criterion="web_score")},
    "a criterion without constants": {
        "official": lambda t: pd.concat(
            [t, t[the(t, criterion="legal")].assign(criterion="elsewhere")]
        )
    },
    "shares of 0 and 1": {
        "official": lambda t: with_value(1.0, criterion="web_access", year=LAST - 1)(
            with_value(0.0, criterion="predictability")(t)
        )
    },
    "values that never differ": {
        "official": lambda t: with_value(4.0, criterion="info_days")(
            with_value(3.0, criterion="legal")(with_value(30.0, criterion="web_score")(t))
        )
    },
    "bases of 5": {"bases": lambda t: t.assign(n=5)},
    "bases of 0": {"bases": lambda t: t.assign(n=0)},
    "bases of old years": {"bases": lambda t: t[t["year"] < LAST - 2]},
    "no constants of the year": {"constants": without(year=LAST)},
    "constants of the year alone": {"constants": lambda t: t[the(t, year=LAST)]},
    "constants without ends": {"constants": lambda t: t.assign(scale_min=np.nan, scale_max=np.nan)},
    "weights in percent": {"constants": lambda t: t.assign(weight=100 * t["weight"])},
    "a turned direction": {
        "constants": lambda t: t.assign(
            direction=t["direction"].mask(the(t, criterion="legal", year=LAST), -1)
        )
    },
    "a criterion that comes back": {
        "official": without(criterion="legal", year=[LAST - 1, LAST - 2]),
        "constants": without(criterion="legal", year=[LAST - 1, LAST - 2]),
    },
    "own survey of the year alone": {"own": lambda t: t[the(t, year=LAST)]},
    "own survey of years before": {"own": without(year=LAST)},
    "own survey in every province": {
        "own": lambda t: pd.concat(
            [t[the(t, province="Province 01")].assign(province=name) for name in NAMES]
        )
    },
    "own survey without errors": {"own": lambda t: t.assign(se=np.nan)},
    "own survey without bases": {"own": lambda t: t.assign(n=np.nan)},
    "own survey that is sure": {"own": lambda t: t.assign(se=0.0)},
    "own survey that knows nothing": {"own": lambda t: t.assign(se=1000.0, n=1)},
    "own checklist alone": {"own": lambda t: t[the(t, criterion="web_score")]},
    "own checklist without error": {
        "own": lambda t: t[the(t, criterion="web_score")].assign(se=np.nan, n=np.nan)
    },
    "own rows of the future": {"own": lambda t: t.assign(year=t["year"] + 5)},
    "own rows of misspelt names": {"own": lambda t: t.assign(province="X" + t["province"])},
}


@pytest.mark.parametrize("changes", ROUGH.values(), ids=ROUGH)
def test_rough_files_give_a_forecast_inside_the_units(invented, tmp_path, changes):
    tables = {n: changes.get(n, lambda table: table)(invented[n]) for n in TABLES}

    result = nowcast(tables, tmp_path)

    assert result["provinces"]
    for told in result["provinces"].values():
        for summary in (told["score"], *told["criteria"].values()):
            q = list(summary["q"].values())
            assert q == sorted(q)
            assert summary["sd"] > 0
        assert -1 < told["score"]["q"]["0.025"] < told["score"]["q"]["0.975"] < 12
        assert all(0 <= told["criteria"]["web_access"]["q"][k] <= 1 for k in ("0.025", "0.975"))
        if told["rank"]:
            ranks = told["rank"]["q"]
            assert 1 <= ranks["0.025"] <= ranks["0.975"] <= result["model"]["provinces_known"]


@pytest.mark.parametrize(
    ("changes", "options", "sentence"),
    [
        ({"official": lambda t: pd.concat([t, t.iloc[:1]])}, {}, "stands already in line 2"),
        ({"official": with_value(47.0, criterion="legal")}, {}, "legal can have: it runs from 1"),
        ({"official": with_value(60.0, criterion="web_score")}, {}, "runs from 0 to 50"),
        ({"own": with_value(60.0, criterion="web_score")}, {}, "own.csv, line"),
        ({"bases": lambda t: t.assign(n=-1)}, {}, "bases.csv, line 2: n must not be below 0"),
        ({}, {"province": ["Province 1"]}, "check the spelling"),
        ({}, {"draws": 10}, "at least 100 draws"),
    ],
)
def test_what_cannot_be_meant_is_asked_back(invented, tmp_path, changes, options, sentence):
    tables = {n: changes.get(n, lambda table: table)(invented[n]) for n in TABLES}

    with pytest.raises(CommandError, match=sentence):
        nowcast(tables, tmp_path, **options)


def test_the_chance_to_reach_a_target_is_told(invented, tmp_path):
    tables = {name: invented[name] for name in TABLES}
    names = ["Province 02", "Province 03", "Province 02"]

    told = nowcast(tables, tmp_path, province=names, target=5.0)["provinces"]
    plain = nowcast(tables, tmp_path, province=names)["provinces"]

    assert list(told) == ["Province 02", "Province 03"]
    for name, said in told.items():
        assert (said.pop("target"), 0 <= said.pop("p_target_met") <= 1) == (5.0, True)
        assert said == plain[name]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"first": LAST, "last": LAST - 1}, "years that go up"),
        ({"draws": 5}, "at least 100 draws"),
        ({"seed": -1}, "a seed of 0 or more"),
    ],
)
def test_a_backtest_of_nothing_is_refused(invented, tmp_path, options, sentence):
    for name in ("official", "constants"):
        invented[name].to_csv(tmp_path / f"{name}.csv", index=False)
    files = {name: tmp_path / f"{name}.csv" for name in ("official", "constants")}
    options = {"first": LAST - 1, "last": LAST - 1, "seed": 1, "draws": 100} | options

    with pytest.raises(CommandError, match=sentence):
        call_command("backtest", **files, **options, out=tmp_path / "out.json")


def test_a_backtest_among_strangers_is_refused(invented, tmp_path):
    official = invented["official"]
    new = official["year"] == LAST - 1
    names = official["province"].where(~new, "New " + official["province"])
    official.assign(province=names).to_csv(tmp_path / "official.csv", index=False)
    invented["constants"].to_csv(tmp_path / "constants.csv", index=False)
    files = {name: tmp_path / f"{name}.csv" for name in ("official", "constants")}

    with pytest.raises(CommandError, match="nothing can be compared"):
        call_command(
            "backtest", **files, first=LAST - 1, last=LAST - 1, seed=1, draws=100,
            out=tmp_path / "out.json",
        )  # fmt: skip
