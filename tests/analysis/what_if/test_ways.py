"""The cheapest ways: they reach the score, and no cheaper one does."""

import pytest

from analysis.what_if.summary import Criterion, Summary, try_out
from analysis.what_if.ways import Kind, find_ways


def criterion(code, weight, usual=0.1, expected=0.5):
    return Criterion(code, "share", weight, 1, 0.0, 1.0, expected, usual, 0.0, 1.0)


def summary(*criteria):
    return Summary("0" * 64, 2018, (6.0,) * 99, None, criteria)


THREE = summary(criterion("a", 0.5), criterion("b", 0.3), criterion("c", 0.2))
LEADS = {"Sở A": ["a"], "Sở B": ["b", "c"]}


def of_kind(found, kind):
    return next(way for way in found if way.kind == kind)


@pytest.mark.parametrize("lacking", [0.05, 0.4, 1.5])
def test_every_way_brings_exactly_what_is_lacking(lacking):
    for way in find_ways(THREE, lacking, LEADS):
        told = try_out(THREE, {move.code: move.value for move in way.moves})
        assert told.shift == pytest.approx(lacking, abs=1e-6), way.kind


def test_work_is_spread_in_proportion_to_what_a_movement_brings():
    way = of_kind(find_ways(THREE, 0.4, LEADS), Kind.SPREAD)

    by_code = {move.code: move.movements for move in way.moves}
    # least squares: u = lacking * g / g'g, with g = 9 * weight * usual
    gains = {"a": 0.45, "b": 0.27, "c": 0.18}
    total = sum(g * g for g in gains.values())
    assert by_code == pytest.approx({k: 0.4 * g / total for k, g in gains.items()}, abs=1e-6)


def test_few_criteria_are_those_that_bring_most():
    way = of_kind(find_ways(THREE, 0.4, LEADS), Kind.FEW)
    assert [move.code for move in way.moves] == ["a"]
    assert not way.is_a_wish


def test_few_criteria_stay_within_two_usual_years_where_that_is_enough():
    way = of_kind(find_ways(THREE, 1.2, LEADS), Kind.FEW)
    assert {move.code: round(move.movements, 6) for move in way.moves} == {"a": 2.0, "b": 1.111111}


def test_the_lead_with_the_least_effort_goes_alone():
    way = of_kind(find_ways(THREE, 0.4, LEADS), Kind.ONE_AGENCY)
    assert way.agency == "Sở A"


def test_more_than_two_usual_years_of_a_criterion_is_a_wish():
    only = summary(criterion("a", 1.0))
    assert not find_ways(only, 1.79, {})[0].is_a_wish
    assert find_ways(only, 1.81, {})[0].is_a_wish


@pytest.mark.parametrize(("lacking", "count"), [(0.0, 0), (-1.0, 0), (4.4, 2), (4.6, 0)])
def test_what_all_criteria_together_cannot_bring_has_no_way(lacking, count):
    assert len(find_ways(THREE, lacking, {})) == count
