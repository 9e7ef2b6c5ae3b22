"""What all pages behind a personal link have in common.

No session and no cookie: the link itself is the right to answer, so the pages need no CSRF token
either (whoever does not know the link cannot make a browser post to it).
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from core.access import public
from core.errors import DomainError
from surveys.answering.addresses import address_of
from surveys.answering.rendering import compress, render_page, script_sentences
from surveys.errors import AlreadySubmitted, LinkUnknown, WaveClosed
from surveys.instrument.languages import AROUND, around

View = Callable[..., HttpResponse]


def answering(view: View) -> View:
    """Declare an answering page: public, never stored on the way, its address told to nobody."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        speak(request, settings.LANGUAGE_CODE)
        try:
            response = view(request, *args, **kwargs)
        except AlreadySubmitted as refusal:
            response = onward(request, address_of(kwargs["token"], "done"), refusal)
        except LinkUnknown as refusal:
            response = refuse_visit(request, refusal, status=404)
        except DomainError as refusal:
            response = refuse_visit(request, refusal, status=403)
        finally:
            translation.deactivate()  # what a view speaks ends with its answer
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return compress(request, response)

    return public(csrf_exempt(answered))


def onward(request: HttpRequest, address: str, refusal: DomainError | None = None) -> HttpResponse:
    """Lead to the next page; a script learns it as JSON, with what stands in the way."""
    if not wants_json(request):
        return HttpResponseRedirect(address)
    if refusal is None:
        return JsonResponse({"next": address})
    return JsonResponse({"next": address, "stopped": str(refusal)}, status=409)


def refuse_visit(request: HttpRequest, refusal: DomainError, status: int) -> HttpResponse:
    """Say why answering is not possible; what was sent meanwhile by script learns it as JSON."""
    if wants_json(request):
        return JsonResponse({"stopped": str(refusal)}, status=status)
    match, language = request.resolver_match, translation.get_language()
    html = render_page(
        "answering/stopped.html",
        language,
        sentence=str(refusal),
        token=match.kwargs.get("token", "") if match else "",
        wave=getattr(refusal, "wave", None),
        is_over=isinstance(refusal, WaveClosed),
        sentences=script_sentences(language),
    )
    return HttpResponse(html, status=status)


def wants_json(request: HttpRequest) -> bool:
    return bool(request.META.get("HTTP_ACCEPT") == "application/json")


def speak(request: HttpRequest, language: str, offered: Sequence[str] = AROUND) -> str:
    """Answer in this language, unless the visitor has chosen another of those there are."""
    asked = own_field(request, "language") or request.GET.get("language") or language
    spoken = next((each for each in (asked, language) if each in offered), offered[0])
    translation.activate(around(spoken))
    return spoken


def own_field(request: HttpRequest, name: str) -> str | None:
    """A field of the page itself; its hyphen keeps it apart from questions of that name."""
    if request.method != "POST":
        return None
    return request.POST.get(f"page-{name}", request.POST.get(name))
