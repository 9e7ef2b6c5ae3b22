"""Answering: public pages behind a personal link, plain HTML first.

No session and no cookie: the link itself is the right to answer, so the pages need no CSRF token
either (whoever does not know the link cannot make a browser post to it).
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import public
from core.errors import DomainError
from core.http.visitor import visitor_of
from surveys import tokens
from surveys.answering.actions.codes import open_code
from surveys.answering.actions.drafts import FilledPage, refuse_unless_open, save_page
from surveys.answering.actions.responses import submit_response
from surveys.answering.forms import CodeForm, check, find_unfinished, lists, question_of
from surveys.answering.queries.official import last_official_result
from surveys.answering.queries.visits import Visit, behind, receipt_of, visit
from surveys.answering.rendering import compression
from surveys.answering.rendering.layout import (
    about,
    count_address,
    overview_html,
    page_after,
    render_page,
    saved_notice,
    section_html,
    way,
    words,
)
from surveys.answering.rendering.marks import TOKEN, place
from surveys.errors import AlreadySubmitted, AnswersChanged, LinkUnknown, NothingAnswered
from surveys.instrument import routing, types

LANGUAGES = dict(settings.LANGUAGES)
View = Callable[..., HttpResponse]


def answering(view: View) -> View:
    """Declare an answering page: public, never stored on the way, its address told to nobody."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(None):  # what a view speaks ends with its answer
            speak(request, translation.get_language_from_request(request))
            try:
                response = view(request, *args, **kwargs)
            except AlreadySubmitted as refusal:
                response = onward(request, place("done"), kwargs["token"], refusal)
            except LinkUnknown as refusal:
                response = refuse_visit(request, refusal, status=404)
            except DomainError as refusal:
                response = refuse_visit(request, refusal, status=403)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return compression.compress(request, response)

    return public(csrf_exempt(answered))


def to(address: str, token: str) -> HttpResponse:
    """Redirect to an address of ``place``."""
    return HttpResponseRedirect(address.replace(TOKEN, token))


def onward(
    request: HttpRequest, address: str, token: str, refusal: DomainError | None = None
) -> HttpResponse:
    """Lead to the next page; a script learns it as JSON, with what stands in the way."""
    if not wants_json(request):
        return to(address, token)
    told = {"next": address.replace(TOKEN, token)}
    if refusal is None:
        return JsonResponse(told)
    return JsonResponse(told | {"stopped": str(refusal)}, status=409)


def refuse_visit(request: HttpRequest, refusal: DomainError, status: int) -> HttpResponse:
    """Say why answering is not possible; what was sent meanwhile by script learns it as JSON."""
    if wants_json(request):
        return JsonResponse({"stopped": str(refusal)}, status=status)
    wave = getattr(refusal, "wave", None)
    told = about(wave) if wave else None
    language = translation.get_language()
    match = request.resolver_match
    values = {"sentence": str(refusal), "token": match.kwargs.get("token", "") if match else ""}
    html = render_page("answering/stopped.html", language, values, wave=told, words=words())
    return HttpResponse(html, status=status)


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def choose_language(request: HttpRequest) -> str | None:
    asked = request.POST.get("language") or request.GET.get("language")
    return asked if asked in LANGUAGES else None


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take a code typed from paper."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor = visitor_of(request)
        try:
            token = open_code(code=form.cleaned_data["code"], visitor=visitor)
        except DomainError as refusal:
            form.add_error("code", str(refusal))
        else:
            return to(place("start"), token)
    html = render_page(
        "answering/code.html",
        translation.get_language(),
        {"typed": str(form["code"].value() or "")},
        errors=tuple(form.errors.get("code", ())),
    )
    return HttpResponse(html, status=422 if form.errors else 200)


def open_visit(request: HttpRequest, token: str) -> tuple[Visit, str]:
    """Open the link of a wave that takes answers, and go on in its respondent's language."""
    visiting = visit(token)
    language = speak(request, visiting.language)
    refuse_unless_open(visiting.wave, timezone.now())
    return visiting, language


def speak(request: HttpRequest, language: str) -> str:
    """Answer in this language, unless the visitor has chosen another."""
    language = choose_language(request) or language
    translation.activate(language)
    return language


