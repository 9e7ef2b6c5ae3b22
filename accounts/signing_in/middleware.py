"""A second factor for everybody who works at a desk, and a guard before passkeys."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

from core.models import site_is_demonstration

OPEN_PAGES = ("/accounts/", "/language/", "/health/", "/static/", "/privacy/")


class SecondFactor:
    """Send people of the desk to set up a second factor before anything else.

    An installation with invented data lets newcomers in with the printed passwords.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.must_be_set_up(request):
            messages.warning(
                request,
                _("Your role needs a second factor. Set up an authenticator app or a passkey."),
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def must_be_set_up(self, request: HttpRequest) -> bool:
        if not settings.REQUIRE_MFA or request.path_info.startswith(OPEN_PAGES):
            return False
        user = request.user
        if not user.is_authenticated or not user.works_at_a_desk or site_is_demonstration():
            return False
        return not is_mfa_enabled(user)


class PasskeyGuard:
    """Refuse what a browser never sends as the answer of a passkey.

    allauth hands the field to its libraries, which take broken JSON for a mistake in a form, but
    stumble over numbers of thousands of digits, brackets without end and keys of the wrong kind.
    """

    STUMBLED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        is_passkey = request.method == "POST" and "credential" in request.POST
        if (
            is_passkey
            and request.path_info.startswith("/accounts/")
            and isinstance(problem, self.STUMBLED)
        ):
            return bad_request(request, problem)
        return None
