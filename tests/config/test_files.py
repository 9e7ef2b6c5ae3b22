"""One setting says where files lie."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string

from config.files import storage
from config.settings import STORAGES


def test_a_folder():
    assert storage("/srv/files") == {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": "/srv/files"},
    }


def test_a_bucket_with_folder_region_and_a_secret_with_signs():
    chosen = storage("s3://key:a%2Fb@files.example:9000/thuocdo/daknong?region=ap-southeast-1")

    told = chosen["OPTIONS"]
    assert chosen["BACKEND"] == "storages.backends.s3.S3Storage"
    assert (told["access_key"], told["secret_key"]) == ("key", "a/b")
    assert (told["bucket_name"], told["location"]) == ("thuocdo", "daknong")
    assert told["endpoint_url"] == "https://files.example:9000"
    assert told["region_name"] == "ap-southeast-1"


def test_a_server_on_the_same_machine_goes_without_tls():
    assert storage("s3+http://k:s@127.0.0.1:9000/b")["OPTIONS"]["endpoint_url"] == (
        "http://127.0.0.1:9000"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "media",
        "ftp://files.example/x",
        "s3://files.example/b",
        "s3://k:s@files.example",
        "s3://k@h/b",
    ],
)
def test_what_names_no_place_stops_the_start(wrong):
    with pytest.raises(ImproperlyConfigured, match="FILES"):
        storage(wrong)


def test_collected_static_files_are_read_by_another_account(tmp_path):
    static = STORAGES["staticfiles"]
    storage = import_string(static["BACKEND"])(location=tmp_path, **static["OPTIONS"])

    storage.save("css/site.css", ContentFile(b"a {}"))

    assert oct((tmp_path / "css").stat().st_mode & 0o777) == "0o755"
    assert oct((tmp_path / "css" / "site.css").stat().st_mode & 0o777) == "0o644"
