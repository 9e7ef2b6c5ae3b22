"""The figures of a report that are left to a person."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.numbers.decisions import SUBINDEX, key_of_answer, key_of_criterion
from analysis.numbers.figures import Figure
from analysis.numbers.wave import WaveNumbers


@dataclass(frozen=True, slots=True)
class ReviewedFigure:
    """A figure that waits for a person, or on which one has decided."""

    key: str
    kind: str  # "criterion", "answer" or "subindex"
    name: str
    is_share: bool
    decimals: int
    figure: Figure


def list_reviewed(numbers: WaveNumbers) -> tuple[ReviewedFigure, ...]:
    """Every figure of a report that is left to a person, in the order of the report."""
    return tuple(one for one in _figures(numbers) if one.figure.waits or one.figure.decided)


def _figures(numbers: WaveNumbers) -> Iterator[ReviewedFigure]:
    for row in numbers.criteria:
        if row.design:
            key = key_of_criterion(row.code)
            yield ReviewedFigure(key, "criterion", row.name, row.is_share, row.decimals, row.design)
    for question in numbers.needs:
        for answer in (one for one in question.answers if one.share.value > 0):
            key = key_of_answer(question.name, answer.code)
            name = f"{question.text} – {answer.name}"
            yield ReviewedFigure(key, "answer", name, True, 0, answer.share)
    if numbers.own_score:
        yield ReviewedFigure(SUBINDEX, "subindex", "", False, 2, numbers.own_score)
