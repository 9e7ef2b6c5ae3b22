"""What readers ask of a forecast is answered by what this forecast is."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from analysis.reports.forecast import sentences


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def forecast(**content):
    said = {"rank": None, "last_score": None}
    model = {"provinces_known": 63}
    return SimpleNamespace(
        number=4, digest="a" * 64, content={"said": said, "model": model, **content}
    )


def test_a_merged_province_has_no_rank_however_many_provinces_are_known():
    assert "redrawing of the map" in sentences._rank_answer(forecast(merged={"shares": {}}))
    assert "official values of 63 provinces only" in sentences._rank_answer(forecast())


@pytest.mark.parametrize(("last", "beside"), [(None, False), (5.94, True)])
def test_a_forecast_is_held_against_the_last_value_only_if_there_is_one(last, beside):
    told = sentences._judged_answer(forecast(said={"rank": None, "last_score": last}))

    assert ("repeating the last value (5.94)" in told) == beside
    assert "–" not in told


def test_the_largest_sources_of_doubt_are_not_called_most_of_it():
    rows = [
        SimpleNamespace(inner_name=name, uncertainty=u)
        for name, u in zip("abcd", (0.1, 0.22, 0.13, 0.12), strict=True)
    ]

    told = sentences.sentences_on_width(rows)
    assert told == "The largest sources of doubt are “b” (22%); “c” (13%); “d” (12%)."


@pytest.mark.parametrize(
    ("last", "told"),
    [(None, ""), (2018, ""), (2017, "PCI 2018 are not"), (2016, "PCI 2017, 2018 are not")],
)
def test_a_forecast_over_editions_nobody_knows_says_so(last, told):
    note = sentences.ahead_note(SimpleNamespace(year=2019), last)

    assert bool(note) == bool(told)
    assert told in note
    assert not told or f"{2019 - last} editions ahead" in note


def test_own_figures_of_an_earlier_year_carry_their_year():
    from analysis.reports.forecast.lines import _source, newest_own_figures  # noqa: PLC0415

    rows = [
        {
            "criterion": "a",
            "kind": "survey",
            "year": year,
            "value": 0.1,
            "n": 40,
            "on": "2018-10-15",
        }
        for year in (2018, 2017)
    ]
    newest = newest_own_figures({"own_figures": rows})

    assert newest["a"]["year"] == 2018
    assert (_source(newest["a"], 2019), _source(newest["a"], 2018)) == ("n = 40, 2018", "n = 40")


@pytest.mark.parametrize(
    ("unit", "told"), [("days", "4.8"), ("points", "4.8"), ("scale", "4.79"), ("share", "479%")]
)
def test_outcomes_have_the_decimals_of_the_table_of_criteria(unit, told):
    from analysis.reports.forecast.outcomes import outcome_lines  # noqa: PLC0415 -- one use

    q = {"q": {"0.1": 1.0, "0.5": 2.0, "0.9": 3.0}}
    frozen = SimpleNamespace(
        content={"said": {"criteria": {"a": q}}, "model": {"criteria": {"a": {"unit": unit}}}}
    )
    came = SimpleNamespace(target="a", kind="exact", low=4.79, high=4.79, figures={})

    assert outcome_lines([came], frozen, {"a": "A"})[0].came == told


def test_one_step_of_a_share_is_five_percentage_points_as_in_the_report():
    from analysis.reports.forecast.lines import CriterionLine  # noqa: PLC0415 -- one use

    def step(unit, per_unit):
        return CriterionLine("a", "A", unit, None, None, None, None, None, 0, per_unit).step_text

    assert step("share", -0.009) == "+0.045 for 5 percentage points less"
    assert step("scale", 0.3) == "+0.030 for 0.1 rating points more"
    assert step("days", -0.05) == "+0.050 for 1 day less"
    assert step("share", None) == "–"


@pytest.mark.parametrize(
    ("shown", "rows"), [("print", 1), ("mark", 1), ("review", 0), ("suppress", 0)]
)
def test_a_paper_tells_the_score_of_a_survey_only_if_the_page_does(shown, rows):
    from analysis.reports.papers import wave  # noqa: PLC0415 -- one use
    from tests.factories.analysis import figure, wave_numbers  # noqa: PLC0415 -- one use

    found = list(wave._key_figures(wave_numbers(own_score=figure(6.2, shown=shown), outlook=None)))
    assert sum(row[0].text.startswith("Survey of") for row in found) == rows


def test_a_summary_without_any_comparison_says_so():
    from analysis.reports.wave import summary  # noqa: PLC0415 -- one use

    (found,) = summary._changes([])
    assert "no figure of this survey can be compared" in found.text
