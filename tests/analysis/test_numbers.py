"""Results stored by another version."""

import pytest
from django.utils import translation

from analysis.estimators.uncertainty import release
from analysis.numbers import Coverage, Figure, NotReadable, WaveNumbers, coverage, make_record


def test_a_field_added_since_gets_its_default_and_one_given_up_is_left():
    stored = {"value": 1.0, "se": 0.1, "low": 0.8, "high": 1.2, "n": 40, "gone": "x"}

    assert make_record(Figure, stored) == Figure(value=1.0, se=0.1, low=0.8, high=1.2, n=40)


@pytest.mark.parametrize("stored", [{}, {"schema": 99}, {"schema": 0}])
def test_results_of_another_form_are_refused(stored):
    with pytest.raises(NotReadable):
        WaveNumbers.read(stored)


@pytest.mark.parametrize(
    ("weights", "own", "is_enough"),
    [
        ((0.5, 0.5), 1, True),
        ((0.4999, 0.5001), 1, False),
        ((1 / 6,) * 6, 3, True),
        ((1.0,), 0, False),
    ],
)
def test_half_of_the_weight_has_to_be_measured(weights, own, is_enough):
    told = Coverage.of((weight, at < own) for at, weight in enumerate(weights))

    assert (told.measured, told.criteria) == (own, len(weights))
    assert told.is_enough is is_enough
    assert coverage.SMALLEST_MEASURED == release.SMALLEST_MEASURED == 0.5


@pytest.mark.parametrize(
    ("measured", "weight", "sentence"),
    [
        (12, 1.0, "The survey itself measured all 12 criteria."),
        (11, 0.8, "measured 11 of the 12 criteria, which carry 80% of the weight. For the others"),
        (2, 0.15, "measured only 2 of the 12 criteria, which carry 15% of the weight."),
        (6, 0.4999, "measured only 6 of the 12 criteria, which carry 49% of the weight."),
        (6, 0.5, "measured 6 of the 12 criteria, which carry 50% of the weight. For the others"),
        (11, 0.29 + 0.29, "which carry 58% of the weight. For the others"),
    ],
)
def test_the_score_says_what_the_survey_measured_of_it(measured, weight, sentence):
    with translation.override("en"):
        assert sentence in Coverage(measured, 12, weight).sentence
        assert Coverage(2, 12, 0.15).short == "2 of 12 criteria measured, 15% of the weight"
