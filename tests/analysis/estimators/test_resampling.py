import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import bulk, means
from analysis.estimators.errors import EstimationError
from analysis.estimators.sample import resampling
from analysis.estimators.sample.design import Design

RNG = np.random.default_rng(11)
FRAME = pd.DataFrame({
    "stratum": RNG.permutation(np.repeat(["a", "b", "c"], 20)),
    "town": RNG.integers(0, 5, 60),
    "N": 50,
    "w": RNG.uniform(1, 4, 60),
    "y": RNG.normal(10, 3, 60),
    "z": np.where(np.arange(60) % 7 == 0, np.nan, RNG.normal(5, 1, 60)),
    "domain": RNG.choice(["p", "q"], 60),
})  # fmt: skip


def designs() -> dict[str, Design]:
    return {
        "rows": Design(FRAME, weight="w", strata="stratum"),
        "population": Design(FRAME, weight="w", strata="stratum", population="N"),
        "clusters": Design(FRAME, weight="w", strata="stratum", clusters="town"),
        "simple": Design(FRAME, weight="w"),
    }


@pytest.mark.parametrize("name", ["rows", "population", "clusters", "simple"])
def test_the_jackknife_of_a_total_is_its_linearisation(name):
    design = designs()[name]

    found = means.total(resampling.jackknife(design), "y")

    expected = means.total(design, "y")
    assert (found.value, found.se) == pytest.approx((expected.value, expected.se), rel=1e-9)
    assert found.df == expected.df


@pytest.mark.parametrize("fay", [0.0, 0.4])
def test_balanced_half_samples_of_a_total_are_exact(fay):
    frame = FRAME.assign(half=FRAME.groupby("stratum").cumcount() % 2)
    design = Design(frame, weight="w", strata="stratum", clusters="half")

    found = means.total(resampling.balanced_half_samples(design, fay=fay), "y")

    assert found.se == pytest.approx(means.total(design, "y").se, rel=1e-9)


@pytest.mark.parametrize("name", ["rows", "population", "clusters"])
def test_the_bootstrap_is_near_linearisation(name):
    design = designs()[name]

    found = means.mean(resampling.bootstrap(design, draws=600, rng=np.random.default_rng(3)), "y")

    assert found.se == pytest.approx(means.mean(design, "y").se, rel=0.12)


def test_ignoring_the_population_widens_the_bootstrap():
    design = designs()["population"]
    with_it, without = (
        resampling.bootstrap_means(
            design, ["y"], draws=400, rng=np.random.default_rng(3), population=kept
        )["y"].std()
        for kept in (True, False)
    )

    assert with_it < without * 0.9  # 1 - f is 0.6


@pytest.mark.parametrize("name", ["rows", "clusters"])
def test_bootstrap_means_are_those_of_the_replicates(name):
    design = designs()[name]

    many = resampling.bootstrap_means(
        design, ["y", "z"], draws=20, rng=np.random.default_rng(5), batch=7
    )
    replicates = resampling.bootstrap(design, draws=20, rng=np.random.default_rng(5)).replicates

    known = FRAME["z"].notna().to_numpy()
    assert many["y"].to_numpy() == pytest.approx(
        FRAME["y"] @ replicates.weights / replicates.weights.sum(axis=0)
    )
    assert many["z"].to_numpy() == pytest.approx(
        FRAME["z"][known] @ replicates.weights[known] / replicates.weights[known].sum(axis=0)
    )


def test_large_strata_are_counted_block_by_block():
    frame = pd.DataFrame({"y": np.arange(20_000.0)})
    design = Design(frame)

    found = resampling.bootstrap(design, draws=2, rng=np.random.default_rng(1))

    counts = found.replicates.weights[:, 0] / (20_000 / 19_999)
    assert counts.sum() == pytest.approx(19_999)
    assert counts.max() >= 4
    assert counts == pytest.approx(counts.round(), abs=1e-9)


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (resampling.jackknife, "none can be left out"),
        (lambda d: resampling.bootstrap(d, draws=9, rng=np.random.default_rng(1)),
         "cannot be redrawn"),
        (resampling.balanced_half_samples, "exactly two units in every stratum"),
        (lambda d: resampling.balanced_half_samples(d, fay=1), "Fay's rho lies from 0 up to 1"),
        (lambda d: resampling.bootstrap(d, draws=1, rng=np.random.default_rng(1)), "two draws"),
    ],
)  # fmt: skip
def test_refusals(make, refusal):
    lonely = Design(pd.DataFrame({"s": ["a", "a", "b"], "y": [1.0, 2, 3]}), strata="s")

    with pytest.raises(EstimationError, match=refusal):
        make(lonely)


@pytest.mark.parametrize(
    "name", ["rows", "population", "clusters", "simple", "resampled", "lonely"]
)
@pytest.mark.parametrize("where", [None, "domain"])
def test_many_means_are_the_single_ones(name, where):
    design = {
        **designs(),
        "resampled": resampling.jackknife(designs()["clusters"]),
        "lonely": Design(FRAME, weight="w", strata="stratum", lonely="average"),
    }[name]
    inside = None if where is None else (FRAME["domain"] == "p").to_numpy()
    by = "domain" if where is None else "stratum"

    found = bulk.domain_means(design, ["y", "z"], by=by, where=inside)

    expected = [
        (key[by], variable, one.value, one.se, one.df, one.n)
        for variable in ("y", "z")
        for key, one in means.estimates(design, variable, by=by, where=inside)
    ]
    for row, single in zip(found.itertuples(index=False), expected, strict=True):
        assert tuple(row)[:2] == single[:2]
        assert tuple(row)[2:] == pytest.approx(single[2:], rel=1e-9)


def test_many_means_of_what_hardly_varies_take_the_exact_way():
    design = Design(FRAME.assign(flat=1e9, empty=np.nan), weight="w", strata="stratum")

    found = bulk.domain_means(design, ["flat", "empty"], by="domain")

    assert found["value"].tolist()[:2] == pytest.approx([1e9, 1e9])
    assert found["se"].tolist()[:2] == pytest.approx([0, 0], abs=1e-6)
    assert found["n"].tolist()[2:] == [0, 0]
    assert found["df"].tolist()[2:] == [0, 0]
