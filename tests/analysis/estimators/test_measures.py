import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import means, measures
from analysis.estimators.errors import EstimationError
from analysis.estimators.sample import resampling
from analysis.estimators.sample.design import Design


@pytest.fixture
def design() -> Design:
    frame = pd.DataFrame({
        "stratum": ["s"] * 4 + ["l"] * 4,
        "N": [40] * 4 + [8] * 4,
        "plan": [1, 2, 3, np.nan, 5, 4, np.nan, 2],
        "land": [2, np.nan, 3, np.nan, 1, 4, 5, 3],
        "role": ["4", "5", "3", None, "5", "1", "2", "4"],
        "days": [3, 5, 5, np.nan, 7, 15, 20, 2],
        "asked": [True, True, True, True, True, False, True, True],
    })  # fmt: skip
    return Design(frame, strata="stratum", population="N")


def test_mean_of_item_means_official_and_design_based(design):
    found = measures.criterion_estimate(design, ["plan", "land"], measure="mean")

    plan, land = means.mean(design, "plan"), means.mean(design, "land")
    assert found.official == pytest.approx((17 / 6 + 3) / 2)
    assert found.estimate.value == pytest.approx((plan.value + land.value) / 2)
    both = means.joint(design, ["plan", "land"], where=np.ones(8, dtype=bool))
    assert found.estimate.se > 0
    assert both.df <= found.estimate.df
    assert (found.asked, found.n, dict(found.missing)) == (8, 7, {"plan": 2, "land": 2})


def test_one_item_is_the_mean_itself(design):
    found = measures.criterion_estimate(design, ["plan"], measure="mean")

    expected = means.mean(design, "plan")
    assert found.estimate.value == pytest.approx(expected.value, rel=1e-12)
    assert found.estimate.se == pytest.approx(expected.se, rel=1e-12)
    assert found.estimate.n == expected.n


def test_reverse_brings_the_scale_to_the_official_direction(design):
    plain = measures.criterion_estimate(design, ["plan"], measure="mean")
    turned = measures.criterion_estimate(design, ["plan"], measure="mean", reverse=6)

    assert turned.official == pytest.approx(6 - plain.official)
    assert turned.estimate.se == pytest.approx(plain.estimate.se)


def test_share_of_named_answers_keeps_its_filter_as_a_domain(design):
    asked = design.frame["asked"]
    found = measures.criterion_estimate(
        design, ["role"], measure="share", named=["4", "5"], where=asked
    )

    assert found.official == pytest.approx(4 / 6)
    assert found.asked == 7
    top = design.frame["role"].isin(["4", "5"]).astype(float).where(design.frame["role"].notna())
    expected = means.estimates(design, top.to_numpy(), kind="share", where=asked)[0][1]
    assert found.estimate.value == pytest.approx(expected.value, rel=1e-12)
    assert found.estimate.se == pytest.approx(expected.se, rel=1e-12)


def test_answers_nobody_chose_are_a_share_of_zero(design):
    found = measures.criterion_estimate(design, ["role"], measure="share", named=["9"])

    assert found.official == found.estimate.value == 0


def test_median_days(design):
    found = measures.criterion_estimate(design, ["days"], measure="median")

    assert found.official == 5
    assert found.estimate.value == 5  # the weighted distribution reaches a half at 5 days
    assert found.estimate.kind == "quantile"


def test_items_may_come_in_a_frame_of_their_own(design):
    items = design.frame[["plan", "land"]]

    assert measures.criterion_estimate(
        design, items, measure="mean"
    ) == measures.criterion_estimate(design, ["plan", "land"], measure="mean")


def test_replicates_agree_with_linearisation_for_a_composite(design):
    plain = measures.criterion_estimate(design, ["plan", "land"], measure="mean").estimate
    resampled = resampling.jackknife(design)

    found = measures.criterion_estimate(resampled, ["plan", "land"], measure="mean").estimate

    assert found.value == pytest.approx(plain.value)
    assert found.se == pytest.approx(plain.se, rel=0.35)


def test_nobody_answered_an_item(design):
    design.frame["empty"] = np.nan

    found = measures.criterion_estimate(design, ["empty"], measure="mean")

    assert np.isnan(found.official)
    assert np.isnan(found.estimate.value)
    assert not found.estimate.publishable


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"items": [], "measure": "mean"}, "at least one item"),
        ({"items": ["plan"], "measure": "share"}, "the answers that count"),
        ({"items": ["plan", "land"], "measure": "median"}, "exactly one item"),
    ],
)  # fmt: skip
def test_refusals(design, arguments, refusal):
    items = arguments.pop("items")
    with pytest.raises(EstimationError, match=refusal):
        measures.criterion_estimate(design, items, **arguments)
