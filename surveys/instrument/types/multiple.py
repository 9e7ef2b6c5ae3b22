"""Several choices at once."""

from random import Random
from typing import Any

from surveys.instrument.languages import around
from surveys.instrument.model import Question
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.choices import WithList
from surveys.instrument.types.coding import Code, Contents, DataType
from surveys.instrument.types.kind import Cells, Column, InWords
from surveys.instrument.types.posted import Fields

CHOSEN = {
    "vi": ("không chọn", "chọn"),
    "en": ("not chosen", "chosen"),
    "ko": ("선택 안 함", "선택함"),
    "zh-Hans": ("未选", "已选"),
}


class Multiple(WithList):
    """An answer lists the codes chosen, in the order of the choices."""

    name = "multiple"
    label = gettext_noop("several choices")
    xlsform_rows = (("select_multiple", ""),)
    sentences = {
        **WithList.sentences,
        "exclusive": gettext_noop("“%(choice)s” cannot be chosen together with other answers."),
    }

    def read(self, fields: Fields) -> Any:
        typed = fields.still_offered(fields.typed())
        chosen = [choice for choice in fields.question.choices if choice.code in typed]
        alone = next((each for each in chosen if each.exclusive or each.missing), None)
        if alone and len(chosen) > 1:
            raise self.refusal("exclusive", choice=fields.words(alone))
        if fields.question.at_most and len(chosen) > fields.question.at_most:
            raise self.refusal("too_many", most=fields.question.at_most)
        return [choice.code for choice in chosen] or None

    def draw(self, question: Question, chance: Random) -> Any:
        drawn = super().draw(question, chance)
        return [choice.code for choice in question.choices if choice.code in drawn]

    def cell(self, answer: Any, code: str) -> Any:
        return int(code in answer)

    def describe(self, column: Column, words: InWords) -> Contents:
        no, yes = CHOSEN[around(words.language)]
        label = self.label_choice(column, words)
        return Contents(DataType.CODE, label, (Code("0", 0, no), Code("1", 1, yes)))

    def take_cell(self, question: Question, code: str, text: str, cells: Cells) -> None:
        cells.yes_or_no(question, code, text)


KIND = Multiple()
