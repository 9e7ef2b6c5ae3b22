"""A value computed from other answers; nobody sees it but the data set."""

from collections.abc import Sequence
from typing import Any

from surveys.instrument.expressions.language import Node
from surveys.instrument.model import Question
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.coding import DataType
from surveys.instrument.types.kind import InWords, Kind
from surveys.instrument.types.number import sample_numbers

TEXTUAL = frozenset({"selected-at", "date", "today", "string", "concat", "substr"}) | {
    "substring-before",
    "substring-after",
    "translate",
    "normalize-space",
}


class Calculated(Kind):
    """An answer is what the calculation gives: a number, or words."""

    name = "calculated"
    label = gettext_noop("calculated, not shown")
    uses = frozenset({"calculation"})
    is_shown = False
    is_number = True
    xlsform_rows = (("calculate", ""),)

    def samples(
        self, question: Question, numbers: Sequence[float], texts: Sequence[str]
    ) -> list[Any]:
        return sample_numbers(numbers)

    def data_type(self, question: Question, words: InWords) -> DataType:
        if question.calculation and not _gives_text(question.calculation.tree, words):
            return DataType.NUMBER
        return DataType.TEXT


def _gives_text(tree: Node, words: InWords) -> bool:
    """Whether a calculation may give words rather than a number."""
    if tree[0] == "text":
        return bool(tree[1])
    if tree[0] == "ref" and words.document.has_question(tree[1]):
        return tree[1] not in words.numbers
    if tree[0] == "call" and tree[1] == "if":
        return any(_gives_text(branch, words) for branch in tree[3:])
    if tree[0] == "call" and tree[1] == "coalesce":
        return any(_gives_text(branch, words) for branch in tree[2:])
    return tree[0] == "call" and tree[1] in TEXTUAL


KIND = Calculated()
