"""An enterprise says, by its own link, that it does not wish to be asked again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from core.clock import timezone
from directory.models import Enterprise
from surveys import tokens
from surveys.answering.actions.opting_out import opt_out
from surveys.answering.queries.visits import behind
from surveys.answering.rendering import render_page
from surveys.answering.views.answering import answering, speak
from surveys.errors import LinkUnknown


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
        "answering/leave.html", language, token=token, is_noted=is_noted, is_personal=True
    )
    return HttpResponse(html)


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def leave_by_link(request: HttpRequest, code: str) -> HttpResponse:
    """The same by the link of a letter, which opens nothing else and works for ever.

    Programs that read e-mail for their owner post here without asking (RFC 8058); a program that
    only looks at links changes nothing.
    """
    number = tokens.open_opt_out_code(code)
    if number is None:
        raise LinkUnknown
    enterprise = get_object_or_404(Enterprise.objects.only("pk", "language", "email"), pk=number)
    language = speak(request, enterprise.language)
    is_noted = request.method == "POST"
    if is_noted:
        opt_out(enterprise=enterprise, now=timezone.now())
    html = render_page("answering/leave.html", language, is_noted=is_noted, is_personal=False)
    return HttpResponse(html)
