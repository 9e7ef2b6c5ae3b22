"""Bars of agencies tell every issue once."""

from datetime import date

from django.utils import translation

from dialogues.charts import agencies, issues
from dialogues.statistics.agency_outcomes import AgencyOutcomes


def test_parts_and_their_sum_stand_in_the_table():
    with translation.override("vi"):
        chart = agencies.draw_agencies([AgencyOutcomes("Sở Tài chính", 4, 1, 2, 3)], source="Nguồn")

    assert chart.table.rows == (("Sở Tài chính", "4", "1", "2", "3", "10"),)
    assert chart.title == "4 trong số 10 kiến nghị được trả lời quá hạn hoặc đang quá hạn"
    assert "trả lời đúng hạn 4" in chart.alternative
    assert "<title>Sở Tài chính, trả lời quá hạn: 1</title>" in chart.pictures["phone"]


def test_nothing_is_drawn_of_nothing():
    assert agencies.draw_scorecard([], [], today=date(2026, 4, 1)) == []


def test_days_fall_into_spans_and_their_middle_is_named():
    with translation.override("vi"):
        chart = issues.draw_days([2, 3, 20, 21, 90], source="Nguồn")

    assert [row for row in chart.table.rows if row[1] != "0"] == [
        ("0–2", "1"), ("3–5", "1"), ("16–20", "1"), ("21+", "2"),
    ]  # fmt: skip
    assert chart.title == "Một nửa số kiến nghị mất không quá 20 ngày làm việc"


def test_issues_by_state_count_what_is_overdue():
    with translation.override("vi"):
        chart = issues.draw_states([("đã trả lời", 7, 1)], title="Tình trạng", source="Nguồn")

    assert chart.table.rows == (("đã trả lời", "7", "1"),)
