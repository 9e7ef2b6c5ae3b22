"""A survey’s difference from an official value is no change until its lean is taken off."""

import numpy as np
import pytest

from analysis.estimators.index import Unit
from analysis.estimators.inference.adjustment import how_sure
from analysis.forecasting import lean
from analysis.forecasting.lean import Held, Pair
from analysis.forecasting.simulated_reports import Setup, invent, simulate


def pair(own, official=0.0, *, own_se=0.1, official_se=0.3, is_last=False):
    return Pair(own, own_se**2, official, official_se**2, is_last)


def held(now, *editions, direction=1, spread=1.0):
    return Held("x", Unit.SCALE, direction, spread, pair(now, is_last=True), editions)


def one(*told, **more):
    (change,) = lean.changes([held(*told, **more)])
    return change


class TestTheLean:
    def test_a_survey_that_always_lies_as_high_shows_no_change(self):
        told = one(0.8, pair(0.8, is_last=True), pair(0.8))

        assert told.change == pytest.approx(0, abs=0.05)
        assert told.p > 0.8
        assert told.lean == pytest.approx(0.8, abs=0.1)

    def test_without_an_edition_beside_it_nothing_is_said(self):
        assert lean.changes([held(3.0)]) == [None]

    def test_what_others_lean_helps_only_those_with_an_edition(self):
        first, second = lean.changes([held(0.8, pair(0.8)), held(0.8)])

        assert first is not None
        assert second is None

    def test_the_error_of_the_last_value_falls_out_where_it_is_the_edition(self):
        beside, before = one(0.8, pair(0.8, is_last=True)), one(0.8, pair(0.8))

        assert beside.change_sd < 0.8 * before.change_sd

    def test_lower_is_better_where_the_direction_says_so(self):
        up = one(2.0, pair(0.0, is_last=True), pair(0.0))
        down = one(2.0, pair(0.0, is_last=True), pair(0.0), direction=-1)

        assert up.is_up
        assert not down.is_up
        assert down.p == pytest.approx(up.p, rel=0.3)

    def test_the_adjusted_value_is_told_in_the_unit_people_read(self):
        last = 2.44
        beside = Held(
            "planning", Unit.SCALE, 1, 0.1,
            Pair(2.52, 0.02**2, last, 0.03**2, True), (Pair(2.52, 0.02**2, last, 0.03**2, True),),
        )  # fmt: skip
        (change,) = lean.changes([beside])
        value, low, high = lean.adjust_for_lean(beside, change)

        assert value == pytest.approx(2.44, abs=0.01)
        assert low < value < high


class TestManyVerdicts:
    @pytest.mark.parametrize(("editions", "has_last"), [(1, True), (2, True), (2, False)])
    def test_without_change_hardly_a_report_has_a_headline(self, editions, has_last):
        found = simulate(Setup(editions=editions, has_last=has_last), reports=150, seed=5)

        assert found.with_headline <= 0.05

    def test_real_changes_are_found_and_the_right_way_round(self):
        found = simulate(Setup(editions=3, step=1.5), reports=60, seed=5)

        assert found.marks > 0.5
        assert found.wrong_way < 0.02

    def test_the_order_of_the_criteria_changes_no_verdict(self):
        rng = np.random.default_rng(2)
        rows = [row for row, _step in invent(Setup(editions=2, step=1.0), rng)]
        order = list(rng.permutation(len(rows)))

        straight = lean.changes(rows)
        mixed = lean.changes([rows[i] for i in order])

        assert [c.p for c in mixed] == pytest.approx([straight[i].p for i in order], rel=1e-9)
        sure = how_sure([c.p for c in straight])
        assert how_sure([c.p for c in mixed]) == [sure[i] for i in order]

    @pytest.mark.parametrize(
        ("p_values", "marks"),
        [
            ([0.0499], ["certain"]),
            ([0.0501], ["likely"]),
            ([0.0999], ["likely"]),
            ([0.1001], ["unsure"]),
            ([0.024, 0.9], ["certain", "unsure"]),  # Holm: 2 * 0.024 is under 0.05
            ([0.026, 0.9], ["likely", "unsure"]),  # over it, but 2 * 0.026 is under 0.1
            ([0.051, 0.9], ["unsure", "unsure"]),
            ([None, 0.01], [None, "certain"]),
            ([], []),
        ],
    )
    def test_a_mark_stands_by_its_p_among_all(self, p_values, marks):
        assert how_sure(p_values) == marks
