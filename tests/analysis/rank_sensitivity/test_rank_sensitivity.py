import numpy as np
import pandas as pd
import pytest

from analysis import rank_sensitivity
from analysis.estimators.index import Basket, Scoring, Unit
from analysis.rank_sensitivity import Recipe

A = Scoring("a", 0.5, 1, 0.0, 1.0, Unit.SHARE)
B = Scoring("b", 0.3, -1, 0.0, 1.0, Unit.SHARE)
C = Scoring("c", 0.2, 1, 0.0, 50.0, Unit.POINTS)
BASKET = Basket(2017, (A, B, C))
VALUES = pd.DataFrame(
    {"a": [0.9, 0.5, 0.1, 0.6], "b": [0.1, 0.5, 0.9, 0.4], "c": [40.0, 30.0, 10.0, 49.0]},
    index=["Best", "Middle", "Worst", "Web"],
)
RNG = np.random.default_rng(1)


def scores(**recipe):
    return rank_sensitivity.scores(VALUES, BASKET, Recipe(**recipe), np.random.default_rng(1))


def test_the_official_recipe_is_the_official_score():
    expected = [BASKET.score(row) for row in VALUES.to_dict("records")]

    assert scores() == pytest.approx(expected)


@pytest.mark.parametrize("normalisation", rank_sensitivity.NORMALISATIONS)
@pytest.mark.parametrize("weights", rank_sensitivity.WEIGHTS)
@pytest.mark.parametrize("aggregation", rank_sensitivity.AGGREGATIONS)
def test_a_province_better_in_everything_is_ahead_by_any_recipe(
    normalisation, weights, aggregation
):
    scored = scores(normalisation=normalisation, weights=weights, aggregation=aggregation)

    assert scored[0] > scored[1] > scored[2]


def test_a_criterion_left_out_does_not_count():
    without = scores(left_out="c")

    changed = VALUES.assign(c=0.0)
    again = rank_sensitivity.scores(changed, BASKET, Recipe(left_out="c"), RNG)
    assert without == pytest.approx(again)


def test_values_without_any_spread_are_worth_the_middle():
    same = VALUES.assign(a=0.5, b=0.5, c=20.0)
    scored = rank_sensitivity.scores(same, BASKET, Recipe("min-max of the year"), RNG)

    assert scored == pytest.approx([5.5] * 4)


def test_ranks_share_the_better_place():
    assert list(rank_sensitivity.ranks(np.array([5.0, 7.0, 5.0, 1.0]))) == [2, 1, 2, 4]


def test_sensitivity_gives_ranks_and_who_moves_them():
    result = rank_sensitivity.sensitivity(
        VALUES, BASKET, draws=400, rng=np.random.default_rng(3), sampling_sd=VALUES * 0.3
    )

    assert list(result.official) == [1, 3, 4, 2]
    assert (result.quantiles[0.05] <= result.quantiles[0.95]).all()
    shares = result.shares("Web")
    assert set(shares) == set(rank_sensitivity.FACTORS)
    assert all(0 <= share <= 1 for share in shares.values())
    assert shares["sampling"] > shares["weights"]


def test_a_rank_nothing_moves_has_no_shares():
    result = rank_sensitivity.sensitivity(VALUES, BASKET, draws=50, rng=np.random.default_rng(3))

    assert set(result.shares("Worst").values()) == {0.0}


def test_what_the_recipes_say_of_one_province():
    result = rank_sensitivity.sensitivity(
        VALUES, BASKET, draws=400, rng=np.random.default_rng(3), sampling_sd=VALUES * 0.3
    )

    said = rank_sensitivity.describe_stability(result, VALUES, BASKET, "Web")

    assert (said.rank, said.provinces) == (2, 4)
    assert said.score == pytest.approx(BASKET.score(VALUES.loc["Web"].to_dict()))
    assert sum(said.rank_distribution.values()) == pytest.approx(1)
    shifts = sum(abs(rank - 2) * share for rank, share in said.rank_distribution.items())
    assert said.mean_shift == pytest.approx(shifts)
    assert list(said.rank_quantiles) == list(rank_sensitivity.QUANTILES)
    assert said.shares == result.shares("Web")
    by_choice = result.by_choice()
    assert set(by_choice["factor"]) == set(rank_sensitivity.FACTORS) - {"sampling"}
    assert (by_choice["shift"] >= 0).all()


def test_the_only_criterion_cannot_be_left_out():
    alone = Basket(2017, (Scoring("a", 1.0, 1, 0.0, 1.0, Unit.SHARE),))

    result = rank_sensitivity.sensitivity(VALUES, alone, draws=50, rng=np.random.default_rng(3))

    assert set(result.drawn["left_out"]) == {rank_sensitivity.NOTHING_LEFT_OUT}
    assert rank_sensitivity.drop_each_criterion(VALUES, alone, "Web") == ()


