"""Writing to officers whose agency owes a report, and to those whose report came back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core.access import Role
from core.clock import timezone
from core.messaging.writing import Addressee, write
from directory.models import Agency
from plan.models import Plan, ProgressReport
from plan.queries import (
    AgencyReports,
    Due,
    calendar,
    current_plan,
    in_use_since,
    is_over,
    list_agency_reports,
)
from plan.reminders.letter_kinds import REMINDER, RETURNED

BEFORE = (14, 3)  # days before the reporting day
AFTER = 1  # days after it, when a report is late
STILL_WRITTEN = 2  # days within which a letter is still written if the worker stood still


def remind(*, now: datetime) -> int:
    """Write the letters of today, each once; return how many there were."""
    today = timezone.localdate(now)
    plan = current_plan(today)
    if plan is None or is_over(plan, today):
        return 0
    return sum(
        _remind_of(plan, due, days, now)
        for due in calendar(plan)
        for days in (*BEFORE, -AFTER)
        if due_today(due.on, days, today)
    )


def due_today(due_on: date, days: int, today: date) -> bool:
    """Whether the letter so many days before a reporting day is written today."""
    since = (today - (due_on - timedelta(days=days))).days
    return 0 <= since <= STILL_WRITTEN


def _remind_of(plan: Plan, due: Due, days: int, now: datetime) -> int:
    rows = list_agency_reports(plan, due.on, timezone.localdate(now), in_use_since())
    return sum(_write_to(row, due, days, now) for row in rows if row.open)


def _write_to(row: AgencyReports, due: Due, days: int, now: datetime) -> int:
    """One letter for each officer of the agency, with all that is missing."""
    missing = [duty for duty in row.duties if duty.report is None or duty.report.sent_at is None]
    written = 0
    for officer in officers_of(row.agency):
        written += write(
            REMINDER,
            key=f"plan:reminder:{due.on}:{days}:{row.agency.pk}:{officer.pk}",
            to=Addressee(officer.email),
            about=row.agency,
            context={
                "user": officer,
                "agency": row.agency,
                "last_day": due.on - timedelta(days=1),
                "missing": len(missing),
                "is_late": days < 0,
                "link": settings.BASE_URL + reverse("plan:reports"),
            },
            now=now,
        )
    return written


def officers_of(agency: Agency) -> Iterable[User]:
    """Who reports for an agency."""
    return User.objects.filter(role=Role.OFFICER, agency=agency, is_active=True).order_by("pk")


def tell_returned(*, report: ProgressReport, now: datetime) -> int:
    """Tell the officers of an agency why their report came back."""
    link = reverse("plan:report_edit", args=[report.assignment.number, report.due_on.isoformat()])
    return sum(
        write(
            RETURNED,
            key=f"plan:returned:{report.pk}:{now:%Y-%m-%dT%H:%M:%S}:{officer.pk}",
            to=Addressee(officer.email),
            about=report,
            context={
                "user": officer,
                "agency": report.agency,
                "reason": report.returned_because,
                "link": settings.BASE_URL + link,
            },
            now=now,
        )
        for officer in officers_of(report.agency)
    )
