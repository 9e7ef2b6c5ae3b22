"""One criterion of an analysed wave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from analysis.numbers.figures import Figure, Quantiles, shorten
from analysis.numbers.response import CriterionResponse
from analysis.numbers.stored import make_record
from analysis.numbers.wording import HasName
from pci.models import Unit, choose_wording

STEPS = {Unit.SHARE: 0.05, Unit.SCALE: 0.1, Unit.DAYS: 1.0, Unit.POINTS: 1.0, Unit.NUMBER: 1.0}
"""What one step of a criterion is, on every page."""


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal judged by two people of the Association, from 0 to 50 points."""

    value: float
    se: float
    items: int
    differing: int  # items on which the two gave other points
    spread: float  # between the totals of the two
    settled_on: str  # a date, as ISO writes it

    @property
    def figure(self) -> Figure:
        """The points with their 95 % interval, inside the scale; the base is the two judges."""
        low, high = self.value - 1.96 * self.se, self.value + 1.96 * self.se
        return Figure(self.value, self.se, max(low, 0.0), min(high, 50.0), n=2)


class Mark(StrEnum):
    """How sure a change is."""

    CERTAIN = "certain"  # may become a headline
    LIKELY = "likely"
    UNSURE = "unsure"
    WITHHELD = "withheld"  # nobody knows how far the survey leans


@dataclass(frozen=True, slots=True)
class Comparison:
    """The survey beside the last official value, once its lean is taken off."""

    mark: str
    editions: int  # in which survey and official value lie beside each other
    is_up: bool = False  # towards the better
    p: float | None = None  # of no change, two-sided, before it is adjusted for many
    value: float | None = None  # as the official survey would have found it; its 95 % interval
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CriterionNumbers(HasName):
    """One criterion: official values by year, the wave's estimate in both forms, the forecast."""

    code: str
    number: int | None
    name_vi: str
    name_en: str
    unit: str
    measure: str
    direction: int
    weight: float | None
    scale_min: float | None
    scale_max: float | None
    official: Mapping[int, float]
    official_n: Mapping[int, int]
    printed: Mapping[int, str]
    design: Figure | None
    plain: float | None
    score: Figure | None
    last_score: float | None
    forecast: Quantiles | None
    gain_step: float | None
    gain_room: float | None
    leads_vi: str
    leads_en: str
    assignment: int | None
    task_vi: str
    task_en: str
    source: str
    waves: Mapping[int, Figure] = field(default_factory=dict)  # of earlier waves, by year
    portal: Portal | None = None  # points of the own checklist, for the web score
    comparison: Comparison | None = None  # with the last official value
    response: CriterionResponse | None = None  # older results have none
    within: Mapping[int, Figure] = field(default_factory=dict)  # shares by most days, of a median
    stand_in_se: float | None = None  # of the last official value where it stands in the sub-index

    @property
    def own(self) -> Figure | None:
        """What the Association found itself: the survey's estimate, or the checklist's points."""
        return self.design or (self.portal.figure if self.portal else None)

    @property
    def last_year(self) -> int | None:
        """The newest edition with an official value; that is what the survey is held against."""
        return max(self.official, default=None)

    @property
    def short(self) -> str:
        """Number and name for a picture; a long name is cut at a word, the table has it whole."""
        name = shorten(self.name)
        return f"{self.number}. {name}" if self.number else name

    @property
    def leads(self) -> str:
        return choose_wording(self.leads_vi, self.leads_en)

    @property
    def task(self) -> str:
        return choose_wording(self.task_vi, self.task_en)

    @property
    def is_share(self) -> bool:
        return self.unit == Unit.SHARE

    @property
    def decimals(self) -> int:
        return {Unit.SCALE: 2, Unit.SHARE: 0, Unit.DAYS: 1, Unit.POINTS: 1}[Unit(self.unit)]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        years = {
            key: {int(year): value for year, value in data[key].items()}
            for key in ("official", "official_n", "printed")
        }
        figures = {
            key: make_record(Figure, data[key]) if data[key] else None
            for key in ("design", "score")
        }
        forecast = make_record(Quantiles, data["forecast"]) if data["forecast"] else None
        earlier = {int(y): make_record(Figure, told) for y, told in data.get("waves", {}).items()}
        portal = make_record(Portal, data["portal"]) if data.get("portal") else None
        beside = make_record(Comparison, data["comparison"]) if data.get("comparison") else None
        answered = (
            make_record(CriterionResponse, data["response"]) if data.get("response") else None
        )
        within = {int(d): make_record(Figure, told) for d, told in data.get("within", {}).items()}
        more = {
            "within": within,
            "response": answered,
            "forecast": forecast,
            "waves": earlier,
            "portal": portal,
            "comparison": beside,
        }
        return make_record(cls, data, **years, **figures, **more)
