"""A report is reviewed by a second person, released under a number, and withdrawn with a reason."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from analysis.errors import NotReviewed, ReleasedByReviewer, ReportNotMade, ReviewedByAuthor
from analysis.models import Report, ReportRelease, Subscription
from core import audit, jobs, letterhead

ANNOUNCEMENT = "announcement"


@transaction.atomic
def review_report(*, report: Report, note: str, by: User, now: datetime) -> Report:
    """Note that a second person has read the report and found it fit to be released."""
    report = _lock(report)
    if not report.is_made:
        raise ReportNotMade
    if by.pk == report.run.made_by_id:
        raise ReviewedByAuthor
    if report.published_at is None:
        report.reviewed_at, report.reviewed_by, report.review_note = now, by, note.strip()
        report.save(update_fields=["reviewed_at", "reviewed_by", "review_note"])
        audit.record(
            actor=by, action="report.review", now=now, target=report, note=report.review_note
        )
    return report


@transaction.atomic
def publish_report(*, report: Report, by: User | None, now: datetime) -> Report:
    """Let everybody read the page of the run and the PDF of this language, under a new number."""
    report = _lock(report)
    if not report.is_made:
        raise ReportNotMade
    if report.reviewed_at is None:
        raise NotReviewed
    if by is not None and by.pk == report.reviewed_by_id:
        raise ReleasedByReviewer
    if report.published_at is None:
        release = _release(report, by, now)
        report.published_at, report.published_by = now, by
        report.save(update_fields=["published_at", "published_by"])
        audit.record(
            actor=by, action="report.publish", now=now, target=report, number=release.number
        )
        _order_announcement(release, by, now)
    return report


def _order_announcement(release: ReportRelease, by: User | None, now: datetime) -> None:
    """Have those who subscribed told, where there are any."""
    if Subscription.objects.confirmed().exists():
        state = "withdrawn" if release.is_withdrawn else "released"
        jobs.start(
            kind=ANNOUNCEMENT,
            key=f"{release.pk}:{state}",
            subject=str(release.number),
            arguments={"release": release.pk},
            place=["analysis:release", release.number],
            by=by,
            now=now,
        )


def _lock(report: Report) -> Report:
    rows = Report.objects.select_for_update(of=("self",)).select_related("run")
    return rows.get(pk=report.pk)


def _release(report: Report, by: User | None, now: datetime) -> ReportRelease:
    """Give the next number; licence and digests stand as they are today."""
    last = ReportRelease.objects.aggregate(last=Max("number"))["last"] or 0
    association = letterhead.current()
    return ReportRelease.objects.create(
        number=last + 1,
        report=report,
        pdf_digest=report.pdf_digest,
        results_digest=report.run.results_digest,
        licence_name=association.licence_name,
        licence_url=association.licence_url,
        reviewed_at=report.reviewed_at,
        reviewed_by=report.reviewed_by,
        released_at=now,
        released_by=by,
    )


@transaction.atomic
def withdraw_report(*, report: Report, reason: str, by: User | None, now: datetime) -> Report:
    """Take a released report back: its address stays and tells why; it needs a new review."""
    report = _lock(report)
    if report.published_at is None:
        return report
    for release in report.releases.standing():
        release.withdrawn_at, release.withdrawn_by = now, by
        release.withdrawn_because = reason
        release.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
        _order_announcement(release, by, now)
    report.published_at = report.published_by = report.reviewed_at = report.reviewed_by = None
    report.review_note = ""
    report.save(
        update_fields=[
            "published_at", "published_by", "reviewed_at", "reviewed_by", "review_note",
        ]
    )  # fmt: skip
    audit.record(actor=by, action="report.withdraw", now=now, target=report, reason=reason)
    return report
