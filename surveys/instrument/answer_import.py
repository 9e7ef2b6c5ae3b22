"""Answers collected by another program: its columns and words become ours, row by row.

A row goes through the same checks as a page that is filled in; what fails is named with its line
and column, and nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from surveys.instrument import answer_checking, routing, types
from surveys.instrument.columns import columns
from surveys.instrument.expressions.asking import lookup
from surveys.instrument.languages import uses_comma
from surveys.instrument.model import Document, Question
from surveys.instrument.notation import shorten_quote
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.kind import Column

OTHER = "@other"
APOSTROPHES = "'`\u2018\u2019\u02bc"
TRUE = frozenset({"1", "true", "yes", "y", "x", "co", "chon", "dung", "checked", "selected"})
FALSE = frozenset({"0", "false", "no", "n", "khong", "sai", "unchecked", "notselected"})

SENTENCES: Mapping[str, str] = {
    "unknown_word": gettext_noop("“%(word)s” is not one of the choices; say below what it means."),
    "not_yes_or_no": gettext_noop("“%(word)s” says neither yes nor no."),
    "formula": gettext_noop("The cell holds a formula; formulas are never computed."),
    "nothing": gettext_noop("The row answers no question."),
}


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a cell was not taken: a sentence of ours, or of the questionnaire itself."""

    heading: str
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """One row of the file as answers, with what is wrong about it."""

    line: int
    answers: dict[str, Any]
    errors: tuple[RowError, ...]
    unknown: tuple[tuple[str, str], ...] = ()


def fold(text: str) -> str:
    """Reduce to letters and digits without marks and case, as people compare words."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in plain if sign.isalnum() and sign not in APOSTROPHES)


def standing_alone(words: str) -> re.Pattern[str]:
    """Find words in a cell in any case and with any apostrophe, as in Đắk R'Lấp."""
    loose = re.sub(f"[{APOSTROPHES}]", f"[{APOSTROPHES}]", re.escape(words))
    return re.compile(rf"(?<!\w){loose}(?!\w)", re.IGNORECASE)


def targets(document: Document) -> dict[str, Column | Question]:
    """Everything a column of the file can be: a column of ours, or all choices in one cell."""
    found: dict[str, Column | Question] = {}
    for question in document.questions():
        if types.of(question).is_list:
            found[question.name] = question
    for column in columns(document):
        if column.kind.is_asked:
            found.setdefault(column.name, column)
    return found


def suggest_columns(headings: Sequence[str], document: Document) -> dict[str, str]:
    """Guess the columns by name or by the words of the question; the user confirms them."""
    known = dict(_known_headings(document))
    taken: set[str] = set()
    mapping: dict[str, str] = {}
    for heading in headings:
        target = known.get(fold(heading)) or known.get(fold(re.split(r"[/.:\[\]]", heading)[-1]))
        if target and target not in taken:
            taken.add(target)
            mapping[heading] = target
    return mapping


def _known_headings(document: Document) -> Iterator[tuple[str, str]]:
    for name, target in targets(document).items():
        question = target if isinstance(target, Question) else target.question
        yield fold(name), name
        if isinstance(target, Question) or not (target.code or target.is_words):
            for words in question.text.values():
                yield fold(words), name
        elif question.rows and target.code:
            row = next(each for each in question.rows if each.code == target.code)
            for language, words in row.text.items():
                yield fold(words), name
                yield fold(f"{question.text.get(language, '')} {words}"), name
                yield fold(f"{question.name}{target.code}"), name


class Reading:
    """How the rows of one file are read: what every column is, and what its words mean."""

    def __init__(
        self,
        mapping: Mapping[str, str],
        values: Mapping[str, Mapping[str, str]],
        document: Document,
        language: str,
        today: date | None = None,
    ) -> None:
        self.today = today
        self.mapping, self.values = mapping, values
        self.document, self.language = document, language
        self.known = targets(document)
        self.headings = {name: heading for heading, name in mapping.items()}
        for heading, name in mapping.items():
            if target := self.known.get(name):
                owner = target if isinstance(target, Question) else target.question
                self.headings.setdefault(owner.name, heading)
        self.codes = {question.name: codes_of(question) for question in document.questions()}

    def row(self, line: int, cells: Mapping[str, Any]) -> Collected:
        """Turn one row into answers, and check them as if they had been typed in."""
        reader = _Reader(self)
        for heading, name in self.mapping.items():
            if name in self.known:
                reader.cell(heading, self.known[name], cells.get(heading))
        answers = reader.checked()
        if not answers and not reader.errors:
            reader.errors.append(RowError("", SENTENCES["nothing"]))
        return Collected(line, answers, tuple(reader.errors), tuple(dict.fromkeys(reader.unknown)))


