"""Who was asked, who answered what, and how good the answers are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from analysis.numbers.figures import Figure
from analysis.numbers.stored import make_record
from analysis.numbers.wording import HasLabel, HasName, HasText
from pci.models import Unit

FEWEST_ANSWERS = 30  # below it no figure is told, see estimators.uncertainty.release


@dataclass(frozen=True, slots=True)
class StratumResponse(HasLabel):
    label_vi: str
    label_en: str
    population: int
    sampled: int
    answered: int

    @property
    def rate(self) -> float | None:
        return self.answered / self.sampled if self.sampled else None


@dataclass(frozen=True, slots=True)
class PlaceResponse:
    """A place with how many were asked and how many answers count."""

    code: str
    name: str
    asked: int
    answered: int

    @property
    def rate(self) -> float:
        return self.answered / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class Answer(HasName):
    """One choice of a question, with the share that named it."""

    code: str
    name_vi: str
    name_en: str
    share: Figure


@dataclass(frozen=True, slots=True)
class QuestionNumbers(HasText):
    """A question of the wave with the shares of its answers."""

    name: str
    text_vi: str
    text_en: str
    n: int
    answers: tuple[Answer, ...]

    @property
    def is_told(self) -> bool:
        """Whether enough answered for the parts of the whole; their sums may be shown then."""
        return self.n >= FEWEST_ANSWERS

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        answers = tuple(
            make_record(Answer, answer, share=make_record(Figure, answer["share"]))
            for answer in data["answers"]
        )
        return make_record(cls, data, answers=answers)


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """Who was asked, who answered, and by which ways."""

    register: int
    asked: int
    answered: int
    used: int
    not_eligible: int
    rates: Mapping[str, float]
    groups: tuple[StratumResponse, ...]
    modes: Mapping[str, int]
    median_minutes: float | None
    strata: int
    merged: tuple[str, ...]
    kish: float
    weight_ratio: float
    dispositions: Mapping[str, int] = field(default_factory=dict)  # AAPOR's letters
    strata_by: tuple[str, ...] = ()  # what the strata were made of; unknown to older reports
    eligible_share: float | None = None  # e: of the cases with unknown eligibility
    places: tuple[PlaceResponse, ...] = ()  # none in a blind wave, and unknown to older reports

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        groups = tuple(make_record(StratumResponse, row) for row in data["groups"])
        by = tuple(data.get("strata_by", ()))
        places = tuple(make_record(PlaceResponse, row) for row in data.get("places", ()))
        merged = tuple(data["merged"])
        return make_record(cls, data, groups=groups, merged=merged, strata_by=by, places=places)


@dataclass(frozen=True, slots=True)
class WithAndWithout(HasName):
    """One figure from all usable answers and from those without any flag."""

    code: str
    name_vi: str
    name_en: str
    unit: str
    everything: float
    unflagged: float
    se: float

    @property
    def is_share(self) -> bool:
        return self.unit == Unit.SHARE


@dataclass(frozen=True, slots=True)
class Quality:
    """What the checks found, and how much it matters."""

    set_aside: int
    flagged: int
    kinds: Mapping[str, int]
    rows: tuple[WithAndWithout, ...]
    score: float | None
    score_unflagged: float | None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return make_record(
            cls, data, rows=tuple(make_record(WithAndWithout, row) for row in data["rows"])
        )
