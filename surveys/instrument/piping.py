"""Earlier answers in words, to be repeated inside a text."""

from collections.abc import Callable, Mapping
from typing import Any

from surveys.instrument import types
from surveys.instrument.model import Document, Question, Text
from surveys.instrument.validation import PIPED

Answers = Mapping[str, Any]
ELLIPSIS = "…"
JOINERS = {"vi": " và ", "en": " and ", "ko": " 및 ", "zh-Hans": "和"}


def speaker(document: Document, answers: Answers, language: str) -> Callable[[Text], str]:
    def say(text: Text) -> str:
        words = document.words(text, language)
        if "${" not in words:
            return words
        return PIPED.sub(lambda found: repeat_answer(document, found[1], answers, language), words)

    return say


def repeat_answer(document: Document, name: str, answers: Answers, language: str) -> str:
    """Say an earlier answer in words, to be repeated inside a text."""
    name, _, row = name.partition(".")
    if not document.has_question(name):
        return ELLIPSIS
    question, answer = document.question(name), answers.get(name)
    codes = [] if answer is None else _codes(question, answer, row)
    words = [_words(document, question, code, answers, language) for code in codes]
    if not words:
        return ELLIPSIS
    if len(words) == 1:
        return words[0]
    return ", ".join(words[:-1]) + JOINERS.get(language, ", ") + words[-1]


def _codes(question: Question, answer: Any, row: str) -> list[Any]:
    """What was chosen; of a matrix only one row can be said."""
    if not question.rows:
        return types.of(question).codes(answer)
    return [answer[row]] if answer.get(row) else []


def _words(
    document: Document, question: Question, code: Any, answers: Answers, language: str
) -> str:
    choice = question.choice(code) if isinstance(code, str) else None
    if choice is None:
        return types.of(question).say(question, code, language)
    if choice.other and answers.get(f"{question.name}_other"):
        return str(answers[f"{question.name}_other"])
    return document.plain(choice.text, language)
