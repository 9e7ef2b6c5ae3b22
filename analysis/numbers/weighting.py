"""How the answers were weighted: step by step, and what each step did to the figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from analysis.numbers.stored import make_record
from analysis.numbers.wording import HasLabel

LOWEST, HIGHEST = 0.3, 3.0  # the trimming rule: bounds of what calibration makes of a weight


@dataclass(frozen=True, slots=True)
class MarginLevel(HasLabel):
    """A level of a margin: which values of the register it joins, and how many are in business."""

    code: str
    label_vi: str
    label_en: str
    values: tuple[str, ...]
    total: float
    answered: int


@dataclass(frozen=True, slots=True)
class Margin:
    """A variable of the register to which the weights are calibrated."""

    variable: str
    levels: tuple[MarginLevel, ...]

    @property
    def level_of(self) -> dict[str, str]:
        """The level of every value of the register."""
        return {value: level.code for level in self.levels for value in level.values}

    @property
    def totals(self) -> dict[str, float]:
        return {level.code: level.total for level in self.levels}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        levels = tuple(
            make_record(MarginLevel, row, values=tuple(row["values"])) for row in data["levels"]
        )
        return make_record(cls, data, levels=levels)


@dataclass(frozen=True, slots=True)
class WeightStep:
    """The figures as they are after one step of weighting."""

    code: str  # design, eligibility, response, calibration, trimming
    kish: float
    ratio: float | None  # of the largest weight to the smallest; none where one is not above zero
    values: Mapping[str, float]
    errors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weighting:
    """The weights of a wave: margins met, margins left out and why, the effect of each step."""

    margins: tuple[Margin, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)  # variable: sparse or unmet
    reason: str = ""  # why nothing was calibrated: blind, register, margins
    low: float = LOWEST
    high: float = HIGHEST
    smallest: float = 1.0  # of the factors calibration puts on weights, before trimming
    largest: float = 1.0
    trimmed: int = 0  # answers at a bound
    steps: tuple[WeightStep, ...] = ()
    digest: str = ""  # of the values of the register that the answers have

    @property
    def is_calibrated(self) -> bool:
        return bool(self.margins)

    @property
    def last(self) -> WeightStep | None:
        return self.steps[-1] if self.steps else None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return make_record(
            cls,
            data,
            margins=tuple(Margin.read(row) for row in data["margins"]),
            steps=tuple(make_record(WeightStep, row) for row in data["steps"]),
        )
