"""The same form sent twice at once, by a double click or from two desks.

``TakeOnce`` knows a form by the seal of its page, which is another each time a page is made: what
was sent last from the very same page, word for word, is not stored again; the browser is led
where the first one led it. Who goes back, sends something else and then the first again means it.
The script of our pages stops a double click already; this holds without a script, too.

From two pages both pass the checks of the form before either is stored, and the database keeps what
is unique unique. ``AskOnceMore`` answers who comes second as if they had come a moment later: the
page is asked once more, and now its own checks find what the first one has stored.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch

from core.http.late_posts import accepts, page_of

REMEMBERED, LOOKS, PAUSE = 8, 100, 0.05  # seconds; how often the second asks how the first ended
LEADS_ON = (302, 303)
TRIES = 3
UNIQUE_OF_POSTGRESQL = "23505"
UNIQUE_OF_SQLITE = "SQLITE_CONSTRAINT_UNIQUE"


class TakeOnce:
    """Take what one page sends once, however often it is sent within seconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = _read_sent(request)
        if sent is None:
            return self.get_response(request)
        if not cache.add(sent.page, (sent.digest, ""), REMEMBERED):
            if led := _follow(request, sent):
                return led
            cache.set(sent.page, (sent.digest, ""), REMEMBERED)
        response = self.get_response(request)
        if response.status_code in LEADS_ON:
            cache.set(sent.page, (sent.digest, response["Location"]), REMEMBERED)
        else:  # refused, or a file: it may be sent again
            cache.delete(sent.page)
        return response


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as sent: from which page, and a digest of all it holds."""

    page: str
    digest: str


def _read_sent(request: HttpRequest) -> Sent | None:
    """A form of a page with a seal; programs and parts of pages may send as often as they like."""
    is_form = request.method == "POST" and accepts(request, "text/html")
    if (
        not is_form
        or "HX-Request" in request.headers
        or not (seal := request.POST.get("csrfmiddlewaretoken"))
    ):
        return None
    files = [(n, each.name, each.size) for n, some in request.FILES.lists() for each in some]
    held = (list(request.POST.lists()), files)
    return Sent(f"sent:{_digest((request.get_full_path(), seal))}", _digest(held))


def _digest(of: object) -> str:
    return sha256(repr(of).encode()).hexdigest()


def _follow(request: HttpRequest, sent: Sent) -> HttpResponse | None:
    """Lead where the first one was led; None when it was refused, or something else was sent."""
    for _look in range(LOOKS):
        digest, led_to = cache.get(sent.page) or ("", "")
        if digest != sent.digest:
            return None
        if led_to:
            return HttpResponseRedirect(led_to)
        time.sleep(PAUSE)
    return HttpResponseRedirect(page_of(request))


class AskOnceMore:
    """Ask a page again whose form met what was stored at the same moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if request.method != "POST" or match is None or not is_taken(problem):
            return None
        return _ask_again(request, match)


def _ask_again(request: HttpRequest, match: ResolverMatch) -> HttpResponse:
    """Call the view anew; where several were sent, some meet one another once more."""
    for left in reversed(range(TRIES)):
        for _name, files in request.FILES.lists():
            for file in files:
                file.seek(0)
        try:
            answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except IntegrityError as problem:
            if not left or not is_taken(problem):
                raise
        else:
            return answer
    raise AssertionError


def is_taken(problem: BaseException) -> bool:
    """Whether a value that may stand once stands already."""
    if not isinstance(problem, IntegrityError):
        return False
    cause = problem.__cause__
    name = getattr(cause, "sqlite_errorname", "")
    return name == UNIQUE_OF_SQLITE or getattr(cause, "sqlstate", "") == UNIQUE_OF_POSTGRESQL
