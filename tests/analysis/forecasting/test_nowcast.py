import dataclasses

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.index import Unit
from analysis.forecasting.backtest import backtest
from analysis.forecasting.nowcast import country, draws, learning, model, scales
from analysis.forecasting.nowcast import own_survey as own
from analysis.forecasting.nowcast.forecast import forecast, seed_generator
from analysis.forecasting.nowcast.panel import Item, knowledge
from analysis.forecasting.nowcast.priors import Priors, usable
from analysis.forecasting.simulation import BASKET, Setup, world

YEAR = 2030
SMALL = Setup(provinces=30, years=7, surveyed=3)


@pytest.fixture(scope="module")
def invented():
    return world(SMALL, np.random.default_rng(5)).inputs


@pytest.fixture(scope="module")
def learnt(invented):
    return learning.learnt(invented.official, invented.constants, None, Priors())


def known(inputs, year=YEAR, **options):
    options = {"own": inputs.own, "bases": inputs.bases, "priors": Priors()} | options
    return knowledge(inputs.official, inputs.constants, year, **options)


def said(inputs, province, *, year=YEAR, count=400, with_own=True, **options):
    fitted = model.fit_criteria(known(inputs, year, **options), options.get("priors", Priors()))
    everywhere = country.country(fitted, seed_generator(1, year), count)
    return forecast(everywhere, province, seed_generator(1, year, province), own=with_own)


def alone(inputs, province="Province 01", **changes):
    official = inputs.official[inputs.official["province"] == province]
    return dataclasses.replace(inputs, **{"official": official} | changes)


def numbers(told):
    return [told.score.mean, told.score.sd, *(s.mean for s in told.criteria.values())]


@pytest.mark.parametrize("spoil", [lambda v: v * 0 + 0.5, lambda v: -1000 * v])
def test_no_official_value_of_the_year_or_later_can_change_a_forecast(invented, spoil):
    spoilt = invented.official.copy()
    late = spoilt["year"] >= YEAR
    spoilt.loc[late, "value"] = spoil(spoilt.loc[late, "value"])
    ends = invented.constants.copy()
    ends.loc[ends["year"] >= YEAR, ["scale_min", "scale_max"]] = [-7.0, 900.0]
    without = dataclasses.replace(
        invented,
        official=invented.official[invented.official["year"] < YEAR],
        constants=ends.assign(scale_min=ends["scale_min"].where(ends["year"] < YEAR)),
    )

    bases = invented.official[["province", "year", "criterion"]].assign(n=100.0, exact=True)
    wild = bases.assign(n=bases["n"].where(bases["year"] < YEAR, 3.0))
    own_later = pd.concat([invented.own, invented.own.assign(year=YEAR + 1, value=0.01)])

    plain = said(invented, "Province 01").as_dict()
    based = said(invented, "Province 01", bases=bases).as_dict()

    assert said(invented, "Province 01", bases=wild).as_dict() == based
    assert said(invented, "Province 01", own=own_later).as_dict() == plain
    assert said(dataclasses.replace(invented, official=spoilt), "Province 01").as_dict() == plain
    assert said(without, "Province 01").as_dict() == plain


def test_an_own_survey_informs_its_own_province_alone(invented):
    others = invented.own[invented.own["province"] != "Province 01"]
    bare = dataclasses.replace(invented, own=others)

    assert said(bare, "Province 02").as_dict() == said(invented, "Province 02").as_dict()
    assert said(bare, "Province 01").as_dict() != said(invented, "Province 01").as_dict()
    later = invented.own.assign(year=invented.own["year"] + 5)
    assert said(dataclasses.replace(invented, own=later), "Province 01").lean is None


