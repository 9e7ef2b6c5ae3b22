"""Which criteria, units, ends and provinces a forecast works with."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast import baskets, model, tables
from analysis.forecasting.nowcast.baskets import Item
from analysis.forecasting.nowcast.panel import knowledge
from analysis.forecasting.nowcast.priors import Priors
from analysis.forecasting.simulation import Setup, world

YEAR = 2030
NOBODY = pd.DataFrame({"province": [], "year": [], "criterion": [], "value": []})


@pytest.fixture(scope="module")
def invented():
    return world(Setup(provinces=20, years=6, surveyed=2), np.random.default_rng(8)).inputs


def known(inputs, year=YEAR, **options):
    options = {"own": inputs.own, "priors": Priors()} | options
    return knowledge(inputs.official, inputs.constants, year, **options)


def item(known_, code):
    return next(i for i in known_.items if i.criterion == code)


def rows(*told, unit=None):
    columns = ["year", "criterion", "direction", "weight", "scale_min", "scale_max"]
    table = pd.DataFrame(told, columns=columns)
    return table if unit is None else table.assign(unit=unit)


class TestEnds:
    def test_records_since_the_last_ends_widen_them(self, invented):
        told = invented.constants
        blank = (told["year"] == YEAR - 1) & (told["criterion"] == "legal")
        ends = told.assign(scale_max=told["scale_max"].mask(blank))
        official = invented.official.copy()
        last = official.eval("province == 'Province 04' and criterion == 'legal'")
        official.loc[last & (official["year"] == YEAR - 1), "value"] = 4.9
        changed = dataclasses.replace(invented, constants=ends, official=official)

        assert item(known(changed), "legal").high == 4.9
        assert item(known(invented), "legal").high < 4.9

    def test_a_panel_tells_the_ends_nobody_has_written_down(self, invented):
        only = invented.constants[invented.constants["year"] == YEAR]
        inputs = dataclasses.replace(invented, constants=only)
        seen = invented.official.query("criterion == 'legal' and year < @YEAR")["value"]

        found = known(inputs)

        legal = item(found, "legal")
        assert (legal.low, legal.high) == (seen.min(), seen.max())
        assert np.isnan(item(found, "web_score").high)  # points end where they are told to end
        alone = invented.official[invented.official["province"] == "Province 01"]
        assert np.isnan(item(known(dataclasses.replace(inputs, official=alone)), "legal").low)

    def test_values_without_spread_tell_no_ends(self, invented):
        only = invented.constants[invented.constants["year"] == YEAR]
        same = invented.official.assign(
            value=invented.official["value"].mask(invented.official["criterion"] == "legal", 3.0)
        )
        inputs = dataclasses.replace(invented, constants=only, official=same)

        assert np.isnan(item(known(inputs), "legal").low)


class TestBasket:
    def test_weights_that_miss_one_are_scaled_and_it_says_so(self, invented):
        percent = invented.constants.assign(weight=invented.constants["weight"] * 100)

        told = known(dataclasses.replace(invented, constants=percent))

        assert sum(i.weight for i in told.items) == pytest.approx(1)
        assert told.cautions == ("The weights of 2030 add up to 100; they were scaled to 1.",)

    def test_a_turned_direction_is_said(self, invented):
        told = invented.constants
        turned = (told["year"] == YEAR) & (told["criterion"] == "legal")
        other = told.assign(direction=told["direction"].mask(turned, -1))

        cautions = known(dataclasses.replace(invented, constants=other)).cautions

        assert "Counted the other way round than before: legal." in cautions[0]

    def test_the_unit_of_days_may_stand_in_the_name(self):
        told = rows((YEAR, "days_to_wait", -1, 1.0, np.nan, np.nan))

        assert baskets.unit_named("days_to_wait", told, Priors()) is Unit.DAYS
        assert baskets.unit_named("openness", told, Priors()) is None


class TestMeasuredSince:
    WEB = Item("web", Unit.POINTS, 1, 1.0, 0.0, 50.0)

    def test_points_start_anew_with_their_scale(self):
        told = rows(
            (2012, "web", 1, 1.0, 0, 20), (2013, "web", 1, 1.0, 0, 50), (2014, "web", 1, 1.0, 0, 50)
        )

        assert baskets.first_year_measured(told, self.WEB, 2015) == 2013
        assert baskets.first_year_measured(told.iloc[1:], self.WEB, 2015) == 2013
        assert baskets.first_year_measured(told.iloc[:0], self.WEB, 2015) == 0
        blank = told.assign(scale_max=np.nan)
        assert baskets.first_year_measured(blank, self.WEB, 2015) == 0

    def test_everything_starts_anew_with_its_unit(self):
        told = rows((2012, "legal", 1, 1.0, 0, 1), (2014, "legal", 1, 1.0, 2, 4))
        legal = Item("legal", Unit.SCALE, 1, 1.0, 2.0, 4.0)

        units = told.assign(unit=["share", "scale"])
        assert baskets.first_year_measured(units, legal, 2015) == 2014
        assert baskets.first_year_measured(units.iloc[:1], legal, 2015) == 2013
        assert baskets.first_year_measured(told.assign(unit=[None, ""]), legal, 2015) == 0
        assert baskets.first_year_measured(told, legal, 2015) == 0


class TestProvinces:
    def test_provinces_that_vanish_are_counted_as_merged(self, invented):
        official = invented.official
        gone = official["province"].isin([f"Province {i:02}" for i in range(1, 9)])
        merged = official[~(gone & (official["year"] == YEAR - 1))]

        told = known(dataclasses.replace(invented, official=merged, own=None))

        assert len(told.provinces) == 12
        (caution,) = told.cautions
        assert caution.startswith("8 provinces of 2028 have no row in 2029; they were taken as")

    def test_new_names_are_not_the_old_provinces(self, invented):
        official = invented.official
        new = official["year"] == YEAR - 1
        names = official["province"].where(~new, "New " + official["province"])

        told = known(dataclasses.replace(invented, official=official.assign(province=names)))

        assert "New Province 05" in told.provinces
        assert "Province 05" not in told.provinces

    def test_own_rows_of_an_unknown_province_are_pointed_at(self, invented):
        slip = invented.own.assign(province="Provinz 01")

        told = known(dataclasses.replace(invented, own=slip))

        assert "without any official row; check the spelling: Provinz 01." in told.cautions[0]
        nothing = dataclasses.replace(invented, own=slip, official=invented.official.iloc[:0])
        assert known(nothing).cautions == ()


class TestPartOfAnEdition:
    def test_scores_of_the_best_alone_do_not_lift_the_national_mean(self, invented):
        official = invented.official
        last = official.query("criterion == 'score' and year == @YEAR - 1")
        rest = last.nsmallest(12, "value").index
        outlook = model._outlook(known(invented))
        only_best = dataclasses.replace(invented, official=official.drop(index=rest))
        told = known(only_best)

        assert told.scores[YEAR - 1].notna().sum() == 8
        filled = model._outlook(told)  # the criteria were published and give the scores
        assert filled == pytest.approx(outlook)

    def test_a_level_seen_in_the_best_alone_is_brought_down(self, invented):
        official = invented.official
        rows = official.query("criterion == 'web_score' and year == @YEAR - 1")
        rest = rows.nsmallest(11, "value").index
        inputs = dataclasses.replace(invented, official=official.drop(index=rest))

        def level(some):
            web = next(h for h in known(some).histories if h.item.criterion == "web_score")
            return web.national[-2]

        whole, naive = level(invented), rows["value"].drop(index=rest).mean()
        assert abs(level(inputs) - whole) < abs(naive - whole) / 2

    def test_scores_are_computed_where_criteria_and_constants_are_known(self, invented):
        official = invented.official
        without = official[official["criterion"] != "score"]
        printed = official.query("criterion == 'score' and year == @YEAR - 1")
        printed = printed.set_index("province")["value"]

        told = known(dataclasses.replace(invented, official=without))

        assert told.scores.empty
        assert told.computed[YEAR - 1].to_dict() == pytest.approx(printed.to_dict())
        few = invented.constants[invented.constants["criterion"] != "legal"]
        more = few.assign(criterion=few["criterion"].replace("planning", "never_seen"))
        empty = tables.fill_scores(told.scores, without, more)
        assert empty.empty

    def test_a_gap_of_years_counts_from_the_last_one_seen(self, invented):
        gaps = {h.item.criterion: h.gap for h in known(invented, YEAR + 2).histories}

        assert set(gaps.values()) == {2}
        nothing = dataclasses.replace(invented, official=NOBODY, own=None)
        assert {h.gap for h in known(nothing).histories} == {1}
