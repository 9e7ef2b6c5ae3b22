"""Answers as a file: ordered with a reason, written, logged, and erased after some days."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from core import audit, jobs
from core.models import Job
from core.storage import files as stored
from surveys.dataset import codebook, files
from surveys.dataset.actions.answer_files import write_zip
from surveys.dataset.frames import data_set
from surveys.dataset.table import Table
from surveys.errors import BlindWaveOpen, ReasonMissing
from surveys.models import DataExport, ExportFormat, Response, Wave

FOLDER = "exports"
KIND = "export"
KEEP_FILES = timedelta(days=7)
AT_ONCE = 1000


def order_export(
    *,
    wave: Wave,
    format: ExportFormat,  # noqa: A002 -- the word of the form and of the database
    language: str,
    with_set_aside: bool,
    reason: str,
    by: User | None,
    now: datetime,
) -> DataExport:
    """Note who wants which data and why, and have the file made: at once, or by the worker."""
    if not reason.strip():
        raise ReasonMissing
    if format.holds_answers:
        refuse_while_blind(wave)
    export = DataExport(
        wave=wave,
        format=format,
        language=language,
        with_set_aside=with_set_aside,
        reason=reason.strip(),
        ordered_by=by,
        ordered_at=now,
    )
    is_large = Response.objects.submitted().filter(wave=wave).count() > AT_ONCE
    job = _store_order(export, to_worker=is_large)
    if not is_large:
        jobs.run_here(job.pk)
        export.refresh_from_db()
    return export


@transaction.atomic
def _store_order(export: DataExport, *, to_worker: bool) -> Job:
    export.save(force_insert=True)
    export.job = jobs.start(
        kind=KIND,
        key=str(export.pk),
        subject=lambda: f"{export.wave.title} ({export.format.upper()})",
        place=["surveys:exports", export.wave_id],
        by=export.ordered_by,
        now=export.ordered_at,
        to_worker=to_worker,
    )
    export.save(update_fields=["job"])
    return export.job


def refuse_while_blind(wave: Wave) -> None:
    """Keep the answers of a blind wave together until no more of them come in."""
    if wave.is_blind and not wave.is_closed:
        raise BlindWaveOpen(wave)


def run_export(*, export: DataExport, now: datetime) -> DataExport:
    """Write the file and log the export; running it again changes nothing."""
    if export.finished_at:
        return export
    kind = ExportFormat(export.format)
    if kind.holds_answers:
        refuse_while_blind(export.wave)
    table = data_set(
        export.wave, language=export.language, with_set_aside=export.with_set_aside, now=now
    )
    digest = _store_file(table, kind, name_of(export))
    with transaction.atomic():
        export.finished_at = now
        export.rows, export.columns = len(table.rows), len(table.variables)
        export.digest, export.file = digest, PurePosixPath(name_of(export)).name
        export.save()
        log_export(export, now)
    return export


def _store_file(table: Table, kind: ExportFormat, name: str) -> str:
    """Write the file where there is room, then keep it where every machine finds it."""
    with TemporaryDirectory(prefix="export-", dir=settings.DATA_DIR) as folder:
        path = Path(folder) / PurePosixPath(name).name
        write(table, kind, path)
        stored.write_from(name, path)
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()


def write(table: Table, kind: ExportFormat, path: Path) -> None:
    """Write a table, or its codebook, to a file."""
    if kind is ExportFormat.HTML:
        path.write_text(codebook.html(table), encoding="utf-8")
    elif kind is ExportFormat.DDI:
        path.write_bytes(codebook.ddi(table))
    elif kind is ExportFormat.FILES:
        write_zip(table, path)
    else:
        files.write(table, kind, path)


def log_export(export: DataExport, now: datetime) -> None:
    audit.record(
        actor=export.ordered_by,
        action="responses.export",
        now=now,
        target=export.wave,
        reason=export.reason,
        format=export.format,
        rows=export.rows,
        columns=export.columns,
        digest=export.digest,
        with_set_aside=export.with_set_aside,
    )


def erase_files(*, now: datetime) -> int:
    """Erase files whose time is over; who took what and why stays on record."""
    old = DataExport.objects.with_file().filter(finished_at__lt=now - KEEP_FILES)
    for export in old:
        default_storage.delete(name_of(export))
        export.erased_at = now
        export.save(update_fields=["erased_at"])
    return len(old)


def name_of(export: DataExport) -> str:
    """Where the file lies in the storage."""
    kind = ExportFormat(export.format)
    return f"{FOLDER}/{export.wave.year}-{export.pk}.{kind.extension}"
