"""Open data: the whole lies ready, what is filtered streams."""

import gzip
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from core.access import public
from core.clock import timezone
from core.http import prepared_files
from core.http.prepared_files import Prepared
from core.http.requests import Request
from core.tabular import writing
from dialogues.issues import data_files
from dialogues.issues.queries import open_data
from dialogues.issues.views.questions import filter_questions

SOON = 60  # seconds until the worker has written what is asked for


@public
def download(request: Request, form: str) -> HttpResponseBase:
    """All published issues as a table, with the words of the code book as headings."""
    if form not in data_files.FORMS:
        raise Http404
    answer = (None if _is_filtered(request) else _find_prepared(request, form)) or _answer_now(
        request, form
    )
    answer["Content-Disposition"] = f'attachment; filename="hoi-dap.{form}"'
    return answer


def _is_filtered(request: Request) -> bool:
    return any(request.GET.values())


def _find_prepared(request: Request, form: str) -> HttpResponseBase | None:
    """What lies ready, if it is of this moment; else the worker is asked for it."""
    mark = data_files.fingerprint()
    name = data_files.name_of(form, mark)
    if not default_storage.exists(name):
        data_files.order(now=timezone.now())
        return None
    file, size = default_storage.open(name), default_storage.size(name)
    kind = data_files.FORMS[form]
    if form == "parquet":
        return prepared_files.answer(request, Prepared(file, size, f'"{mark}-parquet"', kind))
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        ready = Prepared(file, size, f'"{mark}-{form}-gzip"', kind, "gzip")
        return prepared_files.answer(request, ready)
    plain = StreamingHttpResponse(_unpack(file), content_type=kind)
    plain["ETag"] = f'"{mark}-{form}"'
    plain["Content-Encoding"] = "identity"
    patch_vary_headers(plain, ["Accept-Encoding"])
    return plain


def _unpack(file: Any) -> Iterator[bytes]:
    with file, gzip.GzipFile(fileobj=file) as unpacked:
        while piece := unpacked.read(prepared_files.PIECE):
            yield piece


def _answer_now(request: Request, form: str) -> HttpResponseBase:
    """Stream what is public now; Parquet is written by the worker alone."""
    _filter, issues = filter_questions(request)
    rows = open_data.rows(issues)
    if form == "csv":
        return writing.download("hoi-dap", open_data.NAMES, rows, kind="csv")
    if form == "parquet":
        return HttpResponse(status=503, headers={"Retry-After": str(SOON)})
    first = list(islice(rows, writing.AT_ONCE))
    pieces = data_files.json_pieces(chain(first, rows))
    kind = data_files.FORMS["json"]
    if len(first) < writing.AT_ONCE:
        return HttpResponse(b"".join(pieces), content_type=kind)
    return StreamingHttpResponse(pieces, content_type=kind)
