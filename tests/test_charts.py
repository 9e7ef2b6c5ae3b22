"""Every picture on every medium: nothing cut, nothing overlapping, no text under 12 pixels."""

import re
from html import unescape

import pytest
from django.utils import translation

from analysis.charts import (
    criteria,
    criteria_history,
    forecast,
    index,
    official_index,
    rank_study,
    survey,
)
from analysis.charts.experiences import driver_dots, gap_quadrants
from analysis.charts.groups import group_dots
from analysis.charts.response_map import draw_response
from analysis.charts.score_path import score_path
from analysis.numbers import PlaceResponse
from analysis.numbers.experiences import Driver, Drivers, Gaps, Kind
from analysis.numbers.groups import Group, GroupFigure, Measured
from analysis.reports.comments import chart_of_codes
from core.charts.grammar import MEDIA, PHONE
from core.charts.grammar.scene import Words, overlap
from dialogues.charts import agencies, issues
from dialogues.charts import quarters as quarters_charts
from dialogues.charts.places import draw_issues_by_place
from dialogues.statistics.agency_outcomes import AgencyOutcomes
from dialogues.statistics.places import PlaceCount
from surveys.fieldwork.queries.monitor import Turnout
from surveys.fieldwork.turnout_map import draw_turnout
from tests.factories import analysis as numbers
from tests.factories.dialogues import quarter

LONG = "Tỷ lệ doanh nghiệp đồng ý rằng các tài liệu về quy hoạch, kế hoạch sử dụng đất dễ tiếp cận"
WORDS = re.compile(
    r'<text x="([-\d.]+)" y="([-\d.]+)" font-size="([\d.]+)"'
    r'(?: text-anchor="(\w+)")?( font-weight="600")?[^>]*>([^<]*)</text>'
)


def words_of(svg):
    return [
        Words(float(x), float(y), unescape(text), float(size), "ink", anchor or "start", bool(bold))
        for x, y, size, anchor, bold, text in WORDS.findall(svg)
    ]


def dialogue_charts():
    """Those of the quarterly report and the scorecard, with names as long as they are."""
    offices = [f"{LONG}, phòng {k}" for k in range(3)]
    outcomes = [
        AgencyOutcomes(name, 40, 1, 3, 12 * k) for k, name in enumerate([*offices, "Cục Thuế"])
    ]
    kinds, effects = {"question": 120, "difficulty": 1}, {"solved": 7, "explained": 90}
    quarters = [
        quarter(2026, n, kinds=kinds, effects=effects, answered=n * 9, in_time=n * 7)
        for n in (1, 2, 3, 4)
    ]
    return [
        agencies.draw_agencies(outcomes, source="Nguồn"),
        issues.draw_days([0, 3, 8, 8, 12, 18, 25, 90], source="Nguồn"),
        issues.draw_topics([(LONG, 12), ("Trang web", 1)], source="Nguồn"),
        *quarters_charts.draw_quarters(quarters, source="Nguồn"),
    ]


def maps():
    """The same places with outlines, with outlines of some, and without any."""
    square = ((0, 0), (0.4, 0), (0.4, 0.3), (0, 0.3), (0, 0))
    names = ["Đắk Mil", "Gia Nghĩa", LONG, "Cư Jút", "Tuy Đức"]
    rows = [PlaceCount(f"p{k}", name, [12, 3, None, 0, 7][k]) for k, name in enumerate(names)]
    lying = {
        row.code: (tuple((107 + k * 0.5 + x, 12 + k % 2 * 0.3 + y) for x, y in square),)
        for k, row in enumerate(rows)
    }
    turnout = [Turnout(name, f"p{k}", 0, 4 + k, 4, 3) for k, name in enumerate(names)]
    return [
        draw_issues_by_place(rows, 4, lying, source="Nguồn"),
        draw_issues_by_place(rows, 0, {"p0": lying["p0"]}, source="Nguồn"),
        draw_issues_by_place(rows, 0, {}, source="Nguồn"),
        draw_turnout(turnout),
        draw_response(
            [PlaceResponse(f"p{k}", name, 20 + k, 5 + k) for k, name in enumerate(names)],
            lying,
            source="Nguồn",
        ),
    ]


def comparisons():
    """Groups, drivers and gaps, with names as long as they are and points that lie close."""
    told = [Group(f"g{k}", f"{LONG}, nhóm {k}", "", 40) for k in range(4)]
    measured = Measured("q", "b", LONG, "", "share", 1, numbers.figure(0.5))
    figures = [
        GroupFigure(f"g{k}", numbers.figure(0.2 + 0.25 * k), numbers.figure(0.1), 0.01)
        for k in range(4)
    ]
    figures[1] = GroupFigure("g1", numbers.figure(0.4, shown="suppress", why="base"))
    rows = [
        (one, figure, k == 3) for k, (one, figure) in enumerate(zip(told, figures, strict=True))
    ]
    better = tuple(
        Driver(f"d{k}", f"{LONG} {k}", "", k > 0, numbers.figure(0.1 * k - 0.1), 0.01, 1.2)
        for k in range(4)
    )
    kinds = tuple(
        Kind(f"k{k}", f"{LONG} {k}", "", numbers.figure(0.3 + 0.1 * k),
             numbers.figure(0.6 - 0.02 * k))
        for k in range(6)
    )  # fmt: skip
    given = {"title": "Đề", "source": "Nguồn"}
    return [
        group_dots(measured, rows, **given),
        driver_dots(Drivers(LONG, "", 300, 400, rows=better), **given),
        gap_quadrants(Gaps(LONG, "", 300, 0.5, 0.55, kinds), **given),
    ]


