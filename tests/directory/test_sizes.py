"""Size by Decree 80/2021."""

import pytest

from directory.sizes import size_of
from directory.vsic import SECTIONS


@pytest.mark.parametrize(
    ("sector", "employees", "revenue", "capital", "size"),
    [
        ("C", 10, 3, None, "micro"),
        ("C", 10, None, 3, "micro"),
        ("C", 10, 4, 4, "small"),
        ("C", 10, 4, 3, "micro"),  # revenue or capital is enough
        ("C", 11, 1, 1, "small"),
        ("C", 100, 50, 999, "small"),
        ("C", 101, 50, 20, "medium"),
        ("C", 200, 200, None, "medium"),
        ("C", 201, 1, 1, "large"),
        ("C", 50, 201, 101, "large"),
        ("G", 10, 10, None, "micro"),
        ("G", 10, 11, 4, "small"),
        ("G", 50, 100, None, "small"),
        ("G", 51, 100, 50, "medium"),
        ("G", 100, 300, None, "medium"),
        ("G", 101, 1, None, "large"),
        ("F", 60, 20, None, "small"),
    ],
)
def test_limits_of_the_decree(sector, employees, revenue, capital, size):
    found = size_of(sector=sector, employees=employees, revenue=revenue, capital=capital)
    assert found == size


def test_employees_alone_do_not_decide():
    assert size_of(sector="G", employees=5) is None


def test_sections_depend_on_the_edition():
    assert (len(SECTIONS[2018]), len(SECTIONS[2025])) == (21, 22)
    with pytest.raises(ValueError, match="V"):
        size_of(sector="V", employees=1, revenue=1, vsic=2018)
