"""Values in their units, and figures that only round another."""

import pytest
from django.utils import translation

from pci.figures import decimals, is_rounding_of
from pci.templatetags.figures import exactly_in_unit, in_unit


@pytest.mark.parametrize(
    ("value", "unit", "vi", "en"),
    [
        (2.439543, "scale", "2,44", "2.44"),
        (0.772727, "share", "77%", "77%"),
        (4.0, "days", "4 ngày", "4 days"),
        (1.0, "days", "1 ngày", "1 day"),
        (3.5, "days", "3,5 ngày", "3.5 days"),
        (35.0, "points", "35 điểm", "35 points"),
        (29.5, "points", "29,5 điểm", "29.5 points"),
        (None, "share", "", ""),
    ],
)
def test_a_value_is_written_in_its_unit(value, unit, vi, en):
    with translation.override("vi"):
        assert in_unit(value, unit) == vi
    with translation.override("en"):
        assert in_unit(value, unit) == en


def test_exact_shares_keep_two_decimals():
    with translation.override("vi"):
        assert exactly_in_unit(0.809524, "share") == "80,95%"


@pytest.mark.parametrize(
    ("rounded", "exact", "expected"),
    [
        (0.77, 0.772727, True),
        (0.9095, 0.809524, False),
        (2.38, 2.376289, True),
        (30.0, 29.5, False),
        (6.0135, 6.013458, True),
        (2.91, 2.905302, True),
    ],
)
def test_a_rounding_is_told_from_another_figure(rounded, exact, expected):
    assert is_rounding_of(rounded, exact) is expected


def test_decimals_are_counted():
    assert [decimals(value) for value in (48.0, 6.01, 0.9556)] == [0, 2, 4]
