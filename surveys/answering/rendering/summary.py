"""The list on top of a page of what needs a second look."""

from collections.abc import Iterable
from dataclasses import dataclass

from surveys.instrument.model import Document
from surveys.instrument.posting import question_of


@dataclass(frozen=True, slots=True)
class ListedError:
    """A line of the summary on top: where it is wrong, and what to do."""

    href: str
    question: str
    sentence: str


def sort_fields(document: Document, fields: Iterable[str]) -> list[str]:
    """Put fields in the order of the page: questions, and the rows of a table within theirs."""
    questions = list(document.questions())
    places = {question.name: (at, 0) for at, question in enumerate(questions)}
    for at, question in enumerate(questions):
        rows = (f"{question.name}.{row.code}" for row in question.rows)
        places |= {name: (at, line) for line, name in enumerate(rows)}
    return sorted(fields, key=lambda name: places.get(name) or places[question_of(document, name)])


def summary_text(document: Document, field: str, language: str) -> str:
    """Name the place of a field: the row of a matrix, else its question."""
    question = document.question(question_of(document, field))
    row = next((r for r in question.rows if field == f"{question.name}.{r.code}"), None)
    return document.plain(row.text if row else question.text, language)
