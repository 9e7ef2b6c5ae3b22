"""A question as respondents will see it, while it is being written; nothing is kept."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for
from core.http.requests import UserRequest
from surveys.answering.rendering import question_html
from surveys.instrument import loading, routing
from surveys.instrument.languages import around, is_right_to_left
from surveys.instrument.model import Document
from surveys.instrument.problems import DocumentError
from surveys.instrument.validation import PIPED
from surveys.languages import name_of
from surveys.questionnaires.conditions import Conditions
from surveys.questionnaires.forms.questions import QuestionForm, list_lines
from surveys.questionnaires.queries import languages_of
from surveys.questionnaires.views.editor import draft_of, question_sets

ALONE = ("relevance", "choice_filter", "calculation", "constraints")  # what looks beyond it


@only_for(Role.STAFF)
@require_POST
def try_question(request: UserRequest, pk: int) -> HttpResponse:
    """Show the question that stands in the form, in each language."""
    version = draft_of(request, pk)
    languages = languages_of(version)
    form = QuestionForm(request.POST, languages=languages)
    sets = question_sets(request, {}, languages)
    shown, problems, condition = [], _problems_of(form, sets), ""
    if not problems:
        condition = Conditions(version.document).say(form.cleaned_data["relevance"])
        values = form.data_of_part() | {key: list_lines(each) for key, each in sets.items()}
        try:
            document = loading.load(_alone(values, languages))
            shown = [_in_language(document, language) for language in languages]
        except DocumentError as refusal:
            problems = [_(each.template) % each.params for each in refusal.problems]
    context = {"shown": shown, "problems": problems, "condition": condition}
    return render(request, "surveys/editor/live.html", context)


def _problems_of(form: QuestionForm, sets: dict[str, Any]) -> list[str]:
    """What is wrong in the form, the name left out: it says nothing of how a question looks."""
    forms = [form, *(each for formset in sets.values() for each in formset.forms)]
    return [
        str(error)
        for each in forms
        for field, errors in each.errors.items()
        if field != "name"
        for error in errors
    ]


def _alone(values: dict[str, Any], languages: list[str]) -> dict[str, Any]:
    """A questionnaire of this question only, without what hangs on others."""
    kept = {key: each for key, each in values.items() if key not in ALONE}
    question = {"name": "q", **{key: _mask_piping(each) for key, each in kept.items() if each}}
    question["name"] = "q"
    page = {"name": "p", "title": {languages[0]: "p"}, "questions": [question]}
    return {
        "name": "tried",
        "version": "1",
        "languages": languages,
        "title": {languages[0]: "tried"},
        "sections": [page],
    }


def _mask_piping(value: Any) -> Any:
    """Earlier answers are not there yet: dots stand for them."""
    if isinstance(value, str):
        return PIPED.sub("…", value)
    if isinstance(value, dict):
        return {key: _mask_piping(each) for key, each in value.items() if key != "attributes"}
    return [_mask_piping(each) for each in value] if isinstance(value, list) else value


def _in_language(document: Document, language: str) -> tuple[str, str, str, str]:
    with translation.override(around(language)):
        page = routing.preview(document, "p", language)
        block = "".join(question_html(each, language, {}, {}, {}) for each in page.questions)
    direction = "rtl" if is_right_to_left(language) else "ltr"
    return language, direction, name_of(language), block
