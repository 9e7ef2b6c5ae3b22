"""A place where the floor that computes the report leaves its design, to stand in every file.

``analysis`` registers its provider when Django starts; without it a file tells the draw alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from surveys.models import Wave

if TYPE_CHECKING:
    from surveys.dataset.table import Table


@dataclass(frozen=True, slots=True)
class DrawnStratum:
    """What is known of a drawn stratum, or in a blind wave of a group of them, as files tell it."""

    code: str
    label: str
    population: int
    sample: int
    eligible: float


@dataclass(frozen=True, slots=True)
class ResponseDesign:
    """How one response counts in the report: its stratum there, that stratum's size, its weight."""

    drawn: str
    stratum: str
    population: float
    weight: float
    before: float | None = None  # the weight before calibration
    cells: tuple[str, ...] = ()  # its level of each variable of the calibration


@dataclass(frozen=True, slots=True)
class CalibrationColumn:
    """A variable of the register to which weights are calibrated, with its levels and totals."""

    variable: str
    label: str
    levels: Mapping[str, str]  # code: label
    totals: Mapping[str, float]

    @property
    def column(self) -> str:
        return f"calibration_{self.variable}"


@dataclass(frozen=True, slots=True)
class WaveDesign:
    """The design of a wave's report; strata by their codes, responses by their keys."""

    drawn: Mapping[str, DrawnStratum]
    drawn_of: Mapping[str, str]  # the drawn stratum a file names for a stratum of the sample
    responses: Mapping[int, ResponseDesign] = field(default_factory=dict)
    calibration: tuple[CalibrationColumn, ...] = ()
    notes: tuple[str, ...] = ()  # how the weights came about, for the file's documentation

    @property
    def strata(self) -> list[str]:
        """The strata of the report, each once."""
        return sorted({each.stratum for each in self.responses.values()})


@dataclass(frozen=True, slots=True)
class Provider:
    """What the higher floor gives: the design, and the texts that repeat a report from a file."""

    design: Callable[[Wave], WaveDesign]
    companions: Callable[[Wave, "Table", str], Mapping[str, str]]


_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let a provider tell designs."""
    _providers.append(provider)


def design_of(wave: Wave) -> WaveDesign | None:
    """Return the design of the report of a wave."""
    return _providers[0].design(wave) if _providers else None


def companions_of(wave: Wave, table: "Table", file: str) -> Mapping[str, str]:
    """Return the texts, by the names of their files, that repeat the report from a data file."""
    return _providers[0].companions(wave, table, file) if _providers else {}
