"""Importing enterprises: first what would change, then exactly that."""

from datetime import datetime
from functools import partial
from typing import Any

from core import audit
from core.access import User
from core.tabular import previews
from core.tabular.previews import Values
from core.tabular.reading import sheets
from core.tabular.tables import table
from directory.actions import columns
from directory.actions.changes import Preview
from directory.actions.checks import check_rows
from directory.models import DERIVED, District, Enterprise, RegisterUpload


def preview(*, name: str, content: bytes, this_year: int) -> Preview:
    """Tell what importing the file would do, and name every row that is wrong."""
    found = table(sheets(name, content)[0], columns.HEADINGS, required=columns.REQUIRED)
    return check_rows(found, this_year)


def preview_upload(upload: RegisterUpload, now: datetime) -> Preview:
    return preview(name=upload.name, content=bytes(upload.content), this_year=now.year)


def confirm(*, upload: RegisterUpload, digest: str, by: User, now: datetime) -> dict[str, Any]:
    """Import what was previewed, once."""
    look, write = partial(preview_upload, now=now), partial(_import, upload, by=by, now=now)
    return previews.confirm(upload, digest=digest, now=now, preview=look, write=write)


def _import(upload: RegisterUpload, found: Preview, *, by: User, now: datetime) -> None:
    _write(found, now)
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
    districts = {district.code: district for district in District.objects.all()}

    def filled(enterprise: Enterprise, values: Values) -> Enterprise:
        for name, value in values.items():
            setattr(enterprise, name, districts[value] if name == "district" else value)
        enterprise.updated_at = now
        return enterprise.derive()

    Enterprise.objects.bulk_create(
        [filled(Enterprise(tax_code=change.tax_code), change.after) for change in found.new],
        batch_size=500,
    )
    after = {change.tax_code: change.after for change in found.changed}
    rows = list(Enterprise.objects.filter(tax_code__in=after))
    fields = {name for values in after.values() for name in values} | {*DERIVED, "updated_at"}
    if rows:
        changed = [filled(row, after[row.tax_code]) for row in rows]
        Enterprise.objects.bulk_update(changed, sorted(fields), batch_size=200)
