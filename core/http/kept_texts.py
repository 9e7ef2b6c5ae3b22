"""What browsers keep of a form until it is stored: the answer to a form says that it is.

The script of the page (``static/js/keep.js``) sends the name of the form and the moment at which it
was last typed into. Once the form has been taken, a cookie repeats both; the script drops what it
kept and removes the cookie. A page that shows the form again, or refuses it, says no such thing.
"""

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.contrib.messages import ERROR, get_messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "arrived"
DAYS, MOST, LONGEST = 7, 10, 200
LEADS_ON = (302, 303)


class ConfirmArrival:
    """Name to the browser what of it has arrived."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and _was_taken(response):
            _confirm(request, response)
        return response


def _was_taken(response: HttpResponse) -> bool:
    """Whether the browser is led on, and not merely to the page where one signs in."""
    address = response.headers.get("Location", "")
    return response.status_code in LEADS_ON and not address.startswith(reverse("account_login"))


def _confirm(request: HttpRequest, response: HttpResponse) -> None:
    key, at = request.POST.get("kept_as", ""), request.POST.get("kept_at", "")
    if not (key and at) or len(key + at) > LONGEST or _is_refused(request):
        return
    before = list(filter(None, request.COOKIES.get(COOKIE, "").split("&")))
    told = [*before, f"{quote(key, safe='')}!{quote(at, safe='')}"][-MOST:]
    response.set_cookie(
        COOKIE,
        "&".join(told),
        max_age=DAYS * 86400,
        secure=settings.CSRF_COOKIE_SECURE,
        samesite="Lax",
    )


def _is_refused(request: HttpRequest) -> bool:
    """Whether the next page begins by saying that something went wrong."""
    said = get_messages(request)
    return any(each.level >= ERROR for each in getattr(said, "_queued_messages", ()))
