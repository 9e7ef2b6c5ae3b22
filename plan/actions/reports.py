"""Writing, sending and returning progress reports."""

import hashlib
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from plan.errors import AlreadySent, NothingReported, NotSent, ReasonMissing, ReportChanged
from plan.models import ProgressReport, ReportStatus


def version_of(report: ProgressReport) -> str:
    """Name what a report says, so that a page can tell what its writer had before them."""
    return hashlib.sha256(f"{report.text}\0{report.obstacles}".encode()).hexdigest()[:16]


@transaction.atomic
def save_draft(
    *,
    report: ProgressReport,
    text: str,
    obstacles: str,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> ProgressReport:
    """Keep what has been written so far; a form posted twice finds the same report.

    ``seen`` is the version its writer has before them; another one is not overwritten.
    """
    kept, is_new = ProgressReport.objects.select_for_update().get_or_create(
        assignment=report.assignment, agency=report.agency, due_on=report.due_on
    )
    if kept.status == ReportStatus.SENT:
        raise AlreadySent
    is_other = (kept.text, kept.obstacles) != (text, obstacles)
    if seen is not None and seen != version_of(kept) and is_other:
        raise ReportChanged(kept.written_by)
    report = kept
    report.text, report.obstacles, report.written_by = text, obstacles, by
    report.save(update_fields=["text", "obstacles", "written_by"])
    if is_new:
        audit.record(actor=by, action="plan.begin_report", now=now, target=report)
    return report


@transaction.atomic
def send(*, report: ProgressReport, by: User, now: datetime) -> ProgressReport:
    """Send the report to its collector; from now on it stands as it is."""
    report = _lock_report(report)
    if report.status == ReportStatus.SENT:
        raise AlreadySent
    if not report.text.strip():
        raise NothingReported
    report.status, report.sent_at, report.returned_because = ReportStatus.SENT, now, ""
    report.save(update_fields=["status", "sent_at", "returned_because"])
    audit.record(actor=by, action="plan.send_report", now=now, target=report, late=report.is_late)
    return report


@transaction.atomic
def return_report(
    *, report: ProgressReport, reason: str, by: User, now: datetime
) -> ProgressReport:
    """Give a sent report back to its agency, saying why."""
    report = _lock_report(report)
    if report.status != ReportStatus.SENT:
        raise NotSent
    if not reason.strip():
        raise ReasonMissing
    report.status, report.sent_at, report.returned_because = ReportStatus.DRAFT, None, reason
    report.save(update_fields=["status", "sent_at", "returned_because"])
    audit.record(actor=by, action="plan.return_report", now=now, target=report, reason=reason[:500])
    return report


def _lock_report(report: ProgressReport) -> ProgressReport:
    return ProgressReport.objects.select_for_update().get(pk=report.pk)
