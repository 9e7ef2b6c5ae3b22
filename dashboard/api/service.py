"""The API itself: JSON with an ETag, lists in parts, nobody needs a key."""

from collections.abc import Callable, Sequence
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from ninja import NinjaAPI
from ninja.params.functions import Query

from core.access import PUBLIC
from core.http.requests import Request

VERSION = "1.0.0"
FRESH = 300  # seconds
LARGEST = 500
T = TypeVar("T")


class PublicAPI(NinjaAPI):
    """Every answer says by its ETag whether it has changed."""

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        etag = quote_etag(sha256(response.content).hexdigest()[:32])
        response.headers["ETag"] = etag
        response.headers["Access-Control-Allow-Origin"] = "*"
        patch_cache_control(response, public=True, max_age=FRESH)
        return get_conditional_response(request, etag=etag, response=response) or response


api = PublicAPI(
    title="Thước Đo",
    version=VERSION,
    description=(
        "What the platform publishes about the sub-index Transparency, the surveys and the"
        " dialogues. Read only; nothing here that has no page."
    ),
    docs_url=None,
    urls_namespace="api-1",
)


def cut(
    request: Request, rows: Any, page: int, size: int, shape: Callable[[Sequence[Any]], list[T]]
) -> dict[str, Any]:
    """Take a part of a list; a page beyond the last one is empty."""
    parts = Paginator(rows, size)
    inside = 1 <= page <= parts.num_pages
    query = request.GET.copy()
    query["page"] = str(page + 1)
    has_next = inside and page < parts.num_pages
    return {
        "items": shape(list(parts.page(page).object_list)) if inside else [],
        "total": parts.count,
        "page": page,
        "pages": parts.num_pages,
        "next": request.build_absolute_uri(f"?{query.urlencode()}") if has_next else None,
    }


PAGE: Any = Query(1, ge=1, description="Which part of the list")
SIZE: Any = Query(100, ge=1, le=LARGEST, description="How many a part has at most")


def open_to_everybody(patterns: Sequence[Any]) -> None:
    """Declare on every address that anybody may read it, as views do by a decorator."""
    for pattern in patterns:
        pattern.callback = _answer_head(pattern.callback)
        pattern.callback.access = PUBLIC


def _answer_head(view: Callable[..., HttpResponse]) -> Any:
    """Answer HEAD as GET, of which the server sends the headers alone; Ninja knows it not."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = asked

    return answered
