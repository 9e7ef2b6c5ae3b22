"""The register is divided into strata that are thick enough, and nobody is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.sampling import SamplingError
from surveys.sampling.strata import Unit, stratify

DIMENSIONS = ("size", "legal", "district")


def units(*cells: tuple[str, str, str, int]) -> list[Unit]:
    return [
        Unit(f"{size}-{legal}-{district}-{i}", {"size": size, "legal": legal, "district": district})
        for size, legal, district, count in cells
        for i in range(count)
    ]


def test_thick_cells_stay_alone():
    strata = stratify(units(("s", "a", "x", 12), ("s", "a", "y", 11)), DIMENSIONS, thinnest=10)

    assert {s.code: s.population for s in strata} == {"s/a/x": 12, "s/a/y": 11}


def test_thin_cells_of_one_family_are_joined_along_the_last_dimension():
    frame = units(("s", "a", "x", 12), ("s", "a", "y", 6), ("s", "a", "z", 5))

    strata = stratify(frame, DIMENSIONS, thinnest=10)

    assert {s.code: s.population for s in strata} == {"s/a/*": 11, "s/a/x": 12}


def test_a_lone_thin_cell_joins_its_smallest_sibling():
    frame = units(("s", "a", "x", 12), ("s", "a", "y", 30), ("s", "a", "z", 5))

    strata = stratify(frame, DIMENSIONS, thinnest=10)

    assert {s.code: s.population for s in strata} == {"s/a/*": 17, "s/a/y": 30}


def test_a_thin_family_gives_up_one_more_dimension():
    frame = units(("s", "a", "x", 3), ("s", "b", "x", 4), ("s", "c", "x", 20))

    strata = stratify(frame, DIMENSIONS, thinnest=7)

    assert {s.code: s.population for s in strata} == {"s/*/x": 7, "s/c/x": 20}


def test_a_register_smaller_than_one_stratum_is_refused():
    with pytest.raises(SamplingError, match="register_too_small"):
        stratify(units(("s", "a", "x", 3)), DIMENSIONS, thinnest=10)


def test_no_dimension_is_refused():
    with pytest.raises(SamplingError, match="no_dimension"):
        stratify(units(("s", "a", "x", 30)), (), thinnest=10)


cells = st.lists(
    st.tuples(
        st.sampled_from("smL"), st.sampled_from("abc"), st.sampled_from("wxyz"), st.integers(1, 25)
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda cell: cell[:3],
)


@given(cells, st.integers(1, 15))
def test_every_enterprise_is_in_one_stratum_that_is_thick_enough(frame, thinnest):
    rows = units(*frame)
    if len(rows) < thinnest:
        return

    strata = stratify(rows, DIMENSIONS, thinnest=thinnest)

    assert sorted(key for s in strata for key in s.keys) == sorted(row.key for row in rows)
    assert all(s.population >= thinnest for s in strata)
    assert len({s.code for s in strata}) == len(strata)
