"""Cells become values, or a refusal."""

import pytest

from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused
from core.tabular.cells import Formula


@pytest.mark.parametrize(
    ("cell", "value"), [("12,5", 12.5), ("12.5", 12.5), (12.5, 12.5), ("-3", -3), (None, None)]
)
def test_numbers_as_people_write_them(cell, value):
    assert cell_parsing.number(cell) == value


@pytest.mark.parametrize("cell", ["1.234,5", "abc", "nan", "inf", "1e3", Formula("=1"), True])
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(CellRefused):
        cell_parsing.number(cell)


def test_a_percent_sign_says_what_it_means():
    assert (
        cell_parsing.share("80,95%"),
        cell_parsing.share("0.8095"),
        cell_parsing.share(95.0),
    ) == (0.8095, 0.8095, 95)


def test_a_code_typed_as_a_number_keeps_its_digits():
    assert cell_parsing.text(6400123456.0) == "6400123456"


def test_whole_refuses_a_fraction():
    assert cell_parsing.whole("12") == 12
    with pytest.raises(CellRefused):
        cell_parsing.whole(1.5)
