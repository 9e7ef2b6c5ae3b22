"""The invented register."""

import numpy as np
import pytest

from directory import synthetic, taxcodes
from directory.models import Enterprise
from directory.sizes import size_of


@pytest.fixture
def register(loaded):
    return synthetic.register(rng=np.random.default_rng(1), size=600)


def test_the_same_seed_invents_the_same_register(loaded, register):
    again = synthetic.register(rng=np.random.default_rng(1), size=600)
    other = synthetic.register(rng=np.random.default_rng(2), size=600)

    assert [row.name for row in again] == [row.name for row in register]
    assert [row.name for row in other] != [row.name for row in register]


def test_enterprises_are_plausible_and_cannot_be_mistaken_for_real_ones(register):
    assert len({row.tax_code for row in register}) == 600
    assert len({row.name for row in register}) == 600
    assert len({row.district.code for row in register}) == 8
    for row in register:
        assert taxcodes.check_tax_code(row.tax_code).startswith("99")
        assert row.email == "" or row.email.endswith(".example")
        assert row.size == size_of(sector=row.sector, employees=row.employees, capital=row.capital)
        assert row.founded <= 2018


def test_creating_twice_adds_nothing(loaded):
    assert synthetic.create(rng=np.random.default_rng(1), size=50) == 50
    assert synthetic.create(rng=np.random.default_rng(1), size=50) == 0
    assert Enterprise.objects.matching(Enterprise.objects.first().name).exists()
