"""An enterprise says, by its own link, that it does not wish to be asked again."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from surveys.answering.actions.opting_out import opt_out
from surveys.answering.queries.visits import behind
from surveys.answering.rendering.layout import about, render_page
from surveys.answering.views.visit import answering, speak


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then note the wish; answers already given stay as they are."""
    key = behind(token).key
    enterprise = key.sampled.enterprise
    language = speak(request, enterprise.language)
    is_noted = request.method == "POST"
    if is_noted:
        opt_out(enterprise=enterprise, now=timezone.now())
    html = render_page(
        "answering/leave.html",
        language,
        {"token": token},
        wave=about(key.wave),
        is_noted=is_noted,
    )
    return HttpResponse(html)
