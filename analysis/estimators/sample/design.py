"""Design: a sample, and how it was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Self, get_args

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import (
    Codes,
    Floats,
    Mask,
    complete_codes,
    complete_numbers,
    cross_codes,
    row_label,
)

Lonely = Literal["fail", "remove", "certainty", "adjust", "average"]
LONELY_RULES: tuple[str, ...] = get_args(Lonely)
Names = str | Sequence[str] | None


@dataclass(frozen=True, eq=False, slots=True)
class Stage:
    """One stage of selection: for every row its stratum and its unit, how many units were drawn in
    that stratum and how many there are (None: drawn with replacement, or unknown)."""

    strata: Codes
    units: Codes
    sampled: Floats
    population: Floats | None
    rows_are_units: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Projection:
    """What a calibration takes away from scores: see ``variance.project``.

    ``kind`` is ``poststratify`` (cell means weighted by ``before``), ``rake`` (ten unweighted
    sweeps over ``margins``) or ``regression`` (residuals on ``x`` weighted by ``before``);
    ``after`` are the calibrated weights.
    """

    kind: Literal["poststratify", "rake", "regression"]
    before: Floats
    after: Floats
    margins: tuple[Codes, ...] = ()
    x: Floats | None = None
    _inverse: list[Floats] = field(init=False, repr=False, default_factory=list)

    def residuals(self, u: Floats) -> Floats:
        """Return what regression on ``x`` leaves; cross products are inverted once."""
        assert self.x is not None  # noqa: S101 -- a regression projection is made with x
        weighted = self.before[:, None]
        if not self._inverse:
            cross = self.x.T @ (self.x * weighted)
            self._inverse.append(np.asarray(np.linalg.pinv(cross, rcond=1e-12, hermitian=True)))
        return np.asarray(u - self.x @ (self._inverse[0] @ (self.x.T @ (u * weighted))))


@dataclass(frozen=True, eq=False, slots=True)
class Replicates:
    r"""Replicate weights and how they make a variance.

    :math:`V = s \sum_r s_r (\hat\theta_r - c)^2`, with ``c`` the mean of the replicates, or with
    ``mse`` the estimate itself. ``weights`` are analysis weights, one column a replicate.
    """

    weights: Floats
    scale: float
    rscales: Floats
    mse: bool = False
    df: float | None = None  # of the whole sample, where a calibration keeps it
    _ranks: dict[bytes, int] = field(init=False, repr=False, default_factory=dict)
    _gram: list[Floats] = field(init=False, repr=False, default_factory=list)

    def rank(self, inside: Mask | None = None) -> int:
        """Return the rank of the weights of a domain; each is found once."""
        key = b"" if inside is None or inside.all() else np.packbits(inside).tobytes()
        if key not in self._ranks:
            self._ranks[key] = rank_of_gram(self._cross_products(inside if key else None))
        return self._ranks[key]

    def _cross_products(self, inside: Mask | None) -> Floats:
        """Return the products of the columns; of a large domain as the whole less the rest."""
        if inside is not None and 2 * int(inside.sum()) < len(inside):
            own = self.weights[inside]
            return np.asarray(own.T @ own)
        if not self._gram:
            self._gram.append(np.asarray(self.weights.T @ self.weights))
        if inside is None:
            return self._gram[0]
        rest = self.weights[~inside]
        return np.asarray(self._gram[0] - rest.T @ rest)

    def variance(self, values: Floats, centre: Floats) -> Floats:
        """Return the covariance matrix of statistics, one row of ``values`` a replicate."""
        used = np.isfinite(values).all(axis=1)
        kept, rscales = values[used], self.rscales[used]
        if not len(kept):
            return np.full((values.shape[1],) * 2, np.nan)
        middle = centre if self.mse else kept[rscales > 0].mean(axis=0)
        away = (kept - middle) * np.sqrt(rscales)[:, None]
        return np.asarray(self.scale * (away.T @ away))


@dataclass(frozen=True, eq=False)
class Design:
    """A sample with its weights, strata, clusters and population sizes; it never changes.

    ``strata``, ``clusters`` and ``population`` take one column a stage ("" where a stage has none);
    without clusters the rows are the units. ``population`` holds sizes or sampling fractions.
    Without ``weight`` it is N/n by the population, else 1. Units are numbered within their strata,
    so equal labels in two strata are two units. ``lonely`` says what a stratum with one unit adds.
    """

    frame: pd.DataFrame
    weight: str | None = None
    strata: Names = None
    clusters: Names = None
    population: Names = None
    lonely: Lonely = "fail"
    domain_lonely: bool = False  # apply the rule also to strata with one unit in a domain
    weights: Floats = field(init=False, repr=False)
    stages: tuple[Stage, ...] = field(init=False, repr=False)
    projections: tuple[Projection, ...] = field(init=False, repr=False, default=())
    replicates: Replicates | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        if self.lonely not in LONELY_RULES:
            raise EstimationError(
                f"There is no rule {self.lonely!r} for lonely units; "
                f"choose one of {', '.join(LONELY_RULES)}."
            )
        if self.frame.empty:
            raise EstimationError("The data have no row; check the file and the filter keep.")
        stages = _stages(
            self.frame,
            _list_columns(self.strata),
            _list_columns(self.clusters),
            _list_columns(self.population),
        )
        object.__setattr__(self, "stages", stages)
        object.__setattr__(self, "weights", _weights(self.frame, self.weight, stages))

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def calibrated(self) -> bool:
        """Say whether standard errors account for a calibration by projection."""
        return bool(self.projections)

    @property
    def stratified(self) -> bool:
        """Say whether the first stage has strata."""
        return bool(self.stages[0].strata.any())

    def on(self, frame: pd.DataFrame) -> Self:
        """Return the same design on a frame with more columns."""
        new = self.reweighted(self.weights)
        object.__setattr__(new, "frame", frame)
        return new

    def reweighted(
        self,
        weights: Floats,
        *,
        projection: Projection | None = None,
        replicates: Replicates | None = None,
    ) -> Self:
        """Return a new design with other weights; this one stays as it was."""
        new = object.__new__(type(self))
        for name in self.__dataclass_fields__:
            object.__setattr__(new, name, getattr(self, name))
        object.__setattr__(new, "weights", weights)
        if projection is not None:
            object.__setattr__(new, "projections", (*self.projections, projection))
        if replicates is not None:
            object.__setattr__(new, "replicates", replicates)
            object.__setattr__(new, "projections", ())
        return new

    def with_replicates(
        self,
        weights: Floats,
        *,
        scale: float,
        rscales: Floats | Sequence[float] | None = None,
        mse: bool = False,
        combined: bool = True,
    ) -> Self:
        """Return the same sample with given replicate weights, one column a replicate.

        With ``combined`` false they are factors, to be multiplied with the weights.
        """
        if weights.ndim != 2 or len(weights) != len(self):
            raise EstimationError(
                f"The replicate weights have {len(weights)} rows, the data {len(self)}; "
                "they must have one row for each row of the data, in the same order."
            )
        if not np.isfinite(weights).all():
            raise EstimationError("A replicate weight is empty or infinite; every one is needed.")
        count = weights.shape[1]
        factors = np.ones(count) if rscales is None else np.asarray(rscales, dtype=float)
        if len(factors) == 1:
            factors = np.repeat(factors, count)
        if len(factors) != count:
            raise EstimationError(
                f"There are {len(factors)} rscales for {count} replicates; give one for each."
            )
        full = weights if combined else weights * self.weights[:, None]
        return self.reweighted(self.weights, replicates=Replicates(full, scale, factors, mse))

    def support(self, inside: Mask) -> Mask:
        """Return the rows that stay in the design for a domain.

        A calibrated design keeps them all, outside the domain with a weight of zero: the margins of
        the calibration are those of the whole sample.
        """
        if self.calibrated and self.replicates is None:
            return np.ones(len(self), dtype=np.bool_)
        return inside

    def df(self, inside: Mask | None = None) -> float:
        """Return first-stage units less strata among the rows of a domain.

        With replicate weights it is their rank less one (a relative tolerance of 1e-5).
        """
        if self.replicates is not None:
            if self.replicates.df is not None and (inside is None or inside.all()):
                return self.replicates.df
            return self.replicates.rank(inside) - 1
        active = self.weights != 0 if inside is None else inside & (self.weights != 0)
        first = self.stages[0]
        strata = np.bincount(first.strata[active]) > 0
        if first.rows_are_units:
            return int(active.sum()) - int(strata.sum())
        return int((np.bincount(first.units[active]) > 0).sum()) - int(strata.sum())

    def df_by_group(self, groups: Codes, count: int) -> list[float]:
        """Return :meth:`df` without replicates in each of ``count`` disjoint domains at once."""
        active = (groups >= 0) & (self.weights != 0)
        group, first = groups[active], self.stages[0]
        strata = np.unique(first.strata[active] * count + group)
        of_strata = np.bincount(strata % count, minlength=count)
        if first.rows_are_units:
            units = np.bincount(group, minlength=count)
        else:
            pairs = np.unique(first.units[active] * count + group)
            units = np.bincount(pairs % count, minlength=count)
        return [int(one) for one in units - of_strata]

    def kish(self, inside: Mask | None = None) -> float:
        r"""Return Kish's factor of unequal weights, :math:`n \sum w^2 / (\sum w)^2`."""
        w = self.weights if inside is None else self.weights[inside]
        w = w[w != 0]
        return float(len(w) * (w @ w) / w.sum() ** 2) if len(w) else float("nan")


