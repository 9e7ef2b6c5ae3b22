import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import change, means
from analysis.estimators.errors import EstimationError
from analysis.estimators.sample import resampling
from analysis.estimators.sample.design import Design


def wave(y, units, population=60) -> Design:
    frame = pd.DataFrame({"unit": units, "y": np.asarray(y, dtype=float), "N": population})
    return Design(frame, population="N")


FIRST = wave([3, 5, 8, 2, 9, 4], [1, 2, 3, 4, 5, 6])


def test_independent_waves_add_their_variances():
    second = wave([4, 4, 9, 1], [11, 12, 13, 14])
    before, after = means.mean(FIRST, "y"), means.mean(second, "y")

    found = change.independent(before, after)

    assert found.difference.value == pytest.approx(after.value - before.value)
    assert found.difference.se == pytest.approx((before.se**2 + after.se**2) ** 0.5)
    assert min(before.df, after.df) <= found.difference.df <= before.df + after.df
    assert 0 < found.p < 1
    assert found.correlation == 0


def test_a_full_panel_is_the_mean_of_the_differences():
    second = wave([4, 5, 9, 4, 9, 6], [1, 2, 3, 4, 5, 6])

    found = change.panel(FIRST, second, "y", unit="unit")

    differences = wave([1, 0, 1, 2, 0, 2], range(6))
    expected = means.mean(differences, "y")
    assert found.difference.value == pytest.approx(expected.value)
    assert found.difference.se == pytest.approx(expected.se, rel=1e-12)
    assert found.shared == 6
    assert found.correlation > 0.8


def test_a_panel_without_shared_units_is_two_independent_samples():
    second = wave([4, 4, 9, 1], [11, 12, 13, 14])

    found = change.panel(FIRST, second, "y", unit="unit")

    assert found == change.independent(means.mean(FIRST, "y"), means.mean(second, "y"))


def test_a_partial_panel_lies_between():
    second = wave([5, 6, 9, 3], [3, 1, 5, 14])

    found = change.panel(FIRST, second, "y", unit="unit", kind="total")

    independent = change.independent(means.total(FIRST, "y"), means.total(second, "y"))
    assert found.shared == 3
    assert found.difference.se < independent.difference.se


def test_parts_of_units_that_are_kept_apart_give_the_same_covariance():
    second = wave([5, 6, 9, 3], [3, 1, 5, 14])
    sides = []
    for design in (FIRST, second):
        estimate, scores, _inside = means.estimate_with_scores(design, "y")
        sides.append((estimate, change.unit_parts(design, scores, design.frame["unit"])))
    (before, parts_before), (after, parts_after) = sides

    found = change.overlapping(before, after, parts_before, parts_after)

    expected = change.panel(FIRST, second, "y", unit="unit")
    assert found.shared == 3
    assert found.difference.se == pytest.approx(expected.difference.se, rel=1e-12)
    assert found.correlation == pytest.approx(expected.correlation, rel=1e-12)


def test_clusters_are_units_of_a_panel():
    frame = pd.DataFrame({"school": [1, 1, 2, 2, 3], "y": [1.0, 3, 2, 6, 4]})
    design = Design(frame, clusters="school")

    found = change.panel(design, design, "y", unit="school")

    assert (found.shared, found.difference.value) == (3, 0)
    assert found.difference.se == pytest.approx(0, abs=1e-12)
    assert np.isnan(found.p)


def test_nothing_varies():
    flat = wave([2, 2, 2], [1, 2, 3])

    found = change.panel(flat, flat, "y", unit="unit")

    assert (found.correlation, found.difference.df) == (0, 2)


def test_refusals():
    with pytest.raises(EstimationError, match="same label for two units"):
        change.panel(FIRST, wave([1, 2], [7, 7]), "y", unit="unit")
    with pytest.raises(EstimationError, match="do not tell who is who"):
        change.panel(FIRST, resampling.jackknife(FIRST), "y", unit="unit")
    with pytest.raises(EstimationError, match="no column 'who'"):
        change.panel(FIRST, FIRST, "y", unit="who")