def every_chart():
    rows = [
        numbers.criterion(number=1),
        numbers.criterion("b", LONG, number=12, gain_room=0.001),
        *(numbers.share(f"s{k}", LONG, 0.03 + 0.13 * k, number=k) for k in range(8)),
        numbers.criterion("days", "Số ngày", unit="days", official={2013: 4.0, 2017: 12.5}),
        numbers.criterion("web", "Trang web", unit="points", official={2017: 33.5}),
    ]
    years = [
        numbers.OfficialYear(year, 5.5 + (year % 4) / 5, 50, 63, None, None, "")
        for year in range(2006, 2018)
    ]
    given = {"title": "Điểm số", "source": "Nguồn"}
    upto = [min(1.0, (k / 50) ** 2) for k in range(1, 64)]
    fan = (numbers.figure(6.1, 0.15), numbers.quantiles(6.05, 0.3))
    places = dict.fromkeys(range(1, 64), 1 / 63)
    states = [("đang chờ cơ quan chủ trì trả lời", 120, 7), ("đã giải quyết", 1, 0)]
    return [
        score_path(years, *fan, year=2018, basket_breaks=[2013, 2017], **given),
        score_path(years[-2:], None, fan[1], year=2018, basket_breaks=[2017], **given),
        criteria.criterion_scores(rows, year=2018, last=2017, **given),
        criteria.criterion_panels(rows, year=2018, **given),
        criteria.criterion_panels_other(rows, year=2018, **given),
        index.levers(rows, **given),
        index.basket_change(numbers.basket(), **given),
        survey.response_by_stratum(numbers.strata(), **given),
        survey.question_shares(numbers.question(), name="needs", **given),
        survey.satisfaction([numbers.question()], **given),
        chart_of_codes(numbers.question(), "Nguồn"),
        issues.draw_states(states, **given),
        *dialogue_charts(),
        *maps(),
        *comparisons(),
        forecast.rank_distribution(upto, 53, **given),
        forecast.pit_histogram([0.1, 0.3, 0.35, 0.9], **given),
        official_index.draw_scores(numbers.history(years), **given),
        official_index.draw_ranks(numbers.history(years), **given),
        official_index.draw_provinces(numbers.history(years), **given),
        criteria_history.draw_criteria(
            numbers.history(years).criteria, name="index-shares", **given
        ),
        rank_study.recipes(places, 61, 63, **given),
        rank_study.causes([(LONG, 0.6), ("Trọng số", 0.05)], **given),
        rank_study.frames({2016: 6.0, 2017: 5.9}, {2016: 6.01, 2017: 5.4}, **given),
        rank_study.steps([(LONG, -0.31), ("Bộ tiêu chí", 0.02)], **given),
    ]


@pytest.fixture(scope="module")
def charts():
    with translation.override("vi"):
        return every_chart()


@pytest.mark.parametrize("medium", MEDIA, ids=lambda medium: medium.name)
def test_no_text_of_a_chart_is_under_12_pixels_or_cut(charts, medium):
    for chart in charts:
        found = words_of(chart.pictures[medium.name])
        assert found, chart.name
        height = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', chart.pictures[medium.name])[1])
        for words in found:
            left, top, right, bottom = words.extent
            assert words.size >= 12, (chart.name, words)
            assert left >= -0.5, (chart.name, words)
            assert right <= medium.width + 0.5, (chart.name, words)
            assert top >= -3, (chart.name, words)
            assert bottom <= height + 0.5, (chart.name, words)


@pytest.mark.parametrize("medium", MEDIA, ids=lambda medium: medium.name)
def test_no_text_of_a_chart_meets_another(charts, medium):
    for chart in charts:
        found = words_of(chart.pictures[medium.name])
        for k, one in enumerate(found):
            for other in found[k + 1 :]:
                assert not overlap(one.extent, other.extent), (chart.name, one, other)


def test_a_phone_is_no_wider_than_what_a_screen_of_320_pixels_leaves():
    assert PHONE.width <= 320 - 2 * 16 - 2 * 12 - 2


def test_a_chart_has_the_same_numbers_on_every_medium(charts):
    bars = [
        chart for chart in charts if chart.name in {"levers", "response", "issues", "rank-steps"}
    ]
    for chart in bars:
        told = [
            sorted(
                w.text
                for w in words_of(chart.pictures[m.name])
                if re.match(r"^[+−]?\d.*", w.text) and w.bold
            )
            for m in MEDIA
        ]
        assert told[0] == told[1] == told[2], chart.name
