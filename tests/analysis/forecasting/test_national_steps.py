import dataclasses

import numpy as np
import pytest

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast import country, model, national_steps
from analysis.forecasting.nowcast.forecast import seed_generator
from analysis.forecasting.nowcast.panel import knowledge
from analysis.forecasting.nowcast.priors import Priors, usable
from analysis.forecasting.simulation import Setup, world

YEAR = 2030
WEB = "web_score"


@pytest.fixture(scope="module")
def invented():
    return world(Setup(provinces=20, years=7, surveyed=0), np.random.default_rng(8)).inputs


def known(inputs, priors=None):
    return knowledge(inputs.official, inputs.constants, YEAR, priors=priors or Priors())


def history(inputs, code=WEB, priors=None):
    found = known(inputs, priors).histories
    return next(h for h in found if h.item.criterion == code)


def rescaled(inputs, year):
    """The same country, its portals judged on a scale of 20 points before ``year``."""
    official, constants = inputs.official.copy(), inputs.constants.copy()
    before = (official["criterion"] == WEB) & (official["year"] < year)
    official.loc[before, "value"] *= 0.4
    rows = (constants["criterion"] == WEB) & (constants["year"] < year)
    constants.loc[rows, "scale_max"] = 20.0
    return dataclasses.replace(inputs, official=official, constants=constants)


class TestDrift:
    def test_the_past_drift_goes_on_damped_and_the_newest_step_counts_most(self):
        ages = np.array([3.0, 2.0, 1.0])

        assert national_steps.drift(np.array([1.0]), np.array([1.0])) == pytest.approx(0.7 * 1 / 2)
        rising = national_steps.drift(np.array([0.0, 0.0, 1.0]), ages)
        assert rising > national_steps.drift(np.array([1.0, 0.0, 0.0]), ages) > 0
        assert national_steps.drift(np.array([]), np.array([])) == 0

    def test_shares_and_days_are_not_expected_to_move(self, invented):
        histories = known(invented).histories

        expected = national_steps.drifts(histories, [1.0] * len(histories))

        for found, size in zip(histories, expected, strict=True):
            assert (size != 0) is (found.item.unit in {Unit.POINTS, Unit.SCALE})

    def test_a_rating_swings_back_to_its_smooth(self):
        levels = np.array([2.0, 2.0, 2.1, np.nan])

        assert national_steps.swing_back(levels, 0.1) == pytest.approx(-0.03)
        assert national_steps.swing_back(levels[:2], 0.1) == 0
        assert national_steps.swing_back(levels[3:], 0.1) == 0

    @pytest.mark.parametrize(("jump", "expected"), [(0.299, -0.0897), (0.301, 0.0)])
    def test_a_step_over_three_spreads_begins_the_smooth_anew(self, jump, expected):
        levels = np.array([2.0, 2.0 + jump])

        assert national_steps.swing_back(levels, 0.1) == pytest.approx(expected)

    def test_portals_that_gained_every_year_are_expected_to_gain_again(self, invented):
        official = invented.official.copy()
        mine = official["criterion"] == WEB
        official.loc[mine, "value"] = (
            official.loc[mine, "value"] - 10 + 3 * (official.loc[mine, "year"] - YEAR + 6)
        ).clip(0, 50)
        rising = dataclasses.replace(invented, official=official)

        told = known(rising)
        web = next(
            c
            for c in model.fit_criteria(told, Priors()).criteria
            if c.history.item.criterion == WEB
        )

        assert 1 < web.fit.drift < 3
        assert 0.5 < web.level - web.history.national[-2] < 3


class TestScales:
    def test_a_step_is_priced_by_all_past_steps_alike(self, invented):
        calm = history(invented, "legal")

        def scale(*levels):
            return national_steps.scales(
                [dataclasses.replace(calm, national=np.array([*levels, np.nan]))], [0.1]
            )[0]

        long_ago = scale(3.0, 3.2, 3.2, 3.2, 3.2, 3.2)
        lately = scale(3.0, 3.0, 3.0, 3.0, 3.0, 3.2)
        assert scale(3.0, 3.0, 3.0, 3.0, 3.0, 3.0) < long_ago == pytest.approx(lately)

    def test_calm_years_hardly_lessen_the_step(self, invented):
        calm = history(invented, "legal")
        level = dataclasses.replace(calm, national=np.full_like(calm.national, 3.0))

        (scale,) = national_steps.scales([level], [0.1])

        assert scale == pytest.approx(0.6 * np.sqrt(20 / 26))  # 7 years seen: six steps of 0

    def test_points_are_priced_among_themselves(self, invented):
        web, legal = history(invented), history(invented, "legal")
        wild = dataclasses.replace(legal, national=legal.national * np.array([1, 9] * 3 + [1]))

        (alone,) = national_steps.scales([web], [5.0])
        _, beside = national_steps.scales([wild, web], [0.1, 5.0])

        assert beside == alone

    def test_steps_on_an_earlier_scale_tell_the_size_of_the_next(self, invented):
        web = history(rescaled(invented, YEAR - 2))

        assert set(web.earlier) == {YEAR - 5, YEAR - 4, YEAR - 3}  # never across the change
        calm = dataclasses.replace(web, earlier=dict.fromkeys(web.earlier, 0.01))
        wild = dataclasses.replace(web, earlier={YEAR - 5: 2.0, YEAR - 4: -2.0, YEAR - 3: 2.0})
        none = dataclasses.replace(web, earlier={})
        quiet, unknown, jumpy = national_steps.scales([calm, none, wild], [5.0] * 3)
        assert quiet < unknown < jumpy

    def test_an_earlier_scale_counts_in_spreads_of_its_time(self, invented):
        on_one_scale = history(rescaled(invented, YEAR + 9))  # 20 points all the years
        long_ago = history(rescaled(invented, YEAR - 2))

        spread = np.std(on_one_scale.values[:, :-1], axis=0, ddof=1)
        moved = np.diff(on_one_scale.national[:-1]) / spread[1:]
        assert on_one_scale.earlier == {}
        assert [*long_ago.earlier.values()] == pytest.approx(moved[: len(long_ago.earlier)])

    def test_a_province_alone_takes_earlier_steps_from_the_priors(self, invented):
        one = dataclasses.replace(
            invented, official=invented.official[invented.official["province"] == "Province 01"]
        )
        told = {
            "version": 2, "units": {}, "levels": {}, "by_last_year": {},
            "earlier_steps": {WEB: {str(YEAR - 8): 0.1, str(YEAR): 9.0}},
        }  # fmt: skip

        assert history(one).earlier == {}
        assert history(one, priors=usable(told, YEAR)).earlier == {YEAR - 8: 0.1}


class TestDraws:
    def test_what_provinces_have_in_common_is_drawn_evenly(self, invented):
        fitted = model.fit_criteria(known(invented), Priors())

        moves = country.country(fitted, seed_generator(1, "even"), 200).moves

        scale = np.array([c.fit.step for c in fitted.criteria])
        below = (moves < 0.74069708 * scale).mean(0)  # the upper quarter of a t with 4 df
        assert below == pytest.approx(np.full(len(scale), 0.75), abs=0.0051)

    def test_portals_change_rarely_and_then_much(self, invented):
        fitted = model.fit_criteria(known(invented), Priors())
        noise = country.country(fitted, seed_generator(1, "tails"), 1000).noise

        web = [item.criterion for item in fitted.known.items].index(WEB)
        far = (np.abs(noise) > 4).mean((0, 1))
        assert noise[:, :, web].std() == pytest.approx(1, abs=0.05)
        assert far[web] > 0.003
        assert np.delete(far, web).max() < 0.0005
