import json

import numpy as np
import pandas as pd
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from analysis.data import tidy_csv
from analysis.forecasting.simulation import Setup, world
from analysis.forecasts import files as nowcast_files
from tests import golden

LAST = 2030
ASSUMED = settings.BASE_DIR / "fixtures" / "pci" / "assumed_baskets_2009_2012.csv"
QUANTILES = ["0.025", "0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95", "0.975"]


@pytest.fixture(scope="module")
def invented():
    setup = Setup(provinces=12, years=5, surveyed=2, overlap=2, last=LAST)
    return world(setup, np.random.default_rng(4)).inputs


@pytest.fixture
def files(invented, tmp_path):
    tables = {"official": invented.official, "constants": invented.constants, "own": invented.own}
    for name, table in tables.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    return {name: tmp_path / f"{name}.csv" for name in tables}


def run(command, files, tmp_path, **options):
    out = tmp_path / "out.json"
    call_command(command, **files, **options, out=out)
    return json.loads(out.read_text())


def nowcast(files, tmp_path, **options):
    options = {"year": LAST, "seed": 7, "draws": 100, "province": ["Province 01"]} | options
    return run("nowcast", files, tmp_path, **options)


def test_nowcast_writes_the_agreed_form(files, tmp_path, capsys):
    result = nowcast(files, tmp_path)

    assert result["year"] == LAST
    told = result["provinces"]["Province 01"]
    assert len(told["criteria"]) == 12
    for summary in (*told["criteria"].values(), told["score"], told["rank"]):
        assert list(summary["q"]) == QUANTILES
        assert {"mean", "sd"} <= set(summary)
    assert list(told["rank"]["p_at_most"]) == ["10", "20", "30", "40"]
    assert result["model"]["own_surveys"] == ["Province 01"]
    assert f"official rows of {LAST} or later were ignored" in capsys.readouterr().err


def test_nowcast_says_the_same_twice_and_forecasts_all_provinces(files, tmp_path):
    one = nowcast(files, tmp_path)
    everyone = nowcast(files, tmp_path, province=[])

    assert len(everyone["provinces"]) == 12
    assert everyone["provinces"]["Province 01"] == one["provinces"]["Province 01"]


def test_nowcast_knows_nothing_of_the_year_itself(files, tmp_path):
    before = nowcast(files, tmp_path)
    official = pd.read_csv(files["official"])
    official.loc[official["year"] >= LAST, "value"] = 0.123
    official.to_csv(files["official"], index=False)

    assert nowcast(files, tmp_path)["provinces"] == before["provinces"]


def test_an_empty_value_was_not_published(files, tmp_path):
    official = pd.read_csv(files["official"])
    first = official[(official["province"] == "Province 01") & (official["criterion"] == "legal")]
    without = official.drop(index=first.index)
    without.to_csv(files["official"], index=False)
    absent = nowcast(files, tmp_path)["provinces"]
    official.loc[first.index, "value"] = np.nan
    official.to_csv(files["official"], index=False)

    assert nowcast(files, tmp_path)["provinces"] == absent


def test_nowcast_without_own_survey_and_beyond_the_constants(files, tmp_path, capsys):
    del files["own"]

    result = nowcast(files, tmp_path, year=LAST + 1)

    assert result["model"]["basket_year"] == LAST
    assert "have no basket for 2031; that of 2030 was used" in capsys.readouterr().err