def test_a_checklist_leans_by_itself(invented):
    web = invented.own["criterion"] == "web_score"
    far = invented.own.copy()
    far.loc[web, "value"] = np.clip(far.loc[web, "value"] + 12.0, 0, 50)

    plain = said(invented, "Province 01")
    told = said(dataclasses.replace(invented, own=far), "Province 01")
    survey = said(dataclasses.replace(invented, own=invented.own[~web]), "Province 01")
    checklist = said(dataclasses.replace(invented, own=far[web]), "Province 01")

    assert told.checklist.mu > plain.checklist.mu + 1
    assert told.lean == plain.lean == survey.lean  # the survey learns nothing from it
    assert survey.checklist is None
    assert checklist.lean is None
    assert checklist.as_dict()["own_checklist"] == told.as_dict()["own_checklist"]
    # three years of overlap have shown the lean, so it is taken off again
    assert told.criteria["web_score"].mean == pytest.approx(
        plain.criteria["web_score"].mean, abs=3.0
    )


def test_a_new_checklist_is_believed_by_half_at_most(invented):
    web = (invented.own["criterion"] == "web_score") & (invented.own["year"] == YEAR)
    high = invented.own[web].assign(value=lambda own: np.minimum(own["value"] + 12.0, 50.0))

    plain = said(invented, "Province 01", with_own=False).criteria["web_score"]
    told = said(dataclasses.replace(invented, own=high), "Province 01").criteria["web_score"]

    seen = float(high.query("province == 'Province 01'")["value"].iloc[0])
    assert 0 < (told.mean - plain.mean) / (seen - plain.mean) < 0.5
    assert told.sd < plain.sd


def test_the_parts_add_up_to_the_expected_change(invented):
    told = said(invented, "Province 05", with_own=False)

    own_moves = sum(part.expected_change for part in told.parts)
    assert told.expected_change == pytest.approx(told.score.mean - told.last_score)
    assert own_moves + told.basket_change == pytest.approx(told.expected_change)
    assert told.basket_change == pytest.approx(0, abs=1e-6)  # the same basket as last year
    assert told.last_year == YEAR - 1
    nothing = said(
        dataclasses.replace(invented, official=invented.official.iloc[:0]), "Province 01"
    )
    assert nothing.expected_change is None
    assert nothing.basket_change is None


def test_what_one_unit_more_brings_is_the_slope_of_the_score(invented):
    told = said(invented, "Province 05", with_own=False)
    items = {i.criterion: i for i in known(invented).items}

    for part in told.parts:
        item = items[part.criterion]
        per = 100 if item.unit is Unit.SHARE else 1
        slope = item.direction * item.weight * 9 / (item.high - item.low) / per
        assert part.per_unit == pytest.approx(slope)


def test_the_further_the_year_the_wider_the_forecast(invented):
    early = invented.official[invented.official["year"] < YEAR]
    inputs = dataclasses.replace(invented, official=early, own=None)

    near, far = (said(inputs, "Province 05", year=YEAR + gap, count=2000) for gap in (0, 2))

    assert far.score.sd > near.score.sd
    for criterion, summary in near.criteria.items():
        assert far.criteria[criterion].sd > summary.sd


def test_the_own_survey_narrows_the_forecast(invented):
    ours = said(invented, "Province 01")
    plain = said(invented, "Province 01", with_own=False)

    assert ours.score.sd < plain.score.sd
    assert ours.lean is not None
    assert plain.lean is None


def test_a_forecast_can_be_repeated(invented):
    assert said(invented, "Province 03").as_dict() == said(invented, "Province 03").as_dict()


def test_quantiles_go_up_and_stay_inside_the_units(invented):
    told = said(invented, "Province 04")

    for summary in (*told.criteria.values(), told.score, told.rank):
        q = list(summary.q.values())
        assert q == sorted(q)
    assert told.criteria["predictability"].q[0.025] >= 0
    assert told.criteria["web_score"].q[0.975] <= 50
    assert 1 <= told.rank.q[0.025] <= told.rank.q[0.975] <= 30
    assert list(told.p_rank_at_most) == [10, 20, 30, 40]
    assert sum(part.uncertainty for part in told.parts) == pytest.approx(1)
    assert told.p_at_least(0.0) == 1
    assert told.p_above_last == told.p_at_least(np.nextafter(told.last_score, 99))


