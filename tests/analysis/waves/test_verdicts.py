"""A wave beside the last official values: what may be lean is not called a change."""

from datetime import date

import pytest

from analysis.data.own_figures import Kind, OwnRow
from analysis.data.sources import Official
from analysis.numbers import SUPPRESS, Mark
from analysis.waves.verdicts import Beside, verdicts
from pci.models import Criterion, CriterionInEdition
from tests.factories.analysis import figure

SHARES = ("tax_negotiation", "predictability", "ba_role", "relationship")
LEAN = 0.12


def row(code, year, value, kind=Kind.SURVEY):
    return OwnRow(year, code, value, 0.02, 400, kind, 1, year, date(year, 10, 1))


def beside(figures, rows=(), years=(2016, 2017)):
    official = {year: dict.fromkeys(SHARES, 0.4) for year in years}
    defined = {
        code: CriterionInEdition(criterion=Criterion(code=code), unit="share", direction=1)
        for code in SHARES
    }
    return verdicts(Beside(2018, figures, rows, Official(official, {}, {}), defined))


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
