"""Addresses behind a personal link; core.http.middleware.RespondentMiddleware finds them alone."""

from django.urls import URLPattern, URLResolver, path, register_converter

from surveys.answering.views import files, opting_out, visit


class TokenConverter:
    """The secret of a personal link; a little room for links that were copied badly."""

    regex = "[A-Za-z0-9_-]{8,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "token")

urlpatterns: list[URLPattern | URLResolver] = [
    # asked for most often first: who comes is looked for from the top
    path("s/<token:token>/p/<slug:section>/", visit.page, name="page"),
    path("s/<token:token>/", visit.start, name="start"),
    path("s/<token:token>/check/", visit.check_answers, name="check"),
    path("s/<token:token>/send/", visit.send, name="send"),
    path("s/<token:token>/done/", visit.thanks, name="done"),
    path("s/", visit.code, name="code"),
    path("s/worker.js", visit.worker, name="worker"),
    path("s/flow/<slug:digest>/", visit.flow, name="flow"),
    path("s/opt-out/<token:code>/", opting_out.leave_by_link, name="opt_out_by_link"),
    path("s/<token:token>/f/<slug:question>/", files.take, name="take_file"),
    path("s/<token:token>/file/<str:name>", files.show, name="show_file"),
    path("s/<token:token>/opt-out/", opting_out.leave, name="leave"),
]
