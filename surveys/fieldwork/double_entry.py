"""Pure: answers typed from paper by number. Choices are numbered on the sheet from 1, in order.

``3`` is the third choice; ``1 4`` the first and the fourth; in a matrix one number a row, ``0`` or
``-`` for a row left blank, so that ``24513-`` fills six rows at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.limits import whole_number
from surveys.instrument.model import Document, Question

BLANK = {"0", "-"}
LIST_KINDS = {"multiple", "ranking"}


class KeyingError(ValueError):
    """What was typed is not an answer to this question; a code and what a sentence needs."""

    def __init__(self, code: str, **figures: object) -> None:
        self.code, self.figures = code, figures
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Difference:
    """One question on which the two entries differ."""

    question: Question
    first: Any
    second: Any


def read_entry(question: Question, typed: str) -> Any:
    """Turn what was typed into the answer's value; None when the question was left blank."""
    typed = typed.strip()
    if not typed:
        return None
    if question.kind in {"single", "scale"}:
        return _choice(question, typed)
    if question.kind in LIST_KINDS:
        return [_choice(question, part) for part in typed.replace(",", " ").split()]
    if question.kind == "matrix":
        return _matrix(question, typed)
    if question.kind in {"number", "percent"}:
        return _number(typed)
    if question.kind == "date":
        return _date(typed)
    return typed


def write_entry(question: Question, value: Any) -> str:
    """Write a value as it would be typed: the inverse of ``read``."""
    if value is None or value == "":
        return ""
    if question.kind in {"single", "scale"}:
        return _place(question, value)
    if question.kind in LIST_KINDS:
        return " ".join(_place(question, code) for code in value)
    if question.kind == "matrix":
        places = [
            _place(question, value[r.code]) if r.code in value else "-" for r in question.rows
        ]
        return (" " if len(question.choices) > 9 else "").join(places)
    if question.kind in {"number", "percent"}:
        return f"{value:g}".replace(".", ",")
    if question.kind == "date":
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return str(value)


def typed_questions(document: Document) -> Iterator[Question]:
    """Go through what stands on the sheet: everything but notes and calculated questions."""
    return (q for q in document.questions() if q.kind not in {"note", "calculated"})


def differences(
    document: Document, first: Mapping[str, Any], second: Mapping[str, Any]
) -> list[Difference]:
    """List the questions on which two entries of one sheet differ, in the order of the sheet."""
    return [
        Difference(question, first.get(question.name), second.get(question.name))
        for question in typed_questions(document)
        if first.get(question.name) != second.get(question.name)
        or first.get(f"{question.name}_other") != second.get(f"{question.name}_other")
    ]


def _choice(question: Question, typed: str) -> str:
    place = whole_number(typed)
    if place is None or not 1 <= place <= len(question.choices):
        raise KeyingError("no_such_choice", typed=typed, last=len(question.choices))
    return question.choices[place - 1].code


def _place(question: Question, code: str) -> str:
    return str(next(i for i, c in enumerate(question.choices, start=1) if c.code == code))


def _matrix(question: Question, typed: str) -> dict[str, str]:
    parts = typed.split() if " " in typed else list(typed)
    if len(parts) != len(question.rows):
        raise KeyingError("wrong_row_count", given=len(parts), rows=len(question.rows))
    return {
        row.code: _choice(question, part)
        for row, part in zip(question.rows, parts, strict=True)
        if part not in BLANK
    }


def _number(typed: str) -> float | int:
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        raise KeyingError("no_number", typed=typed) from None
    if value != value or value in {float("inf"), float("-inf")}:
        raise KeyingError("no_number", typed=typed)
    return int(value) if value.is_integer() else value


def _date(typed: str) -> str:
    parts = typed.replace("-", "/").replace(".", "/").split("/")
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day).isoformat()
    except ValueError:
        raise KeyingError("no_date", typed=typed) from None


def say_answer(
    document: Document, question: Question, answers: Mapping[str, Any], language: str
) -> str:
    """Write an answer in words, for a person who reviews it."""
    value = answers[question.name]
    names = {choice.code: document.words(choice.text, language) for choice in question.choices}
    if question.kind == "matrix":
        return "; ".join(
            f"{document.words(row.text, language)}: {names.get(value[row.code], value[row.code])}"
            for row in question.rows
            if row.code in value
        )
    if question.kind in LIST_KINDS:
        text = ", ".join(names.get(code, code) for code in value)
    else:
        text = names.get(str(value), str(value))
    other = answers.get(f"{question.name}_other")
    return f"{text} ({other})" if other else text
