"""Kappa and its error against published examples and against leaving out text by text."""

import math

import numpy as np
import pytest

from analysis.estimators.errors import EstimationError
from analysis.estimators.inference.agreement import kappa_of_code, kappa_of_table, pooled_kappa


def test_kappa_is_that_of_sas_for_two_dermatologists():
    # SAS/STAT User's Guide, PROC FREQ, "Agreement Study": kappa 0.3449, ASE 0.0724,
    # 95 % limits 0.2030 and 0.4868, of 88 patients
    found = kappa_of_table([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]])

    low, high = found.interval()
    rounded = [round(x, 4) for x in (found.kappa, found.se, low, high)]
    assert (found.n, rounded) == (88, [0.3449, 0.0724, 0.2030, 0.4868])


def test_kappa_is_that_of_fleiss_for_two_psychiatrists():
    # Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions, table 18.1:
    # agreement .89, by chance .66, kappa .68
    found = kappa_of_table([[75, 1, 4], [5, 4, 1], [0, 0, 10]])

    assert (round(found.observed, 2), round(found.expected, 2)) == (0.89, 0.66)
    assert round(found.kappa, 2) == 0.68


def test_a_code_is_a_table_of_given_and_not_given():
    first = np.array([True] * 30 + [False] * 70)
    second = np.array([True] * 20 + [False] * 10 + [True] * 5 + [False] * 65)

    found = kappa_of_code(first, second)

    # p_o = .85, p_e = .3 * .25 + .7 * .75 = .6
    assert found.kappa == pytest.approx(0.25 / 0.4)
    assert (found.n, found.observed) == (100, pytest.approx(0.85))


def test_kappa_is_unknown_where_chance_alone_agrees():
    nobody = np.zeros(12, dtype=bool)

    found = kappa_of_code(nobody, nobody)

    assert (found.observed, math.isnan(found.kappa), math.isnan(found.se)) == (1.0, True, True)
    assert math.isnan(pooled_kappa(nobody[:, None], nobody[:, None]).kappa)


def test_two_who_never_differed_may_differ_in_the_next_text():
    # Clopper and Pearson: of 4 texts all alike, p_o is at least .025 ** (1 / 4) = .3976; by
    # chance half are alike
    alike = np.array([True, False, True, False])

    low, high = kappa_of_code(alike, alike).interval()
    assert (round(low, 4), high) == (-0.2047, 1.0)
    low, high = kappa_of_code(alike, ~alike).interval()
    assert (low, round(high, 4)) == (-1.0, 0.2047)


@pytest.mark.parametrize(("n", "low"), [(10, 0.383), (154, 0.9527)])
def test_more_texts_alike_are_more_certain(n, low):
    half = np.arange(n) < n // 2

    assert round(kappa_of_code(half, half).interval()[0], 4) == low
    assert round(pooled_kappa(half[:, None], half[:, None]).interval()[0], 4) == low


def test_the_interval_never_leaves_what_kappa_can_be():
    found = kappa_of_table([[2, 1], [0, 2]])

    assert found.kappa + 1.96 * found.se > 1
    assert found.interval()[1] == 1.0


def test_pooled_kappa_is_that_of_the_means_and_its_error_a_jackknife():
    rng = np.random.default_rng(7)
    first = rng.random((40, 3)) < [0.5, 0.2, 0.1]
    second = np.where(rng.random((40, 3)) < 0.15, ~first, first)

    found = pooled_kappa(first, second)

    def plain(a, b):
        observed = np.mean([(x == y).mean() for x, y in zip(a.T, b.T, strict=True)])
        expected = np.mean(
            [
                x.mean() * y.mean() + (1 - x.mean()) * (1 - y.mean())
                for x, y in zip(a.T, b.T, strict=True)
            ]
        )
        return (observed - expected) / (1 - expected)

    left = [plain(np.delete(first, k, 0), np.delete(second, k, 0)) for k in range(40)]
    assert found.kappa == pytest.approx(plain(first, second))
    assert found.se == pytest.approx(math.sqrt(39 / 40 * np.sum((left - np.mean(left)) ** 2)))


def test_one_code_pooled_is_its_own_kappa():
    first = np.array([[True], [True], [False], [False], [True]])
    second = np.array([[True], [False], [False], [False], [True]])

    pooled, alone = pooled_kappa(first, second), kappa_of_code(first[:, 0], second[:, 0])
    assert pooled.kappa == pytest.approx(alone.kappa)
    assert math.isnan(pooled_kappa(first[:1], second[:1]).se)


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[1, 2, 3], [4, 5, 6]]])
def test_a_table_without_texts_or_sides_is_refused(counts):
    with pytest.raises(EstimationError):
        kappa_of_table(counts)


def test_different_texts_are_refused():
    with pytest.raises(EstimationError):
        pooled_kappa(np.zeros((3, 2), dtype=bool), np.zeros((2, 2), dtype=bool))