@pytest.mark.crawl
@pytest.mark.slow
def test_the_parameters_of_an_invented_world_are_recovered():
    setup = Setup(provinces=200, years=12, phi=0.87, surveyed=0, answers=110, step=0.2)
    fits = []
    for seed in range(3):
        inputs = world(setup, np.random.default_rng(seed)).inputs
        fitted = model.fit_criteria(known(inputs), Priors())
        fits.append({c.history.item.criterion: c.fit for c in fitted.criteria})

    for kind in BASKET:
        sd = np.mean([np.sqrt(fit[kind.code].s2) for fit in fits])
        assert sd == pytest.approx(kind.sd, rel=0.15), kind.code
        assert np.mean([fit[kind.code].phi for fit in fits]) == pytest.approx(0.87, abs=0.05)
    shares = [kind.code for kind in BASKET if kind.unit is Unit.SHARE]
    assert np.mean([fit[code].noise for fit in fits for code in shares]) == pytest.approx(
        1.2, abs=0.2
    )


def test_the_lean_of_a_survey_is_recovered():
    setup = Setup(provinces=40, years=9, surveyed=6, overlap=5, lean=-0.8, lean_sd=0.2, wobble=0.1)
    inputs = world(setup, np.random.default_rng(3)).inputs

    fitted = model.fit_criteria(known(inputs), Priors())
    everywhere = country.country(fitted, seed_generator(1), 300)
    leans = [forecast(everywhere, f"Province {i:02}", seed_generator(i)).lean for i in range(1, 7)]

    # the model counts in spreads of published values, the generator in spreads of true ones
    ratio = np.mean([np.sqrt(c.fit.s2) / c.fit.sd for c in fitted.criteria])
    assert np.mean([lean.mu for lean in leans]) == pytest.approx(-0.8 * ratio, abs=0.15)
    assert all(lean.tau < 0.6 for lean in leans)
    assert len(leans[0].bias) == len(BASKET) - 1  # the web score is a checklist of its own


@pytest.mark.crawl
@pytest.mark.slow
def test_outcomes_fall_evenly_over_the_forecasts():
    pits = []
    for seed in range(12):
        inputs = world(dataclasses.replace(SMALL, surveyed=0), np.random.default_rng(seed)).inputs
        told = backtest(inputs, YEAR, Priors(), seed=seed, draws=300)
        pits += [one.pit for one in told if one.method == "full" and one.target != "rank"]

    counts = np.histogram(pits, bins=5, range=(0, 1))[0] / len(pits)

    assert counts.min() > 0.13
    assert counts.max() < 0.27


