"""What to estimate, as a document: every field checked before anything is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.estimators.descriptive.quantiles import RULES
from analysis.estimators.errors import EstimationError
from analysis.estimators.sample.design import LONELY_RULES
from analysis.estimators.uncertainty.intervals import METHODS

MEASURES = ("mean", "total", "ratio", "share", "quantile")
KINDS = ("JK1", "JKn", "JK2", "BRR", "Fay", "bootstrap", "ACS", "successive-difference", "other")
CALIBRATIONS = ("poststratify", "rake", "linear", "logit", "trim")
TESTS = ("rao-scott", "t", "rank")
FAMILIES = ("gaussian", "binomial", "poisson", "ordinal")
INTERVALS = {
    **{name: name for name in METHODS},
    "beta": "korn-graubard", "xlogit": "xlogit", "asin": "arcsine", "mean": "t",
    "score": "score", "replicates": "replicates", "quantile": "replicates",
}  # fmt: skip
ONLY_QUANTILES = {"score", "replicates"}


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
    """One figure, or one for every domain."""

    name: str
    measure: str
    variable: str
    level: Any
    denominator: str
    probability: float
    rule: str
    by: tuple[str, ...]
    where: str
    interval: str
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


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model."""

    name: str
    family: str
    formula: str
    where: str


@dataclass(frozen=True, slots=True)
class Spec:
    """A whole request."""

    design: DesignSpec
    replicates: ReplicatesSpec | None
    calibrations: tuple[CalibrateSpec, ...]
    estimates: tuple[EstimateSpec, ...]
    tests: tuple[TestSpec, ...]
    models: tuple[ModelSpec, ...]


