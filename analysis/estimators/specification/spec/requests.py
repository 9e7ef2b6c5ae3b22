"""The parts of a request, one class a table of the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.estimators.frame.dictionary import Dictionary


@dataclass(frozen=True, slots=True)
class DataSpec:
    """How the file is to be read: a sheet, a separator, a decimal sign, and its codes."""

    sheet: str = ""
    separator: str | None = None
    decimal: str | None = None
    dictionary: Dictionary = field(default_factory=Dictionary)


@dataclass(frozen=True, slots=True)
class DesignSpec:
    """The columns that tell how the sample was drawn."""

    weights: str
    strata: tuple[str, ...]
    clusters: tuple[str, ...]
    fpc: tuple[str, ...]
    lonely: str
    keep: str
    domain_lonely: bool


@dataclass(frozen=True, slots=True)
class ReplicatesSpec:
    """Replicate weights: columns of the data or of a file, or made from the design."""

    columns: tuple[str, ...]
    file: str
    kind: str
    scale: float | None
    rscales: tuple[float, ...] | None
    mse: bool
    combined: bool
    rho: float
    draws: int
    seed: int

    @property
    def given(self) -> bool:
        """Say whether the weights are given, not to be made."""
        return bool(self.columns or self.file)


@dataclass(frozen=True, slots=True)
class MarginSpec:
    """A margin with its totals by levels, or a numeric variable with its total."""

    by: tuple[str, ...]
    totals: Mapping[Any, Any] | Sequence[Any]
    variable: str
    total: float | None


@dataclass(frozen=True, slots=True)
class CalibrateSpec:
    """One adjustment of the weights."""

    method: str
    margins: tuple[MarginSpec, ...]
    bounds: tuple[float, float] | None
    upper: float | None
    lower: float | None
    strict: bool


@dataclass(frozen=True, slots=True)
class EstimateSpec:
    """One figure, or one for every domain.

    Several ``variables`` are items: the figure is the mean of their means, or of their shares.
    """

    name: str
    measure: str
    variables: tuple[str, ...]
    levels: tuple[Any, ...]
    reverse: float | None
    scale: tuple[float, float] | None
    half_width: float | None
    denominator: str
    probability: float
    rule: str
    by: tuple[str, ...]
    where: str
    interval: str
    confidence: float

    @property
    def variable(self) -> str:
        """Return the variable of a figure that has one."""
        return self.variables[0]


@dataclass(frozen=True, slots=True)
class CriterionSpec:
    """A part of a score: an estimate of this request or a known value, and how it counts."""

    name: str
    estimate: str
    value: float | None
    weight: float
    direction: int
    scale_min: float
    scale_max: float
    se: float = 0.0  # of a known value


@dataclass(frozen=True, slots=True)
class ScoreSpec:
    """A weighted sum of points from 1 to 10."""

    name: str
    criteria: tuple[CriterionSpec, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class TestSpec:
    """One test."""

    name: str
    kind: str
    rows: str
    columns: str
    formula: str
    where: str
    statistic: str
    scores: str
    shares: Mapping[Any, float]


@dataclass(frozen=True, slots=True)
class AdjustSpec:
    """P-values that know they are many: given ones, or those of tests of this request."""

    name: str
    method: str
    p_values: tuple[float, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model."""

    name: str
    family: str
    formula: str
    where: str


@dataclass(frozen=True, slots=True)
class ResponseSpec:
    """What became of everybody asked, for the rates of AAPOR."""

    name: str
    counts: Mapping[str, float]
    eligible_share: float


@dataclass(frozen=True, slots=True)
class Spec:
    """A whole request."""

    design: DesignSpec
    replicates: ReplicatesSpec | None = None
    calibrations: tuple[CalibrateSpec, ...] = ()
    estimates: tuple[EstimateSpec, ...] = ()
    tests: tuple[TestSpec, ...] = ()
    models: tuple[ModelSpec, ...] = ()
    scores: tuple[ScoreSpec, ...] = ()
    adjustments: tuple[AdjustSpec, ...] = ()
    responses: tuple[ResponseSpec, ...] = ()
    data: DataSpec = field(default_factory=DataSpec)
