import json

import numpy as np
import pandas as pd
import pytest
from django.core.management import CommandError, call_command

from analysis.forecasting.simulation import Setup, world

LAST = 2030


@pytest.fixture(scope="module")
def invented():
    setup = Setup(provinces=12, years=3, surveyed=0, last=LAST, overlap=1)
    return world(setup, np.random.default_rng(4)).inputs


@pytest.fixture
def files(invented, tmp_path):
    invented.official.to_csv(tmp_path / "official.csv", index=False)
    invented.constants.to_csv(tmp_path / "constants.csv", index=False)
    return {name: tmp_path / f"{name}.csv" for name in ("official", "constants")}


def run(files, tmp_path, **options):
    out = tmp_path / "out.json"
    call_command(
        "sensitivity", **files, **({"year": LAST, "seed": 3, "draws": 150} | options), out=out
    )
    return json.loads(out.read_text())


def test_every_province_gets_its_place_and_how_firm_it_is(files, invented, tmp_path):
    result = run(files, tmp_path)

    published = invented.official.query("criterion == 'score' and year == @LAST")
    scores = published.set_index("province")["value"]
    assert result["provinces_ranked"] == 12
    for name, told in result["provinces"].items():
        assert told["score"] == pytest.approx(scores[name])
        assert told["rank"] == (scores > scores[name]).sum() + 1
        assert sum(told["rank_distribution"].values()) == pytest.approx(1)
        assert len(told["leave_one_out"]) == 12
        step = told["movement"]
        assert (step["first"], step["second"]) == (LAST - 1, LAST)
        assert sum(step["score"].values()) == pytest.approx(
            step["score_after"] - step["score_before"]
        )
        assert set(told["fixed_frame"]) == {str(y) for y in range(LAST - 2, LAST + 1)}
    assert {one["end"] for one in result["extremes"]} == {"low", "high"}
    one = result["provinces"]["Province 01"]["moved_by_extremes"]
    assert len(one) <= len(result["extremes"])
    assert result["model"]["compared_with"] == LAST - 1


def test_the_same_seed_says_the_same(files, tmp_path):
    one = run(files, tmp_path, province=["Province 02"])

    assert run(files, tmp_path, province=["Province 02"]) == one
    assert list(one["provinces"]) == ["Province 02"]


def test_bases_say_how_much_is_luck(files, invented, tmp_path):
    rows = invented.official.query("criterion != 'score'")[["province", "year", "criterion"]]
    files["bases"] = tmp_path / "bases.csv"
    shares = []
    for column, n in (("n", 10), ("n", 100_000), ("n_reduced_lower_bound", 100_000)):
        rows.assign(**{column: n}).to_csv(files["bases"], index=False)
        told = run(files, tmp_path, draws=400)["provinces"].values()
        shares.append(np.mean([one["first_order_shares"]["sampling"] for one in told]))

    assert shares[0] > shares[1] + 0.1
    assert shares[1] == shares[2]
    rows[rows["year"] < LAST].assign(n=10).to_csv(files["bases"], index=False)
    assert run(files, tmp_path)["provinces_ranked"] == 12


def test_a_first_edition_has_nothing_to_be_compared_with(files, tmp_path):
    result = run(files, tmp_path, year=LAST - 2)

    assert result["model"]["compared_with"] is None
    assert result["provinces"]["Province 01"]["movement"] is None


def test_provinces_with_a_gap_are_named_and_not_ranked(files, tmp_path, capsys):
    official = pd.read_csv(files["official"])
    gap = official.eval("province == 'Province 03' and criterion == 'legal' and year == @LAST")
    official[~gap].to_csv(files["official"], index=False)

    result = run(files, tmp_path)

    assert result["provinces_ranked"] == 11
    assert "Not ranked, because a value is missing: Province 03." in capsys.readouterr().err
    with pytest.raises(CommandError, match="Province 03 has no value of legal in 2030"):
        run(files, tmp_path, province=["Province 03"])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"draws": 5}, "Ask for at least 100 draws"),
        ({"seed": -1}, "Ask for at least 100 draws"),
        ({"province": ["Province 1"]}, "names the province Province 1; check the spelling"),
        ({"year": 1999}, "The constants have no basket for 1999"),
    ],
)
def test_what_cannot_be_compared_is_refused(files, tmp_path, options, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        run(files, tmp_path, **options)

    assert refusal.value.returncode == 2


def test_a_year_without_values_or_ends_is_refused(files, invented, tmp_path):
    official, constants = invented.official, invented.constants
    official.query("criterion != 'legal'").to_csv(files["official"], index=False)
    with pytest.raises(CommandError, match="no value of legal in 2030"):
        run(files, tmp_path)
    official.query("province == 'Province 01'").to_csv(files["official"], index=False)
    with pytest.raises(CommandError, match="there is nothing to rank"):
        run(files, tmp_path)
    official.to_csv(files["official"], index=False)
    blank = constants["criterion"].eq("legal") & constants["year"].ge(LAST - 1)
    ends = constants.assign(scale_min=constants["scale_min"].mask(blank))
    ends.to_csv(files["constants"], index=False)
    with pytest.raises(CommandError, match="The constants of 2030: 2030, legal: the scale ends"):
        run(files, tmp_path)
    blank &= constants["year"].lt(LAST)
    ends = constants.assign(scale_min=constants["scale_min"].mask(blank))
    ends.to_csv(files["constants"], index=False)
    assert run(files, tmp_path)["model"]["compared_with"] == LAST - 2
