"""Scans of paper forms: attached to what was typed from them, removed, erased after a year."""

import secrets
from datetime import datetime

from django.core.files.base import ContentFile, File
from django.db import transaction

from accounts.models import User
from core import audit
from core.attachments.cleaning import clean_file
from surveys.answering.actions.files import name_of
from surveys.errors import (
    BlindWaveKeepsNoScans,
    NotTypedFromPaper,
    ScansNoLongerKept,
    TooManyScans,
)
from surveys.models import Mode, PaperScan, Response
from surveys.models.scans import end_of_scans

MOST_SCANS = 20  # of one form


def attach_scan(*, response: Response, upload: "File[bytes]", by: User, now: datetime) -> PaperScan:
    """Keep a cleaned copy of a photo or PDF; the same file once more changes nothing."""
    refuse_scan(response, now)
    clean = clean_file(upload)
    scan = PaperScan(
        response=response,
        name=name_of(secrets.token_hex(16), clean),
        size=len(clean.content),
        digest=clean.digest,
        added_by=by,
        at=now,
    )
    scan.file.save(scan.name, ContentFile(clean.content), save=False)
    try:
        kept = _store(scan)
    except BaseException:
        scan.file.delete(save=False)
        raise
    if kept != scan:
        scan.file.delete(save=False)
    return kept


@transaction.atomic
def _store(scan: PaperScan) -> PaperScan:
    """Store the row, unless the very file is there; scans of a form come one by one."""
    response = Response.objects.select_for_update().get(pk=scan.response_id)
    if known := response.scans.filter(digest=scan.digest).first():
        return known
    if response.scans.count() >= MOST_SCANS:
        raise TooManyScans(MOST_SCANS)
    scan.save(force_insert=True)
    audit.record(
        actor=scan.added_by,
        action="response.add_scan",
        now=scan.at,
        target=response,
        digest=scan.digest,
    )
    return scan


def refuse_scan(response: Response, now: datetime) -> None:
    """Refuse where a scan would tell who answered, proves nothing, or would be erased at once."""
    if response.is_blind:
        raise BlindWaveKeepsNoScans(response.wave)
    if response.mode != Mode.PAPER:
        raise NotTypedFromPaper
    ends = end_of_scans(response.wave)
    if ends and ends <= now:
        raise ScansNoLongerKept(response.wave)


@transaction.atomic
def remove_scan(*, scan: PaperScan, by: User, now: datetime) -> None:
    """Take away a scan that belongs to another form, file and all."""
    audit.record(
        actor=by, action="response.remove_scan", now=now, target=scan.response, digest=scan.digest
    )
    _erase(scan)


def erase_old_scans(*, now: datetime) -> int:
    """Erase the scans of waves that were closed a year ago."""
    old = list(PaperScan.objects.over(now).select_related("response__wave"))
    for wave in {scan.response.wave for scan in old}:
        mine = [scan for scan in old if scan.response.wave == wave]
        with transaction.atomic():
            for scan in mine:
                _erase(scan)
            audit.record(
                actor=None, action="wave.erase_scans", now=now, target=wave, scans=len(mine)
            )
    return len(old)


def _erase(scan: PaperScan) -> None:
    scan.delete()
    transaction.on_commit(lambda: scan.file.delete(save=False))
