"""A desk that nobody touches signs itself out; enterprises on their own phones stay."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from core.clock import timezone

SEEN = "desk-last-seen"
GRAIN = 60  # seconds within which nothing is written again


def note_sign_in(*, request: HttpRequest | None, user: User, **_details: Any) -> None:
    """Start the clock of a desk; a receiver of Django's signal."""
    if request is not None and user.works_at_a_desk:
        request.session[SEEN] = timezone.true_now().isoformat()


class IdleDesk:
    """Sign people of the desk out after ``DESK_IDLE_MINUTES`` without a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.works_at_a_desk:
            self.look_at_the_clock(request, timezone.true_now())
        return self.get_response(request)

    def look_at_the_clock(self, request: HttpRequest, now: datetime) -> None:
        noted = parse_datetime(str(request.session.get(SEEN, "")))
        idle = (now - noted).total_seconds() if noted else 0
        if idle > settings.DESK_IDLE_MINUTES * 60:
            logout(request)
            messages.info(
                request, _("Nobody used this desk for a while, so you have been signed out.")
            )
        elif noted is None or idle >= GRAIN:
            request.session[SEEN] = now.isoformat()
