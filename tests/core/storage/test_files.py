"""Files under names of their own, in a folder and in a bucket alike."""

import pytest
from django.core.files.storage import default_storage

from config.files import storage
from core.storage import files, mark
from tests.core.storage.s3_server import bucket


@pytest.fixture(params=["folder", "bucket"])
def place(request, settings, tmp_path):
    """Both kinds of storage, made from what FILES would say."""
    with bucket() as server:
        chosen = str(tmp_path / "files") if request.param == "folder" else server.place
        settings.STORAGES = {**settings.STORAGES, "default": storage(chosen)}
        yield server


def read(name):
    with default_storage.open(name) as file:
        return file.read()


def test_a_file_replaces_what_lay_under_its_name(place, tmp_path):
    files.write("letters/1/a.pdf", b"old")
    files.write("letters/1/a.pdf", b"new")
    (tmp_path / "b").write_bytes(b"from a file")
    files.write_from("letters/1/b.pdf", tmp_path / "b")

    assert files.names_in("letters/1") == ["letters/1/a.pdf", "letters/1/b.pdf"]
    assert read("letters/1/a.pdf") == b"new"
    assert read("letters/1/b.pdf") == b"from a file"


def test_a_folder_is_walked_and_erased(place):
    for name in ("letters/1/a.pdf", "letters/1/deep/b.pdf", "letters/2/c.pdf", "d.txt"):
        files.write(name, b"x")

    assert list(files.names_below("")) == [
        "d.txt", "letters/1/a.pdf", "letters/1/deep/b.pdf", "letters/2/c.pdf",
    ]  # fmt: skip
    files.erase_folder("letters/2")
    assert files.names_in("letters/2") == files.names_in("never") == []
    assert "letters/2/c.pdf" not in files.names_below("")


@pytest.mark.django_db
def test_the_mark_is_kept_beside_the_files(place):
    mark.require_agreement()

    assert len(mark.found_mark()) == 32
    assert mark.found_mark() == mark.noted_mark()


def test_a_bucket_gets_signed_requests_below_its_folder(settings):
    with bucket() as server:
        settings.STORAGES = {**settings.STORAGES, "default": storage(server.place)}
        files.write("a.pdf", b"x")

    assert server.kept == {"province/a.pdf": b"x"}
    assert "Credential=key/" in server.signed[0]