def rank_of_gram(products: Floats, tolerance: float = 1e-5) -> int:
    """Count the columns that are not nearly a combination of the columns before them.

    ``products`` are the columns' cross products; what a column keeps beside those before it is the
    pivot of Cholesky's elimination.
    """
    left, found = products.copy(), 0
    size = np.diag(products).copy()
    for at in range(len(left)):
        pivot = left[at, at]
        if pivot > tolerance**2 * size[at] and pivot > 0:
            row = left[at] / np.sqrt(pivot)
            left -= np.outer(row, row)
            found += 1
    return found


def _list_columns(names: Names) -> list[str]:
    if names is None or names == "":
        return []
    return [names] if isinstance(names, str) else list(names)


def _stages(
    frame: pd.DataFrame, strata: list[str], clusters: list[str], population: list[str]
) -> tuple[Stage, ...]:
    rows = np.arange(len(frame), dtype=np.intp)
    count = max(1, len(clusters), len(strata), len(population))
    if count > max(1, len(clusters) + bool(clusters)):
        raise EstimationError(
            f"Strata or population sizes name {count} stages, clusters {len(clusters)}; "
            "give one column a stage, and for crossed strata make one column first."
        )
    stages: list[Stage] = []
    parent = np.zeros(len(frame), dtype=np.intp)
    for at in range(count):
        stratum = parent
        if at < len(strata) and strata[at]:
            stratum = cross_codes(parent, complete_codes(frame, strata[at], "stratum")[0])
        if at < len(clusters) and clusters[at]:
            found, _ = complete_codes(frame, clusters[at], "cluster")
            units, own = cross_codes(stratum, found), False
        else:
            units, own = rows, True
        sampled = _units_in_stratum(stratum, units, own)
        sizes = None
        if at < len(population) and population[at]:
            sizes = _population(frame, population[at], stratum, sampled)
        elif any(population[at:]):
            sizes = np.full(len(frame), np.inf)
        stages.append(Stage(stratum, units, sampled, sizes, own))
        parent = units
    return tuple(stages)


