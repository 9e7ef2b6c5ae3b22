"""What is known of backups: the log tells which were taken, and which of them were tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from core import audit
from core.access import User
from core.backups import archive
from core.backups.archive import Manifest
from core.models import AuditEntry

TAKEN = "backup.take"
FOLDER = "backups"
KEPT = 3  # of those taken from the page; others are nobody's business but the operator's
OLD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Known:
    """The last backup, and the last that was restored once on trial."""

    last: AuditEntry | None
    tried: AuditEntry | None

    def is_old(self, now: datetime) -> bool:
        return self.tried is None or now - self.tried.at > OLD


def note(made: Manifest, target: Path, *, is_tried: bool, by: User | None, now: datetime) -> None:
    """Keep in the log that a backup was taken, what it holds, and whether it was tried."""
    audit.record(
        actor=by,
        action=TAKEN,
        now=now,
        file=target.name,
        folder=str(target.parent),
        rows=sum(made.counts.values()),
        files=made.files,
        tried=is_tried,
    )


def read_last_backups() -> Known:
    taken = AuditEntry.objects.filter(action=TAKEN).order_by("-at", "-pk")
    return Known(taken.first(), taken.filter(details__tried=True).first())


def take_here(*, by: User | None, now: datetime) -> Path:
    """Take a backup into the data folder and try it; of those taken so the last ones are kept."""
    folder = settings.DATA_DIR / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target: Path = folder / f"page-{now:%Y%m%d-%H%M%S}.tar.gz"
    made = archive.take(target, now=now)
    archive.try_out(target)
    note(made, target, is_tried=True, by=by, now=now)
    for old in sorted(folder.glob("page-*.tar.gz"))[:-KEPT]:
        old.unlink()
    return target
