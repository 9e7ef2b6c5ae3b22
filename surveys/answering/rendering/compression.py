"""Smaller answers for slow networks."""

import gzip

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

LEVEL = 2  # half the time of 4, and a twentieth more bytes
SMALLEST = 600


def compress(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Compress a page; its only secret is the address it came from, which nobody else knows."""
    patch_vary_headers(response, ("Accept-Encoding",))
    if len(response.content) < SMALLEST or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.content = gzip.compress(response.content, compresslevel=LEVEL, mtime=0)
    response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return response
