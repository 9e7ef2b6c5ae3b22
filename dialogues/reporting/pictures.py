"""The pictures of the quarterly report."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.base import Chart
from dialogues.charts.agencies import draw_agencies
from dialogues.charts.issues import draw_days, draw_states, draw_topics
from dialogues.charts.quarters import draw_quarters
from dialogues.statistics.quarter import Report
from dialogues.workflow.transitions import OPEN


def draw_report(report: Report) -> dict[str, list[Chart]]:
    """Pictures by the chapter they stand in; none is drawn of nothing."""
    day = date_format(report.counted_to, "SHORT_DATE_FORMAT")
    source = _("Source: issues recorded on the platform, counted to the end of %(day)s.")
    told = source % {"day": day}
    return {
        "quarters": list(draw_quarters(report.quarters, source=told)),
        "issues": list(_draw_issues(report, told)),
        "agencies": list(_draw_agencies(report, told)),
    }


def _draw_issues(report: Report, source: str) -> Iterator[Chart]:
    if report.states:
        rows = [(str(one.state.label), one.count, one.overdue) for one in report.states]
        yield draw_states(rows, title=_find_title(report), source=source, name="states")
    if report.now.criteria:
        yield draw_topics(report.now.criteria, source=source)


def _find_title(report: Report) -> str:
    total = sum(one.count for one in report.states)
    still_open = sum(one.count for one in report.states if one.state in OPEN)
    return ngettext(
        "Of one issue of the quarter, %(open)s is open today",
        "Of %(total)s issues of the quarter, %(open)s are open today",
        total,
    ) % {"total": total, "open": still_open}


def _draw_agencies(report: Report, source: str) -> Iterator[Chart]:
    if report.outcomes:
        yield draw_agencies(report.outcomes, source=source)
    if days := [used for score in report.scores for used in score.days]:
        yield draw_days(days, source=source)
