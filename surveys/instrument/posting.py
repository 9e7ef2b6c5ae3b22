"""Answers as a browser posts them: from values back to the fields of a form."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.instrument import types
from surveys.instrument.model import Document, Question


def question_of(document: Document, field_name: str) -> str:
    """Name the question a field belongs to."""
    name = field_name.partition(".")[0]
    return name if document.has_question(name) else name.removesuffix("_other")


def repost_answers(
    document: Document, section: str, answers: Mapping[str, Any], language: str
) -> dict[str, list[str]]:
    """Write stored answers as a browser would post them."""
    fields: dict[str, list[str]] = {}
    for question in document.section(section).questions:
        fields |= dict(fields_of(question, answers, language))
    return fields


def fields_of(
    question: Question, answers: Mapping[str, Any], language: str
) -> Iterator[tuple[str, list[str]]]:
    """Write one stored answer as form fields."""
    value = answers.get(question.name)
    if value is not None:
        yield from types.of(question).post(question, value, language)
    if answers.get(f"{question.name}_other"):
        yield f"{question.name}_other", [answers[f"{question.name}_other"]]