class TestEdges:
    def test_a_single_province_has_no_rank_but_a_score(self, invented):
        told = said(alone(invented), "Province 01")

        assert told.rank is None
        assert told.as_dict()["rank"] is None
        assert told.p_rank_at_most == {}
        assert 1 < told.score.q[0.05] < told.score.q[0.95] < 10

    def test_a_single_year_is_enough(self, invented):
        official = invented.official[invented.official["year"] == YEAR - 1]

        told = said(dataclasses.replace(invented, official=official), "Province 01")

        assert told.score.sd > 0

    def test_an_own_survey_alone_is_enough(self, invented):
        nothing = invented.official.iloc[:0]

        told = said(dataclasses.replace(invented, official=nothing), "Province 01")
        unseen = said(dataclasses.replace(invented, official=nothing, own=None), "A", also=("A",))

        assert told.last_score is None
        assert told.p_above_last is None
        assert all(part.expected_change is None for part in told.parts)
        access = told.criteria["web_access"]
        assert access.sd < unseen.criteria["web_access"].sd

    def test_a_province_nobody_has_seen_gets_a_wide_forecast(self, invented):
        unseen = said(invented, "Elsewhere", also=("Elsewhere",))

        assert unseen.score.sd > said(invented, "Province 05").score.sd
        assert unseen.last_score is None

    def test_shares_of_0_and_100_percent_and_bases_of_5(self, invented):
        official = invented.official.copy()
        mine = (official["province"] == "Province 01") & (official["criterion"] == "predictability")
        official.loc[mine, "value"] = 0.0
        official.loc[mine & (official["year"] == YEAR - 1), "value"] = 1.0
        bases = official[official["criterion"] == "predictability"].assign(n=5.0, exact=True)
        ours = invented.own.copy()
        ours.loc[ours["criterion"] == "web_access", ["value", "se"]] = [1.0, 0.0]

        inputs = dataclasses.replace(invented, official=official, bases=bases, own=ours)
        told = said(inputs, "Province 01")

        few = told.criteria["predictability"]
        assert few.q[0.95] - few.q[0.05] > 0.05
        assert 0.5 < told.criteria["web_access"].mean < 1

    def test_missing_criteria_years_and_provinces(self, invented):
        official = invented.official
        gone = (official["criterion"] == "legal") & (official["province"] == "Province 01")
        gone |= official["year"] == YEAR - 3
        gone |= (official["province"] == "Province 02") & (official["year"] == YEAR - 1)

        inputs = dataclasses.replace(invented, official=official[~gone])

        assert said(inputs, "Province 01").criteria["legal"].sd > 0
        assert said(inputs, "Province 02").score.sd > 0

    def test_a_new_criterion_starts_anew(self, invented):
        constants = invented.constants.copy()
        new = constants[(constants["year"] == YEAR) & (constants["criterion"] == "legal")].assign(
            criterion="open_data", scale_min=np.nan, scale_max=np.nan, unit="share"
        )
        constants = pd.concat(
            [constants[(constants["year"] < YEAR) | (constants["criterion"] != "legal")], new]
        )
        inputs = dataclasses.replace(invented, constants=constants)

        told = said(inputs, "Province 05")

        sorted_out = known(inputs)
        assert sorted_out.basket_changed
        assert "legal" not in told.criteria
        open_data = told.criteria["open_data"]
        assert open_data.q[0.95] - open_data.q[0.05] > 0.4
        assert [p.per_unit for p in told.parts if p.criterion == "open_data"] == [None]
        assert said(alone(inputs), "Province 01").score.sd > 0

    def test_provinces_share_the_doubt_about_a_level_nobody_has_seen(self, invented):
        constants = invented.constants
        new = constants[(constants["year"] == YEAR) & (constants["criterion"] == "legal")].assign(
            criterion="open_data", scale_min=np.nan, scale_max=np.nan, unit="share"
        )
        inputs = dataclasses.replace(invented, constants=pd.concat([constants, new]), own=None)
        fitted = model.fit_criteria(known(inputs), Priors())

        drawn = country.country(fitted, seed_generator(1), 500).drawn

        at = [item.criterion for item in fitted.known.items].index("open_data")
        assert drawn.values[:, :, at].mean(1).std() > 0.15
        assert drawn.values[:, :, at].std(1).mean() < 0.15
        points = drawn.points[:, 4, at] / fitted.known.items[at].weight
        assert points.std() > 1.5  # of 1 to 10: the level moves the ends along

    def test_points_on_another_scale_are_not_chained(self, invented):
        constants = invented.constants.copy()
        old = (constants["criterion"] == "web_score") & (constants["year"] < YEAR - 2)
        constants.loc[old, "scale_max"] = 20.0
        web = next(
            h
            for h in known(dataclasses.replace(invented, constants=constants)).histories
            if h.item.criterion == "web_score"
        )

        seen = {year for year, count in zip(web.years, web.provinces_seen, strict=True) if count}
        assert seen == {YEAR - 2, YEAR - 1}

    def test_without_a_basket_of_the_year_the_last_one_counts(self, invented):
        older = invented.constants[invented.constants["year"] < YEAR]

        assert known(dataclasses.replace(invented, constants=older)).basket_year == YEAR - 1
        with pytest.raises(ValueError, match="no basket for 2000"):
            known(invented, 2000)

    def test_units_nobody_names_are_told_from_scales_or_values(self, invented):
        constants = invented.constants.drop(columns="unit")
        unseen = constants[(constants["year"] == YEAR) & (constants["criterion"] == "legal")]
        constants = pd.concat([constants, unseen.assign(criterion="open_data")])
        official = invented.official
        extra = official[official["criterion"] == "web_score"].assign(criterion="visits")
        seen = unseen.assign(criterion="visits")
        inputs = dataclasses.replace(
            invented,
            constants=pd.concat([constants, seen]),
            official=pd.concat([official, extra]),
        )
        told = known(inputs, priors=Priors(units={"info_days": Unit.DAYS}))

        units = {item.criterion: item.unit for item in told.items}
        assert units["web_access"] is Unit.SHARE
        assert units["info_days"] is Unit.DAYS
        assert units["visits"] is Unit.POINTS
        assert units["open_data"] is Unit.SHARE

    def test_provinces_that_were_merged_are_not_ranked_any_more(self, invented):
        official = invented.official
        merged = official["province"].isin([f"Province {i:02}" for i in range(1, 13)])
        official = official[~(merged & (official["year"] == YEAR - 1))]
        inputs = dataclasses.replace(invented, official=official, own=None)

        assert len(known(inputs).provinces) == 18

    def test_a_world_without_scores_is_forecast_from_the_criteria(self, invented):
        official = invented.official[invented.official["criterion"] != "score"]

        told = said(dataclasses.replace(invented, official=official), "Province 05")

        assert told.score.sd > 0
        assert told.last_score is None


