"""Results stored by another version."""

import pytest

from analysis.numbers import Figure, NotReadable, WaveNumbers, make_record


def test_a_field_added_since_gets_its_default_and_one_given_up_is_left():
    stored = {"value": 1.0, "se": 0.1, "low": 0.8, "high": 1.2, "n": 40, "gone": "x"}

    assert make_record(Figure, stored) == Figure(value=1.0, se=0.1, low=0.8, high=1.2, n=40)


@pytest.mark.parametrize("stored", [{}, {"schema": 99}, {"schema": 0}])
def test_results_of_another_form_are_refused(stored):
    with pytest.raises(NotReadable):
        WaveNumbers.read(stored)
