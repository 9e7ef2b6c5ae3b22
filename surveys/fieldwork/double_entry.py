"""Pure: answers typed from paper by number. Choices are numbered on the sheet from 1, in order.

``3`` is the third choice; ``1 4`` the first and the fourth; in a matrix one number a row, ``0`` or
``-`` for a row left blank, so that ``24513-`` fills six rows at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.instrument import types
from surveys.instrument.model import Document, Question


@dataclass(frozen=True, slots=True)
class Difference:
    """One question on which the two entries differ."""

    question: Question
    first: Any
    second: Any
    first_other: str = ""  # what was typed beside “other”
    second_other: str = ""

    def answers(self, entry: str) -> dict[str, Any]:
        """What one of the entries, “first” or “second”, holds of the question."""
        name, other = self.question.name, getattr(self, f"{entry}_other")
        return {name: getattr(self, entry), f"{name}_other": other or None}


def read_entry(question: Question, typed: str) -> Any:
    """Turn what was typed into the answer's value; None when the question was left blank."""
    typed = typed.strip()
    return types.of(question).read_entry(question, typed) if typed else None


def write_entry(question: Question, value: Any) -> str:
    """Write a value as it would be typed: the inverse of ``read_entry``."""
    return "" if value is None or value == "" else types.of(question).write_entry(question, value)


def typed_questions(document: Document) -> Iterator[Question]:
    """Go through what stands on the sheet: everything but notes and calculated questions."""
    return (q for q in document.questions() if types.of(q).is_asked)


def differences(
    document: Document, first: Mapping[str, Any], second: Mapping[str, Any]
) -> list[Difference]:
    """List the questions on which two entries of one sheet differ, in the order of the sheet."""
    return [
        Difference(
            question,
            first.get(question.name),
            second.get(question.name),
            first.get(f"{question.name}_other", ""),
            second.get(f"{question.name}_other", ""),
        )
        for question in typed_questions(document)
        if first.get(question.name) != second.get(question.name)
        or first.get(f"{question.name}_other") != second.get(f"{question.name}_other")
    ]


def say_answer(
    document: Document, question: Question, answers: Mapping[str, Any], language: str
) -> str:
    """Write an answer in words, for a person who reviews it."""
    value = answers[question.name]
    names = {choice.code: document.plain(choice.text, language) for choice in question.choices}
    if question.rows:
        return "; ".join(
            f"{document.plain(row.text, language)}: {names.get(value[row.code], value[row.code])}"
            for row in question.rows
            if row.code in value
        )
    if types.of(question).takes_files:
        return types.of(question).say(question, value, language)
    text = ", ".join(names.get(str(code), str(code)) for code in types.of(question).codes(value))
    other = answers.get(f"{question.name}_other")
    return f"{text} ({other})" if other else text
