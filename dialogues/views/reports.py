"""The quarterly report as a page and as a PDF."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import UserRequest
from core.access import only_for
from core.roles import Role
from dialogues import charts
from dialogues.models.sessions import ROMAN
from dialogues.queries.report import EFFECTS, KINDS, Quarter, Report, quarter_report
from dialogues.reports.pdf import pdf
from dialogues.views.sessions import found


def _name(quarter: Quarter) -> str:
    return f"{ROMAN[quarter.quarter]}/{quarter.year}"


def context_of(report: Report) -> dict[str, Any]:
    """The numbers with their pictures."""
    effects = [
        charts.Bar(_name(q), [q.effects.get(code, 0) for code, _label in EFFECTS])
        for q in report.quarters
    ]
    kinds = [
        charts.Bar(_name(q), [q.kinds.get(code, 0) for code, _label in KINDS])
        for q in report.quarters
    ]
    criteria = [
        charts.Bar(charts.short(name, 46), [count]) for name, count in report.now.criteria[:8]
    ]
    return {
        "report": report,
        "session": report.session,
        "name": _name(report.now),
        "rows": comparison(report),
        "kinds_chart": charts.stacked_bars(
            kinds, [str(label) for _code, label in KINDS], title=_("Issues received by quarter")
        ),
        "effects_chart": charts.stacked_bars(
            effects,
            [str(label) for _code, label in EFFECTS],
            title=_("What answers did, by quarter"),
        ),
        "criteria_chart": charts.stacked_bars(
            criteria, [_("issues")], title=_("Issues by criterion"), margin=330
        )
        if criteria
        else "",
        "in_time_chart": charts.columns(
            [(_name(q), q.share_in_time) for q in report.quarters],
            title=_("Share answered in time, by quarter"),
        ),
        "names": [_name(q) for q in report.quarters],
    }


def comparison(report: Report) -> list[tuple[str, str, list[Any]]]:
    """The table of the quarters: words, kind of number, one value a quarter."""
    lines: list[tuple[str, str, str]] = [
        (_("Issues received"), "num", "received"),
        (_("Answered"), "num", "answered"),
        (_("Answered in time"), "share", "share_in_time"),
        (_("Median working days to the end of the matter"), "num", "median_days"),
        (_("“Answers my question”, of verdicts given"), "share", "share_answered_well"),
        (_("“Solved”, of verdicts given"), "share", "share_solved_well"),
        (_("Reopened"), "num", "reopened"),
        (_("Commitments due"), "num", "promises_due"),
        (_("Commitments kept"), "share", "share_kept"),
        (_("Still open at the end of the quarter"), "num", "open_at_end"),
        (_("Overdue at the end of the quarter"), "num", "overdue_at_end"),
    ]
    return [
        (words, kind, [getattr(quarter, name) for quarter in report.quarters])
        for words, kind, name in lines
    ]


@only_for(Role.STAFF, Role.PLANNER, Role.OFFICER)
def quarter_report_page(request: UserRequest, year: int, quarter: int) -> HttpResponse:
    report = quarter_report(found(year, quarter), today=timezone.localdate())
    return render(request, "dialogues/report.html", context_of(report))


@only_for(Role.STAFF, Role.PLANNER, Role.OFFICER)
def quarter_report_pdf(request: UserRequest, year: int, quarter: int) -> HttpResponse:
    report = quarter_report(found(year, quarter), today=timezone.localdate())
    answer = HttpResponse(
        pdf("reports/dialogues/report.html", context_of(report)), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="bao-cao-doi-thoai-{year}-q{quarter}.pdf"'
    return answer
