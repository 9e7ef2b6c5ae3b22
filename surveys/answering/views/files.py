"""Photos and documents sent as answers: taken from a script, shown to who sent them."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.formats import time_format
from django.views.decorators.http import require_POST, require_safe

from core.clock import timezone
from surveys.answering.actions.drafts import FilledPage
from surveys.answering.actions.files import lay_file
from surveys.answering.forms import sentence
from surveys.answering.queries.visits import Visit
from surveys.answering.views.answering import answering
from surveys.answering.views.saving import keep_page, take_upload
from surveys.answering.views.visit import open_visit
from surveys.instrument import types
from surveys.instrument.model import Question
from surveys.instrument.types.posted import Refusal
from surveys.models import AnswerFile, Draft, PaperScan


@answering
@require_POST
def take(request: HttpRequest, token: str, question: str) -> HttpResponse:
    """Take one file and make it the answer; the same file sent again changes nothing."""
    visiting, language = open_visit(request, token)
    asked, now = _get_file_question(visiting, question), timezone.now()
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise types.of(asked).refusal("not_a_file")
        name = take_upload(visiting, asked, upload, now, request.POST.get("id", ""))
    except Refusal as refused:
        return JsonResponse({"refused": sentence(refused)}, status=422)

    def fill(draft: Draft | None) -> FilledPage:
        return lay_file(draft, visiting.document, asked, name, language)

    draft = keep_page(visiting, fill, now)
    saved = time_format(timezone.localtime(draft.saved_at), "H:i")
    return JsonResponse({"name": name, "saved": saved})


def _get_file_question(visiting: Visit, name: str) -> Question:
    document = visiting.document
    if not document.has_question(name) or not types.of(document.question(name)).takes_files:
        raise Http404
    return document.question(name)


@answering
@require_safe
def show(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Show a file to who sent it, as long as the answers have not been sent."""
    visiting, _language = open_visit(request, token)
    file = AnswerFile.objects.held_by(visiting.key.draft_key(token)).filter(name=name).first()
    if file is None or visiting.is_trial:
        raise Http404
    return hand_out(file)


def hand_out(file: AnswerFile | PaperScan) -> HttpResponse:
    """A file as the browser may show it, and nothing in it may run."""
    with file.file.open("rb") as content:  # ten megabytes at most
        answer = HttpResponse(content.read(), content_type=file.content_type)
    answer["Content-Disposition"] = f'inline; filename="{file.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
