"""A list with several things to do at once: what was ticked and typed stays when it is refused.

The form of the list posts to an address that carries the query of the list. A view leads back with
``go_back``, or with ``refuse`` where something is to be mended; the tags ``was_ticked`` and
``was_typed`` then put everything where it was, once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

KEY = "refused-list"
Posted = Mapping[str, Sequence[str]]


def go_back(request: HttpRequest, name: str, *args: Any) -> HttpResponse:
    """Lead back to the list as it was filtered, sorted and turned over."""
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse(name, args=args) + (f"?{query}" if query else ""))


def refuse(request: HttpRequest, name: str, *args: Any, **left: list[str]) -> HttpResponse:
    """Lead back to the list and keep what was posted; ``left`` says what of it is still to do."""
    posted = {key: request.POST.getlist(key) for key in request.POST if "csrf" not in key}
    request.session[KEY] = [reverse(name, args=args), {**posted, **left}]
    return go_back(request, name, *args)


def recall(request: HttpRequest) -> Posted:
    """What was refused on this page just now; another look at the page finds nothing."""
    known: Posted | None = getattr(request, "refused_list", None)
    if known is None:
        known = _take(request)
        request.refused_list = known  # type: ignore[attr-defined]  # for the rest of this page
    return known


def _take(request: HttpRequest) -> Posted:
    place, posted = request.session.get(KEY) or ["", {}]
    if place != request.path:
        return {}
    del request.session[KEY]
    return dict(posted)