def test_leaving_one_out_gives_score_rank_and_shift():
    without = rank_sensitivity.drop_each_criterion(VALUES, BASKET, "Web")

    assert rank_sensitivity.leave_one_out(VALUES, BASKET, "Web") == {"a": 2, "b": 2, "c": 2}
    of_c = without[2]
    assert of_c.criterion == "c"
    assert of_c.score == pytest.approx((0.5 * A.points(0.6) + 0.3 * B.points(0.4)) / 0.8)
    assert of_c.score_shift == pytest.approx(of_c.score - BASKET.score(VALUES.loc["Web"].to_dict()))
    assert of_c.rank_shift == 0


def test_provinces_with_a_gap_are_not_complete():
    gap = VALUES.assign(b=[0.1, np.nan, 0.9, 0.4], other=1.0)

    whole = rank_sensitivity.complete(gap, BASKET)

    assert list(whole.index) == ["Best", "Worst", "Web"]
    assert list(whole.columns) == ["a", "b", "c"]


def test_extreme_provinces_of_the_year_move_the_others():
    found = {(e.criterion, e.end): e for e in rank_sensitivity.extremes(VALUES, BASKET)}

    web = found["c", "high"]
    assert (web.province, web.value, web.end_without) == ("Web", 49.0, 40.0)
    assert list(web.score_shift.index) == ["Best", "Middle", "Worst"]
    assert web.mean_score_shift < 0  # without it, 40 points were the best of the year
    assert all(e.largest_shift >= 0 for e in found.values())
    assert rank_sensitivity.extremes(VALUES.iloc[:2], BASKET) == []


def test_a_record_moves_everybody_and_its_absence_moves_them_back():
    scale = Scoring("a", 1.0, 1, 0.1, 0.9, Unit.SHARE)
    edition = Basket(2017, (scale,))
    before = Basket(2016, (Scoring("a", 1.0, 1, 0.1, 0.8, Unit.SHARE),))

    record, *others = rank_sensitivity.records(VALUES, edition, before)

    assert others == []  # 0.1 was the end before "Worst" came to it
    assert (record.province, record.end, record.end_without) == ("Best", "high", 0.8)
    frames = [Basket(2017, (Scoring("a", 1.0, 1, 0.1, top, Unit.SHARE),)) for top in (0.9, 0.8)]
    moved = [frame.score({"a": 0.6}) for frame in frames]
    assert record.score_shift["Web"] == pytest.approx(moved[0] - moved[1])
    assert record.largest_shift == 0
    first = rank_sensitivity.records(VALUES, edition)
    assert [(one.end, one.end_without) for one in first] == [("low", 0.5), ("high", 0.6)]


def test_a_record_alone_on_its_scale_is_not_undone():
    pair = VALUES.loc[["Best", "Worst"]]
    scale = Scoring("a", 1.0, 1, 0.1, 0.9, Unit.SHARE)

    assert rank_sensitivity.records(pair, Basket(2017, (scale,))) == []
    assert rank_sensitivity.records(pair.iloc[:1], Basket(2017, (scale,))) == []


def test_an_extreme_without_others_shifts_nothing():
    nobody = pd.Series(dtype=float)

    extreme = rank_sensitivity.Extreme("a", "Best", "high", 0.9, 0.8, nobody, nobody)

    assert (extreme.largest_shift, extreme.mean_score_shift) == (0.0, 0.0)


class TestSampling:
    def test_shares_follow_their_base(self):
        bases = pd.DataFrame({"a": [100.0] * 4, "b": [400.0] * 4}, VALUES.index)

        sd = rank_sensitivity.sampling_sd(VALUES, BASKET, bases)

        assert sd.loc["Middle", "a"] == pytest.approx(np.sqrt(1.2 * 0.25 / 100))
        assert sd.loc["Middle", "b"] == pytest.approx(np.sqrt(1.2 * 0.25 / 400))
        assert (sd["c"] == 0).all()

    def test_without_bases_the_fraction_or_the_unit_tells_them(self):
        days = Scoring("d", 0.5, -1, 1.0, 10.0, Unit.DAYS)
        rating = Scoring("r", 0.5, 1, 1.0, 5.0, Unit.SCALE)
        basket = Basket(2017, (days, rating))
        values = pd.DataFrame({"d": [3.0, 6.0], "r": [2.5, 3.0]}, ["One", "Two"])

        sd = rank_sensitivity.sampling_sd(values, basket)
        share = rank_sensitivity.sampling_sd(
            VALUES.assign(a=[round(k / 39, 6) for k in (30, 20, 10, 25)]), BASKET
        )

        assert sd.loc["Two", "d"] == pytest.approx(2 * sd.loc["One", "d"])
        assert sd.loc["One", "r"] == pytest.approx(np.sqrt(1.5 * 0.35 / 110))
        assert share.loc["Middle", "a"] == pytest.approx(
            np.sqrt(1.2 * (20.5 / 40) * (19.5 / 40) / 39 / 2), rel=0.01
        )


