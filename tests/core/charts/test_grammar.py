"""Scenes, scales and words of pictures."""

import pytest

from core.charts.base import alternative, draw
from core.charts.grammar import MEDIA, Bar, Row, Rows, Word
from core.charts.grammar.medium import CARD, DESK, PHONE, Medium
from core.charts.grammar.path import Band, Path, Point, Series
from core.charts.grammar.scale import Scale, round_steps
from core.charts.grammar.scene import Line, Mark, Scene, Words, overlap
from core.charts.grammar.text import measure, shorten, wrap

LONG = "Tỷ lệ doanh nghiệp đồng ý rằng các tài liệu về quy hoạch, kế hoạch sử dụng đất dễ tiếp cận"


def test_words_are_measured_with_the_letters_of_the_house():
    assert measure("iii", 12) < measure("www", 12)
    assert measure("Đắk Nông", 12, bold=True) > measure("Đắk Nông", 12)
    assert measure("", 12) == 0


def test_a_long_label_breaks_at_words_and_says_that_there_is_more():
    lines = wrap(LONG, 120, 12)
    assert " ".join(lines) == LONG
    assert all(measure(line, 12) <= 120 for line in lines)
    short = shorten(LONG, 120, 12, 2)
    assert len(short) == 2
    assert short[1].endswith("…")
    assert shorten("Số ngày", 120, 12, 2) == ["Số ngày"]


@pytest.mark.parametrize(
    ("low", "high", "most", "steps"),
    [
        (0, 100, 5, [0, 20, 40, 60, 80, 100]),
        (5.5, 6.2, 4, [5.6, 5.8, 6.0, 6.2]),
        (3, 3, 4, [3]),
        (5.05, 6.98, 3, [5.5, 6.0, 6.5]),
    ],
)
def test_an_axis_names_round_values(low, high, most, steps):
    assert round_steps(low, high, most) == steps


@pytest.mark.parametrize(("high", "steps"), [(1, [0, 1]), (2, [0, 1, 2]), (9, [0, 5])])
def test_an_axis_of_counts_names_whole_numbers(high, steps):
    assert round_steps(0, high, 3, whole=True) == steps


def test_a_value_beyond_the_scale_stays_on_the_sheet():
    x = Scale(1, 10, 0, 90)
    assert (x(0), x(1), x(10), x(11)) == (0, 0, 90, 90)


def test_words_without_room_are_left_out_rather_than_laid_over_others():
    scene = Scene(100, 50)
    first = Words(10, 20, "6,05", 12)
    assert scene.write_first([first])
    assert not scene.write_first([Words(12, 22, "5,94", 12)])
    assert scene.write_first([Words(12, 22, "5,94", 12), Words(60, 20, "5,94", 12)])
    assert [words.x for words in scene.words] == [10, 60]


def test_names_of_people_and_places_cannot_become_markup():
    rows = Rows((Row("<b>A & B</b>", (Bar(0, 1, "own"), Word(1, "1"))),), 0, 1, str)
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in draw(rows)["desk"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2015, chính thức: 5,41 (–)", "2015, chính thức: 5,41."),
        ("2019, dự báo: 6,15 (5,50 – 6,82)", "2019, dự báo: 6,15 (5,50 đến 6,82)."),
        ("Thay đổi: −0,2 – +0,1", "Thay đổi: −0,2 đến +0,1."),
        ("Cư Jút: 1–2", "Cư Jút: 1 đến 2."),
        ("Bệnh viện – trường học: 3", "Bệnh viện – trường học: 3."),
        ("Tuy Đức: –", "Tuy Đức: không có số liệu."),
    ],
)
def test_a_text_alternative_is_written_for_the_ear(row, told):
    assert alternative("Tiêu đề", [row]) == f"Tiêu đề. {told}"


def crowded_path():
    """Two years before a break, one behind it, and another series on the same spot."""
    official = (Point(2015, 5.41, "5,41"), Point(2016, 6.01, "6,01"), Point(2017, 5.94, "5,94"))
    own = (Point(2018, 5.95, "khảo sát 5,95"),)
    return Path(
        (Series(official, "official", "diamond"), Series(own, "own")),
        (2015, 2016, 2017, 2018), 5.2, 6.8, str, breaks=(2017,),
    )  # fmt: skip


def test_the_highest_of_three_values_is_not_written_below_the_others():
    """Official, survey and forecast of one criterion, in a panel of a phone."""
    official = (Point(2016, 92, ""), Point(2017, 77, ""), Point(2018, 91, "91%"))
    own = (Point(2018, 61, "61%", 55, 67),)
    told = (Point(2019, 90, "90%"),)
    path = Path(
        (Series(official, "official", "diamond"), Series(own, "own"), Series(told, "forecast")),
        (2016, 2017, 2018, 2019), 0, 100, str, breaks=(2017,), height=78.0,
        bands=(Band(None, 2019, 73, 100, "forecast", 0.35),),
    )  # fmt: skip
    written = {words.text: words.y for words in path.draw(Medium("phone", 142, 13.0, 2)).words}

    assert written["91%"] < written["90%"] < written["61%"]


@pytest.mark.parametrize("medium", MEDIA, ids=lambda medium: medium.name)
def test_a_value_is_written_across_no_point_and_no_break(medium):
    scene = crowded_path().draw(medium)
    values = [words for words in scene.words if words.bold]
    breaks = [one for one in scene.items if isinstance(one, Line) and one.dash]
    marks = [one.extent for one in scene.items if isinstance(one, Mark)]

    assert {"5,41", "6,01", "5,94"} <= {words.text for words in values}
    assert (len(breaks), len(marks)) == (1, 4)
    for words in values:
        left, _top, right, bottom = words.extent
        assert not left < breaks[0].x1 < right, words
        assert not any(overlap(words.extent, mark) for mark in marks), words
        assert bottom <= scene.height


@pytest.mark.parametrize("medium", [PHONE, CARD, DESK], ids=["phone", "card", "desk"])
def test_a_value_beside_a_break_is_written_alone_rather_than_across(medium):
    official = tuple(Point(year, 5.4 + at, f"5,{4 + at}") for at, year in enumerate((2016, 2017)))
    told = Point(2018.12, 6.34, "dự báo sớm 6,34", short="6,34")
    picture = Path(
        (Series(official, "official", "diamond"), Series((told,), "forecast", "square")),
        (2016, 2017, 2018), 5.2, 6.9, str, bands=(Band(None, 2018.12, 5.8, 6.85, "forecast", 0.3),),
        breaks=(2018,), ends=(0.4, 0.9),
    )  # fmt: skip
    scene = picture.draw(medium)
    (line,) = (one for one in scene.items if isinstance(one, Line) and one.dash)
    (words,) = (one for one in scene.words if "6,34" in one.text)

    left, _top, right, _bottom = words.extent
    assert words.text == ("dự báo sớm 6,34" if medium is DESK else "6,34")
    assert not left < line.x1 < right
