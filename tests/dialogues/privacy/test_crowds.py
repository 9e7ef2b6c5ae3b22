"""A crowd is cut so that nobody stands in a cell of fewer than five, whatever is left out."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.privacy.crowds import Cell, find_cell, find_showable

PLACES = st.tuples(st.sampled_from([None, 1, 2, 3]), st.sampled_from(["", "A", "C", "G"]))


@given(st.dictionaries(PLACES, st.integers(1, 9)))
def test_everybody_of_a_crowd_shares_a_cell_with_four_others(crowd):
    cells = Counter()
    for place, size in crowd.items():
        cells[find_cell(crowd, place)] += size

    for cell, size in cells.items():
        assert (cell is None and sum(crowd.values()) < 5) or size >= 5


@given(st.dictionaries(PLACES, st.integers(1, 9)), PLACES)
def test_a_cell_tells_nothing_that_is_not_so(crowd, place):
    cell = find_cell(crowd, place)

    if cell:
        assert cell.district in {None, place[0]}
        assert cell.sector in {"", place[1]}


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"a": 4}, set()),
        ({"a": 5}, {"a"}),
        ({"a": 5, "b": 4}, set()),
        ({"a": 9, "b": 5, "c": 1}, {"a"}),
        ({"a": 9, "b": 5, "c": 5}, {"a", "b", "c"}),
        ({"a": 5, None: 5}, {"a"}),
        ({"a": 5, None: 1}, set()),
        ({"": 9}, set()),
    ],
)
def test_names_are_shown_where_those_without_one_are_none_or_five(sizes, shown):
    assert find_showable(sizes) == shown


def test_branches_are_looked_at_among_those_whose_district_is_left_out_alike():
    crowd = {(1, "A"): 5, (1, "C"): 5, (2, "A"): 3, (3, "A"): 2}

    assert find_cell(crowd, (1, "C")) == Cell(1, "C")
    assert find_cell(crowd, (2, "A")) == find_cell(crowd, (3, "A")) == Cell(None, "A")
