"""One tar file: what it is, a consistent copy of the database, then the files it names.

The database comes first. A file is always stored before the row that names it, so every row of the
copy finds its file, whatever people do meanwhile.
"""

import errno
import gzip
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from core.backups import databases
from core.errors import DomainError
from core.storage import files as stored
from core.storage import mark

FORM = 1
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"
BROKEN = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, TypeError)
BESIDE = ("outgoing", "mail")  # folders of DATA_DIR that no storage keeps


class NoBackup(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This file is no backup of the platform, or it is cut off."))


class OtherVersion(DomainError):
    def __init__(self, unknown: list[str]) -> None:
        super().__init__(
            _(
                "The backup was taken by a newer version; this one does not know %(migrations)s."
                " Install that version first."
            )
            % {"migrations": ", ".join(unknown[:3])}
        )


class OtherDatabase(DomainError):
    def __init__(self, theirs: str, ours: str) -> None:
        super().__init__(
            _("The backup is of %(theirs)s, and this installation uses %(ours)s.")
            % {"theirs": theirs, "ours": ours}
        )


class NotEmpty(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The database holds data, which would be lost. Restore into an empty one, or add"
                " --replace."
            )
        )


class NoRoom(DomainError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("There is no room for the backup in %(folder)s. Nothing of it was left there.")
            % {"folder": folder}
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; counts are of the very moment of the copy."""

    form: int
    made_at: str
    vendor: str
    migrations: list[str]
    counts: dict[str, int]
    files: int = 0


def take(target: Path, *, now: datetime) -> Manifest:
    """Write a backup beside its place, and put it there once it is whole."""
    draft = target.with_name(target.name + ".part")
    try:
        manifest = _write(draft, now)
        draft.replace(target)
    except BaseException as problem:
        draft.unlink(missing_ok=True)
        if _is_full(problem):
            raise NoRoom(target.parent) from problem
        raise
    return manifest


def _is_full(problem: BaseException) -> bool:
    if isinstance(problem, OSError):
        return problem.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(problem, sqlite3.OperationalError) and "disk is full" in str(problem)


def _write(draft: Path, now: datetime) -> Manifest:
    with tempfile.TemporaryDirectory(dir=draft.parent, prefix=".backup-") as folder:
        copy = Path(folder) / DATABASE
        counts = databases.copy_to(copy)
        manifest = Manifest(FORM, now.isoformat(), connection.vendor, _migrations(), counts)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            archive.add(copy, DATABASE)
            files = sum(_add(archive, name, content) for name, content in _files())
            manifest = Manifest(**(asdict(manifest) | {"files": files}))
            _add(archive, MANIFEST, io.BytesIO(json.dumps(asdict(manifest)).encode()), prefix="")
            file.flush()
        _sync(draft)
    return manifest


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _files() -> Iterator[tuple[str, Any]]:
    """Every stored file, and those that lie beside the storage."""
    for name in stored.names_below(""):
        try:
            with default_storage.open(name, "rb") as content:
                yield f"stored/{name}", content
        except FileNotFoundError:  # erased meanwhile
            continue
    for folder in BESIDE:
        for path in sorted((settings.DATA_DIR / folder).rglob("*")):
            if path.is_file():
                with path.open("rb") as content:
                    yield f"beside/{path.relative_to(settings.DATA_DIR)}", content


def _add(archive: tarfile.TarFile, name: str, content: Any, prefix: str = FILES) -> int:
    whole = content.read()
    entry = tarfile.TarInfo(prefix + name)
    entry.size, entry.mode = len(whole), 0o600
    archive.addfile(entry, io.BytesIO(whole))
    return 1


def _unpack(stream: gzip.GzipFile, folder: Path) -> None:
    """Take out plain files alone, none of them outside; Python 3.11.2 (Debian 12) has no filter.

    The sum of a packed file stands at its very end, behind what an archive reads of it.
    """
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        for entry in archive:
            _take_out(archive, entry, folder)
    while stream.read(1024 * 1024):
        continue


def _take_out(archive: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> None:
    name = PurePosixPath(entry.name)
    content = archive.extractfile(entry) if entry.isreg() else None
    if content is None or name.is_absolute() or ".." in name.parts:
        raise ValueError(entry.name)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(content, file)


@contextmanager
def open_archive(source: Path) -> Iterator[tuple[Manifest, Path]]:
    """Unpack a backup into a folder that is taken away afterwards, and check what it says."""
    with tempfile.TemporaryDirectory(prefix="thuocdo-restore-") as folder:
        try:
            with gzip.open(source) as stream:
                _unpack(stream, Path(folder))
            told = json.loads((Path(folder) / MANIFEST).read_text(encoding="utf-8"))
            manifest = Manifest(**told)
        except BROKEN as problem:
            raise (NoRoom(Path(folder).parent) if _is_full(problem) else NoBackup()) from problem
        _check(manifest)
        yield manifest, Path(folder)


def _check(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise OtherDatabase(manifest.vendor, connection.vendor)
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    if unknown := [name for name in manifest.migrations if name not in known]:
        raise OtherVersion(unknown)


def try_out(source: Path) -> Manifest:
    """Restore into a scratch database, compare every table and read every file; keep nothing."""
    with open_archive(source) as (manifest, folder):
        databases.compare(databases.counts_of_scratch(folder / DATABASE), manifest.counts)
        databases.compare({"files": _count(folder)}, {"files": manifest.files})
    return manifest


def put_back(source: Path, *, replace: bool = False) -> Manifest:
    """Restore database and files into this installation, and compare every table."""
    if not replace and databases.has_data():
        raise NotEmpty
    with open_archive(source) as (manifest, folder):
        databases.replace_by(folder / DATABASE)
        databases.compare(databases.counts(), manifest.counts)
        _put_back_files(folder / FILES)
    return manifest


def _count(folder: Path) -> int:
    return sum(path.is_file() for path in (folder / FILES).rglob("*"))


def _put_back_files(folder: Path) -> None:
    default_storage.delete(mark.NAME)  # the files carry the mark of the database they come with
    for path in sorted((folder / "stored").rglob("*")):
        if path.is_file():
            stored.write_from(str(path.relative_to(folder / "stored")), path)
    for path in sorted((folder / "beside").rglob("*")):
        if path.is_file():
            target = settings.DATA_DIR / path.relative_to(folder / "beside")
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            target.chmod(0o600)
