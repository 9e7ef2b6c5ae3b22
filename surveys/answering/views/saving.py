"""A page that was filled in: what of it is kept, and where it leads."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.formats import time_format

from surveys.answering.actions.drafts import FilledPage, save_page
from surveys.answering.forms import check, lists, question_of
from surveys.answering.queries.visits import Visit
from surveys.answering.views.answering import LANGUAGES, wants_json
from surveys.instrument import routing, types


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
    if not wants_json(request):
        return HttpResponseRedirect(address)
    saved = time_format(timezone.localtime(draft.saved_at), "H:i")
    return JsonResponse({"saved": saved, "next": address, "errors": len(checked.errors)})


def destination(visiting: Visit, section: str, go: str, *, errors: bool, new: list[str]) -> str:
    """Find the page after this one; stay where something is wrong or newly asked."""
    here = visiting.address("page", section)
    if go in LANGUAGES or go == "save":
        return here
    if go == "back":
        return visiting.address_before(section)
    if errors:
        return f"{here}#errors"
    if new:
        return f"{here}#q-{new[0]}"
    return visiting.address("check") if go == "check" else visiting.address_after(section)


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
