"""A questionnaire tried before it is published: random answers must fit their columns."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from surveys.instrument import types
from surveys.instrument.columns import columns, in_words
from surveys.instrument.model import Document, Question
from surveys.instrument.routing import relevant_answers
from surveys.instrument.types.coding import fits

RESPONDENTS = 40
LEFT_BLANK = 0.2  # of the answers


def find_strays(document: Document, *, respondents: int = RESPONDENTS) -> dict[str, Any]:
    """Name the questions whose answers no column can hold, each with such an answer."""
    strays: dict[str, Any] = {}
    words = in_words(document, document.languages[0])
    typed = [(column, column.describe(words).type) for column in columns(document)]
    for answers in random_answers(document, respondents):
        for column, kind in typed:
            value = column.value(answers)
            if not fits(kind, value):
                strays.setdefault(column.question.name, value)
    return strays


def random_answers(document: Document, respondents: int) -> Iterator[Mapping[str, Any]]:
    """Answer as people might who do not read the questions; the same answers each time."""
    chance = Random(document.name)  # noqa: S311 -- a trial, no secret
    for _each in range(respondents):
        given = {question.name: _answer(question, chance) for question in document.questions()}
        yield relevant_answers(document, given)


def _answer(question: Question, chance: Random) -> Any:
    kind = types.of(question)
    if not kind.is_asked or chance.random() < LEFT_BLANK:
        return None
    return kind.draw(question, chance)
