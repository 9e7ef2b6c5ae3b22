"""How like the register those are who answered, and how far the silent could move a figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from analysis.numbers.stored import make_record
from analysis.numbers.wording import HasLabel


@dataclass(frozen=True, slots=True)
class ResponseGroup(HasLabel):
    """A group of the register: how many were asked and answered; ``signed`` is below 0 where it
    answers less often than the average."""

    label_vi: str
    label_en: str
    asked: int
    answered: int
    signed: float

    @property
    def rate(self) -> float:
        return self.answered / self.asked


@dataclass(frozen=True, slots=True)
class ResponseVariable:
    """What one variable of the register adds to unequal response: alone, and beside the others."""

    code: str
    unconditional: float
    conditional: float
    groups: tuple[ResponseGroup, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        groups = tuple(make_record(ResponseGroup, row) for row in data["groups"])
        return make_record(cls, data, groups=groups)


@dataclass(frozen=True, slots=True)
class Representativeness:
    """The R-indicator of a wave: 1 where everybody of the register is as likely to answer."""

    r: float  # less what the noise of the response model adds to the spread
    r_unadjusted: float
    cv: float  # of the propensities; times the spread of answers it bounds the bias of a mean
    rate: float  # of response, weighted to the register
    asked: int
    answered: int
    variables: tuple[ResponseVariable, ...]

    @property
    def groups(self) -> list[ResponseGroup]:
        """All groups, the one that is missed most first."""
        listed = (group for variable in self.variables for group in variable.groups)
        return sorted(listed, key=lambda group: group.signed)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        variables = tuple(ResponseVariable.read(row) for row in data["variables"])
        return make_record(cls, data, variables=variables)


@dataclass(frozen=True, slots=True)
class CriterionResponse:
    """Who of those a criterion was put to answered it, and how far silence could move it."""

    asked: int  # respondents it was put to
    answered: int
    largest_bias: float | None = None  # by how unequal response is over what the register knows
    low: float | None = None  # of a share, whatever the silent would have said
    high: float | None = None

    @property
    def open(self) -> int:
        return self.asked - self.answered

    @property
    def rate(self) -> float | None:
        return self.answered / self.asked if self.asked else None
