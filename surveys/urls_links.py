"""Addresses behind a personal link; core.middleware.ShortWay finds them without the others."""

from django.urls import URLPattern, URLResolver, path, register_converter

from surveys.views import answering, leaving


class TokenConverter:
    """The secret of a personal link; a little room for links that were copied badly."""

    regex = "[A-Za-z0-9_-]{8,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "token")

urlpatterns: list[URLPattern | URLResolver] = [
    path("s/", answering.code, name="code"),
    path("s/worker.js", answering.worker, name="worker"),
    path("s/<token:token>/", answering.start, name="start"),
    path("s/<token:token>/p/<slug:section>/", answering.page, name="page"),
    path("s/<token:token>/check/", answering.check_answers, name="check"),
    path("s/<token:token>/send/", answering.send, name="send"),
    path("s/<token:token>/done/", answering.done, name="done"),
    path("s/<token:token>/opt-out/", leaving.leave, name="leave"),
]
