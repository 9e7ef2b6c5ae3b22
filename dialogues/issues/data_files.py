"""Open data lies ready: written by the worker after what is public has changed, for all to fetch.

A file is named by a fingerprint of what was public when it was written. One of another fingerprint
is never served, so that nothing taken back is handed out.
"""

import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Count, Sum

from core import jobs
from core.models import Job
from core.tabular import writing
from dialogues.issues.queries import open_data
from dialogues.models import Event, Issue

KIND, FOLDER = "open_data", "open-data"
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
KEPT_FOR = timedelta(hours=1)  # a download may be continued for so long


def fingerprint() -> str:
    """What stands for all that is public now: every change leaves an event, or a support.

    Events of other issues are left out: the tag of a file would tell when one of them changed.
    """
    events = Event.objects.filter(issue__published_at__isnull=False).order_by("-pk")
    last = events.values_list("pk", flat=True).first()
    public = Issue.objects.published().aggregate(count=Count("pk"), supports=Sum("supports"))
    told = json.dumps([last, *public.values(), open_data.NAMES])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def name_of(form: str, mark: str) -> str:
    """Where a file lies; text is kept compressed, Parquet is compressed by itself."""
    return f"{FOLDER}/{mark}.{form}" + ("" if form == "parquet" else ".gz")


def order(*, now: datetime) -> Job | None:
    """Have the files written unless they lie ready."""
    mark = fingerprint()
    if default_storage.exists(name_of("parquet", mark)):
        return None
    return jobs.start(kind=KIND, key="all", by=None, now=now)


def prepare(job: Job) -> None:
    """Write all forms of what is public now, and take away those of an hour ago."""
    mark = fingerprint()
    for done, (form, write) in enumerate(WRITERS.items()):
        jobs.progress(job, done=done, of=len(WRITERS))
        if not default_storage.exists(name_of(form, mark)):
            with tempfile.TemporaryFile() as file:
                write(file)
                file.seek(0)
                default_storage.save(name_of(form, mark), File(file))
    _forget_old(mark, job.ordered_at)


def _forget_old(mark: str, now: datetime) -> None:
    _folders, names = default_storage.listdir(FOLDER)
    for name in names:
        old = f"{FOLDER}/{name}"
        if not name.startswith(mark) and default_storage.get_modified_time(old) < now - KEPT_FOR:
            default_storage.delete(old)


def rows() -> Iterator[list[Any]]:
    return open_data.rows(Issue.objects.published().order_by("-published_at", "number"))


def _write_csv(file: IO[bytes]) -> None:
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        for piece in writing.csv_pieces(open_data.NAMES, rows()):
            packed.write(piece)


def _write_json(file: IO[bytes]) -> None:
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        for piece in json_pieces(rows()):
            packed.write(piece)


def json_pieces(lines: Iterator[list[Any]]) -> Iterator[bytes]:
    """One array of records, a thousand at a time."""
    before = "["
    while some := list(islice(lines, 1000)):
        records = (dict(zip(open_data.NAMES, row, strict=True)) for row in some)
        told = ",".join(json.dumps(each, ensure_ascii=False, default=str) for each in records)
        yield (before + told).encode()
        before = ","
    yield ("[]" if before == "[" else "]").encode()


def _write_parquet(file: IO[bytes]) -> None:
    import pyarrow as pa  # noqa: PLC0415 -- slow import
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import

    numbers = {"times_reopened", "supports"}
    schema = pa.schema(
        [(name, pa.int32() if name in numbers else pa.string()) for name in open_data.NAMES]
    )
    lines = rows()
    with pq.ParquetWriter(file, schema, compression="zstd") as target:
        while some := list(islice(lines, 10_000)):
            columns = [list(column) for column in zip(*some, strict=True)]
            arrays = [pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)]
            target.write_table(pa.Table.from_arrays(arrays, schema=schema))


WRITERS = {"csv": _write_csv, "json": _write_json, "parquet": _write_parquet}
