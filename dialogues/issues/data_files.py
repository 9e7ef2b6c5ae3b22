"""Open data lies ready: written by the worker after what is public has changed, for all to fetch.

A file is named by a fingerprint of what was public when it was written. One of another fingerprint
is never served, so that nothing taken back is handed out.
"""

import gzip
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
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
PIECE = 10_000  # rows held at a time
Take = Callable[[list[list[Any]]], object]  # what writes some rows behind those before
Writer = AbstractContextManager[Take]
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
    missing = [form for form in WRITERS if not default_storage.exists(name_of(form, mark))]
    if missing:
        _write_forms(missing, mark, job)
    _forget_old(mark, job.ordered_at)


def _write_forms(forms: list[str], mark: str, job: Job) -> None:
    """Read the rows once, a piece at a time, and hand each piece to every form."""
    with ExitStack() as stack:
        files = {form: stack.enter_context(tempfile.TemporaryFile()) for form in forms}
        _write_pieces({form: WRITERS[form](file) for form, file in files.items()}, job)
        for form, file in files.items():
            file.seek(0)
            default_storage.save(name_of(form, mark), File(file))


def _write_pieces(writers: dict[str, Writer], job: Job) -> None:
    done, count, lines = 0, Issue.objects.published().count(), rows()
    with ExitStack() as stack:
        take = [stack.enter_context(writer) for writer in writers.values()]
        while piece := list(islice(lines, PIECE)):
            for each in take:
                each(piece)
            jobs.progress(job, done=(done := done + len(piece)), of=count)


def _forget_old(mark: str, now: datetime) -> None:
    _folders, names = default_storage.listdir(FOLDER)
    for name in names:
        old = f"{FOLDER}/{name}"
        if not name.startswith(mark) and default_storage.get_modified_time(old) < now - KEPT_FOR:
            default_storage.delete(old)


def rows() -> Iterator[list[Any]]:
    return open_data.rows(Issue.objects.published().order_by("-published_at", "number"))


@contextmanager
def _packed(file: IO[bytes]) -> Iterator[gzip.GzipFile]:
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0, compresslevel=6) as packed:
        yield packed


@contextmanager
def _csv(file: IO[bytes]) -> Iterator[Take]:
    with _packed(file) as packed:
        packed.write(writing.csv_bytes(open_data.NAMES, []))
        yield lambda rows: packed.write(writing.csv_lines(rows))


@contextmanager
def _json(file: IO[bytes]) -> Iterator[Take]:
    with _packed(file) as packed:
        packed.write(b"[")
        before = iter([b""])
        yield lambda rows: packed.write(next(before, b",") + _records(rows))
        packed.write(b"]")


def json_pieces(lines: Iterator[list[Any]]) -> Iterator[bytes]:
    """One array of records, a thousand at a time."""
    before = b"["
    while some := list(islice(lines, 1000)):
        yield before + _records(some)
        before = b","
    yield b"[]" if before == b"[" else b"]"


def _records(rows: list[list[Any]]) -> bytes:
    """Records as they stand between the brackets of an array."""
    records = [dict(zip(open_data.NAMES, row, strict=True)) for row in rows]
    return json.dumps(records, ensure_ascii=False, default=str)[1:-1].encode()


@contextmanager
def _parquet(file: IO[bytes]) -> Iterator[Take]:
    import pyarrow as pa  # noqa: PLC0415 -- slow import
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import

    numbers = {"times_reopened", "supports"}
    schema = pa.schema(
        [(name, pa.int32() if name in numbers else pa.string()) for name in open_data.NAMES]
    )

    def take(rows: list[list[Any]]) -> None:
        columns = zip(*rows, strict=True)
        arrays = [pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)]
        target.write_table(pa.Table.from_arrays(arrays, schema=schema))

    with pq.ParquetWriter(file, schema, compression="zstd") as target:
        yield take


WRITERS: dict[str, Callable[[IO[bytes]], Writer]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}