def test_a_fixed_frame_keeps_the_ends_of_its_base_year():
    base = Basket(2013, (Scoring("a", 1.0, 1, 0.0, 0.5, Unit.SHARE),))
    values = {"a": 0.5, "b": 0.5, "c": 25.0}

    fixed = rank_sensitivity.score_in_fixed_frames(
        {2013: values, BASKET.year: values}, {2013: base, BASKET.year: BASKET}
    )

    assert fixed[BASKET.year] == pytest.approx(BASKET.score(values) + 0.5 * (10 - 5.5))


def test_a_criterion_counted_the_other_way_round_keeps_its_own_ends():
    turned = Basket(2013, (Scoring("a", 1.0, -1, 0.0, 0.5, Unit.SHARE),))
    values = {"a": 0.5, "b": 0.5, "c": 25.0}

    fixed = rank_sensitivity.score_in_fixed_frames(
        {2013: values, BASKET.year: values}, {2013: turned, BASKET.year: BASKET}
    )

    assert fixed[BASKET.year] == pytest.approx(BASKET.score(values))


def test_fixed_frames_follow_each_criterion_on_its_first_scale():
    later = Basket(2018, (Scoring("a", 0.5, 1, 0.0, 2.0, Unit.SHARE), *BASKET.scorings[1:]))
    same = {"a": 0.5, "b": 0.5, "c": 25.0}

    told = rank_sensitivity.score_in_fixed_frames(
        {2017: same, 2018: same, 2019: {"a": 0.5}}, {2018: later, 2017: BASKET, 2019: BASKET}
    )

    assert told == {2017: pytest.approx(5.5), 2018: pytest.approx(5.5)}
    assert later.score(same) < 5.5


class TestMovement:
    FIRST = Basket(2016, (A, B, C))
    SECOND = Basket(
        2017,
        (
            Scoring("a", 0.6, 1, 0.0, 1.2, Unit.SHARE),
            Scoring("b", 0.2, -1, 0.0, 1.0, Unit.SHARE),
            Scoring("new", 0.2, 1, 0.0, 1.0, Unit.SHARE),
        ),
    )
    AFTER = pd.DataFrame(
        {"a": [0.9, 0.7, 0.2, 0.7], "b": [0.1, 0.2, 0.8, 0.4], "new": [0.1, 0.9, 0.5, 0.2]},
        index=VALUES.index,
    )

    def step(self, province, after=AFTER):
        return rank_sensitivity.movement(VALUES, after, self.FIRST, self.SECOND, province)

    @pytest.mark.parametrize("province", list(VALUES.index))
    def test_the_parts_add_up_to_the_printed_change(self, province):
        step = self.step(province)

        assert list(step.score) == list(step.rank) == list(rank_sensitivity.STEPS)
        printed = self.SECOND.score(self.AFTER.loc[province].to_dict())
        assert step.score_after == pytest.approx(printed)
        assert sum(step.score.values()) == pytest.approx(step.score_after - step.score_before)
        assert sum(step.rank.values()) == step.rank_after - step.rank_before
        assert sum(step.by_criterion.values()) == pytest.approx(step.score["own"])
        assert sum(step.ends_by_criterion.values()) == pytest.approx(step.score["scale_ends"])
        assert step.score["others"] == 0
        assert step.fixed_frame == (step.score_before, step.score_before + step.score["own"])

    def test_a_score_can_rise_while_others_push_the_rank_down(self):
        before = pd.DataFrame({"a": [0.50, 0.45, 0.1]}, ["We", "They", "Last"])
        after = pd.DataFrame({"a": [0.55, 0.80, 0.2]}, ["We", "They", "Last"])
        basket = Basket(2016, (Scoring("a", 1.0, 1, 0.0, 1.0, Unit.SHARE),))

        step = rank_sensitivity.movement(before, after, basket, basket, "We")

        assert step.score["own"] == pytest.approx(0.45)
        assert step.rank == {"own": 0, "others": 1, "scale_ends": 0, "basket": 0}

    def test_a_province_with_a_gap_has_no_step_and_does_not_count(self):
        gap = self.AFTER.copy()
        gap.loc["Web", "b"] = np.nan

        assert self.step("Web", gap) is None
        assert self.step("Best", gap).provinces == 3
