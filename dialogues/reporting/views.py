"""The quarterly report as a page and as a PDF."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.access import Role, only_for
from core.clock import timezone
from core.http.requests import UserRequest
from core.letterhead.papers import in_words, sign_for_association
from core.printing import print_page
from dialogues.models import Session
from dialogues.models.sessions import ROMAN
from dialogues.reporting import charts
from dialogues.sessions.queries.feedback import opinions
from dialogues.sessions.views.sessions import find_session
from dialogues.statistics.quarter import EFFECTS, KINDS, Quarter, Report, quarter_report


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
    return {
        "report": report,
        "session": report.session,
        "name": _name(report.now),
        "opinions": opinions(report.session),
        "rows": comparison(report),
        "kinds_chart": _by_quarter(kinds, KINDS, _("Issues received by quarter")),
        "effects_chart": _by_quarter(effects, EFFECTS, _("What answers did, by quarter")),
        "criteria_chart": _by_criterion(report),
        "in_time_chart": _in_time(report),
        "names": [_name(q) for q in report.quarters],
    }


def _by_quarter(
    bars: list[charts.Bar], parts: Sequence[tuple[Any, Any]], title: str
) -> charts.Picture:
    names = [str(label) for _code, label in parts]
    margin = charts.QUARTER_LABEL
    return charts.Picture(
        wide=charts.draw_stacked_bars(bars, names, title=title),
        narrow=charts.draw_stacked_bars(
            bars, names, title=title, margin=margin, width=charts.NARROW
        ),
    )


def _by_criterion(report: Report) -> charts.Picture | None:
    title, names = _("Issues by criterion"), [_("issues")]
    counted = report.now.criteria[:8]
    if not counted:
        return None
    bars = [charts.Bar(charts.short(name, 46), [count]) for name, count in counted]
    return charts.Picture(
        wide=charts.draw_stacked_bars(bars, names, title=title, margin=330),
        narrow=charts.draw_stacked_bars(bars, names, title=title, margin=0, width=charts.NARROW),
    )


def _in_time(report: Report) -> charts.Picture:
    points = [(_name(q), q.share_in_time) for q in report.quarters]
    title = _("Share answered in time, by quarter")
    return charts.Picture(
        wide=charts.columns(points, title=title),
        narrow=charts.columns(points, title=title, width=charts.NARROW),
    )


def comparison(report: Report) -> list[tuple[str, str, list[tuple[str, Any]]]]:
    """The table of the quarters: words, kind of number, each quarter with its value."""
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
        (_("Issues still open at the end of the quarter, or today"), "num", "open_at_end"),
        (_("Issues overdue at the end of the quarter, or today"), "num", "overdue_at_end"),
    ]
    return [
        (words, kind, [(_name(quarter), getattr(quarter, name)) for quarter in report.quarters])
        for words, kind, name in lines
    ]


def find_report(request: UserRequest, session: Session) -> Report:
    """The report for this reader: officers see the figures of their own agency alone."""
    own = request.user.agency if request.user.role == Role.OFFICER else None
    return quarter_report(session, today=timezone.localdate(), only=own)


@only_for(Role.STAFF, Role.PLANNER, Role.OFFICER)
def quarter_report_page(request: UserRequest, year: int, slot: str) -> HttpResponse:
    report = find_report(request, find_session(year, slot))
    return render(request, "dialogues/report.html", context_of(report))


@only_for(Role.STAFF, Role.PLANNER, Role.OFFICER)
def quarter_report_pdf(request: UserRequest, year: int, slot: str) -> HttpResponse:
    report = find_report(request, find_session(year, slot))
    form = {"dated": in_words(report.today), "signature": sign_for_association()}
    context = context_of(report) | form
    paper = print_page("reports/dialogues/report.html", context, "dialogues-paper.css")
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="bao-cao-doi-thoai-{year}-q{slot}.pdf"'
    return answer
