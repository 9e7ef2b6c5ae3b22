"""The language of pages: the one somebody has chosen here, else Vietnamese."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


def language_of(request: HttpRequest) -> str:
    """The language chosen here, which is kept in a cookie."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Speak the language somebody has chosen here, whatever the browser prefers."""

    def process_request(self, request: HttpRequest) -> None:
        spoken = language_of(request)
        translation.activate(spoken)
        request.LANGUAGE_CODE = spoken
