"""Identities that hold for every sample: over random designs, with clusters and missing answers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimators.descriptive import bulk, means, quantiles
from analysis.estimators.inference import regression
from analysis.estimators.sample import resampling, weights
from analysis.estimators.sample.design import Design

DESIGNS = settings(max_examples=25, deadline=None, derandomize=True)


@st.composite
def frames(draw) -> pd.DataFrame:
    """A sample of two or three strata with two or more clusters each."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    strata = draw(st.integers(1, 3))
    clusters = [draw(st.integers(2, 5)) for _ in range(strata)]
    rows = [
        (stratum, cluster, 3 * count)
        for stratum, count in enumerate(clusters)
        for cluster in range(count)
        for _ in range(rng.integers(2, 6))
    ]
    frame = pd.DataFrame(rows, columns=["stratum", "cluster", "N"])
    size = len(frame)
    frame["w"] = rng.uniform(1, 10, size)
    frame["y"] = rng.normal(rng.normal(0, 50), 10, size)
    frame["x"] = rng.uniform(1, 5, size)
    frame.loc[rng.random(size) < draw(st.sampled_from([0, 0.2])), "y"] = np.nan
    frame["domain"] = np.resize(["a", "b"], size)
    frame["group"] = rng.permutation(np.resize(["p", "q", "r"], size))
    return frame


def drawn(frame: pd.DataFrame, **changes) -> Design:
    plan = {"weight": "w", "strata": "stratum", "clusters": "cluster", "population": "N"}
    return Design(frame, **{**plan, **changes})


def close(first, second, rel=1e-8):
    for name in ("value", "se"):
        assert getattr(first, name) == pytest.approx(getattr(second, name), rel=rel, abs=1e-9)


@DESIGNS
@given(frames())
def test_a_domain_mean_is_a_ratio_and_a_regression_coefficient(frame):
    design = drawn(frame)
    inside = (frame["domain"] == "a").to_numpy()
    known = frame["y"].notna().to_numpy()

    domain = means.mean(design, "y", where=inside)
    y = np.where(inside & known, frame["y"], 0.0)
    ratio = means.ratio(design, y, (inside & known).astype(float))
    fitted = regression.fit(design, "y ~ 0 + domain")["domaina"]

    close(domain, ratio)
    assert fitted.estimate == pytest.approx(domain.value)
    assert fitted.se == pytest.approx(domain.se, rel=1e-8, abs=1e-9)


@DESIGNS
@given(frames(), st.floats(0.01, 1000))
def test_scaling_weights_changes_nothing_but_totals(frame, factor):
    design = drawn(frame)
    scaled = drawn(frame.assign(w=frame["w"] * factor))

    close(means.mean(design, "y"), means.mean(scaled, "y"))
    assert (
        quantiles.quantile(design, "y", 0.37, rule="woodruff").value
        == quantiles.quantile(scaled, "y", 0.37, rule="woodruff").value
    )
    assert means.total(scaled, "x").value == pytest.approx(factor * means.total(design, "x").value)
    assert means.total(scaled, "x").se == pytest.approx(factor * means.total(design, "x").se)


@DESIGNS
@given(frames(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(frame, random):
    order = list(range(len(frame)))
    random.shuffle(order)
    shuffled = frame.iloc[order].reset_index(drop=True)

    for by in ((), ("domain",), ("domain", "group")):
        for (key, one), (other_key, other) in zip(
            means.estimates(drawn(frame), "y", by=by),
            means.estimates(drawn(shuffled), "y", by=by),
            strict=True,
        ):
            assert (key, one.n, one.df) == (other_key, other.n, other.df)
            if one.n > 1:
                close(one, other)


@DESIGNS
@given(frames())
def test_calibrated_totals_are_met_and_have_no_error(frame):
    design = drawn(frame)
    # totals that some positive weights do meet
    truth = frame["w"] * np.random.default_rng(len(frame)).uniform(0.8, 1.4, len(frame))
    one = truth.groupby(frame["domain"]).sum().to_dict()
    two = truth.groupby(frame["group"]).sum().to_dict()
    first = weights.margin(frame, "domain", one)
    second = weights.margin(frame, "group", two)

    for adjusted, exact in (
        (weights.poststratify(design, "domain", one), True),
        (weights.rake(design, [first, second]), False),
        (weights.calibrate(design, weights.auxiliary(design, [first, second])), True),
    ):
        found = means.total(
            adjusted, np.ones(len(frame)), where=(frame["domain"] == "a").to_numpy()
        )
        assert found.value == pytest.approx(one["a"], rel=1e-9)
        if exact:
            assert found.se == pytest.approx(0, abs=1e-6)
    assert design.calibrated is False


@DESIGNS
@given(frames())
def test_the_jackknife_is_exact_for_totals_and_near_for_means(frame):
    design = drawn(frame, population=None)
    resampled = resampling.jackknife(design)

    close(means.total(design, "y"), means.total(resampled, "y"))
    assert means.mean(design, "y").value == pytest.approx(means.mean(resampled, "y").value)


@DESIGNS
@given(frames())
def test_many_figures_are_the_single_ones(frame):
    design = drawn(frame, clusters=None, population=None)
    table = bulk.domain_means(design, ["y", "x"], by="group")

    for row in table.itertuples():
        where = (frame["group"] == row.group).to_numpy()
        single = means.mean(design, row.variable, where=where)
        assert row.value == pytest.approx(single.value, rel=1e-9, nan_ok=True)
        assert row.se == pytest.approx(single.se, rel=1e-7, abs=1e-9, nan_ok=True)
        assert row.n == single.n


@DESIGNS
@given(frames())
def test_the_variance_of_a_sum_of_domains_is_that_of_the_total(frame):
    design = drawn(frame)
    joint = means.joint(design, "x", by="group", kind="total")

    both = joint.contrast([1, 1, 1])
    close(both, means.total(design, "x"))


@DESIGNS
@given(frames())
def test_a_mean_lies_within_its_interval_and_quantiles_are_ordered(frame):
    design = drawn(frame)
    found = means.mean(design, "y")
    low, high = found.interval(0.9)
    wide_low, wide_high = found.interval(0.99)

    if found.df > 0:
        assert wide_low <= low <= found.value <= high <= wide_high
    values = [quantiles.quantile(design, "y", p).value for p in (0.1, 0.5, 0.9)]
    assert values == sorted(values)