class TestMeasures:
    @pytest.mark.parametrize(
        ("values", "unit"),
        [
            ([0.1, 0.9], Unit.SHARE),
            ([2.31, 3.17], Unit.SCALE),
            ([22.5, 31.0], Unit.POINTS),
            ([2.0, 4.5, 7.0], Unit.DAYS),
        ],
    )
    def test_units_are_told_from_values(self, values, unit):
        assert scales.unit_of_values(pd.Series(values)) is unit

    @pytest.mark.parametrize(
        ("unit", "value"),
        [(Unit.SHARE, 0.37), (Unit.SCALE, 2.4), (Unit.DAYS, 4.5), (Unit.POINTS, 31.0)],
    )
    def test_the_way_back_undoes_the_way_there(self, unit, value):
        there = scales.forward(unit, [value], [1e9])

        assert scales.backward(unit, there) == pytest.approx(value)

    def test_the_way_back_knows_the_base(self):
        few = scales.forward(Unit.SHARE, [0.0, 0.3, 1.0], 20)

        assert scales.backward(Unit.SHARE, few, base=20) == pytest.approx([0.0, 0.3, 1.0])
        assert scales.backward(Unit.SHARE, few)[0] > 0.01

    @pytest.mark.parametrize(
        ("unit", "values", "step"),
        [
            (Unit.DAYS, [3.0, 5.0, 10.0], 1.0),
            (Unit.DAYS, [3.0, 5.5, np.nan], 0.5),
            (Unit.POINTS, [30.25, 31.0], 0.25),
            (Unit.DAYS, [3.1, 5.0], 0.0),
            (Unit.SHARE, [0.0, 1.0], 0.0),
        ],
    )
    def test_the_step_of_published_values_is_learnt(self, unit, values, step):
        assert scales.grid(unit, np.array(values)) == step

    def test_bases_are_recovered_from_fractions(self):
        assert scales.least_base(round(17 / 39, 6)) == 39
        assert scales.least_base(0.4375) is not None
        assert np.isnan(scales.least_base(0.43))
        assert np.isnan(scales.least_base(float("nan")))
        assert np.isnan(scales.least_base(0.4142135))
        assert list(scales.likely_bases(np.array([39.0, 20.0, 300.0]), 110.0)) == [117, 120, 300]

    def test_lower_bounds_of_bases_become_likely_bases(self, invented):
        rows = invented.official[invented.official["criterion"] == "web_access"]
        bounds = rows.assign(n=np.where(np.arange(len(rows)) % 2, 110.0, 55.0), exact=False)
        access = next(h for h in known(invented, bases=bounds).histories if h.item.weight == 0.2)

        histories = {h.item.criterion: h for h in known(invented, bases=bounds).histories}

        assert set(np.unique(histories["web_access"].bases)) == {110.0}
        assert access.item.criterion == "web_score"

    def test_an_own_share_without_scatter_is_not_certain(self):
        certain = scales.own_variance(
            Unit.SHARE, np.array([1.0]), np.array([0.0]), np.array([50.0])
        )
        days = scales.own_variance(Unit.DAYS, np.array([4.0]), np.array([0.0]), np.array([50.0]))

        assert np.sqrt(certain[0]) > 0.04  # about 50 answers, as an angle
        assert days[0] == pytest.approx(1 / 256)


