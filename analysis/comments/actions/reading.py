"""Reports that print what is withdrawn: they are taken back with it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from accounts.models import User
from analysis.actions import withdraw_report
from analysis.comments.errors import NeedsReasonToWithdraw, NotWaiting
from analysis.models import CodeFigures, Quote, Report
from core import audit


def list_reports_with(
    *, quote: Quote | None = None, figures: CodeFigures | None = None
) -> list[Report]:
    """The public reports that print a quote or frequencies."""
    told = quote.answer.frame if quote else figures.frame if figures else None
    public = Report.objects.filter(
        published_at__isnull=False, run__wave=told.wave if told else None
    )
    listed = public.select_related("run").order_by("pk")
    return [report for report in listed if _prints(report, quote, figures)]


def _prints(report: Report, quote: Quote | None, figures: CodeFigures | None) -> bool:
    for question in _questions(report):
        if figures and question["key"] == figures.pk:
            return True
        if quote and any(one["key"] == quote.pk for one in question.get("quotes", ())):
            return True
    return False


def _questions(report: Report) -> Iterator[dict[str, Any]]:
    yield from (report.run.results.get("comments") or {}).get("questions", ())


def withdraw(
    row: Quote | CodeFigures, action: str, *, reason: str, by: User, now: datetime
) -> bool:
    """Take back what was held for update; tell whether the public could read it until now."""
    if not reason.strip():
        raise NeedsReasonToWithdraw
    if row.withdrawn_at is not None:
        raise NotWaiting
    was_public = row.stands
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = now, by, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    audit.record(actor=by, action=action, now=now, target=row)
    return was_public


def withdraw_reports_of(
    *,
    reason: str,
    by: User,
    now: datetime,
    quote: Quote | None = None,
    figures: CodeFigures | None = None,
) -> int:
    """Withdraw each of them, and say how many there were."""
    found = list_reports_with(quote=quote, figures=figures)
    for report in found:
        withdraw_report(report=report, reason=reason, by=by, now=now)
    return len(found)