def test_nowcast_says_when_the_basket_is_new(files, tmp_path, capsys):
    constants = pd.read_csv(files["constants"])
    new = (constants["year"] == LAST) & (constants["criterion"] == "legal")
    constants.loc[new, ["criterion", "scale_min", "scale_max"]] = ["open_data", np.nan, np.nan]
    constants.to_csv(files["constants"], index=False)

    assert "open_data" in nowcast(files, tmp_path)["provinces"]["Province 01"]["criteria"]
    said = capsys.readouterr().err
    assert "criteria of 2030 differ" in said
    assert "Never scored before, so their scales are drawn: open_data." in said


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"draws": 5}, "Ask for at least 100 draws"),
        ({"seed": -1}, "Ask for at least 100 draws"),
        ({"province": ["Province 1"]}, "No row of the files names the province Province 1"),
        ({"year": 1999, "province": []}, "no basket for 1999"),
    ],
)
def test_nowcast_refuses_what_it_cannot_do(files, tmp_path, options, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        nowcast(files, tmp_path, **options)

    assert refusal.value.returncode == 2


def test_nowcast_needs_something_to_go_by(files, tmp_path):
    pd.read_csv(files["official"]).iloc[:0].to_csv(files["official"], index=False)
    del files["own"]

    with pytest.raises(CommandError, match="name a --province"):
        nowcast(files, tmp_path, province=[])


@pytest.mark.parametrize(
    ("name", "line", "sentence"),
    [
        ("official", "Province 01,2029,web_access,95", "For 95 % write 0.95."),
        ("official", "Province 01,2029,score,11", "it runs from 1 to 10."),
        ("official", "Province 01,2026,legal,3.0", "stands already in line"),
        ("own", "Province 01,2029,open_data,0.5,0.02,100", "have no criterion 'open_data'"),
        ("own", "Province 09,2029,legal,3.0,-0.02,100", "se must not be below 0"),
        ("own", "Province 09,2029,legal,3.0,,", "give the standard error se, the base n, or both"),
        ("constants", "2019,legal,0,1,1.8,3.3,scale", "the weight 0 is not above 0."),
        ("constants", "2019,legal,1,2,1.8,3.3,scale", "the direction is 2, not 1 or -1."),
        ("constants", "2019,legal,1,1,3.8,3.3,scale", "the scale ends 3.8 and 3.3 do not go up."),
        ("constants", "2019,legal,1,1,1.8,3.3,stars", "unit 'stars' is unknown"),
    ],
)
def test_wrong_rows_are_named_by_their_line(files, tmp_path, name, line, sentence):
    path = files[name]
    text = path.read_text() + line + "\n"
    path.write_text(text)

    with pytest.raises(CommandError) as refusal:
        nowcast(files, tmp_path)

    assert sentence in str(refusal.value)
    assert f"{name}.csv, line {text.count(chr(10))}: " in str(refusal.value)
    assert not (tmp_path / "out.json").exists()


def test_a_missing_error_or_base_of_the_own_survey_is_filled_in(files, tmp_path):
    own = pd.read_csv(files["own"])
    own.loc[own["year"] < LAST, "se"] = np.nan
    own.loc[own["year"] == LAST, "n"] = np.nan
    own.to_csv(files["own"], index=False)

    assert nowcast(files, tmp_path)["model"]["own_surveys"] == ["Province 01"]


def test_bases_are_taken_exact_or_as_lower_bounds(files, tmp_path):
    official = pd.read_csv(files["official"]).query("criterion == 'web_access'")
    bases = official[["province", "year", "criterion"]]
    files["bases"] = tmp_path / "bases.csv"
    results = []
    for column in ("n", "n_reduced_lower_bound"):
        bases.assign(**{column: 110}).to_csv(files["bases"], index=False)
        results.append(nowcast(files, tmp_path)["provinces"])
    bases.to_csv(files["bases"], index=False)

    assert results[0] == results[1]
    with pytest.raises(CommandError, match="the column n is missing"):
        nowcast(files, tmp_path)


def test_backtest_writes_the_agreed_form(files, tmp_path, capsys):
    result = run("backtest", files, tmp_path, first=LAST - 1, last=LAST, seed=1, draws=100)

    told = result["forecasts"][0]
    assert set(told) >= {"method", "year", "province", "target", "mean", "sd", "q", "actual"}
    assert {t["method"] for t in result["forecasts"]} == {
        "last", "national-mean", "shrunken-last", "own", "official-only", "full", "pooled",
    }  # fmt: skip
    assert {t["year"] for t in result["forecasts"]} == {LAST - 1, LAST}
    row = result["summary"][0]
    assert {"mae", "rmse", "crps", "interval_score_90", "coverage_80", "pit_deciles"} <= set(row)
    assert "score  full" in capsys.readouterr().out


def test_backtest_refuses_years_without_outcome(files, tmp_path):
    with pytest.raises(CommandError, match="no row of 2031"):
        run("backtest", files, tmp_path, first=LAST, last=LAST + 1, seed=1, draws=100)


def test_learn_priors_writes_aggregates(files, tmp_path):
    del files["own"]

    learnt = run("learn_priors", files, tmp_path)

    assert learnt["version"] == 2
    assert "Province" not in json.dumps(learnt)
    text = files["constants"].read_text().replace("\n20", "\n30")
    files["constants"].write_text(text)
    with pytest.raises(CommandError, match="No edition stands in both files"):
        run("learn_priors", files, tmp_path)
    files["official"].write_text("nothing")
    with pytest.raises(CommandError, match="columns province"):
        run("learn_priors", files, tmp_path)


def test_simulated_own_surveys_can_be_read_by_the_backtest(files, tmp_path):
    del files["own"]
    own = tmp_path / "simulated.csv"
    call_command("simulate_own", **files, first=LAST - 1, checklist=True, seed=1, out=own)

    result = run(
        "backtest", files | {"own": own}, tmp_path, first=LAST, last=LAST, seed=1, draws=100
    )

    assert "full" in {row["method"] for row in result["forecasts"]}
    assert "web_score" in own.read_text()
    with pytest.raises(CommandError, match=f"Begin in {LAST} or before"):
        call_command("simulate_own", **files, first=LAST + 1, seed=1, out=own)
    with pytest.raises(CommandError, match="a seed of 0 or more"):
        call_command("simulate_own", **files, first=LAST, seed=-1, out=own)
    files["official"].write_text("nothing")
    with pytest.raises(CommandError, match="columns province"):
        call_command("simulate_own", **files, first=LAST, seed=1, out=own)


def test_simulate_nowcast_prints_and_writes(tmp_path, capsys):
    sizes = {"provinces": 10, "years": 4, "surveyed": 1, "overlap": 1}
    result = run("simulate_nowcast", {}, tmp_path, seed=1, worlds=1, draws=100, **sizes)

    assert [row["method"] for row in result["rows"]][:2] == ["truth", "pooled"]
    assert result["setup"]["provinces"] == 10
    assert "official-only" in capsys.readouterr().out
    call_command("simulate_nowcast", seed=1, worlds=1, draws=100, **sizes)
    with pytest.raises(CommandError, match="more years than overlap"):
        call_command("simulate_nowcast", seed=1, years=2, overlap=2)


def test_the_shipped_priors_hold_no_panel():
    text = nowcast_files.SHIPPED.read_text()

    assert len(text) < 60_000
    assert "Province" not in text
    assert "Đắk" not in text
    assert nowcast_files.load_shipped_priors(2014).learnt_to == 2013
    assert nowcast_files.load_shipped_priors(2012).learnt_to == 2011
    assert nowcast_files.load_shipped_priors(2009).learnt_to is None


def test_baskets_may_stand_in_several_files(files, tmp_path):
    text = files["constants"].read_text().splitlines()
    first, last = tmp_path / "first.csv", tmp_path / "last.csv"
    late = [line for line in text[1:] if line.startswith((f"{LAST},", f"{LAST - 1},"))]
    first.write_text("\n".join([text[0], *(line for line in text[1:] if line not in late)]))
    last.write_text("\n".join([text[0], *late]))

    whole = nowcast_files.read_constants(files["constants"])
    parts = nowcast_files.read_constants(first, last)

    assert sorted(parts["year"]) == sorted(whole["year"])
    with pytest.raises(tidy_csv.UnfitFile, match=f"The edition {LAST} stands in an earlier file"):
        nowcast_files.read_constants(files["constants"], last)


@pytest.mark.crawl
@pytest.mark.slow
def test_the_real_panel_is_forecast_as_well_as_we_say(tmp_path):
    files = {
        "official": golden.CRITERIA,
        "constants": [ASSUMED, golden.CONSTANTS],
        "bases": golden.BASES,
    }

    result = run("backtest", files, tmp_path, first=2011, last=2017, seed=1, draws=1000)

    rows = {(r["method"], r["target"]): r for r in result["summary"] if r["year"] is None}
    score = rows["official-only", "score"]
    for baseline in ("last", "national-mean", "shrunken-last"):
        assert score["crps"] < rows[baseline, "score"]["crps"]
    assert 0.8 < score["coverage_80"] < 0.9
    criteria = next(
        r for r in result["by_kind"] if (r["method"], r["unit"]) == ("official-only", "all")
    )
    assert criteria["relative_mae"] < 0.845
    assert criteria["relative_crps"] < 0.765
    for level, margin in ((50, 0.06), (80, 0.03), (90, 0.03), (95, 0.03)):
        assert criteria[f"coverage_{level}"] == pytest.approx(level / 100, abs=margin)
    steps = next(r for r in result["nation_summary"] if r["kind"] == "asked")
    assert steps["n"] == 53
    assert 0.75 < steps["coverage_80"] < 0.92
