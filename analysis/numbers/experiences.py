"""What goes with satisfaction, and which documents are needed most and got least."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from analysis.numbers.figures import Figure
from analysis.numbers.stored import make_record
from analysis.numbers.wording import HasName, HasText
from pci.models import choose_wording

MARKED = 0.1  # of what is told at most so much is chance (Benjamini-Hochberg)


@dataclass(frozen=True, slots=True)
class Driver(HasName):
    """One experience, and how much more satisfied those are who have a better one."""

    code: str
    name_vi: str
    name_en: str
    is_rating: bool  # a step is one point of a rating; else it is the better answer of two
    effect: Figure  # difference of the chance to be satisfied
    adjusted: float | None
    inflation: float

    @property
    def stands_out(self) -> bool:
        return self.adjusted is not None and self.adjusted <= MARKED

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return make_record(cls, data, effect=make_record(Figure, data["effect"]))


@dataclass(frozen=True, slots=True)
class Named(HasName):
    """Something that is named only."""

    code: str
    name_vi: str
    name_en: str
    n: int = 0


@dataclass(frozen=True, slots=True)
class Drivers(HasText):
    """Which experiences go with overall satisfaction; ``refused`` says why none can be told."""

    text_vi: str
    text_en: str
    n: int  # answered everything the model needs
    of: int  # answers to the survey
    refused: str = ""
    share: float | None = None  # satisfied, among those
    levels: int = 5
    rows: tuple[Driver, ...] = ()
    few: tuple[Named, ...] = ()  # experiences too few have had
    alike: tuple[Named, ...] = ()  # experiences that follow from the others

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        named = {
            key: tuple(make_record(Named, row) for row in data[key]) for key in ("few", "alike")
        }
        return make_record(cls, data, rows=tuple(Driver.read(r) for r in data["rows"]), **named)


@dataclass(frozen=True, slots=True)
class Kind(HasName):
    """One kind of information: who needs it, and who gets it easily."""

    code: str
    name_vi: str
    name_en: str
    need: Figure
    easy: Figure | None  # nothing where the questionnaire does not ask
    leads_vi: str = ""
    leads_en: str = ""
    is_gap: bool = False  # needed more and got less than the other kinds, beyond chance

    @property
    def leads(self) -> str:
        return choose_wording(self.leads_vi, self.leads_en)

    @property
    def is_placed(self) -> bool:
        """Whether both of its figures may be shown."""
        return self.need.is_shown and self.easy is not None and self.easy.is_shown

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        easy = make_record(Figure, data["easy"]) if data["easy"] else None
        return make_record(cls, data, need=make_record(Figure, data["need"]), easy=easy)


@dataclass(frozen=True, slots=True)
class Gaps(HasText):
    """Needs against ease, with the means of the kinds that are placed."""

    text_vi: str
    text_en: str
    n: int
    need_mean: float
    easy_mean: float
    kinds: tuple[Kind, ...]

    @property
    def placed(self) -> tuple[Kind, ...]:
        return tuple(kind for kind in self.kinds if kind.is_placed)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return make_record(cls, data, kinds=tuple(Kind.read(row) for row in data["kinds"]))