def codes_of(question: Question) -> dict[str, str]:
    """What each code and each wording of a choice means; the first choice keeps its words."""
    found: dict[str, str] = {}
    for choice in question.choices:
        for words in (choice.code, *choice.text.values()):
            if said := fold(words):
                found.setdefault(said, choice.code)
    return found


class _Reader:
    """Gathers the cells of one row as the fields of a form."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.document, self.values = reading.document, reading.values
        self.language = reading.language
        self.heading = ""
        self.posted: dict[str, list[str]] = {}
        self.errors: list[RowError] = []
        self.unknown: list[tuple[str, str]] = []

    def refuse(self, code: str, **params: Any) -> None:
        self.errors.append(RowError(self.heading, SENTENCES[code], params))

    def post(self, name: str, *texts: str) -> None:
        self.posted.setdefault(name, []).extend(texts)

    def cell(self, heading: str, target: Column | Question, value: Any) -> None:
        self.heading = heading
        text = self.text(value)
        if not text:
            return
        if isinstance(target, Question):
            self.several(target, text)
        elif target.is_words:
            self.post(f"{target.question.name}_other", text)
        else:
            target.kind.take_cell(target.question, target.code, text, self)

    def text(self, value: Any) -> str:
        """Write a cell as somebody would have typed it."""
        if value is None or isinstance(value, str):
            return (value or "").strip()
        if isinstance(value, bool):
            return "1" if value else "0"
        if isinstance(value, datetime | date):
            return value.isoformat()[:10]
        if isinstance(value, int | float):
            number = str(int(value)) if float(value).is_integer() else repr(float(value))
            return number.replace(".", ",") if uses_comma(self.language) else number
        self.refuse("formula")
        return ""

    def code(self, question: Question, text: str) -> str:
        """The code that a word of the file means; empty, and noted, when nobody has said so."""
        said = self.values.get(question.name, {}).get(text)
        if said == OTHER and question.other:
            self.post(f"{question.name}_other", text)
            return question.other.code
        if said:
            return said
        if known := self.reading.codes[question.name].get(fold(text)):
            return known
        self.refuse("unknown_word", word=shorten_quote(text))
        self.unknown.append((question.name, text))
        return ""

    def yes_or_no(self, question: Question, code: str, text: str) -> None:
        said = fold(text)
        if said in TRUE or self.reading.codes[question.name].get(said) == code:
            self.post(question.name, code)
        elif said not in FALSE:
            self.refuse("not_yes_or_no", word=shorten_quote(text))

    def several(self, question: Question, text: str) -> None:
        """Read several answers in one cell, by their codes or words, whatever divides them."""
        parts = text.split()
        if all(question.choice(part) for part in parts):
            self.post(question.name, *parts)
            return
        found, rest = _find_words(question, text)
        for part in re.split(r"[,;|\n]+", rest):
            if part.strip() and (code := self.code(question, part.strip())):
                found.append((text.find(part), code))
        self.post(question.name, *dict.fromkeys(code for _, code in sorted(found)))

    def checked(self) -> dict[str, Any]:
        """Put the fields through the checks of each page, and keep what is asked at all."""
        answers: dict[str, Any] = {}
        headings = self.reading.headings
        kept: dict[str, Any] = {}
        for section in self.document.sections:
            is_asked = not section.relevance or section.relevance.holds(lookup(kept))
            result = answer_checking.check_section(
                self.document,
                section,
                self.posted,
                kept if is_asked else dict(kept),
                self.language,
                partial=True,
                today=self.reading.today,
            )
            for name, refusal in result.errors.items():
                column = name.replace(".", "_")
                heading = headings.get(column) or headings.get(name.partition(".")[0]) or name
                self.errors.append(
                    RowError(heading, refusal.template, refusal.params, refusal.message)
                )
            answers |= {name: value for name, value in result.values.items() if value is not None}
        return routing.relevant_answers(self.document, answers)


def _find_words(question: Question, text: str) -> tuple[list[tuple[int, str]], str]:
    """Find the choices whose words stand in a text, each with its place, and what is left of it."""
    rest, found = text, []
    labels = [(words, c.code) for c in question.choices for words in c.text.values() if words]
    for words, code in sorted(labels, key=lambda pair: -len(pair[0])):  # long ones hold short ones
        pattern = standing_alone(words)
        if pattern.search(rest) and (place := pattern.search(text)):
            found.append((place.start(), code))
            rest = pattern.sub("", rest)
    return found, rest
