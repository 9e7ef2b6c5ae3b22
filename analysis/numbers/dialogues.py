"""The dialogue sessions in brief."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from analysis.numbers.index import Part, parts
from analysis.numbers.stored import make_record
from analysis.numbers.wording import HasLabel


@dataclass(frozen=True, slots=True)
class IssueCount(HasLabel):
    state: str
    label_vi: str
    label_en: str
    count: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Dialogues:
    """The year's dialogue sessions in brief."""

    year: int
    sessions: int
    issues: int
    overdue: int
    states: tuple[IssueCount, ...]
    by_criterion: tuple[Part, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        states = tuple(make_record(IssueCount, row) for row in data["states"])
        return make_record(cls, data, states=states, by_criterion=parts(data["by_criterion"]))
