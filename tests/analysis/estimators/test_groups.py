"""Groups of one sample: by another road, and by formulas written out."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import means
from analysis.estimators.inference.groups import estimate_domains, join, p_of
from analysis.estimators.sample.design import Design
from analysis.estimators.uncertainty.distributions import f_tail, student_tails

STRATA = {"a": (9, 60), "b": (7, 21), "c": (8, 40)}


def frame():
    rng = np.random.default_rng(7)
    stratum = np.repeat(list(STRATA), [n for n, _size in STRATA.values()])
    group = np.array(list("xyz") * 8)
    y = rng.normal(3, 1, 24) + (group == "z")
    y[[3, 11]] = np.nan
    size = np.array([STRATA[one][1] for one in stratum], dtype=float)
    n = np.array([STRATA[one][0] for one in stratum], dtype=float)
    return pd.DataFrame(
        {
            "stratum": stratum,
            "population": size,
            "weight": size / n,
            "group": group,
            "y": y,
            "yes": (np.nan_to_num(y, nan=9) > 3).astype(float),
        }
    )


def sampled(rows=None):
    return Design(
        frame() if rows is None else rows,
        weight="weight",
        strata="stratum",
        population="population",
        lonely="adjust",
    )


def masks(rows):
    return np.column_stack([rows["group"] == one for one in "xyz"])


def variance_by_hand(rows, z):
    """The formula of stratified samples, stratum by stratum."""
    total = 0.0
    for one, (n, size) in STRATA.items():
        inside = [z[at] for at in range(len(rows)) if rows["stratum"][at] == one]
        middle = sum(inside) / n
        total += (1 - n / size) * n / (n - 1) * sum((each - middle) ** 2 for each in inside)
    return total


def score_by_hand(rows, inside):
    w, y = rows["weight"], rows["y"]
    counted = [at for at in range(len(rows)) if inside[at] and not np.isnan(y[at])]
    size = sum(w[at] for at in counted)
    mean = sum(w[at] * y[at] for at in counted) / size
    z = [w[at] * (y[at] - mean) / size if at in counted else 0.0 for at in range(len(rows))]
    return mean, np.array(z)


@pytest.mark.parametrize(("column", "measure"), [("y", "mean"), ("yes", "share")])
def test_every_group_is_the_domain_estimate_of_the_same_design(column, measure):
    design = sampled()

    told = estimate_domains(design, design.frame[[column]], measure, masks(design.frame))

    known = means.estimates(design, column, by="group")
    assert [key["group"] for key, _one in known] == ["x", "y", "z"]
    for (_key, domain), own in zip(known, told.estimates, strict=True):
        assert own.value == pytest.approx(domain.value, rel=1e-12)
        assert own.se == pytest.approx(domain.se, rel=1e-12)
        assert (own.df, own.n) == (domain.df, domain.n)
        assert own.interval() == pytest.approx(domain.interval(), rel=1e-12)


def test_a_group_against_the_rest_is_the_formula_written_out():
    design = sampled()
    rows, inside = design.frame, masks(design.frame)
    own, rest = score_by_hand(rows, inside[:, 2]), score_by_hand(rows, ~inside[:, 2])

    both = np.column_stack([inside[:, 2], ~inside[:, 2]])
    told = estimate_domains(design, rows[["y"]], "mean", both).difference(0, 1)

    assert told.value == pytest.approx(own[0] - rest[0], rel=1e-12)
    assert told.se**2 == pytest.approx(variance_by_hand(rows, own[1] - rest[1]), rel=1e-12)
    assert (told.n, told.df) == (22, 22 - 3)
    assert p_of(told) == student_tails(told.value / told.se, 19)


def test_all_groups_alike_is_walds_f_written_out():
    design = sampled()
    rows, inside = design.frame, masks(design.frame)
    parts = [score_by_hand(rows, column) for column in inside.T]
    away = np.array([parts[k][0] - parts[0][0] for k in (1, 2)])
    z = [parts[k][1] - parts[0][1] for k in (1, 2)]
    both = variance_by_hand(rows, z[0] + z[1])
    first, second = (variance_by_hand(rows, one) for one in z)
    mixed = (both - first - second) / 2
    wald = (second * away[0] ** 2 - 2 * mixed * away[0] * away[1] + first * away[1] ** 2) / (
        first * second - mixed**2
    )

    told = estimate_domains(design, rows[["y"]], "mean", inside).compare([0, 1, 2])

    assert told.statistic == pytest.approx(wald * (19 - 2 + 1) / (19 * 2), rel=1e-10)
    assert (told.ndf, told.ddf) == (2, 18)
    assert told.p == f_tail(told.statistic, 2, 18)


def test_two_groups_alike_is_the_square_of_their_t():
    design = sampled()
    told = estimate_domains(design, design.frame[["y"]], "mean", masks(design.frame))

    apart = told.difference(2, 0)

    assert told.compare([0, 2]).statistic == pytest.approx((apart.value / apart.se) ** 2, rel=1e-10)
    assert told.compare([0]) is None


def test_groups_in_which_all_say_the_same_cannot_be_tested():
    rows = frame().assign(yes=1.0)
    told = estimate_domains(sampled(rows), rows[["yes"]], "share", masks(rows))

    assert told.compare([0, 1, 2]) is None
    assert p_of(told.difference(0, 1)) is None


def test_medians_of_groups_have_woodruffs_error():
    design = sampled()

    told = estimate_domains(design, design.frame[["y"]], "median", masks(design.frame))

    for at, one in enumerate(told.estimates):
        assert told.covariance[at, at] == pytest.approx(one.se**2, rel=1e-9)


def test_a_median_of_nobody_is_none_and_one_of_equals_has_no_error():
    rows = frame()
    rows["days"] = np.where(rows["group"] == "x", 5.0, rows["y"])
    rows.loc[rows["group"] == "y", "days"] = np.nan

    told = estimate_domains(sampled(rows), rows[["days"]], "median", masks(rows))

    equal, nobody, others = told.estimates
    assert (equal.value, equal.n) == (5.0, 8)
    assert not equal.se > 0
    assert np.isnan(nobody.value)
    assert nobody.n == 0
    assert others.se > 0
    assert (told.scores[:, :2] == 0).all()
    assert (told.scores[:, 2] != 0).any()


def test_figures_put_together_have_their_joint_covariance():
    design = sampled()
    everybody = np.ones((24, 1), dtype=bool)
    each = [
        estimate_domains(design, design.frame[[name]], measure, everybody)
        for name, measure in (("y", "mean"), ("yes", "share"))
    ]

    both = join(each)

    assert (
        both.difference(0, 0 + 1).value == each[0].estimates[0].value - each[1].estimates[0].value
    )
    assert both.covariance.shape == (2, 2)
    assert both.covariance[0, 1] == both.covariance[1, 0] != 0
