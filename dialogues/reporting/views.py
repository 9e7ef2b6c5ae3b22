"""The quarterly report as a page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.access import Role, only_for
from core.clock import timezone
from core.http.requests import UserRequest
from core.views.waiting import wait_for_counts
from dialogues.charts.quarters import name_quarter
from dialogues.models import Session
from dialogues.reporting.orders import list_unfinished, order_count
from dialogues.reporting.pictures import draw_report
from dialogues.sessions.queries.feedback import opinions
from dialogues.sessions.views.sessions import find_session
from dialogues.statistics.quarter import Report, look_at_session, quarter_report
from directory.models import Agency


def context_of(report: Report) -> dict[str, Any]:
    """The numbers with their pictures."""
    return {
        "report": report,
        "session": report.session,
        "name": name_quarter(report.now),
        "opinions": opinions(report.session),
        "rows": comparison(report),
        "charts": draw_report(report),
        "names": [name_quarter(q) for q in report.quarters],
    }


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
        (
            words,
            kind,
            [(name_quarter(one), getattr(one, name)) for one in report.quarters],
        )
        for words, kind, name in lines
    ]


def own_agency(request: UserRequest) -> Agency | None:
    """The agency whose figures alone this reader sees."""
    return request.user.agency if request.user.role == Role.OFFICER else None


def find_current(request: UserRequest, session: Session) -> Report | None:
    """The report for this reader as things stand now; nothing while the worker has to count it."""
    today = timezone.localdate()
    kept = look_at_session(session, today)
    if kept is None or not kept.is_current:
        return None
    return quarter_report(session, today=today, only=own_agency(request), kept=kept)


@only_for(Role.STAFF, Role.PLANNER, Role.OFFICER)
def quarter_report_page(request: UserRequest, year: int, slot: str) -> HttpResponse:
    """The report; of a long history with the counts of last time, while the worker counts anew."""
    session, now = find_session(year, slot), timezone.now()
    only, today = own_agency(request), timezone.localdate()
    kept = look_at_session(session, today)
    orders = list_unfinished(session, only, now=now)
    if kept is None or not kept.is_current:
        orders.append(order_count(session=session, by=request.user, now=now))
    if kept is None:
        return wait_for_counts(request, session.get_absolute_url(), str(session), orders[-1])
    report = quarter_report(session, today=today, only=only, kept=kept)
    context = context_of(report) | {"orders": orders, "medium": "page"}
    return render(request, "dialogues/report.html", context)
