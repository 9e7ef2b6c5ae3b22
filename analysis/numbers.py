"""The numbers of an analysed wave, as page, PDF and charts read them from a stored run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from pci.models import Unit, worded

PRINT, MARK, SUPPRESS = "print", "mark", "suppress"


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate with its doubt; ``shown`` says whether it may be printed, ``why`` if not."""

    value: float
    se: float
    low: float
    high: float
    n: int
    df: float | None = None
    deff: float | None = None
    n_effective: float | None = None
    shown: str = PRINT
    why: str = ""

    @property
    def is_shown(self) -> bool:
        return self.shown != SUPPRESS

    @property
    def is_marked(self) -> bool:
        return self.shown == MARK


@dataclass(frozen=True, slots=True)
class Quantiles:
    """A forecast: its middle and its 80 and 90 % intervals."""

    mean: float
    sd: float
    q: Mapping[str, float]

    @property
    def middle(self) -> float:
        return self.q["0.5"]

    @property
    def low90(self) -> float:
        return self.q["0.05"]

    @property
    def high90(self) -> float:
        return self.q["0.95"]

    @property
    def low80(self) -> float:
        return self.q["0.1"]

    @property
    def high80(self) -> float:
        return self.q["0.9"]


@dataclass(frozen=True, slots=True)
class CriterionNumbers:
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
    plain: Figure | None
    score: Figure | None
    last_score: float | None
    change: str
    probability_better: float | None
    forecast: Quantiles | None
    gain_step: float | None
    gain_room: float | None
    leads_vi: str
    leads_en: str
    assignment: int | None
    source: str

    @property
    def name(self) -> str:
        return worded(self.name_vi, self.name_en)

    @property
    def leads(self) -> str:
        return worded(self.leads_vi, self.leads_en)

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
            key: Figure(**data[key]) if data[key] else None for key in ("design", "plain", "score")
        }
        forecast = Quantiles(**data["forecast"]) if data["forecast"] else None
        return cls(**{**data, **years, **figures, "forecast": forecast})


@dataclass(frozen=True, slots=True)
class OfficialYear:
    """What was published for the province, and what its values give when computed again."""

    year: int
    score: float
    rank: int | None
    provinces: int
    recomputed: float | None
    from_printed: float | None
    printed_total: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sum, named."""

    code: str
    name_vi: str
    name_en: str
    value: float

    @property
    def name(self) -> str:
        return worded(self.name_vi, self.name_en)


@dataclass(frozen=True, slots=True)
class Basket:
    """The change between two editions, taken apart."""

    before: int
    after: int
    score_before: float
    score_after: float
    like_for_like: float
    common: int
    dropped: tuple[Part, ...]
    added: tuple[Part, ...]
    moved: tuple[Part, ...]
    reweighted: float

    @property
    def change(self) -> float:
        return self.score_after - self.score_before

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        parts = {key: _parts(data[key]) for key in ("dropped", "added", "moved")}
        return cls(**{**data, **parts})


@dataclass(frozen=True, slots=True)
class StratumResponse:
    label: str
    population: int
    sampled: int
    answered: int

    @property
    def rate(self) -> float | None:
        return self.answered / self.sampled if self.sampled else None


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice of a question, with the share that named it."""

    code: str
    name_vi: str
    name_en: str
    share: Figure

    @property
    def name(self) -> str:
        return worded(self.name_vi, self.name_en)


@dataclass(frozen=True, slots=True)
class QuestionNumbers:
    """A question of the wave with the shares of its answers."""

    name: str
    text_vi: str
    text_en: str
    n: int
    answers: tuple[Answer, ...]

    @property
    def text(self) -> str:
        return worded(self.text_vi, self.text_en)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        answers = tuple(
            Answer(**{**answer, "share": Figure(**answer["share"])}) for answer in data["answers"]
        )
        return cls(**{**data, "answers": answers})


def _parts(rows: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(Part(**row) for row in rows)
