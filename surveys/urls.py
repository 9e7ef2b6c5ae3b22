"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path, register_converter

from surveys import urls_data, urls_fieldwork
from surveys.views import answering, counts, leaving, waves


class TokenConverter:
    """The secret of a personal link; a little room for links that were copied badly."""

    regex = "[A-Za-z0-9_-]{8,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "token")

app_name = "surveys"
urlpatterns: list[URLPattern | URLResolver] = [
    path("s/", answering.code, name="code"),
    path("s/worker.js", answering.worker, name="worker"),
    path("s/<token:token>/", answering.start, name="start"),
    path("s/<token:token>/p/<slug:section>/", answering.page, name="page"),
    path("s/<token:token>/check/", answering.check_answers, name="check"),
    path("s/<token:token>/send/", answering.send, name="send"),
    path("s/<token:token>/done/", answering.done, name="done"),
    path("s/<token:token>/opt-out/", leaving.leave, name="leave"),
    path("waves/", waves.waves, name="waves"),
    path("waves/new/", waves.new_wave, name="new_wave"),
    path("waves/<int:pk>/", waves.wave, name="wave"),
    path("waves/<int:pk>/change/", waves.change_wave, name="change_wave"),
    path("waves/<int:pk>/open/", waves.open_wave, name="open_wave"),
    path("waves/<int:pk>/close/", waves.close_wave, name="close_wave"),
    path("waves/<int:pk>/count/", counts.count, name="count"),
    *urls_fieldwork.urlpatterns,
    *urls_data.urlpatterns,
]
