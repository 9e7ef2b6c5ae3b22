"""Importing official results: first what would change, then exactly that."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.access import User
from core.tabular import previews
from core.tabular.previews import Values
from core.tabular.uploads import ProblemsRemain
from pci.actions.changes import Preview
from pci.actions.checks import check_records
from pci.actions.records import read_records
from pci.models import OfficialResult, OfficialScore, OfficialUpload


def preview(
    *, name: str, content: bytes, year: int | None = None, years: tuple[int, int] | None = None
) -> Preview:
    """Tell what importing the file would do, and name every row that is wrong."""
    return check_records(read_records(name, content, year=year, years=years))


def preview_upload(upload: OfficialUpload) -> Preview:
    years = upload.options.get("years")
    return preview(
        name=upload.name,
        content=bytes(upload.content),
        year=upload.options.get("year"),
        years=(years[0], years[1]) if years else None,
    )


@transaction.atomic
def apply(
    found: Preview, *, by: User | None, now: datetime, source: str, content_digest: str
) -> dict[str, Any]:
    """Write what the preview shows; nothing at all when a row is wrong."""
    if found.problems:
        raise ProblemsRemain
    for change in [*found.new, *found.changed]:
        where: Values = {"province": change.province, "edition": change.edition}
        values = change.after | {"source": change.after.get("source") or source[:300]}
        if change.criterion:
            where["criterion"] = change.criterion
            OfficialResult.objects.update_or_create(**where, defaults=values)
        else:
            OfficialScore.objects.update_or_create(**where, defaults=values)
    replaced = [[*c.key, c.before, c.after] for c in found.changed[:200]]
    audit.record(
        actor=by,
        action="pci.import_official",
        now=now,
        file=source,
        content_digest=content_digest,
        preview_digest=found.digest,
        replaced=replaced,
        **found.counts,
    )
    return found.counts


def confirm(*, upload: OfficialUpload, digest: str, by: User, now: datetime) -> dict[str, Any]:
    """Import what was previewed, once."""
    write = partial(apply, by=by, now=now, source=upload.name, content_digest=upload.content_digest)
    return previews.confirm(upload, digest=digest, now=now, preview=preview_upload, write=write)


def summary(found: Preview) -> Iterable[str]:
    """Say in sentences what the import would do."""
    counts = found.counts
    yield (
        _("New: %(new)s. Changed: %(changed)s. The same: %(same)s. Left out: %(left_out)s.")
        % counts
    )
    for change in found.changed:
        province, year, criterion = change.key
        yield f"{province} {year} {criterion}: {change.before} → {change.after}"
    yield from map(str, found.problems)
