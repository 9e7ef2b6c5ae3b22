"""The tables of a forecast: every figure stands with the name of its column."""

from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils import translation

from analysis.reports.forecast.tables import tell_effects, tell_leads, tell_values


def line(**more):
    told = {
        "name": "Planning documents", "last_text": "2.44", "last_year": 2017, "own_text": "2.57",
        "own_source": "n = 406", "middle_text": "2.52", "interval_text": "2.39 – 2.66",
        "change": -0.0049, "uncertainty": 0.125, "step_text": "0.05", "leads": "", "points": 5.35,
        "room": 0.224,
    }  # fmt: skip
    return SimpleNamespace(**told | more)


def cells(table):
    return [(c.name, f.text, f.note) for _name, row in table.lines() for c, f in row]


def test_values_name_their_year_and_base():
    with translation.override("en"):
        assert cells(tell_values([line()])) == [
            ("Last official value", "2.44", "(2017)"),
            ("Own figure", "2.57", "n = 406"),
            ("Forecast", "2.52", ""),
            ("Interval (80%)", "2.39 – 2.66", ""),
        ]
        assert cells(tell_values([line(last_year=None)]))[0][2] == ""


def test_a_change_that_is_not_known_is_a_dash_and_none_that_rounds_to_zero_has_a_sign():
    with translation.override("en"):
        told = cells(tell_effects([line(), line(change=None)]))
    assert [text for _column, text, _note in told] == ["0.00", "12%", "0.05", "–", "12%", "0.05"]


def test_a_criterion_without_a_lead_has_a_dash():
    with translation.override("en"):
        told = cells(tell_leads([line()]))
    assert [text for _column, text, _note in told] == ["–", "5.3", "0.22", "0.05"]


def test_the_name_of_the_column_stands_at_the_figure_on_phones():
    with translation.override("en"):
        page = render_to_string("analysis/forecast/table.html", {"table": tell_leads([line()])})
    assert '<td data-label="Lead agency"><div><span aria-hidden="true">–</span>' in page
    assert '<td data-label="Room" class="num"><div><strong>0.22</strong></div></td>' in page
