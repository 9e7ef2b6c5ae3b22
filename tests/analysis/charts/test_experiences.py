"""Needs against ease, as it is drawn for a desk and for a phone."""

import pytest

from analysis.charts.experiences import _bars, _spot, gap_quadrants
from analysis.numbers.experiences import Gaps, Kind
from core.charts.grammar import DESK, MEDIA, PHONE, Quadrants
from core.charts.grammar.scene import overlap
from tests.factories.analysis import figure

NAMES = (
    "Quy hoạch, kế hoạch sử dụng đất",
    "Thủ tục hành chính",
    "Văn bản pháp luật",
    "Ưu đãi, hỗ trợ",
    "Danh mục dự án",
    "Kế hoạch phát triển",
    "Quy hoạch ngành",
    "Quy hoạch xây dựng",
)
PLACES = ((0.57, 0.11), (0.5, 0.27), (0.46, 0.35), (0.45, 0.17),
          (0.32, 0.21), (0.27, 0.23), (0.23, 0.16), (0.2, 0.165))  # fmt: skip


def gaps():
    kinds = tuple(
        Kind(name, name, name, figure(need), figure(easy, 0.035), is_gap=need > 0.55)
        for name, (need, easy) in zip(NAMES, PLACES, strict=True)
    )
    return Gaps("Hỏi", "Asked", 420, 0.375, 0.206, kinds)


def field():
    told = gaps()
    return Quadrants(
        tuple(_spot(kind) for kind in told.kinds),
        cut=(37.5, 20.6),
        corners=("a", "b", "c", "d"),
        headings=("across", "along"),
        write=str,
        narrow=_bars(told.kinds),
    )


def test_every_kind_has_its_name_beside_it_and_no_words_meet():
    scene = field().draw(DESK)

    told = " ".join(words.text for words in scene.words)
    for name in NAMES:
        assert name.split()[0] in told
    labels = [words for words in scene.words if words.bold]
    assert len(labels) >= len(NAMES)
    for at, one in enumerate(labels):
        assert not any(overlap(one.extent, other.extent) for other in labels[at + 1 :])


def test_a_phone_has_two_bars_a_kind_and_nothing_below_twelve_pixels():
    scene = field().draw(PHONE)

    assert scene.width == 256
    assert {words.size for words in scene.words} == {12.0}
    assert all(words.extent[0] >= 0 and words.extent[2] <= 256 for words in scene.words)
    assert sum(words.text.endswith("%") for words in scene.words) == 2 * len(NAMES)


@pytest.mark.parametrize("medium", [medium.name for medium in MEDIA])
def test_the_picture_is_drawn_for_every_place_with_its_words(medium):
    chart = gap_quadrants(gaps(), title="Cần nhiều", source="")

    assert chart.pictures[medium].startswith("<svg")
    assert "có nhu cầu 57%, tiếp cận dễ 11%" in chart.alternative
    assert len(chart.table.rows) == 8