class _Table:
    """A table of the document whose fields are taken one by one; what is left over is refused."""

    def __init__(self, place: str, content: Any) -> None:
        if not isinstance(content, Mapping):
            raise EstimationError(f"{place} must be a table of fields.")
        self.place, self.left = place, dict(content)

    def take(self, *names: str, default: Any = None) -> Any:
        """Return the field of the first of these names that is given."""
        for name in names:
            if name in self.left:
                return self.left.pop(name)
        return default

    def text(self, *names: str, default: str = "") -> str:
        """Return a field that must be text."""
        value = self.take(*names, default=default)
        if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 1:
            value = value[0]
        if not isinstance(value, str):
            raise EstimationError(f"{self.place}: {names[0]} must be text, not {value!r}.")
        return value

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return a field that may be one text or a list of them."""
        value = self.take(*names, default=())
        values = (value,) if isinstance(value, str) else value
        if not isinstance(values, Sequence) or not all(isinstance(one, str) for one in values):
            raise EstimationError(
                f"{self.place}: {names[0]} must be a list of column names, not {value!r}."
            )
        return tuple(values)

    def number(self, *names: str, default: Any = None) -> Any:
        """Return a field that must be a number."""
        value = self.take(*names, default=default)
        if value is not default and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise EstimationError(f"{self.place}: {names[0]} must be a number, not {value!r}.")
        return value

    def truth(self, *names: str, default: bool = False) -> bool:
        """Return a field that must be true or false."""
        value = self.take(*names, default=default)
        if not isinstance(value, bool):
            raise EstimationError(f"{self.place}: {names[0]} is true or false, not {value!r}.")
        return value

    def choice(self, choices: Sequence[str], *names: str, default: str = "") -> str:
        """Return a field that must be one of ``choices``."""
        value = self.text(*names, default=default)
        if value not in choices:
            raise EstimationError(
                f"{self.place}: {names[0]} must be one of {', '.join(choices)}, not {value!r}."
            )
        return value

    def needed(self, *names: str) -> str:
        """Return a text that must be given."""
        value = self.text(*names)
        if not value:
            raise EstimationError(f"{self.place}: {names[0]} is missing.")
        return value

    def done(self) -> None:
        """Refuse the fields nobody asked for."""
        if self.left:
            raise EstimationError(f"{self.place} has an unknown field {next(iter(self.left))!r}.")


def read_spec(document: Mapping[str, Any]) -> Spec:
    """Check a document and return it as a request; every refusal says which table and field."""
    whole = _Table("The specification", document)
    design = _design(_Table("[design]", whole.take("design", default={})))
    given = whole.take("replicates")
    replicates = None if given is None else _replicates(_Table("[replicates]", given))
    calibrations = tuple(_calibration(one) for one in _tables(whole, "calibrate"))
    estimates = tuple(_estimate(one) for one in _tables(whole, "estimate"))
    tests = tuple(_test(one) for one in _tables(whole, "test"))
    models = tuple(_model(one) for one in _tables(whole, "model"))
    whole.done()
    return Spec(design, replicates, calibrations, estimates, tests, models)


def _tables(whole: _Table, name: str) -> list[_Table]:
    content = whole.take(name, default=[])
    if isinstance(content, Mapping):
        content = [content]
    if not isinstance(content, Sequence) or isinstance(content, str):
        raise EstimationError(f"[[{name}]] must be a list of tables.")
    return [_Table(f"[[{name}]] {at}", one) for at, one in enumerate(content, start=1)]


def _design(table: _Table) -> DesignSpec:
    spec = DesignSpec(
        weights=table.text("weights", "weight"),
        strata=table.texts("strata", "stratum"),
        clusters=table.texts("clusters", "cluster"),
        fpc=table.texts("fpc", "population"),
        lonely=table.choice(LONELY_RULES, "lonely", default="fail"),
        keep=table.text("keep"),
        domain_lonely=table.truth("domain_lonely", "adjust_domain_lonely"),
    )
    table.done()
    return spec


def _replicates(table: _Table) -> ReplicatesSpec:
    rscales = table.take("rscales")
    if isinstance(rscales, int | float) and not isinstance(rscales, bool):
        rscales = [rscales]
    if rscales is not None and not _all_numbers(rscales):
        raise EstimationError("[replicates]: rscales must be a list of numbers.")
    columns, file = table.texts("columns"), table.text("file")
    scale = table.number("scale")
    default = "other" if scale is not None or rscales is not None else ""
    spec = ReplicatesSpec(
        columns=columns,
        file=file,
        kind=table.choice(KINDS, "kind", "type", default=default),
        scale=scale,
        rscales=None if rscales is None else tuple(float(one) for one in rscales),
        mse=table.truth("mse"),
        combined=table.truth("combined", "combined_weights", "combined weights", default=True),
        rho=table.number("rho", "fay", default=0.0 if columns or file else 0.5),
        draws=table.number("replicates", "draws", default=500),
        seed=table.number("seed", default=1),
    )
    table.done()
    return spec


def _all_numbers(values: Any) -> bool:
    return isinstance(values, Sequence) and all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in values
    )


def _calibration(table: _Table) -> CalibrateSpec:
    method = table.choice(CALIBRATIONS, "method")
    margins = table.take("margins", "margin", default=[])
    if isinstance(margins, Mapping):
        margins = [margins]
    if not isinstance(margins, Sequence):
        raise EstimationError(f"{table.place}: margins must be a list of tables.")
    bounds = table.take("bounds")
    if bounds is not None and not (_all_numbers(bounds) and len(bounds) == 2):
        raise EstimationError(f"{table.place}: bounds are two numbers, such as [0.3, 3.0].")
    spec = CalibrateSpec(
        method=method,
        margins=tuple(_margin(_Table(f"{table.place}: a margin", one)) for one in margins),
        bounds=None if bounds is None else (float(bounds[0]), float(bounds[1])),
        upper=table.number("upper"),
        lower=table.number("lower"),
        strict=table.truth("strict"),
    )
    table.done()
    _check_calibration(table.place, spec)
    return spec


def _check_calibration(place: str, spec: CalibrateSpec) -> None:
    if spec.method == "trim":
        if spec.margins or (spec.upper is None and spec.lower is None and spec.bounds is None):
            raise EstimationError(f"{place}: trimming takes upper and lower, and no margins.")
        return
    if not spec.margins:
        raise EstimationError(f"{place}: margins are missing.")
    if spec.method == "poststratify" and len(spec.margins) > 1:
        raise EstimationError(f"{place}: poststratify takes one margin; use rake for several.")
    if spec.method == "logit" and spec.bounds is None:
        raise EstimationError(f"{place}: logit needs bounds, such as [0.3, 3.0].")
    if spec.method in {"poststratify", "rake"} and any(one.variable for one in spec.margins):
        raise EstimationError(f"{place}: numeric totals need the method linear or logit.")


def _margin(table: _Table) -> MarginSpec:
    variable, total = table.text("variable"), table.number("total")
    by = table.texts("by")
    totals: Any = table.take("totals", default={})
    table.done()
    if isinstance(totals, int | float) and not by:
        total, totals = float(totals), {}
    if not isinstance(totals, Mapping | Sequence) or isinstance(totals, str):
        raise EstimationError(f"{table.place}: totals must be a table of levels and sizes.")
    if by and (variable or total is not None or not totals):
        raise EstimationError(f"{table.place} needs by with totals.")
    if not by and total is None:
        raise EstimationError(f"{table.place} needs by with totals, or variable with total.")
    return MarginSpec(by, totals, variable, total)


def _estimate(table: _Table) -> EstimateSpec:
    measure = table.choice(MEASURES, "measure")
    variable = table.needed("variable")
    spec = EstimateSpec(
        name=table.text("name", default=f"{measure} of {variable}"),
        measure=measure,
        variable=variable,
        level=table.take("level"),
        denominator=table.text("denominator"),
        probability=table.number("probability", default=0.5),
        rule=table.choice(RULES, "rule", default="math"),
        by=table.texts("by"),
        where=table.text("where"),
        interval=INTERVALS[table.choice(tuple(INTERVALS), "interval", default="t")],
        confidence=table.number("confidence", default=0.95),
    )
    table.done()
    if measure == "ratio" and not spec.denominator:
        raise EstimationError(f"{table.place}: a ratio needs a denominator.")
    if not 0 < spec.confidence < 1:
        raise EstimationError(f"{table.place}: confidence lies between 0 and 1, such as 0.95.")
    if spec.interval in ONLY_QUANTILES and measure != "quantile":
        raise EstimationError(f"{table.place}: the interval {spec.interval!r} is for quantiles.")
    return spec


def _test(table: _Table) -> TestSpec:
    kind = table.choice(TESTS, "kind")
    formula = table.text("formula")
    rows = table.text("rows", "variable", "outcome", "y")
    columns = table.text("columns", "group", "by", "x")
    if not formula and not rows:
        raise EstimationError(f"{table.place}: rows is missing.")
    if not formula and not columns and kind != "t":
        raise EstimationError(f"{table.place}: columns is missing.")
    spec = TestSpec(
        name=table.text("name", default=kind),
        kind=kind,
        rows=rows,
        columns=columns,
        formula=formula,
        where=table.text("where"),
        statistic=table.text("statistic", default="F"),
        scores=table.text("scores", "test", default="wilcoxon"),
    )
    table.done()
    return spec


def _model(table: _Table) -> ModelSpec:
    formula = table.needed("formula")
    family = table.text("family", default="gaussian").removeprefix("quasi")
    if family not in FAMILIES:
        raise EstimationError(
            f"{table.place}: family must be one of {', '.join(FAMILIES)}, not {family!r}."
        )
    spec = ModelSpec(table.text("name", default=formula), family, formula, table.text("where"))
    table.done()
    return spec
