"""Fetch a frame, estimate, keep; make the PDF of what was kept."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from analysis.data import sources
from analysis.errors import NoBasket, WaveStillOpen
from analysis.models import AnalysisRun, Breakdown, Report
from analysis.provenance import code_version, digest
from core import audit
from pci.models import Edition, Province
from surveys.models import Wave

METHOD = "wave"
SEED = 20180101


def analyse_wave(
    *, wave: Wave, now: datetime, by: User | None, seed: int = SEED, basket: Edition | None = None
) -> AnalysisRun:
    """Estimate a closed wave and keep the numbers with all that is needed to repeat them."""
    from analysis.waves.compute import compute  # noqa: PLC0415 -- slow import

    if not wave.is_closed:
        raise WaveStillOpen(wave)
    target = wave.target_edition.year if wave.target_edition else wave.year
    basket = basket or sources.latest_basket(before=target)
    if basket is None:
        raise NoBasket(wave)
    computed = compute(
        wave=wave, edition=basket, province=Province.objects.home(), seed=seed, now=now
    )
    results = computed.results()
    # Digests of so much, and of the code, take most of a second: before anybody has to wait.
    version, inputs, outcome = code_version(), digest(computed.inputs), digest(results)
    with transaction.atomic():
        run = AnalysisRun.objects.create(
            wave=wave,
            basket=basket,
            method=METHOD,
            parameters={"level": 0.95, "basket": basket.year, "target": target},
            seed=seed,
            frame_digest=computed.frame_digest,
            inputs_digest=inputs,
            code_version=version,
            results=results,
            results_digest=outcome,
            made_at=now,
            made_by=by,
        )
        Breakdown.objects.create(run=run, content=computed.breakdown)
        audit.record(actor=by, action="wave.analyse", now=now, target=run, wave=wave.pk)
    return run


def request_report(*, run: AnalysisRun, language: str, now: datetime) -> Report:
    """Note that a PDF is wanted; the worker makes it."""
    report, _created = Report.objects.get_or_create(
        run=run, language=language, defaults={"requested_at": now}
    )
    return report


def make_report(*, report: Report, now: datetime) -> Report:
    """Write the PDF of a report and keep it; a report that exists is left alone."""
    from analysis.reports import wave as wave_report  # noqa: PLC0415 -- slow import

    if report.is_made:
        return report
    printed = wave_report.pdf(report.run, report.language)
    report.pdf_digest = hashlib.sha256(printed.content).hexdigest()
    report.pages = printed.pages
    report.made_at = now
    report.pdf.save("report.pdf", ContentFile(printed.content), save=False)
    report.save(update_fields=["pdf", "pdf_digest", "pages", "made_at"])
    return report
