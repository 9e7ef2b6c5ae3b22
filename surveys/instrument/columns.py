"""The columns of a questionnaire: one list, in the order of its questions, for every export."""

from collections.abc import Iterator
from dataclasses import replace

from surveys.instrument import types
from surveys.instrument.model import Document, Question
from surveys.instrument.types.coding import DataType, part_name
from surveys.instrument.types.kind import Column, InWords

LONGEST = 32


def columns(document: Document) -> tuple[Column, ...]:
    """All columns of a document."""
    return tuple(each for question in document.questions() for each in of_question(question))


def of_question(question: Question) -> Iterator[Column]:
    """The columns one question fills."""
    kind = types.of(question)
    yield from kind.columns(question)
    if question.other:
        yield Column(part_name(question.name, "text"), question, kind, is_words=True)


def in_words(document: Document, language: str) -> InWords:
    """What the descriptions of columns are made of."""
    found = InWords(document, language, frozenset())
    for question in document.questions():  # a calculation may take in one that comes before it
        kind = types.of(question)
        if kind.is_number and kind.data_type(question, found) is DataType.NUMBER:
            found = replace(found, numbers=found.numbers | {question.name})
    return found
