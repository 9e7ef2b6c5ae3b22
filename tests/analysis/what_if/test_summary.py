"""A scenario shifts the whole forecast; its numbers agree with plain arithmetic in fractions."""

import numpy as np
import pytest

from analysis.what_if.summary import Criterion, Summary, chance_at_least, summarise, try_out
from tests.analysis.what_if.vectors import load

GIVEN = load()
SUMMARY = Summary(
    **{
        **GIVEN["summary"],
        "grid": tuple(GIVEN["summary"]["grid"]),
        "criteria": tuple(Criterion(**row) for row in GIVEN["summary"]["criteria"]),
    }
)


@pytest.mark.parametrize("case", GIVEN["cases"], ids=lambda case: str(case["wished"]))
def test_a_scenario_gives_what_fractions_give(case):
    told = try_out(SUMMARY, case["wished"])

    for name in ("shift", "middle", "low", "high"):
        assert getattr(told, name) == pytest.approx(case[name], abs=1e-12), name
    assert told.gains == pytest.approx(case["gains"], abs=1e-12)
    chance = chance_at_least(SUMMARY.grid, case["target"] - told.shift)
    assert chance == pytest.approx(case["chance"], abs=1e-12)


def test_the_summary_is_exact_for_draws_whose_scale_ends_stay():
    rng = np.random.default_rng(7)
    one, other = rng.normal(2.5, 0.1, 4000), rng.normal(0.6, 0.05, 4000)

    def score(first, second):
        return 0.6 * (1 + 9 * (first - 1) / 4) + 0.4 * (10 - 9 * second)

    percentiles = np.arange(1, 100) / 100
    grid = tuple(np.quantile(score(one, other), percentiles).tolist())
    criteria = (
        Criterion("a", "scale", 0.6, 1, 1.0, 5.0, float(np.median(one)), 0.1, 1.0, 5.0),
        Criterion("b", "share", 0.4, -1, 0.0, 1.0, float(np.median(other)), 0.05, 0.0, 1.0),
    )
    summary = Summary("0" * 64, 2018, grid, None, criteria)
    wished = {"a": criteria[0].expected + 0.3, "b": criteria[1].expected - 0.1}

    told = try_out(summary, wished)

    moved = np.quantile(score(one + 0.3, other - 0.1), percentiles)
    assert told.middle == pytest.approx(moved[49], abs=1e-9)
    assert (told.low, told.high) == pytest.approx((moved[9], moved[89]), abs=1e-9)


def test_beyond_the_end_of_its_scale_a_criterion_brings_nothing():
    one = SUMMARY["info_received"]
    assert one.gain(0.95) == one.gain(1.0) > one.gain(0.94)
    assert one.best == 0.95
    assert SUMMARY["info_days"].best == 1.0


@pytest.mark.parametrize(("mark", "chance"), [(0.0, 0.99), (99.0, 0.01)])
def test_a_chance_beyond_the_percentiles_is_told_as_their_end(mark, chance):
    assert chance_at_least(SUMMARY.grid, mark) == chance


@pytest.mark.parametrize(("value", "differs"), [(0.6504, False), (0.651, True)])
def test_a_value_typed_as_it_is_shown_is_no_wish(value, differs):
    assert SUMMARY["info_received"].differs(value) is differs


def test_a_criterion_never_scored_before_cannot_be_moved():
    said = {"q": {"0.5": 0.5}, "sd": 0.1}
    model = {"unit": "share", "weight": 0.5, "direction": 1}
    content = {
        "grid": {"score": [6.0] * 99},
        "said": {"last_score": None, "criteria": {"old": said, "new": said}},
        "model": {
            "criteria": {
                "old": model | {"scale_min": 0.1, "scale_max": 0.9},
                "new": model | {"scale_min": None, "scale_max": None},
            }
        },
    }
    found = summarise(content, digest="d", year=2018)
    assert [one.code for one in found.criteria] == ["old"]
