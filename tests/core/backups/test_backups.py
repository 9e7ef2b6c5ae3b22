"""A backup taken while people answer is whole, is tried, and comes back as it was."""

import errno
import json
import random
import sqlite3
import tarfile
import tempfile
import threading
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bench._seed import SECTION
from bench._site import MANAGE, postgres, postgres_programs, site
from core.backups import archive

FILE = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
default_storage.save("dialogues/2026/11/a.pdf", ContentFile(b"%PDF-1"))
"""
LOOK = """
from django.core.files.storage import default_storage
from surveys.models import Draft
print(Draft.objects.count(), default_storage.open("dialogues/2026/11/a.pdf").read().decode())
"""


def save_until(platform, over, saved):
    for token in platform.tokens:
        if over.is_set():
            return
        form = urlencode({"q1": "1", "language": "vi", "go": "save"})
        status, _ = platform.ask("POST", f"/s/{token}/p/{SECTION}/", form, "application/json")
        if status == 200:
            saved.append(token)


def back_up_and_restore(platform, tmp_path, empty):
    """Take a backup while people save, then restore it into an empty installation."""
    platform.run(*MANAGE, "shell", "-c", FILE)
    over, saved = threading.Event(), []
    people = threading.Thread(target=save_until, args=(platform, over, saved))
    people.start()
    while len(saved) < 10:
        over.wait(0.05)
    before = len(saved)
    told = platform.run(*MANAGE, "backup", str(tmp_path / "b.tar.gz"))
    over.set()
    people.join()
    platform.kill()
    data = tmp_path / "empty"
    platform.environment |= {"DATA_DIR": str(data), "DATABASE_URL": empty}
    platform.run(*MANAGE, "restore", str(tmp_path / "b.tar.gz"))
    drafts, content = platform.run(*MANAGE, "shell", "-v", "0", "-c", LOOK).split()
    return told, before, int(drafts), len(saved), content


@pytest.mark.crawl
@pytest.mark.slow
@pytest.mark.platform
def test_a_backup_taken_while_people_answer_comes_back_whole(migrated_tables, tmp_path):
    with site(invitations=400, tables=migrated_tables) as platform:
        platform.start()
        empty = f"sqlite:///{tmp_path}/empty/thuocdo.sqlite3"
        (tmp_path / "empty").mkdir()
        told, before, found, after, content = back_up_and_restore(platform, tmp_path, empty)

    assert "2 files; restored once, every table is the same." in told
    assert before <= found <= after
    assert content == "%PDF-1"


@pytest.mark.crawl
@pytest.mark.slow
@pytest.mark.platform
def test_a_backup_of_postgresql_comes_back_whole(migrated_dump, tmp_path):
    programs = postgres_programs()
    if programs is None:
        pytest.skip("Debian's package postgresql is not installed")
    with (
        postgres(programs) as (address, _process),
        site(invitations=100, database_url=address, dump=migrated_dump) as platform,
    ):
        platform.start()
        create = "from core.backups.databases import run; run('createdb', 'empty')"
        platform.run(*MANAGE, "shell", "-c", create)
        empty = address.removesuffix("postgres") + "empty"
        told, before, found, after, content = back_up_and_restore(platform, tmp_path, empty)

    assert "restored once, every table is the same." in told
    assert before <= found <= after
    assert content == "%PDF-1"


def packed(folder, **entries):
    """Write a tar file of the given entries."""
    path = folder / "x.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in entries.items():
            entry = tarfile.TarInfo(name.replace("__", "."))
            entry.size = len(content)
            archive.addfile(entry, BytesIO(content))
    return path


def manifest(**changes):
    told = {
        "form": 1, "made_at": "", "vendor": "sqlite", "migrations": [], "counts": {}, "files": 0,
    }  # fmt: skip
    return json.dumps(told | changes).encode()


@pytest.mark.platform  # the backups it reads are of SQLite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"note": b"x"}, "no backup of the platform"),
        ({"manifest__json": manifest(migrations=["core.9999_later"])}, "core.9999_later"),
        ({"manifest__json": manifest(vendor="postgresql")}, "is of postgresql"),
    ],
)
def test_what_is_no_backup_of_ours_is_refused(tmp_path, entries, said):
    with pytest.raises(CommandError, match=said):
        call_command("restore", packed(tmp_path, **entries), "--trial")


def of_kind(kind, name):
    """An archive with one entry that is no plain file within."""
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, "/etc/passwd"
    return entry


@pytest.mark.django_db
@pytest.mark.parametrize(
    "entry",
    [
        of_kind(tarfile.REGTYPE, "../outside"),
        of_kind(tarfile.REGTYPE, "files/../../outside"),
        of_kind(tarfile.REGTYPE, "/tmp/outside"),  # noqa: S108 -- never written
        of_kind(tarfile.SYMTYPE, "files/a"),
        of_kind(tarfile.LNKTYPE, "files/a"),
        of_kind(tarfile.FIFOTYPE, "files/a"),
        of_kind(tarfile.CHRTYPE, "files/a"),
    ],
    ids=lambda entry: f"{entry.name} {entry.type!r}",
)
def test_nothing_but_plain_files_within_is_unpacked(tmp_path, monkeypatch, entry):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as made:
        made.addfile(entry)

    with pytest.raises(CommandError, match="no backup of the platform"):
        call_command("restore", tmp_path / "bad.tar.gz", "--trial")

    assert [path.name for path in tmp_path.iterdir()] == ["bad.tar.gz"]


@pytest.mark.platform  # the backups it reads are of SQLite
@pytest.mark.django_db
def test_a_backup_is_unpacked_by_the_python_of_debian_12(tmp_path, monkeypatch):
    monkeypatch.delattr(tarfile, "data_filter", raising=False)  # came with Python 3.11.4
    monkeypatch.delattr(tarfile.TarFile, "extractall")
    path = packed(tmp_path, manifest__json=manifest(), files=b"x")

    with archive.open_archive(path) as (told, folder):
        assert told.vendor == "sqlite"
        assert (folder / "files").read_bytes() == b"x"


@pytest.mark.django_db
def test_no_room_to_unpack_is_told_in_words(tmp_path, monkeypatch):
    def fail(*_streams):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("core.backups.archive.shutil.copyfileobj", fail)

    with pytest.raises(CommandError, match="no room for the backup in"):
        call_command("restore", packed(tmp_path, note=b"x"), "--trial")


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99, "sum", "length"])
def test_a_file_with_one_bit_turned_is_refused(tmp_path, place):
    noise = random.Random(7).randbytes(40_000)
    path = packed(tmp_path, manifest__json=manifest(vendor=connection.vendor), files=noise)
    whole = bytearray(path.read_bytes())
    ends = {"sum": len(whole) - 8, "length": len(whole) - 4}
    whole[ends.get(place) or int(place * len(whole))] ^= 1
    path.write_bytes(whole)

    with pytest.raises(CommandError, match="no backup of the platform"):
        call_command("restore", path, "--trial")


@pytest.mark.django_db
def test_a_file_that_is_cut_off_is_refused(tmp_path):
    path = packed(tmp_path, note=b"x" * 5000)
    path.write_bytes(path.read_bytes()[:60])

    with pytest.raises(CommandError, match="cut off"):
        call_command("restore", path, "--trial")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ("core.backups.databases.copy_to", sqlite3.OperationalError("database or disk is full")),
        ("core.backups.archive._sync", OSError(errno.ENOSPC, "No space left on device")),
    ],
)
def test_a_disk_without_room_is_told_in_words_and_left_empty(tmp_path, monkeypatch, where, problem):
    def fail(_path):
        raise problem

    def copy(target):
        target.touch()
        return {}

    monkeypatch.setattr("core.backups.databases.copy_to", copy)
    monkeypatch.setattr(where, fail)

    with pytest.raises(CommandError, match=f"no room for the backup in {tmp_path}"):
        call_command("backup", tmp_path / "b.tar.gz")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("inside", "said"), [("", "is a folder"), ("missing/a.tar.gz", "There is no folder")]
)
def test_a_backup_needs_a_file_in_a_folder(tmp_path, inside, said):
    with pytest.raises(CommandError, match=said):
        call_command("backup", tmp_path / inside)
    assert list(tmp_path.parent.glob("*.part")) == []
