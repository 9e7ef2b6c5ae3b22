"""Rare data: empty columns, moments, levels of several kinds, sums without spread."""

from datetime import date, time

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive.reliability import cronbach_alpha
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame import arrays, levels, shares
from analysis.estimators.frame.dictionary import ColumnCodes, Dictionary
from analysis.estimators.index import Scoring, Unit
from analysis.estimators.inference import tables
from analysis.estimators.inference.adjustment import how_sure
from analysis.estimators.inference.quadratic_forms import exact_tail
from analysis.estimators.sample.design import Design
from analysis.estimators.specification.explanation import explain
from analysis.estimators.specification.spec import read_spec
from analysis.estimators.uncertainty.distributions import crossing

NAN = float("nan")


def design(**columns):
    return Design(pd.DataFrame(columns))


def test_alpha_needs_two_items_and_somebody_who_answered_both():
    people = design(a=[1.0, NAN], b=[NAN, 2.0])
    a, b = people.frame["a"].to_numpy(), people.frame["b"].to_numpy()

    with pytest.raises(EstimationError, match="two items"):
        cronbach_alpha(people, [a])
    with pytest.raises(EstimationError, match="Nobody answered all items"):
        cronbach_alpha(people, [a, b])


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(EstimationError, match="Two columns of the data are named 'a'"):
        arrays.numbers(pd.DataFrame([[1, 2]], columns=["a", "a"]), "a")


def test_an_infinite_cell_is_named_with_its_row():
    with pytest.raises(EstimationError, match="infinite in row 2"):
        arrays.numbers(pd.DataFrame({"a": [1.0, float("inf")]}), "a")


def test_levels_of_several_kinds_are_sorted_as_text():
    found, names = arrays.codes(pd.DataFrame({"a": [2, "b", None, 2]}, dtype=object), "a")

    assert (found.tolist(), names) == ([0, 1, -1, 0], [2, "b"])


def test_moments_are_levels_by_their_day():
    frame = pd.DataFrame({"a": pd.to_datetime(["2026-11-29", None, "2026-11-28"])})

    assert arrays.codes(frame, "a")[1] == ["2026-11-28", "2026-11-29"]


def test_categories_nobody_has_are_no_levels():
    column = pd.Categorical(["x", None, "z"], categories=["x", "y", "z"])

    assert arrays.codes(pd.DataFrame({"a": column}), "a")[1] == ["x", "z"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (np.datetime64("2026-11-29"), "2026-11-29"),
        (pd.Timestamp("2026-11-29"), "2026-11-29"),
        (date(2026, 11, 29), "2026-11-29"),
        (time(8, 30), "08:30:00"),
        (np.float64(3.0), 3),
    ],
)
def test_a_value_is_written_as_people_write_it(value, written):
    assert arrays.plain(value) == written


def test_a_comma_for_a_point_is_told_how_to_be_read():
    with pytest.raises(EstimationError, match="decimal = ','"):
        arrays.numbers(pd.DataFrame({"a": ["1,5"]}), "a")


def test_a_code_of_two_sources_takes_the_name_of_its_own_writing():
    first = ColumnCodes({"1": ("yes",), "2": ("no",)})
    second = ColumnCodes({"a": ("1",), "b": ("no",)})

    assert dict(first.joined(second).levels) == {"a": ("1", "yes"), "b": ("no", "2")}


def test_a_share_of_numbers_needs_a_number_somebody_gave():
    frame = pd.DataFrame({"a": [1.0, 2.0, NAN]})

    with pytest.raises(EstimationError, match="never holds 3"):
        shares.indicator(frame, "a", 3)
    with pytest.raises(EstimationError, match="cannot be 'x'"):
        shares.indicator(frame, "a", "x")
    np.testing.assert_array_equal(shares.indicator(frame, "a", "2"), [0, 1, NAN])


def test_a_share_of_texts_needs_a_text_somebody_gave():
    with pytest.raises(EstimationError, match="never holds 'c'"):
        shares.indicator(pd.DataFrame({"a": ["x", "y"]}), "a", "c")


def test_truth_with_empty_cells_counts_as_numbers():
    frame = pd.DataFrame({"a": [True, False, None]}, dtype=object)

    np.testing.assert_array_equal(shares.indicator(frame, "a", "true"), [1, 0, NAN])


