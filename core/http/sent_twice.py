"""The same form sent twice at once, by a double click or from two desks.

Both pass the checks of the form before either is stored, and the database keeps what is unique
unique. Who comes second is answered as if they had come a moment later: the page is asked once
more, and now its own checks find what the first one has stored.
"""

from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

TRIES = 3
UNIQUE_OF_POSTGRESQL = "23505"
UNIQUE_OF_SQLITE = "SQLITE_CONSTRAINT_UNIQUE"


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
