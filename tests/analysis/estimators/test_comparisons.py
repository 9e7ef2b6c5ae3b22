import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import means
from analysis.estimators.errors import EstimationError
from analysis.estimators.inference import comparisons, tables
from analysis.estimators.sample.design import Design

RNG = np.random.default_rng(41)
FRAME = pd.DataFrame({
    "w": RNG.uniform(1, 4, 80),
    "group": RNG.choice(["a", "b"], 80),
    "region": RNG.choice(["n", "s", "w"], 80),
    "y": RNG.normal(10, 2, 80),
    "one": 1,
})  # fmt: skip
DESIGN = Design(FRAME, weight="w")


def test_a_t_test_is_the_difference_of_two_domains():
    found = comparisons.t_test(DESIGN, "y", "group")

    difference = means.joint(DESIGN, "y", by="group").difference({"group": "b"}, {"group": "a"})
    assert found.estimate == pytest.approx(difference.value)
    assert found.se == pytest.approx(difference.se)
    assert found.low < found.estimate < found.high


def test_a_mean_against_zero_has_one_df_less():
    found = comparisons.t_test(DESIGN, "y")

    assert found.statistic == pytest.approx(
        means.mean(DESIGN, "y").value / means.mean(DESIGN, "y").se
    )
    assert found.ddf == 78


def test_nothing_to_test():
    found = comparisons.t_test(Design(FRAME.head(2)), "y")

    assert np.isnan(found.p)


def test_rank_tests_do_not_care_for_the_scale():
    squared = Design(FRAME.assign(y=np.exp(FRAME["y"])), weight="w")

    for scores in comparisons.RANK_SCORES:
        first = comparisons.rank_test(DESIGN, "y", "group", scores=scores)
        second = comparisons.rank_test(squared, "y", "group", scores=scores)
        assert first == second


def test_kruskal_wallis_of_two_groups_would_be_the_squared_t():
    three = comparisons.rank_test(DESIGN, "y", "region")
    two = comparisons.rank_test(DESIGN, "y", "region", where=(FRAME["region"] != "w").to_numpy())

    assert (three.ndf, two.ndf) == (2, 1)
    assert 0 < three.p < 1


def test_the_statistics_of_association_agree_about_independence():
    p = [
        tables.rao_scott(DESIGN, "group", "region", statistic=statistic).p
        for statistic in tables.STATISTICS
    ]

    assert max(p) - min(p) < 0.1


def test_shares_of_a_table_add_up_to_one():
    found = tables.shares(DESIGN, "group", "region")

    assert found["share"].sum() == pytest.approx(1)
    assert found["n"].sum() == 80
    first = (FRAME["group"] == "a") & (FRAME["region"] == "n")
    expected = means.mean(DESIGN, first.to_numpy().astype(float))
    assert found["se"][0] == pytest.approx(expected.se)


def test_adjusted_p_values():
    p = [0.01, 0.04, float("nan"), 0.03, 0.5]

    assert comparisons.adjust_p_values(p) == pytest.approx(
        [0.04, 0.09, np.nan, 0.09, 0.5], nan_ok=True
    )
    assert comparisons.adjust_p_values(p, "BH") == pytest.approx(
        [0.04, 0.16 / 3, np.nan, 0.16 / 3, 0.5], nan_ok=True
    )


@pytest.mark.parametrize(
    ("call", "refusal"),
    [
        (lambda: comparisons.t_test(DESIGN, "y", "region"), "'region' has 3 levels here"),
        (lambda: comparisons.rank_test(DESIGN, "y", "one"), "'one' has 1 here"),
        (lambda: comparisons.rank_test(DESIGN, "y", "group", scores="savage"), "no rank scores"),
        (lambda: comparisons.adjust_p_values([0.1], "sidak"), "choose one of holm, hochberg"),
        (lambda: tables.rao_scott(DESIGN, "group", "one"), "'one' has fewer than two levels"),
        (lambda: tables.rao_scott(DESIGN, "group", "region", statistic="G"), "no statistic 'G'"),
    ],
)  # fmt: skip
def test_refusals(call, refusal):
    with pytest.raises(EstimationError, match=refusal):
        call()
