"""Tables as files: a short one at once, a long one written by the worker and fetched for a day.

The page that offers the table is asked again, by the worker to write and by the person to fetch,
so that what it permits and filters counts both times. Who took a file is noted when it is handed
out, not when it is ordered.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import translation

from core import audit, jobs
from core.clock import timezone
from core.http.requests import UserRequest
from core.limits import whole_number
from core.models import Job
from core.storage import files
from core.tabular import writing

KIND = "long_table"
FOLDER = "tables"
LONG = 2000  # rows; so many take a page a good half second
KEPT = timedelta(days=1)
MADE = "made"  # names the order whose file is fetched
A_STEP = 500  # rows


@dataclass(frozen=True, slots=True)
class Table:
    """A table to write, and what the log is told once somebody takes it."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    listed: models.QuerySet[Any] | Sequence[Any]  # what the rows are made of, one of each
    action: str
    target: models.Model | None = None
    details: dict[str, Any] | None = None
    kind: str = "csv"


class WorkerRequest(HttpRequest):
    """A page asked by the worker for the table it would hand out."""

    table: Table | None = None


def hand_out_table(request: UserRequest, table: Table) -> HttpResponse:
    """Answer with a table as a file; a long one is ordered first and fetched when it is there."""
    if isinstance(request, WorkerRequest):
        request.table = table
        return HttpResponse()
    if request.GET.get(MADE, ""):
        return _fetch(request, table)
    if _is_long(table.listed):
        return redirect("job", _order(request, table).pk)
    _note(request, table)
    return writing.download(table.name, table.headings, table.rows, kind=table.kind)


def _is_long(listed: models.QuerySet[Any] | Sequence[Any]) -> bool:
    """Look for one row beyond a short table; to make the rows takes longer than a page has."""
    if not isinstance(listed, models.QuerySet):
        return len(listed) >= LONG
    return listed.order_by()[LONG - 1 : LONG].exists()


def _note(request: UserRequest, table: Table) -> None:
    audit.record(
        actor=request.user,
        action=table.action,
        now=timezone.now(),
        target=table.target,
        **(table.details or {}),
    )


@transaction.atomic
def _order(request: UserRequest, table: Table) -> Job:
    """Order the file of this page as this person sees it."""
    asked = {
        "path": request.path_info,
        "query": request.GET.urlencode(),
        "language": request.LANGUAGE_CODE,
        "kind": table.kind,
        "name": table.name,
    }
    return jobs.start(
        kind=KIND,
        key=f"{request.user.pk}:{_digest(asked)}",
        by=request.user,
        now=timezone.now(),
        subject=f"{table.name}.{table.kind}",
        arguments=asked,
    )


def _digest(asked: dict[str, str]) -> str:
    told = "\n".join(asked[name] for name in ("path", "query", "language"))
    return hashlib.sha256(told.encode()).hexdigest()[:40]


def write(job: Job) -> tuple[str, int]:
    """Write the table of an order into its file; what it counts is told while it runs."""
    with translation.override(job.arguments["language"]), tempfile.TemporaryDirectory() as folder:
        table, path = _table_of(job), Path(folder, "table")
        rows = _counted(job, table.rows)
        with path.open("wb") as file:
            if table.kind == "xlsx":
                writing.write_xlsx(file, table.headings, rows, autofit=False)
            else:
                file.writelines(writing.csv_pieces(table.headings, rows))
        files.write_from(_file_of(job), path)
    return ("table_file", job.pk)


def _table_of(job: Job) -> Table:
    """Ask the page of the order for its table, as the person who ordered it."""
    request = WorkerRequest()
    request.method, request.path_info = "GET", job.arguments["path"]
    request.path = request.path_info
    request.GET = QueryDict(job.arguments["query"])
    request.LANGUAGE_CODE = job.arguments["language"]
    request.user = job.ordered_by or AnonymousUser()
    page = resolve(request.path_info)
    page.func(request, *page.args, **page.kwargs)
    if request.table is None:
        raise Http404
    return request.table


def _counted(job: Job, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    lines, done = iter(rows), 0
    while some := list(islice(lines, A_STEP)):
        yield from some
        done += len(some)
        jobs.progress(job, done=done)


def _file_of(job: Job) -> str:
    return f"{FOLDER}/{job.pk}.{job.arguments['kind']}"


def address_of(job: Job) -> str:
    """Where the file of an order is fetched: the page it was ordered on."""
    query = QueryDict(job.arguments["query"], mutable=True)
    query[MADE] = str(job.pk)
    return f"{job.arguments['path']}?{query.urlencode()}"


def _fetch(request: UserRequest, table: Table) -> HttpResponse:
    """Hand out the file this person ordered on this page; nobody else's, and none of another."""
    own = Job.objects.filter(kind=KIND, state="done", ordered_by=request.user)
    job = own.filter(pk=whole_number(request.GET[MADE]) or 0).first()
    if job is None or not _is_for(request, job) or not default_storage.exists(_file_of(job)):
        raise Http404
    _note(request, table)
    kind = writing.XLSX if table.kind == "xlsx" else "text/csv; charset=utf-8"
    file = default_storage.open(_file_of(job))
    name = f"{job.arguments['name']}.{table.kind}"
    return FileResponse(file, content_type=kind, as_attachment=True, filename=name)  # type: ignore[return-value]  # views look at headers alone


def _is_for(request: UserRequest, job: Job) -> bool:
    query = request.GET.copy()
    del query[MADE]
    told = job.arguments
    return (request.path_info, query.urlencode()) == (told["path"], told["query"])


def erase_old(*, now: datetime) -> None:
    """Erase files nobody fetches any more, and what an order that ended badly has left."""
    orders = Job.objects.filter(kind=KIND)
    names = {_file_of(job) for job in orders.open()}  # first: one that ends meanwhile is in both
    names |= {_file_of(job) for job in orders.filter(state="done", ended_at__gte=now - KEPT)}
    for name in files.names_in(FOLDER):
        if name not in names:
            default_storage.delete(name)
