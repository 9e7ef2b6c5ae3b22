"""What the platform asks of every kind of question; a kind overrides where it differs.

A kind that overrides nothing takes one short text. Each part below names who asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal, Protocol

from surveys.instrument.languages import around
from surveys.instrument.model import Document, Question, Text
from surveys.instrument.notation import say_value, write_value
from surveys.instrument.types.coding import Contents, DataType
from surveys.instrument.types.posted import SENTENCES, Fields, Refusal

TEXTS = ("0", "12", "tám", "31/12", "Công ty TNHH “A & B”")
OTHER_WORDS = {
    "vi": "ý kiến khác, ghi rõ",
    "en": "other, in own words",
    "ko": "기타(직접 입력)",
    "zh-Hans": "其他(请说明)",
}


@dataclass(frozen=True, slots=True)
class Property:
    """Something questions of one kind have in the document and others have not.

    ``label`` and ``help`` stand in the editor; they are English sources for the catalogue.
    """

    name: str
    holds: Literal["flag", "whole", "string"]
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class InWords:
    """A document in one language, for a codebook; ``numbers`` names what gives numbers."""

    document: Document
    language: str
    numbers: frozenset[str]

    def say(self, text: Text) -> str:
        return self.document.plain(text, self.language)

    def label(self, question: Question) -> str:
        return self.say(question.text) or question.name


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the question, and which part of its answer stands in it.

    ``code`` names a choice or a row where there is a column for each; ``is_words`` marks the words
    that explain an “other” choice.
    """

    name: str
    question: Question
    kind: "Kind"
    code: str = ""
    is_words: bool = False

    def value(self, answers: Mapping[str, Any]) -> Any:
        """Take this column's value out of the answers of one response; blank is None."""
        if self.is_words:
            return answers.get(f"{self.question.name}_other") or None
        answer = answers.get(self.question.name)
        return None if answer is None else self.kind.cell(answer, self.code)

    def describe(self, words: InWords) -> Contents:
        """Say what the column holds, in the words of the questionnaire."""
        if not self.is_words:
            return self.kind.describe(self, words)
        explained = OTHER_WORDS[around(words.language)]
        return Contents(DataType.TEXT, f"{words.label(self.question)} – {explained}")


class Cells(Protocol):
    """A row of a file with answers, while it becomes the fields of a form."""

    def post(self, name: str, *texts: str) -> None: ...
    def code(self, question: Question, text: str) -> str: ...
    def yes_or_no(self, question: Question, code: str, text: str) -> None: ...


