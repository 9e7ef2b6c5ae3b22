import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimators.errors import EstimationError
from analysis.estimators.uncertainty import release
from analysis.estimators.uncertainty.results import Estimate


def share(p, n, deff=1.0, df=None):
    se = (deff * p * (1 - p) / n) ** 0.5
    return Estimate(p, se, n - 1 if df is None else df, n, "share")


@pytest.mark.parametrize(
    ("estimate", "status", "reasons"),
    [
        (share(0.4, 400), "show", ()),
        (share(0.5, 40), "suppress", ("wide",)),
        (share(0.4, 28), "suppress", ("base", "wide")),
        (share(0.4, 4), "suppress", ("cell", "base", "df", "wide")),
        (share(0.4, 60, deff=3), "suppress", ("effective-base", "wide")),
        (share(0.02, 100), "suppress", ("relative",)),
        (share(0.98, 100), "mark", ("complement",)),
        (share(0.01, 1200), "show", ()),  # narrower than 5 points
        (share(0.4, 400, df=5), "review", ("df",)),
        (Estimate(0.0, 0.0, 99, 100, "share"), "review", ("events",)),
        (Estimate(0.3, 0.0, 99, 100, "share"), "review", ("variance",)),
        (Estimate(float("nan"), float("nan"), 0, 0, "share"), "suppress", ("no-answers",)),
        (Estimate(10, 1, 50, 60), "show", ()),
        (Estimate(10, 2, 50, 60), "mark", ("cv-mark",)),
        (Estimate(10, 4, 50, 60), "suppress", ("cv",)),
        (Estimate(0, 1, 50, 60), "suppress", ("cv",)),
        (Estimate(0, 0, 50, 60), "review", ("variance",)),
        (Estimate(10, 0, 50, 60), "review", ("variance",)),
        (Estimate(10, 1, 28, 29), "suppress", ("base",)),
        (Estimate(10, 1, 29, 30), "show", ()),
        (Estimate(10, 1, 28, 29, "total"), "suppress", ("base",)),
        (Estimate(10, 1, 28, 29, "ratio"), "suppress", ("base",)),
        (Estimate(10, 1, 28, 29, "quantile", bounds=(8, 12)), "suppress", ("base",)),
        (Estimate(3.1, 0.1, 28, 29, half_width_limit=0.25), "suppress", ("base",)),
        (Estimate(10, 1, 7, 60), "review", ("df",)),
        (Estimate(10, 1, 8, 60), "show", ()),
        (Estimate(0.01, 1, 50, 60, "difference"), "show", ()),
        (Estimate(0.01, 1, 50, 29, "difference"), "suppress", ("base",)),
        (Estimate(10, 1, 2, 4), "suppress", ("base", "cell", "df")),
        (Estimate(10, 1, 8, 5), "suppress", ("base",)),
        (Estimate(10, float("nan"), 50, 60), "review", ("variance",)),
        (Estimate(float("nan"), 0, 0, 0), "suppress", ("no-answers",)),
        (Estimate(3.1, 0.1, 50, 60, half_width_limit=0.25), "show", ()),
        (Estimate(3.1, 0.2, 50, 60, half_width_limit=0.25), "suppress", ("half-width",)),
        (Estimate(9, 1, 50, 60, "total", dominated=True), "suppress", ("dominance",)),
        (Estimate(9, 1, 50, 60, "quantile", bounds=(float("nan"), 12)), "suppress", ("bounds",)),
        (Estimate(9, 1, 50, 60, "quantile", bounds=(8, 12)), "show", ()),
    ],
)  # fmt: skip
def test_each_figure_knows_how_it_may_be_shown(estimate, status, reasons):
    assert (estimate.release.status, tuple(sorted(estimate.release.reasons))) == (
        status, tuple(sorted(reasons)),
    )  # fmt: skip
    assert estimate.publishable == (status in {"show", "mark"})
    assert (estimate.reason == "") == (not reasons)


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        (("show", "mark", "review"), "show"),
        (("show", "cell", "mark"), "suppress"),  # it follows from the sum and the others
        (("show", "dominance"), "suppress"),
        (("show", "wide"), "review"),
        (("cell", "cell", "show"), "review"),
        ((), "show"),
    ],
)
def test_a_score_does_not_tell_what_is_held_back(parts, status):
    held = {"cell", "dominance", "wide"}
    given = [
        release.Release("suppress", (part,)) if part in held else release.Release(part)
        for part in parts
    ]

    found = release.judge_score(given)

    assert (found.status, found.reasons) == (status, ("part",) if status != "show" else ())


@pytest.mark.parametrize(
    ("measured", "status"), [(0.5, "show"), (0.1 + 0.2 + 0.2, "show"), (0.4999, "suppress")]
)
def test_a_score_of_which_less_than_half_was_measured_is_not_the_samples(measured, status):
    found = release.judge_score([release.Release("show")], measured)

    assert found.status == status
    assert found.reason == (
        "" if status == "show" else "less than half of its weight is measured by this sample"
    )


def test_reasons_are_sentences():
    assert Estimate(10, 4, 50, 60).reason == "the coefficient of variation is above 30 %"


def test_dominance():
    assert release.is_dominated(np.array([60.0, 20, 10, np.nan]))
    assert not release.is_dominated(np.array([50.0, 30, 20]))
    assert not release.is_dominated(np.array([0.0, 0.0]))
    assert not release.is_dominated(np.array([]))


def test_complementary_suppression_leaves_no_cell_to_subtraction():
    counts = pd.DataFrame({"a": [3, 20, 9], "b": [40, 30, 8], "c": [25, 0, 50]})

    hidden = release.complementary(counts)

    assert hidden.loc[0, "a"]
    assert not hidden.loc[1, "c"]  # an empty cell tells nothing
    for line in [*hidden.to_numpy(), *hidden.to_numpy().T]:
        assert line.sum() != 1


def test_complementary_suppression_takes_what_must_be_hidden_anyway():
    counts = pd.DataFrame({"a": [30, 20], "b": [40, 30]})
    hide = pd.DataFrame({"a": [True, False], "b": [False, False]})

    assert release.complementary(counts, hide=hide).to_numpy().all()
    assert not release.complementary(counts).to_numpy().any()


def test_a_negative_count_is_refused():
    with pytest.raises(EstimationError, match="no negative cell"):
        release.complementary(pd.DataFrame({"a": [-1]}))


def test_domains_hidden_beside_a_printed_total():
    assert release.domains_to_hide({"north": 3, "south": 40, "west": 12}) == {"north", "west"}
    assert release.domains_to_hide({"north": 3, "south": 4, "west": 12}) == {"north", "south"}
    assert release.domains_to_hide({"north": 30, "south": 40}) == set()
    assert release.domains_to_hide({"north": 3, "south": 0}) == {"north"}
    with pytest.raises(EstimationError, match="no negative cell"):
        release.domains_to_hide({"north": -1, "south": 40})


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_a_row_of_domains_hides_what_a_table_of_one_row_hides(sizes):
    named = {f"d{at}": n for at, n in enumerate(sizes)}
    table = release.complementary(pd.DataFrame([named])).iloc[0]
    assert release.domains_to_hide(named) == set(table.index[table])
