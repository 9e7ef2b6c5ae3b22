"""Earlier answers in words, to be repeated inside a text."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from surveys.instrument.model import Document, Question, Text
from surveys.instrument.validation import PIPED

Answers = Mapping[str, Any]
ELLIPSIS = "…"
JOINERS = {"vi": " và ", "en": " and "}


def speaker(document: Document, answers: Answers, language: str) -> Callable[[Text], str]:
    def say(text: Text) -> str:
        words = document.words(text, language)
        if "${" not in words:
            return words
        return PIPED.sub(lambda found: repeat_answer(document, found[1], answers, language), words)

    return say


def repeat_answer(document: Document, name: str, answers: Answers, language: str) -> str:
    """Say an earlier answer in words, to be repeated inside a text."""
    if not document.has_question(name):
        return ELLIPSIS
    question, answer = document.question(name), answers.get(name)
    if answer is None or answer == [] or isinstance(answer, Mapping):
        return ELLIPSIS
    codes = answer if isinstance(answer, list) else [answer]
    words = [_words(document, question, code, answers, language) for code in codes]
    if len(words) == 1:
        return words[0]
    return ", ".join(words[:-1]) + JOINERS.get(language, ", ") + words[-1]


def _words(
    document: Document, question: Question, code: Any, answers: Answers, language: str
) -> str:
    choice = question.choice(code) if isinstance(code, str) else None
    if choice is None:
        return say_value(code, language, is_year=not question.unit)
    if choice.other and answers.get(f"{question.name}_other"):
        return str(answers[f"{question.name}_other"])
    return document.words(choice.text, language)


def say_value(value: Any, language: str, *, is_year: bool = False) -> str:
    """Write a number or date as the language does; what may be a year keeps its four digits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        date = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", str(value))
        return f"{date[3]}/{date[2]}/{date[1]}" if date else str(value)
    if is_year and float(value).is_integer() and 1000 <= value <= 9999:
        return f"{value:.0f}"
    text = f"{value:,}" if float(value).is_integer() else f"{value:,.10g}"
    return text.translate({44: ".", 46: ","}) if language == "vi" else text
