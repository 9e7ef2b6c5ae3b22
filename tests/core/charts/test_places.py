"""Maps: colours go by value, small bases have none, and areas lie where they are."""

import re

import pytest
from django.utils import translation

from core.charts.grammar import DESK, PHONE, Area, Areas
from core.charts.grammar.svg import write_svg
from core.charts.places import PlaceValue, Wording, draw_places, find_limits

WORDS = Wording("map", "Đề", "Phụ đề", "Nguồn", ("Nơi", "Số"), "dưới 3")
WEST = (((107.0, 12.0), (107.5, 12.0), (107.5, 12.5), (107.0, 12.5), (107.0, 12.0)),)
EAST = (((107.5, 12.0), (108.0, 12.0), (108.0, 12.5), (107.5, 12.5), (107.5, 12.0)),)


def value(code, number):
    return PlaceValue(code, f"Nơi {code}", number, "1–2" if number is None else str(number))


def drawn(rows, outlines=None):
    with translation.override("vi"):
        return draw_places(rows, outlines or {}, WORDS, lambda x: str(int(x)), whole=True)


@pytest.mark.parametrize(
    ("values", "limits"), [([], []), ([3, 3], []), ([0, 12], [5, 10]), ([3, 7], [4, 5, 6, 7])]
)
def test_colours_change_at_round_values(values, limits):
    assert find_limits(values, whole=True) == limits


def test_a_place_whose_value_is_hidden_has_no_colour_of_the_scale():
    chart = drawn([value("a", 0), value("b", 12), value("c", None)])
    tones = re.findall(r'<rect [^>]*class="f-(\w+)"[^>]*><title>(.*?)</title>', chart.svg)
    assert tones == [("step1", "Nơi a: 0"), ("step3", "Nơi b: 12"), ("grid", "Nơi c: 1–2")]
    assert [text for text in ("dưới 5", "5–9", "từ 10 trở lên", "dưới 3")
            if f">{text}</text>" not in chart.svg] == []  # fmt: skip


def test_a_place_without_an_outline_is_named_and_stays_in_the_table():
    chart = drawn([value("a", 1), value("b", 2)], {"a": WEST})
    assert "Không có trên bản đồ: Nơi b." in chart.subtitle
    assert chart.table.rows == (("Nơi a", "1"), ("Nơi b", "2"))
    assert chart.svg.count("<title>") == 1


@pytest.mark.parametrize("medium", [PHONE, DESK], ids=lambda one: one.name)
def test_west_lies_left_and_north_lies_up(medium):
    areas = Areas((Area("T", "1", "step1", "T", WEST), Area("Đ", "2", "step2", "Đ", EAST))).draw(
        medium
    )
    west, east = (item.points for item in areas.items if getattr(item, "is_area", False))
    assert max(x for x, _y in west) == min(x for x, _y in east)
    assert west[0][1] > west[2][1]
    assert max(x for x, _y in east) <= medium.width
    assert "stroke" in write_svg(areas)


def test_a_place_inside_another_is_drawn_over_it():
    inner = (((107.2, 12.2), (107.3, 12.2), (107.3, 12.3), (107.2, 12.3), (107.2, 12.2)),)
    areas = (Area("trong", "1", "step1", "trong", inner), Area("ngoài", "2", "step2", "", WEST))
    shapes = [i for i in Areas(areas).draw(DESK).items if getattr(i, "is_area", False)]
    assert [shape.told for shape in shapes] == ["", "trong"]
