"""What a page says while the database is away, or while too many files are being read.

It can be read, and what was typed is given back.

Nothing here may ask the database: no session, account or context of a page.
"""

import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from core.attachments.turns import NoTurn
from core.http.language import language_of
from core.http.late_posts import SHOWN_FROM, accepts, is_secret

RETRY_AFTER = 60  # seconds
AWAY = ("database is locked", "unable to open database file")  # what SQLite says of it


def is_away(problem: BaseException | None) -> bool:
    """Whether trying again in a minute may help, since the database did not answer."""
    if isinstance(problem, InterfaceError):
        return True
    if not isinstance(problem, OperationalError):
        return False
    return connection.vendor == "postgresql" or any(sign in str(problem) for sign in AWAY)


def explain_error(request: HttpRequest) -> HttpResponse:
    """Answer what no page has caught: what passes in a minute, or a fault of ours."""
    problem = sys.exc_info()[1]
    is_busy = isinstance(problem, NoTurn)
    if not (is_busy or is_away(problem)):
        return server_error(request)
    with translation.override(language_of(request)):
        response = _ask_to_come_back(request, is_busy=is_busy)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _ask_to_come_back(request: HttpRequest, *, is_busy: bool) -> HttpResponse:
    away = _("The database cannot be reached at this moment. Please try again in a minute.")
    busy = _("Many files are being read at this moment. Please try again in a minute.")
    said = busy if is_busy else away
    if accepts(request, "application/json"):
        return JsonResponse({"error": said}, status=503)
    sent = _collect_sent(request) if request.method == "POST" else {}
    page = render_to_string("503.html", sent | {"busy": said if is_busy else ""})
    return HttpResponse(page, status=503)


def _collect_sent(request: HttpRequest) -> dict[str, object]:
    """What was sent, to be sent again from the page; never where a password is among it."""
    sent = [(name, text) for name, texts in request.POST.lists() for text in texts]
    if any(is_secret(name) and name != "csrfmiddlewaretoken" for name, _text in sent):
        return {"is_post": True}
    return {
        "is_post": True,
        "action": request.get_full_path(),
        "fields": sent,
        "texts": [text for name, text in sent if len(text) >= SHOWN_FROM and not is_secret(name)],
        "files": [getattr(file, "name", "") for file in request.FILES.values()],
    }
