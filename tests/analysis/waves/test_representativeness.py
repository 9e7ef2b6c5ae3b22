"""Who answered, compared with the register, and how far silence could move a figure."""

import pandas as pd
import pytest
from django.utils import translation

from analysis.data import recoding
from analysis.data.asked import OTHER, asked_frame, modelled_variables
from analysis.data.frames import StratumCounts, stratum_counts
from analysis.numbers import CriterionResponse, Representativeness, ResponseGroup, ResponseVariable
from analysis.reports.wave import response as words
from analysis.reports.wave import summary
from analysis.waves.answers import response_by_place
from analysis.waves.representativeness import (
    criterion_responses,
    model_response,
    representativeness,
)
from analysis.waves.sample import sample
from surveys.instrument.routing import walk
from surveys.models import Disposition
from tests.factories import analysis as figures
from tests.factories.analysis import closed_wave

pytestmark = pytest.mark.django_db  # all tests of the file start from one wave


@pytest.fixture(scope="module", autouse=True)
def wave(once):
    return once(lambda: lopsided(closed_wave(150)))


def lopsided(wave):
    """Of the medium ones most answer no more: their answers are set aside."""
    medium = wave.responses.filter(stratum__code="medium").order_by("pk")
    for response in medium[:35]:
        response.review = "set_aside"
        response.save()
    silent = wave.sampled.filter(stratum__code="micro", response__isnull=True).first()
    silent.disposition = Disposition.NOT_ELIGIBLE
    silent.save()
    return wave


def test_who_is_asked_is_everybody_in_business_with_what_the_register_says(wave):
    counts = stratum_counts(wave)

    frame = asked_frame(wave, counts)

    assert len(frame) == 299  # one of 300 no longer exists
    assert int(frame["answered"].sum()) == 115
    assert set(frame["size"]) == {"micro", "small", "medium"}
    by_stratum = frame.groupby("stratum")["weight"].sum()
    assert by_stratum["small"] == pytest.approx(
        sum(c.eligible for c in counts if c.code == "small")
    )
    assert by_stratum["micro"] < 1900 * 99 / 100  # some of the silent ones are gone, too


def test_every_place_counts_all_who_were_asked_there_and_all_who_answered(wave):
    places = response_by_place(wave)

    assert 0 < len(places) < 299
    assert (sum(row.asked for row in places), sum(row.answered for row in places)) == (299, 115)


def test_a_group_that_is_missed_lowers_the_indicator_and_is_named(wave):
    taken = sample(wave)

    told = representativeness(model_response(wave, taken))

    assert told.answered == 115
    assert 0.6 < told.r_unadjusted < told.r < 0.95
    assert told.groups[0].label_en == "medium"
    assert (told.groups[0].asked, told.groups[0].answered) == (100, 15)
    size = next(row for row in told.variables if row.code == "size")
    assert size.unconditional > 0.05


def test_each_criterion_tells_who_was_asked_and_what_silence_could_do(wave):
    taken = sample(wave)

    told = criterion_responses(taken, model_response(wave, taken))

    share, rating, days = told["web_access"], told["planning"], told["info_days"]
    assert share.asked == share.answered == 115
    value = taken.criteria["web_access"].estimate.value
    assert share.low < value < share.high
    assert share.high - share.low == pytest.approx(1 - share.answered / share.asked * 0.47, abs=0.1)
    assert rating.largest_bias > 0
    assert rating.low is None
    assert days.largest_bias is None


def test_without_a_model_only_counts_are_told():
    assert representativeness(None) is None


def test_thin_levels_are_modelled_together():
    frame = pd.DataFrame(
        {
            "size": ["micro"] * 60 + ["small"] * 40 + ["medium"] * 6 + ["large"] * 4,
            "sector": ["G"] * 110,
            "answered": ([1, 0] * 30) + ([1, 0, 0, 0] * 10) + [0] * 10,
        }
    )

    joined = modelled_variables(frame)

    assert list(joined.columns) == ["size"]  # one section alone says nothing
    # ten silent ones join the largest, which no longer bears its name
    assert joined["size"].value_counts().to_dict() == {OTHER: 70, "small": 40}


