"""The columns of a data set: names, labels, codes and what is missing, from the document alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from surveys.instrument.columns import in_words, of_question
from surveys.instrument.model import Document, Question
from surveys.instrument.types.coding import Code, DataType, fits, typed_value
from surveys.instrument.types.kind import Column, InWords


@dataclass(frozen=True, slots=True)
class Variable:
    """One column: where its values come from, and how to read them.

    ``role`` is the name a column of our own was given, whatever it had to be called in the file.
    """

    name: str
    label: str
    type: DataType
    codes: tuple[Code, ...] = ()
    question: Question | None = None
    column: Column | None = None
    base: str = ""
    role: str = ""
    explanation: str = ""

    def code(self, value: Any) -> Code | None:
        return next((each for each in self.codes if each.code == str(value)), None)

    def typed(self, value: Any) -> Any:
        """Bring a stored value into the column's type; what does not fit it is an error."""
        return typed_value(self.type, value)

    def fits(self, value: Any) -> bool:
        return fits(self.type, value)


def variables(document: Document, language: str) -> Iterator[Variable]:
    """All columns of the questions, in the order of the questionnaire."""
    words = in_words(document, language)
    for section in document.sections:
        for question in section.questions:
            conditions = [each.source for each in (section.relevance, question.relevance) if each]
            for column in of_question(question):
                yield _variable(column, words, " and ".join(conditions))


def _variable(column: Column, words: InWords, base: str) -> Variable:
    found = column.describe(words)
    return Variable(
        column.name, found.label, found.type, found.codes, column.question, column, base
    )


def distinct(extra: Iterable[Variable], taken: Iterable[Variable]) -> list[Variable]:
    """Give columns of our own a name that no question has."""
    names = {each.name.lower() for each in taken}
    kept = []
    for each in extra:
        name = each.name
        while name.lower() in names:
            name = f"{name}0"
        names.add(name.lower())
        kept.append(replace(each, name=name, role=each.role or each.name))
    return kept
