"""Pages that are the same for everybody: a tag names their content, and a proxy may keep them.

A browser asks each time and is told in a few bytes that nothing has changed; a proxy in front
answers many visitors with one page for half a minute.
"""

from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from core.access import PUBLIC
from core.http.request_log import PERSONAL_LINK

KEPT_FOR = 30  # seconds in a proxy: what is withdrawn must not stay
FORM = b"csrfmiddlewaretoken"  # a form with a token is one visitor's own
Handler = Callable[[HttpRequest], HttpResponse]


class PublicPages:
    """Tag what is public, and let proxies keep it; stands outside of whatever sets cookies."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not (_asks_as_everybody(request) and _is_for_everybody(request, response)):
            return response
        tag = quote_etag(sha256(response.content).hexdigest()[:32])
        response["ETag"] = tag
        response["Cache-Control"] = f"public, max-age=0, s-maxage={KEPT_FOR}"
        patch_vary_headers(response, ["Cookie", "Accept-Encoding", "HX-Request"])
        kept = get_conditional_response(request, etag=tag, response=response)
        return kept or response


def _asks_as_everybody(request: HttpRequest) -> bool:
    """Whether the request tells nothing about who sends it."""
    return (
        request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "token" not in request.GET
        and not PERSONAL_LINK.search(request.path_info)
    )


def _is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is public and holds nothing of a single visitor's."""
    match = request.resolver_match
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Cache-Control" not in response
        and getattr(match and match.func, "access", None) == PUBLIC
        and FORM not in response.content
    )