def test_a_number_may_be_written_in_another_way():
    frame = pd.DataFrame({"a": [1.0, 2.5]})

    assert levels.resolve_level("2.50", "a", frame, Dictionary()) == 2.5
    with pytest.raises(EstimationError, match="never holds 'two'"):
        levels.resolve_level("two", "a", frame, Dictionary())


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("2 == a", [False, True]),
        ("2 > a", [True, False]),
        ("a != 7", [True, True]),
        ("a in [1, 2]", [True, True]),
        ("b == true", [True, False]),
    ],
)
def test_a_condition_holds_whichever_side_its_column_stands(condition, rows):
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": [True, False]})

    found = levels.read_condition(condition, frame, Dictionary()).rows(frame)

    assert found.tolist() == rows


def test_a_free_value_is_refused_only_where_it_is_none():
    free = Scoring("x", 1.0, 1, 0.0, 10.0, Unit.FREE)

    assert free.refusal(1e9) is None
    assert free.refusal(NAN) == "x has no value."


def test_the_mean_of_several_items_is_said_as_such():
    estimate = {"measure": "mean", "variables": ["a", "b"]}
    spec = read_spec({"design": {"weights": "w"}, "estimate": [estimate]})

    assert "mean of the means of a and b" in explain(spec)
    assert "total of a" in explain(
        read_spec(
            {
                "design": {"weights": "w"},
                "estimate": [{**estimate, "measure": "total", "variables": ["a"]}],
            }
        )
    )


def test_the_tail_of_a_sum_of_chi_squares_below_zero_is_all():
    assert tables._sum_tail(0.0, np.array([1.0, 2.0]), 10.0, exact=True) == 1.0


@pytest.mark.parametrize("ddf", [10.0, float("inf")])
def test_a_sum_whose_saddlepoint_fails_has_its_second_moment(monkeypatch, ddf):
    monkeypatch.setattr(tables, "saddlepoint_tail", lambda *_given: NAN)
    weights = np.array([1.0, 1.0])

    found = tables._sum_tail(3.0, weights, ddf, exact=False)

    assert found == pytest.approx(tables._sum_tail(3.0, weights, ddf, exact=True), abs=1e-6)


def test_expected_shares_name_each_level_once_and_are_above_zero():
    people = design(y=["a", "b", "a", "b"])

    with pytest.raises(EstimationError, match="must name each of its levels once: a, b"):
        tables.goodness_of_fit(people, "y", {"a": 1})
    with pytest.raises(EstimationError, match="must be above zero"):
        tables.goodness_of_fit(people, "y", {"a": 1, "b": 0})


def test_shares_that_the_strata_fix_have_no_test():
    frame = pd.DataFrame({"y": ["a", "a", "b", "b"], "s": ["n", "n", "p", "p"]})

    found = tables.goodness_of_fit(Design(frame, strata="s"), "y", {"a": 0.4, "b": 0.6})

    assert found.statistic > 0
    assert np.isnan(found.p)


def test_inversion_stops_at_its_last_halving(monkeypatch):
    from analysis.estimators.inference import quadratic_forms  # noqa: PLC0415 -- the module itself

    monkeypatch.setattr(quadratic_forms, "MOST_HALVINGS", 1)

    assert 0 <= exact_tail(3.0, np.array([1.0, 2.0])) <= 1


def test_a_crossing_is_found_between_its_ends():
    assert crossing(lambda x: x - 0.3, 0.0, 1.0) == pytest.approx(0.3, abs=1e-15)


def test_a_crossing_that_is_nowhere_is_unknown():
    assert np.isnan(crossing(lambda x: x, 0.0, NAN))


@pytest.mark.parametrize(
    ("p_values", "told"),
    [
        ([0.05], ["certain"]),
        ([0.0501], ["likely"]),
        ([0.1], ["likely"]),
        ([0.1001], ["unsure"]),
        ([0.025, 0.9], ["certain", "unsure"]),
        ([0.026, 0.9], ["likely", "unsure"]),
        ([None, 0.01], [None, "certain"]),
        ([], []),
    ],
)
def test_a_change_is_as_sure_as_holm_and_benjamini_let_it_be(p_values, told):
    assert how_sure(p_values) == told
