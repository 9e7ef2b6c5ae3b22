"""A wave beside the last official values: what may be lean is not called a change."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from django.utils import translation

from analysis.data.own_figures import Kind, OwnRow
from analysis.data.sources import Official
from analysis.numbers import SUPPRESS, Mark
from analysis.reports.wave.findings import criteria_title
from analysis.waves.verdicts import Beside, verdicts
from pci.models import Criterion, CriterionInEdition
from tests.factories.analysis import criterion, figure, wave_numbers

SHARES = ("tax_negotiation", "predictability", "ba_role", "relationship")
LEAN = 0.12


def row(code, year, value, kind=Kind.SURVEY):
    return OwnRow(year, code, value, 0.02, 400, kind, 1, year, date(year, 10, 1))


def beside(figures, rows=(), years=(2016, 2017)):
    official = {year: dict.fromkeys(SHARES, 0.4) for year in years}
    return verdicts(Beside(2018, figures, rows, Official(official, {}, {}), defined_shares()))


def defined_shares():
    return {
        code: CriterionInEdition(criterion=Criterion(code=code), unit="share", direction=1)
        for code in SHARES
    }


def always_leaning(**changed):
    """A survey that finds 12 points more than the official one, in both years and now."""
    rows = [row(code, year, 0.4 + LEAN) for code in SHARES for year in (2016, 2017)]
    now = {code: figure(0.4 + LEAN + changed.get(code, 0.0), 0.04) for code in SHARES}
    return now, rows


def test_a_survey_that_leans_as_ever_shows_no_change():
    found = beside(*always_leaning())

    assert {told.mark for told in found.values()} == {Mark.UNSURE}
    for told in found.values():
        assert told.value == pytest.approx(0.4, abs=0.03)
        assert told.low < 0.4 < told.high
        assert told.editions == 2


def test_what_moved_far_is_found_and_the_others_are_not():
    found = beside(*always_leaning(ba_role=0.4, relationship=-0.4))

    assert found["ba_role"].mark == found["relationship"].mark == Mark.CERTAIN
    assert found["ba_role"].is_up
    assert not found["relationship"].is_up
    assert {found[code].mark for code in SHARES[:2]} == {Mark.UNSURE}


def test_without_an_edition_beside_the_survey_the_verdict_is_withheld():
    now, rows = always_leaning(ba_role=0.4)
    checked = [row("ba_role", 2017, 0.52, Kind.CHECKLIST)]

    assert beside(now)["ba_role"].mark == Mark.WITHHELD
    assert beside(now, checked)["ba_role"].mark == Mark.WITHHELD
    assert beside(now, rows)["ba_role"].mark == Mark.CERTAIN


def test_hidden_figures_and_criteria_never_published_are_not_compared():
    now, rows = always_leaning()
    hidden = now | {"ba_role": figure(0.9, 0.04, shown=SUPPRESS)}

    assert "ba_role" not in beside(hidden, rows)
    assert beside(now, rows, years=()) == {}


def drawn(rng, moved=0.0):
    """Surveys and official values of a truth that stays at 0.4, and moves in the last survey."""
    leaning = dict(zip(SHARES, rng.normal(0.03, 0.05, len(SHARES)), strict=True))
    official = {
        year: {code: 0.4 + 0.045 * rng.standard_normal() for code in SHARES}
        for year in (2016, 2017)
    }
    rows = [
        row(code, year, 0.4 + leaning[code] + 0.02 * rng.standard_normal())
        for year in official
        for code in SHARES
    ]
    now = {
        code: figure(0.4 + leaning[code] + moved + 0.02 * rng.standard_normal(), 1.96 * 0.02)
        for code in SHARES
    }
    return Beside(2018, now, rows, Official(official, {}, {}), defined_shares())


def headline(found):
    """What the report's first picture says of all criteria."""
    rows = tuple(criterion(code=code, comparison=told) for code, told in found.items())
    with translation.override("en"):
        return criteria_title(wave_numbers(criteria=rows))


def test_a_report_of_data_without_change_says_that_nothing_changed():
    rng = np.random.default_rng(4)

    said = [headline(verdicts(drawn(rng))) for _ in range(60)]

    none = "Of 4 criteria compared with the last official value, none has changed for certain"
    assert said.count(none) >= 57  # 95 in 100


def test_a_report_of_data_that_moved_does_not():
    rng = np.random.default_rng(4)

    said = [headline(verdicts(drawn(rng, moved=0.3))) for _ in range(10)]

    assert not [one for one in said if "none has changed" in one]
    assert "4 are better for certain and none is worse" in said[0]


def test_a_criterion_that_is_not_compared_does_not_count_as_unchanged():
    rng = np.random.default_rng(4)
    beside_all = drawn(rng)
    some = [one for one in beside_all.rows if one.criterion != "ba_role"]

    told = headline(verdicts(replace(beside_all, rows=some)))

    assert told.startswith("Of 3 criteria compared")


@pytest.mark.parametrize(("moved", "unsure"), [(0.0, True), (0.15, False)])
def test_the_order_of_the_criteria_changes_no_verdict_of_a_report(moved, unsure):
    rng = np.random.default_rng(8)
    straight = drawn(rng, moved)
    backwards = dict(reversed(straight.figures.items()))
    mixed = replace(straight, figures=backwards, rows=straight.rows[::-1])

    found, again = verdicts(straight), verdicts(mixed)

    assert list(again) == list(found)[::-1]
    for code, told in found.items():
        assert (again[code].mark, again[code].is_up) == (told.mark, told.is_up)
        assert again[code].p == pytest.approx(told.p, rel=1e-9)
    assert (Mark.UNSURE in {told.mark for told in found.values()}) == unsure
