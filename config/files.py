"""Where files lie, from one setting: a folder, or a bucket of a server that speaks S3."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

FOLDERS = "django.core.files.storage.FileSystemStorage"
BUCKETS = "storages.backends.s3.S3Storage"


def storage(place: str) -> dict[str, Any]:
    """The entry of ``STORAGES`` for a place: ``/a/folder`` or ``s3://key:secret@server/bucket``.

    ``s3+http://`` goes without TLS, for a server on the same machine.
    """
    if place.startswith(("s3://", "s3+http://")):
        return {"BACKEND": BUCKETS, "OPTIONS": _bucket(place)}
    if "://" in place or not Path(place).is_absolute():
        raise ImproperlyConfigured(
            "FILES names neither a folder from the root on nor s3://key:secret@server/bucket."
        )
    return {"BACKEND": FOLDERS, "OPTIONS": {"location": place}}


def _bucket(place: str) -> dict[str, Any]:
    told = urlsplit(place)
    bucket, _slash, prefix = told.path.strip("/").partition("/")
    if not (told.hostname and bucket and told.username and told.password):
        raise ImproperlyConfigured("FILES: write s3://key:secret@server/bucket.")
    server = told.netloc.rpartition("@")[2]
    return {
        "access_key": unquote(told.username),
        "secret_key": unquote(told.password),
        "bucket_name": bucket,
        "location": prefix,
        "endpoint_url": f"{'http' if told.scheme == 's3+http' else 'https'}://{server}",
        "region_name": parse_qs(told.query).get("region", ["us-east-1"])[0],
        "addressing_style": "path",
        "file_overwrite": False,
        "querystring_auth": True,
        "default_acl": None,
    }
