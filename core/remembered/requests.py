"""Values that are remembered until the answer to a request that only reads has been made."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R")
_known: ContextVar[dict[Any, Any] | None] = ContextVar("known", default=None)


def once_a_request(function: Callable[P, R]) -> Callable[P, R]:
    """Ask a function once while a page is made; everywhere else, and in a POST, each time."""

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _known.get()
        if known is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = function(*args, **kwargs)
        found: R = known[key]
        return found

    return asked


class Remember:
    """Begin with nothing known, and forget everything when the answer has been made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = _known.set({} if request.method in {"GET", "HEAD"} else None)
        try:
            return self.get_response(request)
        finally:
            _known.reset(begun)