def _units_in_stratum(stratum: Codes, units: Codes, rows_are_units: bool) -> Floats:
    if rows_are_units:
        return np.bincount(stratum).astype(float)[stratum]
    first = np.full(int(units.max()) + 1, -1, dtype=np.intp)
    first[units] = stratum
    return np.bincount(first).astype(float)[stratum]


def _population(frame: pd.DataFrame, name: str, stratum: Codes, sampled: Floats) -> Floats:
    given = complete_numbers(frame, name, "population size")
    if (given < 0).any():
        at = int(np.flatnonzero(given < 0)[0])
        raise EstimationError(
            f"Column {name!r}, the population size, is negative in {row_label(frame, at)}."
        )
    low = np.full(int(stratum.max()) + 1, np.inf)
    high = np.full(len(low), -np.inf)
    np.minimum.at(low, stratum, given)
    np.maximum.at(high, stratum, given)
    if not np.allclose(low, high, rtol=1e-9, atol=0):
        at = int(np.flatnonzero((low != high)[stratum])[0])
        raise EstimationError(
            f"Column {name!r}, the population size, varies within the stratum of "
            f"{row_label(frame, at)}; it must be one number a stratum."
        )
    if (given > 1).any() and (given < 1).any():
        at = int(np.flatnonzero(given < 1)[0])
        raise EstimationError(
            f"Column {name!r} mixes population sizes with the fraction {given[at]:g} in "
            f"{row_label(frame, at)}; give sizes (1 or more) or fractions (1 or less) throughout."
        )
    if (given <= 1).all():
        with np.errstate(divide="ignore"):
            return np.asarray(sampled / given)
    short = np.flatnonzero(given < sampled)
    if len(short):
        at = int(short[0])
        raise EstimationError(
            f"Column {name!r} says {given[at]:g} units in the stratum of {row_label(frame, at)}, "
            f"but {sampled[at]:g} were sampled there; a population is not smaller than its sample."
        )
    return given


def _weights(frame: pd.DataFrame, weight: str | None, stages: tuple[Stage, ...]) -> Floats:
    if weight:
        weights = complete_numbers(frame, weight, "weight")
        negative = np.flatnonzero(weights < 0)
        if len(negative):
            at = int(negative[0])
            raise EstimationError(
                f"Column {weight!r}, the weight, is {weights[at]:g} in {row_label(frame, at)}; "
                "a weight is zero or more."
            )
        if not weights.any():
            raise EstimationError(f"Column {weight!r}, the weight, is zero in every row.")
        return weights
    weights = np.ones(len(frame))
    for stage in stages:
        if stage.population is None:
            continue
        if np.isinf(stage.population).any():
            raise EstimationError(
                "Weights cannot be made from a sampling fraction of zero or a stage without a "
                "population size; name the column of weights."
            )
        weights = weights * stage.population / stage.sampled
    return weights
