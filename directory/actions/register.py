"""Importing enterprises: first what would change, then exactly that."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from core.access import User
from core.tabular import previews
from core.tabular.reading import sheets
from core.tabular.tables import table
from core.tabular.uploads import PreviewOutdated
from directory.actions import columns
from directory.actions.changes import Change, Preview
from directory.actions.checks import check_rows, stored_values
from directory.models import DERIVED, District, Enterprise, RegisterUpload

SLICE = 200  # rows in one transaction


def preview(*, name: str, content: bytes, this_year: int) -> Preview:
    """Tell what importing the file would do, and name every row that is wrong."""
    found = table(sheets(name, content)[0], columns.HEADINGS, required=columns.REQUIRED)
    return check_rows(found, this_year)


def preview_upload(upload: RegisterUpload, now: datetime) -> Preview:
    return preview(name=upload.name, content=bytes(upload.content), this_year=now.year)


def confirm(*, upload: RegisterUpload, digest: str, by: User, now: datetime) -> dict[str, Any]:
    """Import what was previewed, once."""
    return previews.confirm_in_slices(
        upload,
        digest=digest,
        now=now,
        preview=partial(preview_upload, now=now),
        write=partial(_write, now=now),
        note=partial(_note, upload, by=by, now=now),
    )


def _note(upload: RegisterUpload, found: Preview, *, by: User, now: datetime) -> None:
    audit.record(
        actor=by,
        action="directory.import_register",
        now=now,
        target=upload,
        content_digest=upload.content_digest,
        preview_digest=found.digest,
        **found.counts,
    )


def _write(found: Preview, now: datetime) -> None:
    """Store new and changed enterprises a slice at a time; who saves an answer hardly waits."""
    districts = {district.code: district for district in District.objects.all()}
    try:
        for some in _slices(found.new):
            _add([_fill(Enterprise(tax_code=one.tax_code), one, districts, now) for one in some])
        for some in _slices(found.changed):
            _change(some, districts, now)
    except IntegrityError as problem:  # somebody added one of them at this moment
        raise PreviewOutdated from problem


def _slices(changes: list[Change]) -> Iterator[list[Change]]:
    for start in range(0, len(changes), SLICE):
        yield changes[start : start + SLICE]


def _fill(
    enterprise: Enterprise, change: Change, districts: Mapping[str, District], now: datetime
) -> Enterprise:
    for name, value in change.after.items():
        setattr(enterprise, name, districts[value] if name == "district" else value)
    enterprise.updated_at = now
    return enterprise.derive()


@transaction.atomic
def _add(enterprises: list[Enterprise]) -> None:
    Enterprise.objects.bulk_create(enterprises)


@transaction.atomic
def _change(changes: list[Change], districts: Mapping[str, District], now: datetime) -> None:
    """Change a slice; none of it if somebody has changed one of the rows since the preview."""
    rows = Enterprise.objects.select_for_update(of=("self",)).select_related("district")
    known = {
        row.tax_code: row for row in rows.filter(tax_code__in=[one.tax_code for one in changes])
    }
    for one in changes:
        if one.tax_code not in known or stored_values(known[one.tax_code], one.after) != one.before:
            raise PreviewOutdated
    filled = [_fill(known[one.tax_code], one, districts, now) for one in changes]
    fields = {name for one in changes for name in one.after} | {*DERIVED, "updated_at"}
    Enterprise.objects.bulk_update(filled, sorted(fields))