@pytest.mark.parametrize(("silent", "levels"), [(4, 1), (5, 2)])
def test_a_level_nearly_everybody_answered_in_is_joined(silent, levels):
    frame = pd.DataFrame(
        {
            "size": ["micro"] * 40 + ["small"] * 30,
            "answered": ([1, 0] * 20) + [1] * (30 - silent) + [0] * silent,
        }
    )

    assert modelled_variables(frame).get("size", pd.Series(["one"])).nunique() == levels


def test_of_a_blind_wave_only_strata_are_known():
    counts = [
        StratumCounts("micro", "siêu nhỏ", 300, 31, 1, 12, 10),
        StratumCounts("small", "nhỏ", 90, 0, 0, 0, 0),
    ]

    class Blind:
        is_blind = True

    frame = asked_frame(Blind(), counts)

    assert list(frame.columns) == ["stratum", "weight", "answered"]
    assert (len(frame), int(frame["answered"].sum())) == (30, 10)


def test_who_is_outside_the_base_or_says_not_applicable_was_not_asked(wave):
    document = wave.version.compiled
    answers = [response.answers for response in wave.responses.all()[:60]]

    items, asked = recoding.criterion_columns(document, [walk(document, one) for one in answers])

    for rule in document.criteria:
        columns = [recoding.column_of(rule, item) for item in rule.items]
        answered = items[columns].notna().any(axis=1)
        assert not (answered & ~asked[rule.criterion]).any()
    assert 0 < asked["info_received"].sum() < 60


def told(r, *groups):
    variable = ResponseVariable("size", 0.1, 0.1, tuple(groups))
    return Representativeness(r, r - 0.02, 0.1, 0.45, 900, 400, (variable,))


@pytest.mark.parametrize(
    ("r", "word"), [(0.9, "are very"), (0.89, "are fairly"), (0.75, "fairly"), (0.74, "not much")]
)
def test_the_promise_of_intervals_names_its_condition_and_how_like_the_answers_are(r, word):
    with translation.override("en"):
        said = words.promise_of_intervals(figures.wave_numbers(representativeness=told(r)))

    assert "if non-response is at random" in said
    assert "45% answered" in said
    assert word in said


def test_the_group_missed_most_is_named_and_the_share_silence_could_move():
    group = ResponseGroup("vừa", "medium", 100, 15, -0.05)
    row = figures.share(
        "legal", "Pháp lý", 0.4, response=CriterionResponse(406, 350, 0.031, 0.2, 0.7)
    )
    hidden = figures.share(
        "ba_role",
        "Hiệp hội",
        0.4,
        response=CriterionResponse(20, 20, 0.2, 0.1, 0.9),
        design=figures.figure(0.4, n=20, shown="suppress"),
    )
    numbers = figures.wave_numbers(criteria=(row, hidden), representativeness=told(0.8, group))

    with translation.override("en"):
        said = words.promise_of_intervals(numbers)
        assert words.largest_bias(hidden) == words.certain_range(hidden) == "–"
        assert words.largest_bias(row) == "±3.1 percentage points"
        assert words.certain_range(row) == "20% – 70%"

    assert "Missed most: medium (15% answered)" in said
    assert "by up to 3.1 percentage points" in said
    assert "between 20% and 70%" in said


def test_an_older_report_promises_nothing_it_did_not_compute():
    assert words.promise_of_intervals(figures.wave_numbers()) == ""


def test_points_beyond_the_scale_are_named():
    inside = figures.criterion("legal", score=figures.figure(10.0))
    beyond = figures.criterion("planning", "Quy hoạch", score=figures.figure(12.49))
    hidden = figures.criterion("ba_role", score=figures.figure(12.0, shown="suppress"))

    with translation.override("en"):
        said = words.beyond_scale(figures.wave_numbers(criteria=(inside, beyond, hidden)))

    assert "“planning” 12.49 points" in said
    assert "ba_role" not in said
    assert words.beyond_scale(figures.wave_numbers(criteria=(inside,))) == ""


@pytest.mark.parametrize(
    ("lead", "told"),
    [("", "planning (up to 0.24 points)."), ("DPI", "planning (up to 0.24 points, lead: DPI).")],
)
def test_a_criterion_nobody_leads_names_no_lead(lead, told):
    row = figures.criterion("planning", leads_en=lead, leads_vi=lead)

    with translation.override("en"):
        assert summary._gains(figures.wave_numbers(criteria=(row,))) == told
