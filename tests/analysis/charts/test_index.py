"""Pictures of criteria, sub-index and forecast."""

import re

import pytest
from django.utils import translation

from analysis.charts import criteria, index
from analysis.charts.score_path import add_past, describe_path, score_path
from analysis.numbers import Portal
from tests.factories import analysis as numbers

SOURCE = "Nguồn: khảo sát 2018"


def path(**more):
    fields = {
        "official": numbers.official_years(),
        "own": numbers.figure(6.1, 0.15),
        "forecast": numbers.quantiles(6.05, 0.3),
        "year": 2018,
        "basket_breaks": [2017],
        "title": "Điểm số",
        "source": SOURCE,
    }
    with translation.override("vi"):
        return score_path(**{**fields, **more})


def every_chart():
    rows = [
        numbers.criterion(),
        numbers.share("web_access", "Truy cập trang web", 0.76),
        numbers.criterion("days", "Số ngày", unit="days", official={2017: 4.0}),
    ]
    given = {"title": "Điểm số", "source": SOURCE}
    with translation.override("vi"):
        return [
            path(),
            criteria.criterion_scores(rows, year=2018, last=2017, **given),
            criteria.criterion_panels(rows, year=2018, **given),
            criteria.criterion_panels_other(rows, year=2018, **given),
            index.levers(rows, **given),
            index.basket_change(numbers.basket(), **given),
        ]


def test_score_path_writes_numbers_with_a_comma_in_vietnamese():
    assert "6,01" in path().svg
    assert "6.01" not in re.sub(r"<path[^>]*>", "", path().svg)


def test_score_path_writes_numbers_with_a_point_in_english():
    with translation.override("en"):
        chart = score_path(
            numbers.official_years(),
            None,
            None,
            year=2018,
            basket_breaks=[],
            title="Score",
            source="Survey",
        )

    assert "6.01" in chart.svg


def test_score_path_tells_its_numbers_in_words_and_in_a_table():
    chart = path()

    assert chart.table.rows[1] == ("2017", "chính thức", "5,94", "–")
    assert chart.table.rows[2] == ("2018", "khảo sát", "6,10", "5,95 – 6,25")
    assert "2018, khảo sát: 6,10 (5,95 đến 6,25)." in chart.alternative


def test_every_chart_obeys_the_content_security_policy():
    for chart in every_chart():
        assert "style=" not in chart.svg
        assert "<script" not in chart.svg
        assert 'role="img"' in chart.svg


def test_every_chart_of_estimates_uses_the_house_font():
    assert all("Be Vietnam Pro" in chart.svg for chart in every_chart())


def test_criterion_scores_draw_the_interval_of_every_criterion():
    row = numbers.criterion(score=numbers.figure(5.0, 1.0))

    chart = criteria.criterion_scores([row], year=2018, last=2017, title="t", source=SOURCE)

    assert chart.table.rows[0][3] in {"4,00 – 6,00", "4.00 – 6.00"}
    assert chart.svg.count("<line") > 0


def test_criterion_panels_leave_out_an_estimate_that_may_not_be_shown():
    hidden = numbers.figure(0.62, 0.3, n=4, shown="suppress", why="too few")
    row = numbers.share("web_access", "Truy cập trang web", 0.62, design=hidden)

    chart = criteria.criterion_panels([row], year=2018, title="t", source=SOURCE)

    assert "62%" not in chart.svg
    assert "62%" not in chart.alternative
    assert all("62%" not in cell for cells in chart.table.rows for cell in cells)


@pytest.mark.parametrize(("value", "text"), [(0.125, "12%"), (None, "–")])
def test_in_unit_rounds_shares_to_whole_points(value, text):
    assert criteria.in_unit(numbers.share("a", "A", 0.5), value) == text


def test_levers_come_in_the_order_of_what_they_bring():
    rows = [
        numbers.criterion("a", "Nhỏ", gain_room=0.1, leads_vi="Sở A"),
        numbers.criterion("b", "Lớn", gain_room=0.4, leads_vi="Sở B"),
    ]

    with translation.override("vi"):
        chart = index.levers(rows, title="t", source=SOURCE)

    assert [row[0] for row in chart.table.rows] == ["Lớn", "Nhỏ"]
    assert chart.table.rows[0][3] == "Sở B"


def test_basket_change_adds_up_to_the_later_score():
    with translation.override("vi"):
        chart = index.basket_change(numbers.basket(), title="t", source=SOURCE)

    assert chart.table.rows[0][1] == "6,01"
    assert chart.table.rows[-1][1] == "5,94"


def test_a_small_panel_with_many_years_names_the_first_and_the_last():
    row = numbers.criterion(official={year: 2.0 + year / 10000 for year in range(2013, 2018)})
    with translation.override("vi"):
        chart = criteria.criterion_panels_other([row], year=2018, title="Điểm", source=SOURCE)

    named = re.findall(r">(20\d\d)<", chart.svg)
    assert {"2013", "2018"} <= set(named)
    assert [cell for cell in chart.table.head if cell.isdigit()] == [
        "2013", "2014", "2015", "2016", "2017"
    ]  # fmt: skip


def test_the_own_checklist_stands_where_no_question_is_asked():
    portal = Portal(35.0, 2.5, 18, 5, 5.0, "2018-11-20")
    row = numbers.criterion(
        "web_score", "Trang web", unit="points", official={2017: 35.0}, design=None, portal=portal
    )

    with translation.override("vi"):
        told = criteria.own_in_unit(row)

    assert told == ("35,0", "30,1 – 39,9", "2 người chấm")


def test_earlier_forecasts_stand_behind_what_came():
    with translation.override("en"):
        chart = score_path(
            numbers.official_years(),
            None,
            numbers.quantiles(6.2, 0.3),
            year=2018,
            basket_breaks=[],
            title="t",
            source="s",
            past={2016: numbers.quantiles(6.4, 0.2)},
        )

    assert chart.table.rows[-1] == ("2016", "earlier forecast", "6.40", "6.14 – 6.66")
    assert chart.table.rows[2][3] == "5.82 – 6.58"  # 8 chances in 10 of the coming one
    assert "Pale" in chart.subtitle
    path = describe_path(numbers.official_years(), None, None, 2018, [])
    assert add_past(path, {}) is path
    behind = add_past(path, {2017: numbers.quantiles(9.0, 0.2)})
    assert len(behind.bands) == 1
    assert behind.high > 9.2
