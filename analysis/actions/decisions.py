"""A person decides on figures that the rules leave to one."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from analysis.data.decided import read_numbers
from analysis.errors import NotLeftToAPerson, ReportIsPublic
from analysis.models import AnalysisRun, FigureDecision, Report
from analysis.numbers import list_reviewed
from core import audit

PRINTED = ["pdf", "pdf_digest", "pages", "made_at", "reviewed_at", "reviewed_by"]


@transaction.atomic
def decide_figures(
    *,
    run: AnalysisRun,
    keys: Collection[str],
    verdict: FigureDecision.Verdict,
    reason: str,
    by: User | None,
    now: datetime,
) -> int:
    """Release or withhold figures of a run; PDFs that are not public are to be made again.

    The decision holds for every run of the wave on the same answers. Refused while one of them is
    public, and for figures on which the rules decide themselves.
    """
    same = AnalysisRun.objects.filter(wave=run.wave_id, frame_digest=run.frame_digest)
    reports = Report.objects.select_for_update().filter(run__in=same)
    if reports.filter(published_at__isnull=False).exists():
        raise ReportIsPublic
    known = {one.key for one in list_reviewed(read_numbers(run))}
    if not set(keys) <= known:
        raise NotLeftToAPerson
    for key in sorted(keys):
        _keep(run, key, verdict, reason, by, now)
    _forget_pdfs(list(reports.filter(made_at__isnull=False)))
    return len(keys)


def _keep(
    run: AnalysisRun,
    key: str,
    verdict: FigureDecision.Verdict,
    reason: str,
    by: User | None,
    now: datetime,
) -> None:
    kept = FigureDecision.objects.create(
        wave_id=run.wave_id,
        frame_digest=run.frame_digest,
        key=key,
        verdict=verdict,
        reason=reason,
        decided_at=now,
        decided_by=by,
    )
    audit.record(
        actor=by,
        action="figure.decide",
        now=now,
        target=kept,
        reason=reason,
        run=run.pk,
        figure=key,
        verdict=str(verdict),
    )


def _forget_pdfs(reports: list[Report]) -> None:
    """Take back PDFs that tell the figures as before, and reviews of them."""
    for report in reports:
        transaction.on_commit(partial(report.pdf.storage.delete, str(report.pdf.name)))
        report.pdf = ""
        report.pdf_digest, report.pages, report.made_at = "", None, None
        report.reviewed_at = report.reviewed_by = None
        report.save(update_fields=PRINTED)
