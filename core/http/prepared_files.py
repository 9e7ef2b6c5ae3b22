"""Answering with a file that lies ready: by its tag, compressed, and in parts (RFC 9110)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)  # no file has more bytes
PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as it lies ready; ``etag`` names its bytes, quotation marks with it."""

    file: IO[bytes]
    size: int
    etag: str
    content_type: str
    encoding: str = ""


def answer(request: HttpRequest, ready: Prepared) -> HttpResponseBase:
    """Answer with all of a file, a part of it, or that the reader has it already."""
    response: HttpResponseBase
    if ready.etag in request.headers.get("If-None-Match", ""):
        ready.file.close()
        response = HttpResponse(status=304)
    else:
        response = _whole_or_part(request, ready)
        response["Content-Type"] = ready.content_type
        # "identity" where nothing was done keeps a middleware from compressing parts anew
        response["Content-Encoding"] = ready.encoding or "identity"
    response["ETag"] = ready.etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=300"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _whole_or_part(request: HttpRequest, ready: Prepared) -> HttpResponseBase:
    asked = request.headers.get("Range", "")
    condition = request.headers.get("If-Range", ready.etag)
    if not asked or condition != ready.etag or not (match := RANGE.fullmatch(asked)):
        response = FileResponse(ready.file)
        response["Content-Length"] = str(ready.size)
        return response
    bounds = _bounds(*match.groups(), size=ready.size)
    if bounds is None:
        ready.file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{ready.size}"})
    first, last = bounds
    part = StreamingHttpResponse(_pieces(ready.file, first, last - first + 1), status=206)
    part["Content-Range"] = f"bytes {first}-{last}/{ready.size}"
    part["Content-Length"] = str(last - first + 1)
    return part


def _bounds(first: str, last: str, *, size: int) -> tuple[int, int] | None:
    """From which byte to which; nothing where the file has none of them."""
    if not first:
        count = min(int(last or 0), size)
        return (size - count, size - 1) if count else None
    start, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (start, end) if start <= end else None


def _pieces(file: IO[bytes], first: int, count: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while count and (piece := file.read(min(PIECE, count))):
            count -= len(piece)
            yield piece
