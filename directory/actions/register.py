"""Importing enterprises: first what would change and what is to be mended, then exactly that."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit, jobs
from core.access import User
from core.models import Job
from core.tabular.reading import sheets
from core.tabular.uploads import FORGOTTEN_AFTER, AlreadyConfirmed, PreviewOutdated
from directory.actions.places import guess_levels
from directory.actions.register_writing import write_enterprises
from directory.models import ColumnMapping, RegisterUpload
from directory.register_files.decisions import Decisions
from directory.register_files.examination import (
    Found,
    NoTaxCodes,
    Progress,
    examine,
)
from directory.register_files.left_over import write_left_over
from directory.register_files.matching import fingerprint
from directory.register_files.refusals import NothingToImport
from directory.register_files.summary import describe_refusal, summarise

LOOK, IMPORT = "register_look", "register_import"
READ_WHILE_WAITING = 60_000  # bytes; a page waits for a file of this size, the worker reads others
BEGUN = "begun"  # in the options: the look by which rows are being written


def _no_progress(done: int, of: int) -> None:
    """Nobody waits for the progress of a file that is read at once."""


def preview(
    *,
    name: str,
    content: bytes,
    this_year: int,
    decisions: Decisions | None = None,
    progress: Progress = _no_progress,
) -> Found:
    """Tell what importing the file would do, and name every row that is held back."""
    found = sheets(name, content)
    return examine(found, decisions or Decisions(), this_year=this_year, progress=progress)


def preview_upload(
    upload: RegisterUpload, now: datetime, progress: Progress = _no_progress
) -> Found:
    return preview(
        name=upload.name,
        content=bytes(upload.content),
        this_year=now.year,
        decisions=Decisions.of(upload.options),
        progress=progress,
    )


def take_in(*, name: str, content: bytes, by: User, now: datetime) -> RegisterUpload:
    """Keep a file and have it looked at."""
    with transaction.atomic():
        old = RegisterUpload._base_manager.filter(confirmed_at__lt=now - FORGOTTEN_AFTER)
        old.exclude(left_over=None).update(left_over=None)
        upload = RegisterUpload.keep(name=name, content=content, options={}, by=by, now=now)
        job = _order(LOOK, upload, {"revision": 0}, by, now)
    _run_if_small(upload, job)
    return upload


def decide(*, upload: RegisterUpload, by: User, now: datetime, options: dict[str, Any]) -> None:
    """Keep what somebody decided about a file, and have it looked at anew by that."""
    with transaction.atomic():
        upload = RegisterUpload._base_manager.select_for_update().get(pk=upload.pk)
        if upload.confirmed_at:
            raise AlreadyConfirmed
        revision = int(upload.options.get("revision", 0)) + 1
        upload.options = upload.options | options | {"revision": revision}
        upload.save(update_fields=["options"])
        _remember(upload, now)
        job = _order(LOOK, upload, {"revision": revision}, by, now)
    _run_if_small(upload, job)


def _remember(upload: RegisterUpload, now: datetime) -> None:
    """Keep columns and places for the next file with the same headings."""
    if upload.summary.get("fingerprint"):
        ColumnMapping.objects.update_or_create(
            fingerprint=upload.summary["fingerprint"],
            defaults={
                "columns": upload.options.get("columns", {}),
                "places": upload.options.get("places", {}),
                "sectors": upload.options.get("sectors", {}),
                "used_at": now,
            },
        )


def order_import(*, upload: RegisterUpload, digest: str, by: User, now: datetime) -> Job:
    """Have imported what was looked at; another digest than that of the look is refused there."""
    if upload.confirmed_at:
        raise AlreadyConfirmed
    job = _order(IMPORT, upload, {"digest": digest}, by, now)
    _run_if_small(upload, job)
    return job


def _is_small(upload: RegisterUpload) -> bool:
    return len(bytes(upload.content)) <= READ_WHILE_WAITING


def _run_if_small(upload: RegisterUpload, job: Job) -> None:
    if _is_small(upload):
        jobs.run_here(job.pk)


@transaction.atomic
def _order(
    kind: str, upload: RegisterUpload, arguments: dict[str, Any], by: User, now: datetime
) -> Job:
    """Order work on a file: a page waits for a small one, the worker takes the others."""
    return jobs.start(
        kind=kind,
        key=str(upload.pk),
        subject=upload.name,
        by=by,
        now=now,
        arguments={"upload": upload.pk, **arguments},
        place=("directory:upload_preview", upload.pk),
        to_worker=not _is_small(upload),
    )


def look(*, upload: RegisterUpload, now: datetime, progress: Progress = _no_progress) -> None:
    """Read the file and keep what its page shows; columns of an earlier file are taken over."""
    found = _look(upload, now, progress)
    known = ColumnMapping.objects.filter(fingerprint=fingerprint(found.headings)).first()
    kept = {name: getattr(known, name, {}) for name in ("columns", "places", "sectors")}
    if any(kept.values()) and not upload.options.get("revision"):
        upload.options = upload.options | kept
        upload.save(update_fields=["options"])
        found = _look(upload, now, progress)
    upload.summary = summarise(found, upload.options)
    upload.save(update_fields=["summary"])


def _look(upload: RegisterUpload, now: datetime, progress: Progress) -> Found:
    try:
        return preview_upload(upload, now, progress)
    except NoTaxCodes as refusal:
        upload.summary = describe_refusal(refusal.found, str(refusal), upload.options)
        upload.save(update_fields=["summary"])
        raise


def confirm(
    *,
    upload: RegisterUpload,
    digest: str,
    by: User,
    now: datetime,
    progress: Progress = _no_progress,
) -> dict[str, Any]:
    """Import the rows that are ready, once; the others become the file of what is left.

    A file of thousands is read before the transaction begins, so that nobody waits for it to write.
    What a killed worker has begun goes on: its rows are there already, so the look differs now.
    """
    upload.refresh_from_db()
    if upload.confirmed_at:
        raise AlreadyConfirmed
    found = preview_upload(upload, now, progress)
    goes_on = upload.options.get(BEGUN) == digest
    if found.digest != digest and not goes_on:
        raise PreviewOutdated
    if not found.changes:
        raise NothingToImport
    if not goes_on:
        upload.summary = summarise(found, upload.options)
        _set_begun(upload, digest)
    try:
        write_enterprises(found, now)
    except PreviewOutdated:
        _set_begun(upload, "")
        raise
    with transaction.atomic():
        upload.refresh_from_db(from_queryset=RegisterUpload._base_manager.select_for_update())
        if upload.confirmed_at:
            raise AlreadyConfirmed
        return _note(upload, found, by=by, now=now)


def _set_begun(upload: RegisterUpload, digest: str) -> None:
    """Note that writing has begun by this look, and what the look said."""
    upload.options = upload.options | {BEGUN: digest}
    upload.save(update_fields=["options", "summary"])


def _note(upload: RegisterUpload, found: Found, *, by: User, now: datetime) -> dict[str, Any]:
    """Keep what came of the file, as it was before the first row was written, and what is left."""
    counts: dict[str, Any] = upload.summary["counts"]
    places = upload.summary["new_places"]
    upload.left_over = write_left_over(found) if found.left else None
    upload.save(update_fields=["left_over"])
    audit.record(
        actor=by,
        action="directory.import_register",
        now=now,
        target=upload,
        content_digest=upload.content_digest,
        preview_digest=upload.options[BEGUN],
        repairs={code: offer.count for code, offer in found.offers.items() if offer.accepted},
        places_added=places,
        **counts,
    )
    upload.settle(outcome=counts, now=now)
    if places:
        guess_levels(by=by, now=now)
    return counts


def write_left(upload: RegisterUpload, now: datetime) -> bytes | None:
    """The rows held back by the decisions made so far, before anything is imported."""
    found = preview_upload(upload, now)
    return write_left_over(found) if found.left else None
