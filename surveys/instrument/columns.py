"""The columns of a questionnaire: one list, in the order of its questions, for every export."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from surveys.instrument.model import Document, Question

Part = Literal["value", "choice", "rank", "row", "other"]
LONGEST = 32


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the question, and which part of its answer stands in it."""

    name: str
    question: Question
    part: Part
    code: str = ""

    def value(self, answers: Mapping[str, Any]) -> Any:
        """Take this column's value out of the answers of one response; blank is None."""
        if self.part == "other":
            return answers.get(f"{self.question.name}_other") or None
        answer = answers.get(self.question.name)
        if answer is None or self.part == "value":
            return answer
        if self.part == "row":
            return answer.get(self.code) if isinstance(answer, Mapping) else None
        if self.part == "rank":
            return answer.index(self.code) + 1 if self.code in answer else None
        return int(self.code in answer)


def columns(document: Document) -> tuple[Column, ...]:
    """All columns of a document."""
    return tuple(each for question in document.questions() for each in of_question(question))


def of_question(question: Question) -> Iterator[Column]:
    """The columns one question fills."""
    if question.kind == "note":
        return
    if question.kind == "matrix":
        for row in question.rows:
            yield Column(part_name(question.name, row.code), question, "row", row.code)
    elif question.kind in ("multiple", "ranking"):
        part: Part = "choice" if question.kind == "multiple" else "rank"
        for choice in question.choices:
            yield Column(part_name(question.name, choice.code), question, part, choice.code)
    else:
        yield Column(question.name, question, "value")
    if question.other:
        yield Column(part_name(question.name, "text"), question, "other")


def part_name(question: str, code: str) -> str:
    """Name the column of one choice or row."""
    return f"{question}_{code.replace('-', '_')}"
