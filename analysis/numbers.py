"""The numbers of an analysed wave, as page, PDF and charts read them from a stored run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from pci.models import Unit, worded

PRINT, MARK, SUPPRESS = "print", "mark", "suppress"


LONGEST_LABEL = 58


def shortened(text: str, longest: int = LONGEST_LABEL) -> str:
    """Cut a text at a word, with a sign that there is more."""
    if len(text) <= longest:
        return text
    return text[: longest + 1].rsplit(" ", 1)[0].rstrip(" ,;(") + "…"


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
    plain: float | None
    score: Figure | None
    last_score: float | None
    probability_better: float | None
    forecast: Quantiles | None
    gain_step: float | None
    gain_room: float | None
    leads_vi: str
    leads_en: str
    assignment: int | None
    task_vi: str
    task_en: str
    source: str

    @property
    def name(self) -> str:
        return worded(self.name_vi, self.name_en)

    @property
    def short(self) -> str:
        """Number and name for a picture; a long name is cut at a word, the table has it whole."""
        name = shortened(self.name)
        return f"{self.number}. {name}" if self.number else name

    @property
    def leads(self) -> str:
        return worded(self.leads_vi, self.leads_en)

    @property
    def task(self) -> str:
        return worded(self.task_vi, self.task_en)

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
        figures = {key: Figure(**data[key]) if data[key] else None for key in ("design", "score")}
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

    @property
    def short(self) -> str:
        return shortened(self.name)


@dataclass(frozen=True, slots=True)
class Basket:
    """The change between two editions: what moved like for like, what the new basket did."""

    before: int
    after: int
    score_before: float
    score_after: float
    moved: tuple[Part, ...]
    like_for_like: float
    rest: float
    left: tuple[Part, ...]
    joined: tuple[Part, ...]

    @property
    def change(self) -> float:
        return self.score_after - self.score_before

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        parts = {key: _parts(data[key]) for key in ("moved", "left", "joined")}
        return cls(**{**data, **parts})


@dataclass(frozen=True, slots=True)
class PrintedDifference:
    """A figure another document printed otherwise than the official source."""

    year: int
    code: str
    name_vi: str
    name_en: str
    official: float
    unit: str
    printed: str
    effect: float
    reason_vi: str
    reason_en: str

    @property
    def name(self) -> str:
        return worded(self.name_vi, self.name_en)

    @property
    def reason(self) -> str:
        return worded(self.reason_vi, self.reason_en)


@dataclass(frozen=True, slots=True)
class StratumResponse:
    label_vi: str
    label_en: str
    population: int
    sampled: int
    answered: int

    @property
    def label(self) -> str:
        return worded(self.label_vi, self.label_en)

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

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        groups = tuple(StratumResponse(**row) for row in data["groups"])
        return cls(**{**data, "groups": groups, "merged": tuple(data["merged"])})


@dataclass(frozen=True, slots=True)
class WithAndWithout:
    """One figure from all usable answers and from those without any flag."""

    code: str
    name_vi: str
    name_en: str
    unit: str
    everything: float
    unflagged: float
    se: float

    @property
    def name(self) -> str:
        return worded(self.name_vi, self.name_en)

    @property
    def is_share(self) -> bool:
        return self.unit == Unit.SHARE

    @property
    def in_errors(self) -> float:
        """The difference in standard errors of the estimate from all answers."""
        return abs(self.everything - self.unflagged) / self.se if self.se else 0.0


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
        return cls(**{**data, "rows": tuple(WithAndWithout(**row) for row in data["rows"])})


@dataclass(frozen=True, slots=True)
class IssueCount:
    state: str
    label_vi: str
    label_en: str
    count: int
    overdue: int

    @property
    def label(self) -> str:
        return worded(self.label_vi, self.label_en)


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
        states = tuple(IssueCount(**row) for row in data["states"])
        return cls(**{**data, "states": states, "by_criterion": _parts(data["by_criterion"])})


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is likely to be published next: score, chances, rank, and what it rests on."""

    score: Quantiles
    above_last: float
    rank: Quantiles | None
    provinces_known: int
    own_surveys: int
    model_version: str

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        rank = Quantiles(**data["rank"]) if data.get("rank") else None
        return cls(**{**data, "score": Quantiles(**data["score"]), "rank": rank})


@dataclass(frozen=True, slots=True)
class WaveNumbers:
    """Everything the report of a wave says in numbers."""

    province: str
    title_vi: str
    title_en: str
    year: int
    target_year: int
    basket_year: int
    opened: str
    closed: str
    questionnaire: str
    is_blind: bool
    criteria: tuple[CriterionNumbers, ...]
    official: tuple[OfficialYear, ...]
    own_score: Figure | None
    own_score_plain: float | None
    outlook: Outlook | None
    basket: Basket | None
    printed: tuple[PrintedDifference, ...]
    fieldwork: Fieldwork
    quality: Quality
    needs: tuple[QuestionNumbers, ...]
    satisfaction: tuple[QuestionNumbers, ...]
    dialogues: Dialogues | None
    target_rank_best: int | None
    target_rank_worst: int | None

    @property
    def title(self) -> str:
        return worded(self.title_vi, self.title_en)

    @property
    def last(self) -> OfficialYear | None:
        return max(self.official, key=lambda row: row.year, default=None)

    @property
    def basket_criteria(self) -> tuple[CriterionNumbers, ...]:
        return tuple(row for row in self.criteria if row.weight)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read what :func:`dataclasses.asdict` wrote and JSON kept."""
        return cls(
            **{
                **data,
                "criteria": tuple(CriterionNumbers.read(row) for row in data["criteria"]),
                "official": tuple(OfficialYear(**row) for row in data["official"]),
                "own_score": Figure(**data["own_score"]) if data["own_score"] else None,
                "outlook": Outlook.read(data["outlook"]) if data["outlook"] else None,
                "basket": Basket.read(data["basket"]) if data["basket"] else None,
                "printed": tuple(PrintedDifference(**row) for row in data["printed"]),
                "fieldwork": Fieldwork.read(data["fieldwork"]),
                "quality": Quality.read(data["quality"]),
                "needs": tuple(QuestionNumbers.read(row) for row in data["needs"]),
                "satisfaction": tuple(QuestionNumbers.read(row) for row in data["satisfaction"]),
                "dialogues": Dialogues.read(data["dialogues"]) if data["dialogues"] else None,
            }
        )
