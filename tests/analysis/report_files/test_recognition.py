"""Answers that a file's columns together could give away."""

import pytest

from analysis.report_files.recognition import count_recognisable
from surveys.dataset.design import ResponseDesign


@pytest.mark.parametrize(
    ("alike", "population", "few"),
    [
        (5.0, 5.0, 0),  # five enterprises fit: nobody is told
        (4.0, 900.0, 1),  # few in the whole register
        (900.0, 4.0, 1),  # few in the stratum
        (0.0, 900.0, 1),  # the register says otherwise by now
    ],
)
def test_fewer_than_five_enterprises_that_fit_give_an_answer_away(alike, population, few):
    row = ResponseDesign("s", "s", population, 1.0, 1.0, ("micro", "llc"))

    assert count_recognisable({("micro", "llc"): alike}, [row]) == few


def test_an_answer_without_cells_tells_nothing_of_the_register():
    row = ResponseDesign("s", "s", 1.0, 1.0)

    assert count_recognisable({}, [row]) == 0
