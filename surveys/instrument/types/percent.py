"""A percentage."""

from random import Random
from typing import Any

from surveys.instrument.model import Question
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.number import Number

MOST_PLACES = 2


class Percent(Number):
    """An answer is a number from 0 to 100."""

    name = "percent"
    label = gettext_noop("percentage")
    has_outliers = False
    xlsform_rows = ()  # its row is that of a number
    sentences = {
        **Number.sentences,
        "percent_range": gettext_noop("A percentage lies between 0 and 100."),
    }

    def draw(self, question: Question, chance: Random) -> Any:
        return chance.choice([0, 12.5 if self.places(question) else 12, 100])

    def refuse_range(self, number: float) -> None:
        if not 0 <= number <= 100:
            raise self.refusal("percent_range")

    def places(self, question: Question) -> int:
        return question.decimals or MOST_PLACES

    def row_type(self, question: Question) -> str:
        return "decimal"

    def from_row(self, row_type: str) -> dict[str, Any]:
        return {}


KIND = Percent()
