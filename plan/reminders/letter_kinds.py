"""The letters about reports of the plan."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.clock import timezone
from core.messaging.kinds import Leaves, LetterKind, Policy
from core.models import OutgoingMessage, Unwanted
from plan.models import ProgressReport, ReportStatus
from plan.queries import calendar, current_plan, due_now, in_use_since, list_agency_reports


def agencies_awaited(today_at: datetime) -> set[int]:
    """The agencies that still owe a report for the next reporting day, or for one just over."""
    today = timezone.localdate(today_at)
    plan = current_plan(today)
    if plan is None:
        return set()
    days = [due.on for due in calendar(plan)]
    last = max((day for day in days if day <= today), default=None)
    coming = due_now(calendar(plan), today)
    looked_at = {day for day in (last, coming.on if coming else None) if day}
    rows = [
        row for day in looked_at for row in list_agency_reports(plan, day, today, in_use_since())
    ]
    return {row.agency.pk for row in rows if row.open}


def _has_reported(messages: Sequence[OutgoingMessage], now: datetime) -> dict[int, Unwanted]:
    awaited = agencies_awaited(now)
    return {m.pk: Unwanted.SETTLED for m in messages if m.about_id not in awaited}


def _was_sent_again(messages: Sequence[OutgoingMessage], _now: datetime) -> dict[int, Unwanted]:
    sent = ProgressReport.objects.filter(
        pk__in=[m.about_id or 0 for m in messages], status=ReportStatus.SENT
    )
    keys = set(sent.values_list("pk", flat=True))
    return {m.pk: Unwanted.SETTLED for m in messages if m.about_id in keys}


REMINDER = LetterKind(
    key="plan.report_reminder",
    name=_("Reminder of a report of the plan"),
    to=_("officers of agencies that owe a report"),
    template="emails/plan/report_reminder.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(_("the agency has sent all its reports"), _has_reported),
)
RETURNED = LetterKind(
    key="plan.report_returned",
    name=_("A report of the plan came back"),
    to=_("officers of the agency that sent it"),
    template="emails/plan/report_returned.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(_("the report was sent again"), _was_sent_again),
)
KINDS = (REMINDER, RETURNED)
