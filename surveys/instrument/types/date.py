"""A day of the calendar."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from surveys.instrument.model import Question
from surveys.instrument.notation import parse_date, say_value, shorten_quote
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.coding import DataType
from surveys.instrument.types.kind import InWords, Kind
from surveys.instrument.types.posted import Fields

FIRST_YEAR, LAST_YEAR = 1900, 2100


class Date(Kind):
    """An answer is a day, stored as 2018-11-25."""

    name = "date"
    label = gettext_noop("date")
    xlsform_rows = (("date", ""),)
    reads = "day"
    blanks = "day"
    sentences = {
        "not_a_date": gettext_noop("“%(typed)s” is not a date. Please write it like 25/11/2018."),
        "unlikely_year": gettext_noop(
            "Please look at the year %(year)s again: it should lie between 1900 and 2100."
        ),
    }

    def draw(self, question: Question, chance: Random) -> Any:
        return date(chance.randint(2000, 2030), chance.randint(1, 12), 25).isoformat()

    def read(self, fields: Fields) -> Any:
        typed = fields.one()
        if not typed:
            return None
        parsed = parse_date(typed)
        if parsed is None:
            raise self.refusal("not_a_date", typed=shorten_quote(typed))
        if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
            raise self.refusal("unlikely_year", year=parsed.year)
        return parsed.isoformat()

    def post(
        self, question: Question, value: Any, language: str
    ) -> Iterator[tuple[str, list[str]]]:
        """Write it as people do here, whatever the browser speaks."""
        yield question.name, [say_value(value, language)]

    def data_type(self, question: Question, words: InWords) -> DataType:
        return DataType.DATE

    def read_entry(self, question: Question, typed: str) -> Any:
        parts = typed.replace("-", "/").replace(".", "/").split("/")
        try:
            day, month, year = (int(part) for part in parts)
            entered = date(year, month, day)
        except ValueError:
            raise self.refusal("not_a_date", typed=typed) from None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self.refusal("unlikely_year", year=year)
        return entered.isoformat()

    def write_entry(self, question: Question, value: Any) -> str:
        return f"{date.fromisoformat(value):%d/%m/%Y}"


KIND = Date()