class TestDraws:
    ITEM = Item("share", Unit.SHARE, 1, 1.0, 0.2, 0.8)
    MANY = np.full((9, 1), 1e9)

    def test_records_of_a_draw_move_the_ends_of_its_scale(self):
        modelled = scales.forward(Unit.SHARE, [[[0.1], [0.5], [0.9]]], 1e9)

        scored = draws.score_draws(modelled, (self.ITEM,), self.MANY[:3], whole_country=True)

        assert scored.scores[0] == pytest.approx([1, 5.5, 10], abs=1e-6)

    def test_provinces_that_do_not_differ_are_undecided(self):
        new = dataclasses.replace(self.ITEM, low=np.nan, high=np.nan)

        scored = draws.score_draws(np.zeros((2, 3, 1)), (new,), self.MANY[:3], whole_country=True)

        assert scored.scores == pytest.approx(np.full((2, 3), draws.UNDECIDED))

    def test_the_scores_past_moves_the_middle_and_leaves_the_spread(self):
        plain, national = self.of_nation(sd=0.2)

        moved = draws.recentring(national, 6.0)(plain, national).scores.mean(1)

        assert moved.mean() == pytest.approx(6.0, abs=0.02)
        assert moved.std() == pytest.approx(national.std(), rel=0.05)
        assert draws.recentring(national, 6.0)(plain, national).values is plain.values

    def test_the_less_of_the_nation_is_unknown_the_less_it_is_moved(self):
        _, unknown = self.of_nation(sd=0.2)
        told, known = self.of_nation(sd=0.05)
        change = draws.recentring(unknown, unknown.mean() + 0.5)

        moved = change(told, known).scores.mean() - known.mean()

        assert moved == pytest.approx(0.5 * known.var() / unknown.var(), abs=0.01)

    def test_nothing_is_moved_without_a_past_or_a_nation(self):
        assert draws.recentring(np.array([5.0, 6.0]), None) is None
        assert draws.recentring(np.full(9, 5.5), 6.0) is None

    def of_nation(self, sd):
        rng = np.random.default_rng(1)
        shared = sd * rng.standard_normal((4000, 1, 1))
        modelled = 0.785 + shared + 0.03 * rng.standard_normal((4000, 9, 1))
        plain = draws.score_draws(modelled, (self.ITEM,), self.MANY, whole_country=True)
        return plain, plain.scores.mean(1)

    def test_provinces_that_are_not_at_hand_may_set_records(self):
        modelled = scales.forward(Unit.SHARE, [[[0.5]], [[0.5]]], 1e9)
        low, high = (scales.forward(Unit.SHARE, x, 1e9) for x in ([[0.3], [0.1]], [[0.7], [0.9]]))

        scored = draws.score_draws(
            modelled, (self.ITEM,), self.MANY[:1], whole_country=False,
            others=draws.Extremes(low, high),
        )  # fmt: skip
        up = draws.score_draws(
            modelled, (self.ITEM,), self.MANY[:1], whole_country=False,
            others=draws.Extremes(low, high).moved(np.array([[0.0], [0.1]])),
        )  # fmt: skip

        assert scored.scores[:, 0] == pytest.approx([5.5, 5.5])  # 0.2 to 0.8, then 0.1 to 0.9
        assert up.scores[0, 0] == pytest.approx(5.5)
        assert up.scores[1, 0] < 5.2


