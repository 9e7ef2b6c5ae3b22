"""A day of the calendar."""

from datetime import date
from typing import Any

from surveys.instrument.model import Question
from surveys.instrument.notation import parse_date, shorten_quote
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.coding import DataType
from surveys.instrument.types.kind import InWords, Kind
from surveys.instrument.types.posted import Fields


class Date(Kind):
    """An answer is a day, stored as 2018-11-25."""

    name = "date"
    label = gettext_noop("date")
    xlsform_rows = (("date", ""),)
    sentences = {
        "not_a_date": gettext_noop("“%(typed)s” is not a date. Please write it like 25/11/2018."),
    }

    def read(self, fields: Fields) -> Any:
        typed = fields.one()
        if not typed:
            return None
        parsed = parse_date(typed)
        if parsed is None:
            raise self.refusal("not_a_date", typed=shorten_quote(typed))
        return parsed.isoformat()

    def data_type(self, question: Question, words: InWords) -> DataType:
        return DataType.DATE

    def read_entry(self, question: Question, typed: str) -> Any:
        parts = typed.replace("-", "/").replace(".", "/").split("/")
        try:
            day, month, year = (int(part) for part in parts)
            return date(year, month, day).isoformat()
        except ValueError:
            raise self.refusal("not_a_date", typed=typed) from None

    def write_entry(self, question: Question, value: Any) -> str:
        return f"{date.fromisoformat(value):%d/%m/%Y}"


KIND = Date()
