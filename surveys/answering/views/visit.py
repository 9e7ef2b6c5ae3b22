"""The respondent's visit: first page, sections, overview, sending, receipt."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import public
from core.clock import timezone
from core.errors import DomainError
from core.http.visitor import visitor_of
from surveys import tokens
from surveys.answering.actions.codes import open_code
from surveys.answering.actions.drafts import refuse_unless_open
from surveys.answering.actions.responses import submit_response
from surveys.answering.actions.trials import note_shown, send_trial
from surveys.answering.addresses import address_of
from surveys.answering.forms import CodeForm, unfinished_of
from surveys.answering.queries.official import held_official_result
from surveys.answering.queries.trials import TrialVisit, open_trial, visit_or_trial
from surveys.answering.queries.visits import (
    Behind,
    Visit,
    behind,
    receipt_of,
    version_of_digest,
)
from surveys.answering.rendering import (
    AboutWave,
    compress,
    overview_html,
    render_page,
    script_sentences,
    section_html,
)
from surveys.answering.views.answering import answering, onward, speak
from surveys.answering.views.saving import save_and_go_on
from surveys.errors import AnswersChanged, LinkUnknown, NothingAnswered
from surveys.instrument import types
from surveys.instrument.flow import describe_flow
from surveys.texts.words import own_text

CHANGED = "?changed#errors"  # answers are not those of the last look


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take a code typed from paper."""
    language, form = speak(request, settings.LANGUAGE_CODE), CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor = visitor_of(request)
        try:
            token = open_code(code=form.cleaned_data["code"], visitor=visitor)
        except DomainError as refusal:
            form.add_error("code", str(refusal))
        else:
            chosen = "" if language == settings.LANGUAGE_CODE else f"?language={language}"
            return HttpResponseRedirect(address_of(token, "start") + chosen)
    html = render_page(
        "answering/code.html",
        language,
        typed=str(form["code"].value() or ""),
        errors=form.errors.get("code", ()),
    )
    return HttpResponse(html, status=422 if form.errors else 200)


def open_visit(request: HttpRequest, token: str) -> tuple[Visit, str]:
    """Open the link of a wave that takes answers, and go on in its respondent's language."""
    visiting = visit_or_trial(token)
    language = speak(request, visiting.language, visiting.languages)
    if not visiting.is_trial:
        refuse_unless_open(visiting.wave, timezone.now())
    return visiting, language


@answering
@require_safe
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Tell who asks, why, how long it takes; whoever has begun goes on where they stopped."""
    visiting, language = open_visit(request, token)
    if visiting.draft and "about" not in request.GET:
        return HttpResponseRedirect(visiting.address_to_resume())
    html = render_page(
        "answering/start.html",
        language,
        visiting.languages,
        token=token,
        wave=AboutWave.of(visiting.wave),
        begun=visiting.draft is not None,
        following=visiting.address("page", visiting.place()),
        check=visiting.address("check"),
        sections=len(visiting.sections()),
        sentences=script_sentences(language),
        is_trial=visiting.is_trial,
        welcome=own_text("welcome", visiting.wave, language),
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
    if section not in visiting.sections() and "keep" not in request.GET:
        return HttpResponseRedirect(visiting.address("page", visiting.place()))
    if isinstance(visiting, TrialVisit) and "keep" not in request.GET:
        note_shown(trial=visiting.trial, section=section)
    return HttpResponse(section_html(visiting, section, language, timezone.now()))


@answering
@require_safe
def check_answers(request: HttpRequest, token: str) -> HttpResponse:
    """Show all answers once more, with links back, before they are sent."""
    visiting, language = open_visit(request, token)
    if visiting.draft is None:
        return HttpResponseRedirect(address_of(token, "start"))
    return HttpResponse(overview_html(visiting, language, changed="changed" in request.GET))


@answering
@require_POST
def send(request: HttpRequest, token: str) -> HttpResponse:
    """Send the answers, once; whatever is unfinished is shown first."""
    visiting, language = open_visit(request, token)
    if visiting.draft is None:
        raise NothingAnswered
    if unfinished_of(visiting, language):
        return onward(request, visiting.address("check") + "#errors")
    if request.POST.get("page-revision", visiting.revision) != visiting.revision:
        return onward(request, visiting.address("check") + CHANGED)
    try:
        _send(visiting)
    except AnswersChanged:
        return onward(request, visiting.address("check") + CHANGED)
    return onward(request, visiting.address("done") + _in(language, visiting))


def _in(language: str, visiting: Visit) -> str:
    """The receipt knows the language of the enterprise alone."""
    return "" if language == visiting.key.sampled.enterprise.language else f"?language={language}"


def _send(visiting: Visit) -> None:
    now = timezone.now()
    if isinstance(visiting, TrialVisit):
        send_trial(trial=visiting.trial, now=now)
        return
    submit_response(key=visiting.key, token=visiting.token, now=now, draft=visiting.draft)


@answering
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank, give the receipt, say what happens next and what came out last year."""
    try:
        found = behind(token)
    except LinkUnknown:
        return _thank_for_trial(request, open_trial(token))
    return _thank(request, token, found)


def _thank_for_trial(request: HttpRequest, visiting: TrialVisit) -> HttpResponse:
    if not visiting.trial.times_sent:
        return HttpResponseRedirect(visiting.address("start"))
    language = speak(request, visiting.language, visiting.languages)
    html = render_page(
        "answering/tried.html",
        language,
        visiting.languages,
        token=visiting.token,
        sentences=script_sentences(language),
        is_trial=True,
    )
    return HttpResponse(html)


def _thank(request: HttpRequest, token: str, found: Behind) -> HttpResponse:
    key, receipt = found.key, receipt_of(found, token)
    if receipt is None:
        return HttpResponseRedirect(address_of(token, "start"))
    offered = key.wave.version.compiled.languages
    language = speak(request, key.sampled.enterprise.language, offered)
    html = render_page(
        "answering/done.html",
        language,
        offered,
        token=token,
        receipt=tokens.group_code(receipt),
        wave=AboutWave.of(key.wave),
        official=held_official_result(),
        thanks=own_text("thanks", key.wave, language),
        sentences=script_sentences(language),
        takes_files=types.takes_files(key.wave.version.compiled),
    )
    return HttpResponse(html)


@public
@require_safe
def flow(request: HttpRequest, digest: str) -> HttpResponse:
    """Give the conditions of a version: phones without network find the next page by them."""
    version = version_of_digest(digest)
    if version is None:
        raise Http404
    response = JsonResponse(describe_flow(version.compiled))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return compress(request, response)


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