class Kind:
    """A kind of question: one object that the registry holds, the same for all questions."""

    name = ""
    label = ""  # in the editor; an English source for the catalogue
    sentences: Mapping[str, str] = {}  # what it says when it refuses, by code; sources, too

    # -- The document (parsing, validation, advice, comparability, the editor).
    uses: frozenset[str] = frozenset()  # of choices, rows, choice_filter and calculation
    properties: tuple[Property, ...] = ()  # of its own; they stand in ``question.properties``
    has_answer = True
    is_shown = True  # to respondents, with or without an answer
    is_list = False  # an answer is a list of codes
    is_number = False
    is_in_words = False  # an answer is a sentence of whoever gave it
    is_personal = False  # an answer tells who gave it: never asked in a blind wave
    takes_files = False  # what is posted may be a file; the answer is the name it is kept under
    is_rating = False  # and offers a way out to those whom it does not concern

    @property
    def is_asked(self) -> bool:
        """Whether respondents answer it themselves."""
        return self.has_answer and self.is_shown

    def problems(self, question: Question) -> Iterator[tuple[str, str]]:
        """Name what else is wrong with a question: the place inside it, and the code."""
        yield from ()

    def measures_numbers(self, question: Question) -> bool:
        """Whether a criterion may average the answers."""
        return self.is_number

    def samples(
        self, question: Question, numbers: Sequence[float], texts: Sequence[str]
    ) -> list[Any]:
        """Answers worth trying on conditions that mention these numbers and texts."""
        return [None, "", "0", *texts, "any other text"]

    def draw(self, question: Question, chance: Random) -> Any:
        """Draw an answer that such a question may hold, to try an export with."""
        return chance.choice(TEXTS)

    # -- The page and its check.
    @property
    def widget(self) -> str:
        """The name of its template in ``templates/answering/kinds/``."""
        return self.name

    reads: Literal["text", "number", "day", "list", "rows"] = "text"  # how the browser reads it
    longest = 300  # characters of what is typed
    rewrites: tuple[tuple[str, str], ...] = ()  # patterns of JavaScript and what replaces them, so
    # that conditions see the same in the browser as is stored here

    def refusal(self, code: str, **params: Any) -> Refusal:
        """Refuse for a reason of this kind's own sentences, or of those that all kinds have."""
        return Refusal(code, self.sentences.get(code) or SENTENCES[code], params)

    def field_names(self, question: Question) -> list[str]:
        return [question.name]

    def read(self, fields: Fields) -> Any:
        """Make a value of what was posted, None when it is blank, or raise a refusal."""
        typed = fields.one()
        if len(typed) > self.longest:
            raise self.refusal("too_long", most=self.longest, length=len(typed))
        return typed or None

    def is_read_alike(self, question: Question, value: Any) -> bool:
        """Whether reading a stored value anew gives it back for certain; else it is read."""
        return False

    def post(
        self, question: Question, value: Any, language: str
    ) -> Iterator[tuple[str, list[str]]]:
        """Write a value as a browser posts it, so that reading gives it back."""
        yield question.name, [write_value(value, language)]

    def codes(self, answer: Any) -> list[Any]:
        """What was chosen, piece by piece."""
        return [answer]

    def among(self, answer: Any, offered: frozenset[str]) -> Any:
        """Keep of an answer what the filter offers now; nothing left is None."""
        return answer

    def say(self, question: Question, value: Any, language: str) -> str:
        """Say a piece of an answer that is no choice, inside a sentence."""
        return say_value(value, language, is_year=not question.unit)

    # -- The data set, and figures made of it.
    has_outliers = False  # answers far from all others are flagged for review

    def columns(self, question: Question) -> Iterator[Column]:
        yield Column(question.name, question, self)

    def cell(self, answer: Any, code: str) -> Any:
        """Take the value of the column of this code out of an answer."""
        return answer

    def describe(self, column: Column, words: InWords) -> Contents:
        return Contents(self.data_type(column.question, words), words.label(column.question))

    def data_type(self, question: Question, words: InWords) -> DataType:
        return DataType.TEXT

    def item(self, answer: Any, row: str) -> Any:
        """Take out of an answer what a criterion counts: the whole, or one row."""
        return None if row else answer

    def number(self, value: Any) -> float:
        """The number a criterion averages; choices that mean “missing” never come here."""
        return float(value)

    # -- Paper: the sheet, and what is typed from it twice.
    is_long = False  # several lines of words
    in_order = False  # the order of the codes counts
    blanks: Literal["line", "day", "time"] = "line"  # what is printed to write on

    def lines(self, unit: str) -> list[str]:
        """The lines to write on, each with what is printed at its end."""
        return [unit]

    def read_entry(self, question: Question, typed: str) -> Any:
        """Read what was typed from the sheet; it is never blank here."""
        return typed

    def write_entry(self, question: Question, value: Any) -> str:
        return str(value)

    # -- Files that come from elsewhere: answers, and questionnaires as XLSForm.
    xlsform_rows: tuple[tuple[str, str], ...] = ()  # types and appearances that mean this kind;
    # where none do, an export names the kind in a column of its own
    appearance = ""  # written with it

    def take_cell(self, question: Question, code: str, text: str, cells: Cells) -> None:
        """Post the text of a cell that stands in the column of this code."""
        cells.post(question.name, text)

    def row_type(self, question: Question) -> str:
        """The type of its row in XLSForm; a list of choices is added to it."""
        return self.xlsform_rows[0][0] if self.xlsform_rows else "text"

    def from_row(self, row_type: str) -> dict[str, Any]:
        """What the type of a row says about the question, besides its kind."""
        return {}
