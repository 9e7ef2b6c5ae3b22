"""Each limit of the release rules, on both its sides, with the number written out."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.uncertainty import release


def judge(**changed):
    given = {"kind": "mean", "value": 10.0, "se": 1.0, "df": 50.0, "n": 60}
    return release.judge(**{**given, **changed})


def judge_width(monkeypatch, width, p):
    monkeypatch.setattr(release, "korn_graubard", lambda *_given: (0.0, width))
    return judge(kind="share", value=p, se=0.01).reasons


def test_nobody_asked_and_nothing_known_are_both_no_answers():
    assert judge(n=0).reasons == ("no-answers",)
    assert judge(value=math.nan).reasons == ("no-answers",)
    assert judge(n=1).reasons == ("cell", "base")


@pytest.mark.parametrize(
    ("n", "n_effective", "reasons"),
    [
        (30, 29.9, ("effective-base",)),
        (30, 30.0, ()),
        (29, 29.0, ("base",)),
        (60, math.nan, ()),
    ],
)
def test_thirty_effective_respondents_are_needed(monkeypatch, n, n_effective, reasons):
    monkeypatch.setattr(release, "korn_graubard", lambda *_given: (0.38, 0.42))

    found = judge(kind="share", value=0.4, se=0.01, n=n, n_effective=n_effective)

    assert found.reasons == reasons


def test_all_and_none_are_no_events():
    for p in (0.0, 1.0):
        assert "events" in judge(kind="share", value=p, se=0.0, n=100).reasons
    assert "events" not in judge(kind="share", value=0.99, se=0.01, n=100).reasons


@pytest.mark.parametrize(
    ("width", "p", "reasons"),
    [
        (0.2999, 0.5, ()),
        (0.3, 0.5, ("wide",)),
        (0.3, 0.1, ("wide",)),
        (0.05, 0.01, ()),
        (0.0501, 0.01, ("relative",)),
        (0.26, 0.2, ()),
        (0.2601, 0.2, ("relative",)),
        (0.1625, 0.875, ()),
        (0.1626, 0.875, ("complement",)),
        (0.05, 0.99, ()),
    ],
)
def test_a_share_is_held_to_the_width_of_its_interval(monkeypatch, width, p, reasons):
    assert judge_width(monkeypatch, width, p) == reasons


@pytest.mark.parametrize(
    ("se", "status"), [(1.5, "show"), (1.51, "mark"), (3.0, "mark"), (3.01, "suppress")]
)
def test_a_mean_is_held_to_its_coefficient_of_variation(se, status):
    assert judge(se=se).status == status


def test_a_rating_is_held_to_the_half_width_of_its_interval():
    assert judge(value=3.0, se=0.125, half_width_limit=0.245).status == "show"
    assert judge(value=3.0, se=0.126, half_width_limit=0.245).reasons == ("half-width",)


@pytest.mark.parametrize(("df", "status"), [(8.0, "show"), (7.9, "review")])
def test_eight_degrees_of_freedom_are_needed(df, status):
    assert judge(df=df).status == status


def test_half_of_a_total_is_not_yet_more_than_half():
    assert not release.is_dominated(np.array([0.5, 0.3, 0.2]))
    assert release.is_dominated(np.array([0.51, 0.3, 0.19]))
    assert not release.is_dominated(np.zeros(3))


@pytest.mark.parametrize(("count", "hides"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_respondents_are_hidden_and_five_are_not(count, hides):
    counts = pd.DataFrame({"a": [count, 20, 9], "b": [30, 20, 9], "c": [40, 50, 9]})

    assert release.complementary(counts).loc[0, "a"] == hides


def test_the_smallest_cell_that_is_not_empty_is_hidden_beside_another():
    counts = pd.DataFrame({"a": [30.0, 20.0], "b": [1.0, 30.0], "c": [0.0, 40.0]})
    hide = pd.DataFrame({"a": [True, False], "b": [False, False], "c": [False, False]})

    hidden = release.complementary(counts, smallest=1, hide=hide)

    assert hidden.loc[0].tolist() == [True, True, False]
