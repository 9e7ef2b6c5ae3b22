"""What kinds with choices have in common: one code, or a list of codes."""

from collections.abc import Iterator, Sequence
from itertools import product
from random import Random
from typing import Any

from surveys.instrument.model import Question
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.coding import Contents, DataType, codes_of, part_name
from surveys.instrument.types.kind import Cells, Column, InWords, Kind
from surveys.instrument.types.posted import Fields

MOST_SAMPLED = 8  # choices whose combinations are all tried
MOST_DIGITS = 15
LEFT_ALONE = 0.1  # of random answers are one choice, perhaps one that excludes the others


class WithChoices(Kind):
    """One of several choices; the answer is its code."""

    sentences = {
        "only_one": gettext_noop("Please choose only one answer."),
        "no_such_choice": gettext_noop(
            "“%(typed)s” is not a choice here: they are numbered from 1 to %(last)s."
        ),
    }
    uses = frozenset({"choices", "choice_filter"})

    def measures_numbers(self, question: Question) -> bool:
        return bool(question.choices) and all(
            choice.missing or choice.code.isdecimal() for choice in question.choices
        )

    def samples(
        self, question: Question, numbers: Sequence[float], texts: Sequence[str]
    ) -> list[Any]:
        return [None, *(choice.code for choice in question.choices)]

    def draw(self, question: Question, chance: Random) -> Any:
        return chance.choice(question.choices).code

    def read(self, fields: Fields) -> Any:
        posted = fields.posted.get(fields.question.name, ())
        if len(posted) == 1 and posted[0] in fields.offered:
            return posted[0]
        codes = fields.still_offered(fields.typed())
        if len(codes) > 1:
            raise self.refusal("only_one")
        return codes.pop() if codes else None

    def is_read_alike(self, question: Question, value: Any) -> bool:
        return isinstance(value, str) and value in question.codes

    def among(self, answer: Any, offered: frozenset[str]) -> Any:
        return answer if answer in offered else None

    def describe(self, column: Column, words: InWords) -> Contents:
        codes = codes_of(column.question, words.document, words.language)
        return Contents(DataType.CODE, words.label(column.question), codes)

    def data_type(self, question: Question, words: InWords) -> DataType:
        return DataType.CODE

    def lines(self, unit: str) -> list[str]:
        return []

    def read_entry(self, question: Question, typed: str) -> Any:
        return self.choice_at(question, typed)

    def write_entry(self, question: Question, value: Any) -> str:
        return place_of(question, value)

    def choice_at(self, question: Question, typed: str) -> str:
        """The code of the choice with this number on the sheet."""
        is_number = typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS
        if not is_number or not 1 <= int(typed) <= len(question.choices):
            raise self.refusal("no_such_choice", typed=typed, last=len(question.choices))
        return question.choices[int(typed) - 1].code

    def take_cell(self, question: Question, code: str, text: str, cells: Cells) -> None:
        if found := cells.code(question, text):
            cells.post(question.name, found)


class WithList(WithChoices):
    """Several of the choices; the answer is a list of codes, with a column for each choice."""

    is_list = True
    reads = "list"
    sentences = {
        **WithChoices.sentences,
        "too_many": gettext_noop("Please choose at most %(most)s answers."),
    }

    def samples(
        self, question: Question, numbers: Sequence[float], texts: Sequence[str]
    ) -> list[Any]:
        codes = [choice.code for choice in question.choices]
        known = [code for code in codes if code in texts]
        some = [
            [code for code, on in zip(known, bits, strict=True) if on]
            for bits in product((False, True), repeat=min(len(known), MOST_SAMPLED))
        ]
        return [*some, codes]

    def draw(self, question: Question, chance: Random) -> Any:
        codes = [c.code for c in question.choices if not (c.exclusive or c.missing)]
        if not codes or chance.random() < LEFT_ALONE:
            return [super().draw(question, chance)]
        most = min(question.at_most or len(codes), len(codes))
        return chance.sample(codes, chance.randint(1, most))

    def post(
        self, question: Question, value: Any, language: str
    ) -> Iterator[tuple[str, list[str]]]:
        yield question.name, list(value)

    def codes(self, answer: Any) -> list[Any]:
        return list(answer)

    def among(self, answer: Any, offered: frozenset[str]) -> Any:
        return [code for code in answer if code in offered] or None

    def columns(self, question: Question) -> Iterator[Column]:
        for choice in question.choices:
            yield Column(part_name(question.name, choice.code), question, self, choice.code)

    def read_entry(self, question: Question, typed: str) -> Any:
        return [self.choice_at(question, part) for part in typed.replace(",", " ").split()]

    def write_entry(self, question: Question, value: Any) -> str:
        return " ".join(place_of(question, code) for code in value)

    def label_choice(self, column: Column, words: InWords, more: str = "") -> str:
        """Label the column of one choice."""
        choice = column.question.choice(column.code)
        named = words.say(choice.text) if choice else column.code
        return f"{named}{more} – {words.label(column.question)}"


def place_of(question: Question, code: str) -> str:
    """The number of a choice on the sheet."""
    return str(next(i for i, c in enumerate(question.choices, start=1) if c.code == code))
