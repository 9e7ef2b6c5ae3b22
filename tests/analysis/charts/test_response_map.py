"""The map of the response in the report: places that would tell of single enterprises stay open."""

from dataclasses import asdict

import pytest
from django.utils import translation

from analysis.charts.response_map import draw_response, find_hidden
from analysis.numbers import Fieldwork, PlaceResponse
from tests.factories import analysis as numbers


def place(code, asked, answered):
    return PlaceResponse(code, f"Xã {code.upper()}", asked, answered)


WELL = [place("a", 40, 20), place("b", 30, 9), place("c", 20, 11)]


@pytest.mark.parametrize(
    ("thin", "hidden"),
    [
        ([], set()),
        ([place("d", 10, 4)], set()),
        ([place("d", 9, 4)], {"d", "c"}),  # alone it could be told from the total
        ([place("d", 12, 0)], {"d", "c"}),
        ([place("d", 12, 12)], {"d", "c"}),
        ([place("d", 9, 4), place("e", 3, 1)], {"d", "e"}),
    ],
)
def test_places_that_would_tell_of_single_enterprises_are_not_shown(thin, hidden):
    assert set(find_hidden([*WELL, *thin])) == hidden


def test_the_map_names_the_lowest_rate_and_says_what_it_does_not_show():
    rows = [*WELL, place("d", 9, 0), place("e", 3, 3)]
    with translation.override("vi"):
        chart = draw_response(rows, {}, source="Nguồn")

    assert chart.title == "Tỷ lệ trả lời thấp nhất là ở Xã B: 30%"
    cells = {row[0]: row[1:] for row in chart.table.rows}
    assert cells["Xã A"] == ("40", "50%")
    assert cells["Xã D"] == cells["Xã E"] == ("–", "không nêu")
    assert draw_response(rows[3:], {}, source="Nguồn") is None


def test_reports_from_before_know_no_places():
    kept = numbers.fieldwork(places=tuple(WELL))
    plain = {name: getattr(kept, name) for name in Fieldwork.__slots__}
    rows = [asdict(one) for one in WELL]
    plain |= {"groups": [], "places": rows}
    assert Fieldwork.read(plain).places == tuple(WELL)
    del plain["places"]
    assert Fieldwork.read(plain).places == ()
