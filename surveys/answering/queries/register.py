"""What the register knows of an enterprise, filled in where the questionnaire says so."""

from collections.abc import Callable, Mapping
from typing import Any

from directory.models import Enterprise
from surveys.answering.queries.visits import Visit
from surveys.instrument import types
from surveys.instrument.model import Document, Question
from surveys.instrument.types.posted import Fields, Refusal

CODES: Mapping[str, Callable[[Enterprise], Any]] = {
    "legal_type": lambda it: it.legal_type,
    "sector": lambda it: it.sector,
    "size": lambda it: it.size,
    "employees": lambda it: it.employees,
    "founded": lambda it: it.founded,
    "district": lambda it: it.district.code,
}
WORDS: Mapping[str, Callable[[Enterprise], Any]] = {  # where the question offers no choices
    "legal_type": lambda it: it.get_legal_type_display(),
    "size": lambda it: it.get_size_display(),
    "district": lambda it: it.district.name,
}


def known_answers(visiting: Visit, section: str, language: str) -> dict[str, Any]:
    """Answers for questions of a page that was never sent; in a blind wave there are none.

    They are shown, not stored: an answer is what its respondent has sent with the page.
    """
    draft, document = visiting.draft, visiting.document
    asked = [q for q in document.section(section).questions if q.known]
    if not asked or visiting.key.is_blind or (draft and section in draft.seconds):
        return {}
    pk = visiting.key.sampled.enterprise_id
    enterprise = Enterprise.objects.select_related("district").get(pk=pk)
    found = {q.name: _answer(document, q, enterprise, language) for q in asked}
    return {name: value for name, value in found.items() if value is not None}


def _answer(document: Document, question: Question, known: Enterprise, language: str) -> Any:
    """What the register says as an answer; None where the question has no such answer."""
    say = CODES if question.choices else {**CODES, **WORDS}
    value = say[question.known](known)
    if value is None:
        return None
    posted = {question.name: [str(value)]}
    fields = Fields(document, question, posted, language, partial=True, offered=question.codes)
    try:
        return types.of(question).read(fields)
    except Refusal:
        return None
