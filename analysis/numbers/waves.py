"""This wave beside the one before: what may be compared, and what may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from analysis.numbers.criteria import Mark
from analysis.numbers.figures import Figure
from analysis.numbers.stored import make_record
from analysis.numbers.wording import HasName, HasTitle
from pci.models import Unit


@dataclass(frozen=True, slots=True)
class WaveChange(HasName):
    """One criterion in two waves; ``signed`` is the reason where its questions changed."""

    code: str
    name_vi: str
    name_en: str
    unit: str
    direction: int
    before: Figure
    now: Figure
    difference: Figure
    signed: str = ""
    signed_on: str = ""
    shared: int = 0  # enterprises that answered both times, as far as that is known
    mark: str = ""  # how sure the change is, known that it is one of many; older results have none

    @property
    def is_share(self) -> bool:
        return self.unit == Unit.SHARE

    @property
    def is_shown(self) -> bool:
        return self.before.is_shown and self.now.is_shown

    @property
    def verdict(self) -> str:
        """Which way it moved, if that is sure enough; of older results nothing is said."""
        if self.mark not in {Mark.CERTAIN, Mark.LIKELY}:
            return "unsure"
        return "better" if self.difference.value * self.direction > 0 else "worse"

    @property
    def is_likely_only(self) -> bool:
        return self.mark == Mark.LIKELY

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        figures = {key: make_record(Figure, data[key]) for key in ("before", "now", "difference")}
        return make_record(cls, data, **figures)


@dataclass(frozen=True, slots=True)
class HeldBack(HasName):
    """A figure of an earlier wave that is not put beside this one, and why."""

    code: str
    name_vi: str
    name_en: str
    year: int  # of the earlier wave
    why: str  # "worded", "recoded" or "checklist"
    version: int | None = None  # a page compares these two, if they are of one questionnaire
    earlier: int | None = None


@dataclass(frozen=True, slots=True)
class Changes(HasTitle):
    """What moved between the wave before and this one."""

    year: int
    title_vi: str
    title_en: str
    results_digest: str
    rows: tuple[WaveChange, ...]

    @property
    def shared(self) -> int:
        """How many enterprises answered both times; their likeness is in the intervals then."""
        return max((row.shared for row in self.rows), default=0)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return make_record(cls, data, rows=tuple(WaveChange.read(row) for row in data["rows"]))
