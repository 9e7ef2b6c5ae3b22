import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import means
from analysis.estimators.errors import EstimationError
from analysis.estimators.sample import resampling
from analysis.estimators.sample.design import Design


def strata() -> Design:
    frame = pd.DataFrame({
        "size": ["s", "s", "s", "l", "l"],
        "N": [30, 30, 30, 4, 4],
        "y": [1.0, 2.0, 6.0, 10.0, 14.0],
    })  # fmt: skip
    return Design(frame, strata="size", population="N")


def test_mean_follows_its_formula_in_two_strata():
    estimate = means.mean(strata(), "y")

    # by hand: weights 10 and 2; mean (90 + 48)/34; V = sum N^2 (1-f) s^2/n / 34^2
    assert estimate.value == pytest.approx(138 / 34)
    variance = (30**2 * (1 - 3 / 30) * 7 / 3 + 4**2 * (1 - 2 / 4) * 8 / 2) / 34**2
    assert estimate.se == pytest.approx(variance**0.5, rel=1e-12)
    assert (estimate.df, estimate.n) == (3, 5)


FRAME = pd.DataFrame({
    "w": [2.0, 2, 3, 3, 5, 5],
    "sector": pd.Categorical(["trade", "farm", "trade", "farm", "trade", None],
                             categories=["mine", "trade", "farm"]),
    "mixed": ["a", 2, "a", 2, "a", 2],
    "y": [1.0, 2, 3, None, 5, 6],
    "whole": [1, 2, 3, 4, 5, 6],
    "text": ["1", "2", None, "4", "5", "6"],
})  # fmt: skip


def test_categories_keep_their_own_order_and_lose_what_nobody_has():
    rows = means.estimates(Design(FRAME, weight="w"), "y", by=["sector"])

    assert [key["sector"] for key, _ in rows] == ["trade", "farm"]


def test_categories_that_all_occur():
    frame = FRAME.assign(sector=FRAME["sector"].cat.remove_categories("mine"))

    rows = means.estimates(Design(frame, weight="w"), "y", by=["sector"])

    assert {key["sector"]: one.n for key, one in rows} == {"trade": 3, "farm": 1}


def test_a_column_of_texts_and_numbers_is_ordered_as_text():
    rows = means.estimates(Design(FRAME, weight="w"), "y", by="mixed")

    assert [key["mixed"] for key, _ in rows] == [2, "a"]


def test_numbers_written_as_text_are_numbers():
    found = means.mean(Design(FRAME), "text")

    assert (found.value, found.n) == (3.6, 5)


def test_domains_of_many_columns_are_numbered_by_what_occurs():
    frame = pd.DataFrame({name: range(40) for name in "abcd"}).assign(y=1.0)

    rows = means.estimates(Design(frame), "y", by=list("abcd"))

    assert len(rows) == 40
    assert rows[7][0] == {"a": 7, "b": 7, "c": 7, "d": 7}


def test_units_of_a_sparse_cross_are_numbered_by_what_occurs():
    frame = pd.DataFrame({"s": range(60), "c": range(60), "y": 1.0})
    frame["s"] //= 2

    design = Design(frame.assign(c=frame["c"] * 1), strata="s", clusters="c")

    assert design.df() == 30


def test_joint_estimates_and_their_contrasts():
    joint = means.joint(strata(), "y", by="size")

    difference = joint.difference({"size": "l"}, {"size": "s"})
    assert difference.value == pytest.approx(12 - 3)
    # domains that are strata are independent
    assert difference.se == pytest.approx(sum(one.se**2 for one in joint.estimates) ** 0.5)
    assert difference.n == 5
    with pytest.raises(EstimationError, match="No domain"):
        joint.position(size="xl")
    with pytest.raises(EstimationError, match="needs 2 coefficients"):
        joint.contrast([1])


def test_joint_estimates_of_several_variables_take_complete_rows():
    joint = means.joint(Design(FRAME), ["y", "whole"])

    assert [one.n for one in joint.estimates] == [5, 5]
    assert joint.position(variable="whole") == 1
    assert joint.covariance[0, 0] == pytest.approx(joint.estimates[0].se ** 2)


def test_joint_estimates_by_replicates():
    plain = means.joint(strata(), "y", by="size", kind="total")
    resampled = means.joint(resampling.jackknife(strata()), "y", by="size", kind="total")

    assert resampled.covariance == pytest.approx(plain.covariance)


def test_proportion_and_ratio():
    design = Design(FRAME, weight="w")

    assert means.proportion(design, "sector", "farm").value == pytest.approx(5 / 15)
    assert means.ratio(design, "y", "whole").value == pytest.approx(68 / 68)
    assert means.mean(design, "y").cv == pytest.approx(
        means.mean(design, "y").se / means.mean(design, "y").value
    )


def test_logit_interval_of_replicates_is_on_their_own_scale():
    frame = pd.DataFrame({"y": [0, 1, 0, 1, 1, 0, 1, 1, 0, 1]})
    resampled = resampling.jackknife(Design(frame))

    found = means.proportion(resampled, "y")
    few = means.proportion(resampled, "y", where=frame.index < 3)

    assert found.logit_se > 0
    assert found.interval(method="logit") != found.interval(method="xlogit")
    assert few.logit_se is None  # a replicate without events has no logit


@pytest.mark.parametrize(
    ("call", "refusal"),
    [
        (lambda d: means.estimates(d, "y", kind="ratio"), "A ratio has a denominator"),
        (lambda d: means.mean(d, np.ones(3)), "one value for every row"),
    ],
)  # fmt: skip
def test_refusals(call, refusal):
    with pytest.raises(EstimationError, match=refusal):
        call(Design(FRAME))
