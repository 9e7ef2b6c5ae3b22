"""A number, with as many decimal places as the question says."""

from collections.abc import Sequence
from random import Random
from typing import Any

from surveys.instrument.model import Question
from surveys.instrument.notation import parse_number, shorten_quote, write_value
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.coding import Contents, DataType
from surveys.instrument.types.kind import Column, InWords, Kind
from surveys.instrument.types.posted import Fields

LARGEST = 10**15
ON_PAPER = "vi"  # numbers on sheets of paper are written as they are here
DRAWN = (0, 1, 4, 7, 50, 1234.5)
PLACES_OF_DECIMAL = 12  # as many as are read at all


def sample_numbers(numbers: Sequence[float]) -> list[Any]:
    """Numbers on either side of each one mentioned."""
    steps = (-1, -0.5, 0, 0.5, 1)
    return [None, *sorted({number + step for number in [0.0, *numbers] for step in steps})]


class Number(Kind):
    """An answer is a number; whole ones are stored as such."""

    name = "number"
    label = gettext_noop("number")
    is_number = True
    reads = "number"
    has_outliers = True
    xlsform_rows: tuple[tuple[str, str], ...] = (
        ("integer", ""),
        ("int", ""),
        ("decimal", ""),
        ("range", ""),
    )
    sentences = {
        "not_a_number": gettext_noop("“%(typed)s” is not a number. Please write digits only."),
        "not_whole": gettext_noop("“%(typed)s” is not a whole number."),
        "decimals": gettext_noop("Please write at most %(decimals)s decimal places."),
        "number_size": gettext_noop("This number is too large."),
        "no_number": gettext_noop("“%(typed)s” is not a number."),
    }

    def samples(
        self, question: Question, numbers: Sequence[float], texts: Sequence[str]
    ) -> list[Any]:
        return sample_numbers(numbers)

    def draw(self, question: Question, chance: Random) -> Any:
        number = round(chance.choice(DRAWN), self.places(question))
        return int(number) if number == int(number) else number

    def read(self, fields: Fields) -> Any:
        typed = fields.one()
        if not typed:
            return None
        number = parse_number(typed.removesuffix("%").strip(), fields.language)
        if number is None:
            raise self.refusal("not_a_number", typed=shorten_quote(typed))
        if abs(number) > LARGEST:
            raise self.refusal("number_size")
        self.refuse_range(number)
        return self._held(fields.question, number, typed)

    def _held(self, question: Question, number: float, typed: str) -> Any:
        """The number as it is stored, if it has no more decimals than the question asks for."""
        decimals = self.places(question)
        if round(number, decimals) != number:
            if decimals == 0:
                raise self.refusal("not_whole", typed=shorten_quote(typed))
            raise self.refusal("decimals", decimals=decimals)
        return int(number) if number == int(number) else number

    def refuse_range(self, number: float) -> None:
        """Refuse a number that cannot be; here any can."""

    def places(self, question: Question) -> int:
        return question.decimals

    def describe(self, column: Column, words: InWords) -> Contents:
        whole = super().describe(column, words)
        unit = words.say(column.question.unit)
        return Contents(whole.type, f"{whole.label} ({unit})" if unit else whole.label)

    def data_type(self, question: Question, words: InWords) -> DataType:
        return DataType.NUMBER

    def read_entry(self, question: Question, typed: str) -> Any:
        """Read it as it is written here: 1.500 is one thousand five hundred, 1,5 one and a half."""
        number = parse_number(typed.removesuffix("%").strip(), ON_PAPER)
        if number is None:
            raise self.refusal("no_number", typed=typed)
        if abs(number) > LARGEST:
            raise self.refusal("number_size")
        return self._held(question, number, typed)

    def write_entry(self, question: Question, value: Any) -> str:
        return write_value(value, ON_PAPER)

    def row_type(self, question: Question) -> str:
        return "decimal" if question.decimals else "integer"

    def from_row(self, row_type: str) -> dict[str, Any]:
        return {"decimals": PLACES_OF_DECIMAL} if row_type == "decimal" else {}


KIND = Number()
