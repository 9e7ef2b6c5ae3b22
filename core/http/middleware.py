"""Around every request: one line in the log, and headers that keep browsers strict."""

import codecs
import errno
import logging
import secrets
import time
from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

from core.access import SignInFirst
from core.http.late_posts import accepts, answer_signed_out, page_above
from core.http.request_log import PERSONAL_LINK
from core.limits import whole_number

logger = logging.getLogger("thuocdo.request")
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
URLENCODED = "application/x-www-form-urlencoded"
NO_ROOM = ("database or disk is full", "readonly database", "No space left on device")
Handler = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """One line an answer: method, route, status, time, queries of nobody's data.

    The route is the pattern (``waves/<int:pk>/``), never the address: addresses hold links that
    let people answer, and searches that name them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        started = time.perf_counter()
        request.log_id = secrets.token_hex(4)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.log_id  # type: ignore[attr-defined]
        match = request.resolver_match
        logger.info(
            "id=%s method=%s route=/%s status=%s ms=%d bytes=%s role=%s",
            request.log_id,  # type: ignore[attr-defined]
            request.method,
            match.route if match else "?",
            response.status_code,
            (time.perf_counter() - started) * 1000,
            "-" if response.streaming else len(response.content),
            _role(request),
        )
        return response


def _role(request: HttpRequest) -> str:
    """The role, if this request asked who it is anyway; the log costs no query."""
    user = request.__dict__.get("_cached_user")
    return str(user.role) if user is not None and user.is_authenticated else "-"


class StrictHeaders:
    """What Django's own security middleware does not send."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(settings.STATIC_URL):  # a page decides what it may do
            response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = request.__dict__.get("_cached_user")
        is_personal = "token" in request.GET or PERSONAL_LINK.search(request.path_info) is not None
        if is_personal or (user is not None and user.is_authenticated):
            response.setdefault("Cache-Control", "private, no-store")
        if is_personal:
            response.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


class RequestGuard:
    """Refuse what no form of ours sends: floods, before they are written, NULs, other encodings.

    No keyboard has a NUL, and PostgreSQL stores none in a text.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = whole_number(request.META.get("CONTENT_LENGTH") or "0")
        if announced is None or announced > settings.LARGEST_BODY:
            sentence = _("What was sent is larger than %(limit)s MB; no form takes as much.")
            limit = {"limit": settings.LARGEST_BODY // 1024**2}
            plain = "text/plain; charset=utf-8"
            return HttpResponse(sentence % limit, status=413, content_type=plain)
        if not _is_utf8(request) or _holds_nul(request):
            return bad_request(request, SuspiciousOperation())
        return self.get_response(request)


def _is_utf8(request: HttpRequest) -> bool:
    """Whether a form is written as ours are; from now on it is read so, whatever it claims."""
    claimed = request.encoding
    if claimed is None:
        return True
    request.encoding = "utf-8"  # the page that refuses it reads it, too
    return codecs.lookup(claimed).name == "utf-8"


def _holds_nul(request: HttpRequest) -> bool:
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    if request.method != "POST":
        return False
    posted = request.POST.lists()
    if request.content_type == URLENCODED:  # as it came, which is quicker to look through
        return b"%00" in request.body or b"\0" in request.body
    return any("\0" in name or any("\0" in text for text in texts) for name, texts in posted)


class AskToSignIn:
    """Ask visitors to sign in where a page needs an account; what they sent is given back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return answer_signed_out(request) if isinstance(problem, SignInFirst) else None


class LeadBack:
    """Lead a browser that asks for an address of forms, after signing in say, to the page above.

    Such an address takes what is sent and shows nothing; an empty page would help nobody.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method not in {"GET", "HEAD"}:
            return response
        above = page_above(request.path_info)
        return redirect(above) if above and accepts(request, "text/html") else response


class DiskFullMiddleware:
    """Say so when the disk is full or may not be written to; whoever runs the server can help."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return _no_room(problem) if _finds_no_room(problem) else None


def _no_room(problem: Exception) -> HttpResponse:
    logger.error("the disk is full or read-only: %s", type(problem).__name__)
    return HttpResponse(render_to_string("507.html"), status=507)


def _finds_no_room(problem: Exception) -> bool:
    if isinstance(problem, OSError):
        return problem.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}
    words = str(problem)
    return isinstance(problem, DatabaseError) and any(sign in words for sign in NO_ROOM)


class RespondentMiddleware:
    """Take visitors of a personal link to their page at once.

    No session, account, message or form token has a part in these pages, so the layers inside of
    this one are left out; together they cost as much as a page. An address that no such page has
    goes the long way, to the page that says so.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.prefix, self.addresses = settings.RESPONDENT_PAGES
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.prefix):
            return self.get_response(request)
        request.get_host()  # refuses a name that is not ours
        try:
            request.resolver_match = match = resolve(request.path_info, self.addresses)
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except Http404:
            return self.get_response(request)
        except (OSError, DatabaseError) as problem:
            if not _finds_no_room(problem):
                raise
            response = _no_room(problem)
        response.setdefault("Content-Security-Policy", self.policy)
        response["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        return response