class TestPriors:
    FILE = {
        "version": 2,
        "units": {"web_access": "share"},
        "levels": {"web_access": {"2015": 0.5, "2017": 0.7}},
        "by_last_year": {
            "2015": {"criteria": {"web_access": {"sd": 0.3}}, "score": {"bridge": 0.1}},
            "2017": {"criteria": {"web_access": {"sd": 0.9}}},
        },
    }

    def test_only_what_was_learnt_before_the_year_is_used(self):
        priors = usable(self.FILE, 2017)

        assumed = priors.of("web_access", Unit.SHARE)
        assert (assumed.sd, assumed.level, assumed.since) == (0.3, 0.5, 2015)
        assert (priors.learnt_to, priors.bridge) == (2015, 0.1)
        assert usable(self.FILE, 2014).learnt_to is None

    def test_priors_told_on_other_scales_are_refused(self):
        with pytest.raises(ValueError, match="of version 1; learn them anew"):
            usable(self.FILE | {"version": 1}, 2017)

    def test_learnt_priors_hold_aggregates_alone(self, learnt):
        text = str(learnt)
        assert "Province" not in text
        assert set(learnt["by_last_year"]) == {str(year) for year in range(YEAR - 6, YEAR + 1)}
        assert learnt["units"]["info_days"] == "days"
        numbers = learnt["by_last_year"][str(YEAR - 1)]["criteria"]["web_access"]
        assert numbers["sd"] == pytest.approx(0.068, abs=0.03)

    def test_learning_without_a_panel_learns_no_numbers(self, invented):
        official = invented.official[invented.official["province"] == "Province 01"]
        official = official[official["criterion"] != "score"]

        constants = invented.constants[invented.constants["year"] >= YEAR - 1]
        learnt = learning.learnt(official, constants, None, Priors())

        assert learnt["by_last_year"][str(YEAR)]["criteria"] == {}
        assert learnt["levels"]["legal"] == {}

    def test_shipped_levels_steady_a_single_province(self, invented, learnt):
        official = invented.official
        short = official[(official["province"] == "Province 05") & (official["year"] >= YEAR - 2)]
        inputs = dataclasses.replace(invented, official=short, own=None)

        with_priors = said(inputs, "Province 05", priors=usable(learnt, YEAR))
        old_priors = said(inputs, "Province 05", priors=usable(learnt, YEAR - 3))
        without = said(inputs, "Province 05")

        assert with_priors.score.sd < without.score.sd
        assert old_priors.score.sd > with_priors.score.sd

    def test_numbers_of_a_year_are_those_known_right_after_it(self, invented, learnt):
        late = invented.official["year"] >= YEAR - 1
        spoilt = invented.official.assign(
            value=invented.official["value"].where(~late, invented.official["value"] * 0.9)
        )

        again = learning.learnt(spoilt, invented.constants, None, Priors())

        for part in ("levels", "noise_by_year"):
            for code, numbers in learnt[part].items():
                early = {year: x for year, x in numbers.items() if int(year) < YEAR - 1}
                assert {y: again[part][code][y] for y in early} == early

    def test_errors_that_go_together_are_told_to_a_single_province(self, invented, learnt):
        told = usable(learnt, YEAR)
        known_pairs = dataclasses.replace(told, correlations={"legal planning": 0.5})
        one = alone(invented)

        fitted = model.fit_criteria(known(one, priors=known_pairs), known_pairs)

        codes = [item.criterion for item in fitted.known.items]
        assert fitted.correlation[codes.index("planning"), codes.index("legal")] == pytest.approx(
            0.5
        )
        assert len(told.correlations) == len(codes) * (len(codes) - 1) / 2
        assert told.provinces == 30


def test_the_grid_of_leans_holds_its_prior_when_nothing_is_seen(invented):
    access = invented.own[invented.own["criterion"] == "web_access"]
    bare = dataclasses.replace(invented, own=access[access["year"] == YEAR])
    told = said(bare, "Province 01")

    assert told.lean.mu == pytest.approx(0, abs=0.8)
    assert own.TAU[0] < told.lean.tau < own.TAU[-1]