@answering
@require_safe
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Tell who asks, why, how long it takes and what becomes of the answers."""
    visiting, language = open_visit(request, token)
    html = render_page(
        "answering/start.html",
        language,
        {"token": token},
        wave=about(visiting.wave),
        begun=visiting.draft is not None,
        section=visiting.place(),
        sections=len(visiting.sections()),
        count_url=count_address(visiting.wave.pk),
        words=words(),
    )
    return HttpResponse(html)


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str, section: str) -> HttpResponse:
    """Show one section, or keep what was answered on it."""
    visiting, language = open_visit(request, token)
    if section not in {each.name for each in visiting.document.sections}:
        raise Http404
    if request.method == "POST":
        return save_and_go_on(request, visiting, section, language, timezone.now())
    if section not in visiting.sections():
        return to(place("page", visiting.place()), token)
    return HttpResponse(section_html(visiting, section, language, timezone.now()))


def save_and_go_on(
    request: HttpRequest, visiting: Visit, section: str, language: str, now: datetime
) -> HttpResponse:
    """Save a page that was left, or that the script saves meanwhile, and say where to go."""
    go = request.POST.get("go", "next")
    answers = visiting.answers
    checked = check(
        visiting.document,
        section,
        lists(request.POST),
        answers,
        language,
        partial=go not in {"next", "check"},
    )
    wants_on = go in {"next", "check"}
    brought_up = newly_asked(visiting, section, answers | checked.values) if wants_on else []
    seen = "stamp" in request.POST  # a script has shown the questions that came up meanwhile
    told = {
        name: sentence
        for name, sentence in checked.errors.items()
        if seen
        or question_of(visiting.document, name) not in brought_up
        or any(checked.typed.get(name, ()))
    }
    page = FilledPage(
        section=section,
        values=checked.values,
        language=go if go in LANGUAGES else language,
        typed=checked.typed,
        told=wants_on and bool(told),
        stamp=whole_number(request.POST.get("stamp")),
        seconds=seconds_spent(request, now),
    )
    draft = save_page(
        key=visiting.key, token=visiting.token, page=page, now=now, draft=visiting.draft
    )
    after = Visit(visiting.token, visiting.key, draft)
    new = [] if seen else brought_up
    address = destination(after, section, go, errors=bool(told), new=new)
    if wants_json(request):
        address = address.replace(TOKEN, visiting.token)
        return JsonResponse(
            {"saved": saved_notice(draft.saved_at), "next": address, "errors": len(checked.errors)}
        )
    return to(address, visiting.token)


def destination(visiting: Visit, section: str, go: str, *, errors: bool, new: list[str]) -> str:
    """Find the page after this one; stay where something is wrong or newly asked."""
    here = place("page", section)
    if go in LANGUAGES or go == "save":
        return here
    if go == "back":
        return way(routing.previous_section(visiting.document, section, visiting.answers), "start")
    if errors:
        return f"{here}#errors"
    if new:
        return f"{here}#q-{new[0]}"
    return way(None if go == "check" else page_after(visiting, section), "check")


def newly_asked(visiting: Visit, section: str, answers: dict[str, Any]) -> list[str]:
    """Name the questions without an answer that this page's answers have brought up."""
    earlier = routing.walk(visiting.document, visiting.answers).questions
    now = routing.walk(visiting.document, answers).questions
    return [
        question.name
        for question in visiting.document.section(section).questions
        if question.name in now - earlier
        and types.of(question).is_asked
        and answers.get(question.name) is None
    ]


def seconds_spent(request: HttpRequest, now: datetime) -> int:
    """Count the seconds on the page: as the script did, or since the page was made."""
    if "seconds" in request.POST:
        return whole_number(request.POST["seconds"]) or 0
    opened = whole_number(request.POST.get("opened"))
    return max(0, int(now.timestamp()) - opened) if opened else 0


def whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 15 else None


@answering
@require_safe
def check_answers(request: HttpRequest, token: str) -> HttpResponse:
    """Show all answers once more, with links back, before they are sent."""
    visiting, language = open_visit(request, token)
    if visiting.draft is None:
        return to(place("start"), token)
    return HttpResponse(overview_html(visiting, language))


@answering
@require_POST
def send(request: HttpRequest, token: str) -> HttpResponse:
    """Send the answers, once; whatever is unfinished is shown first."""
    visiting, language = open_visit(request, token)
    if visiting.draft is None:
        raise NothingAnswered
    if find_unfinished(visiting.document, visiting.answers, typed_values(visiting), language):
        return onward(request, place("check") + "#errors", token)
    try:
        submit_response(key=visiting.key, token=token, now=timezone.now(), draft=visiting.draft)
    except AnswersChanged:
        return onward(request, place("check"), token)
    return onward(request, place("done"), token)


def typed_values(visiting: Visit) -> dict[str, dict[str, list[str]]]:
    typed = visiting.draft.typed if visiting.draft else {}
    return {section: kept["fields"] for section, kept in typed.items()}


@answering
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank, give the receipt, say what happens next and what came out last year."""
    found = behind(token)
    key, receipt = found.key, receipt_of(found, token)
    if receipt is None:
        return to(place("start"), token)
    language = speak(request, key.sampled.enterprise.language)
    html = render_page(
        "answering/done.html",
        language,
        {"token": token, "receipt": tokens.group_code(receipt)},
        wave=about(key.wave),
        official=last_official_result(),
        count_url=count_address(key.wave.pk),
        words=words(),
    )
    return HttpResponse(html)


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the folder it looks after."""
    script = settings.BASE_DIR / "static" / "js" / "answer-worker.js"
    response = HttpResponse(
        script.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    return response
