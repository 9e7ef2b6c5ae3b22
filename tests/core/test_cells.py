"""Cells become values, or a refusal."""

import pytest

from core import cells
from core.cells import CellRefused
from core.tables import Formula


@pytest.mark.parametrize(
    ("cell", "value"), [("12,5", 12.5), ("12.5", 12.5), (12.5, 12.5), ("-3", -3), (None, None)]
)
def test_numbers_as_people_write_them(cell, value):
    assert cells.number(cell) == value


@pytest.mark.parametrize("cell", ["1.234,5", "abc", "nan", "inf", "1e3", Formula("=1"), True])
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(CellRefused):
        cells.number(cell)


def test_a_percent_sign_says_what_it_means():
    assert (cells.share("80,95%"), cells.share("0.8095"), cells.share(95.0)) == (0.8095, 0.8095, 95)


def test_a_code_typed_as_a_number_keeps_its_digits():
    assert cells.text(6400123456.0) == "6400123456"


def test_whole_refuses_a_fraction():
    assert cells.whole("12") == 12
    with pytest.raises(CellRefused):
        cells.whole(1.5)
