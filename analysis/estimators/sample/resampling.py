"""Replicate weights: jackknife, balanced half-samples and the rescaled bootstrap.

First-stage units are deleted, doubled or redrawn whole; sampling fractions of the first stage are
honoured where the method has a place for them.
"""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Codes, Floats, numbers
from analysis.estimators.sample.design import Design, Replicates

Generator = np.random.Generator
BLOCK = 1 << 13


def _strata_of_units(design: Design) -> tuple[Codes, Codes, Floats]:
    """Return the unit of each row, the stratum of each unit, and 1 - f of each stratum."""
    first = design.stages[0]
    of_unit = np.zeros(int(first.units.max()) + 1, dtype=np.intp)
    of_unit[first.units] = first.strata
    open_share = np.ones(int(first.strata.max()) + 1)
    if first.population is not None:
        with np.errstate(invalid="ignore"):
            fraction = np.where(np.isinf(first.population), 0, first.sampled / first.population)
        open_share[first.strata] = 1 - fraction
    return first.units, of_unit, open_share


def jackknife(design: Design, *, mse: bool = False) -> Design:
    r"""Leave out one unit at a time: JK1 without strata, JKn with. See Wolter (2007), chapter 4.

    The others of its stratum gain :math:`n_h / (n_h - 1)`; each replicate counts
    :math:`(1 - f_h)(n_h - 1) / n_h`.
    """
    units, of_unit, open_share = _strata_of_units(design)
    size = np.bincount(of_unit)
    if (size[of_unit] == 1).any():
        raise EstimationError(
            "A stratum has only one unit, so none can be left out; merge it with a neighbour first."
        )
    factors = np.ones((len(of_unit), len(of_unit)))
    same = of_unit[:, None] == of_unit[None, :]
    gain = size / (size - 1)
    factors[same] = np.broadcast_to(gain[of_unit][None, :], same.shape)[same]
    np.fill_diagonal(factors, 0)
    rscales = open_share[of_unit] / gain[of_unit]
    weights = factors[units] * design.weights[:, None]
    scale = 1.0
    if not design.stratified:
        scale, rscales = float(rscales[0]), np.ones(len(rscales))
    return design.reweighted(design.weights, replicates=Replicates(weights, scale, rscales, mse))


def balanced_half_samples(design: Design, *, fay: float = 0.0, mse: bool = False) -> Design:
    r"""Take balanced half-samples of strata with two units each. McCarthy (1969), Judkins (1990).

    Units weigh :math:`2 - \rho` or :math:`\rho` in turn, by a Hadamard matrix; the scale is
    :math:`1 / (R (1 - \rho)^2)`. Fractions of the population have no place in it.
    """
    if not 0 <= fay < 1:
        raise EstimationError(f"Fay's rho lies from 0 up to 1, not at {fay:g}.")
    units, of_unit, _ = _strata_of_units(design)
    size = np.bincount(of_unit)
    if (size != 2).any():
        raise EstimationError(
            "Balanced half-samples need exactly two units in every stratum; use a jackknife."
        )
    signs = _hadamard(math.ceil(math.log2(len(size) + 1)))[1 : len(size) + 1]
    order = np.argsort(of_unit, kind="stable")
    side = np.empty(len(of_unit))
    side[order] = np.tile([1.0, -1.0], len(size))
    factors = 1 + (1 - fay) * side[:, None] * signs[of_unit]
    count = factors.shape[1]
    weights = factors[units] * design.weights[:, None]
    return design.reweighted(
        design.weights,
        replicates=Replicates(weights, 1 / (count * (1 - fay) ** 2), np.ones(count), mse),
    )


def _hadamard(doublings: int) -> Floats:
    """Return the matrix of Sylvester (1867): signs, every two rows orthogonal."""
    matrix = np.ones((1, 1))
    for _ in range(doublings):
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix


class _Redraw:
    r"""Draw :math:`m_h = n_h - 1` units with replacement from every stratum (Rao and Wu 1988).

    A unit drawn ``c`` times weighs :math:`1 - a + a \, c \, n_h / (n_h - 1)`, with
    :math:`a = \sqrt{1 - f_h}` so that large sampling fractions are honoured. Units are counted
    stratum by stratum: ``order`` says which unit stands at each place.
    """

    def __init__(self, design: Design, *, population: bool) -> None:
        self.units, of_unit, open_share = _strata_of_units(design)
        size = np.bincount(of_unit)
        if (size[of_unit] == 1).any():
            raise EstimationError(
                "A stratum has only one unit, so it cannot be redrawn; merge it with a neighbour."
            )
        self.order = np.argsort(of_unit, kind="stable")
        starts = np.concatenate([[0], np.cumsum(size)[:-1]])
        self.strata = [(int(start), int(n)) for start, n in zip(starts, size, strict=True)]
        damp = np.sqrt(open_share) if population else np.ones(len(size))
        gain = np.divide(size, size - 1, out=np.zeros(len(size)), where=size > 1)
        self.slope = (damp * gain)[of_unit][self.order]
        self.constant = (1 - damp)[of_unit][self.order]
        self.rows_are_units = design.stages[0].rows_are_units

    def factors(self, out: Floats, rng: Generator) -> None:
        """Write the factors of the units of one redraw into ``out``, in their order."""
        for start, n in self.strata:
            _counts(out[start : start + n], n - 1, rng)
        out *= self.slope
        out += self.constant

    def by_row(self, rng: Generator) -> Floats:
        """Return the factors of the rows of one redraw."""
        ordered = np.empty(len(self.order))
        self.factors(ordered, rng)
        by_unit = np.empty(len(ordered))
        by_unit[self.order] = ordered
        return by_unit if self.rows_are_units else by_unit[self.units]


def _counts(out: Floats, draws: int, rng: Generator) -> None:
    """Count how often each unit is drawn, block by block so that the counts stay in the cache."""
    n = len(out)
    edges = np.append(np.arange(0, n, BLOCK), n)
    sizes = np.diff(edges)
    shares = [draws] if len(sizes) == 1 else rng.multinomial(draws, sizes / n)
    for start, size, share in zip(edges, sizes, shares, strict=False):
        drawn = rng.integers(0, size, size=share)
        out[start : start + size] = np.bincount(drawn, minlength=size)


def bootstrap(
    design: Design, *, draws: int, rng: Generator, mse: bool = False, population: bool = True
) -> Design:
    r"""Give the design rescaled bootstrap replicates, each counting :math:`1 / (R - 1)`.

    ``population`` false ignores sampling fractions. See Rao and Wu (1988), Rao, Wu, Yue (1992).
    """
    _enough(draws)
    redraw = _Redraw(design, population=population)
    weights = np.empty((len(design), draws))
    for at in range(draws):
        weights[:, at] = redraw.by_row(rng) * design.weights
    return design.reweighted(
        design.weights, replicates=Replicates(weights, 1 / (draws - 1), np.ones(draws), mse)
    )


def _enough(draws: int) -> None:
    if draws < 2:
        raise EstimationError(f"A bootstrap needs two draws at least, not {draws}.")


def bootstrap_means(
    design: Design,
    variables: Sequence[str],
    *,
    draws: int,
    rng: Generator,
    population: bool = True,
    batch: int = 16,
) -> pd.DataFrame:
    """Return the means of many variables in every redraw: one row a draw, one column a variable.

    Weights are drawn and used in batches, so that a million rows need no matrix of replicates.
    """
    _enough(draws)
    redraw = _Redraw(design, population=population)
    rows = redraw.order if redraw.rows_are_units else np.arange(len(design), dtype=np.intp)
    y = np.empty((len(variables) + 1, len(design)))
    y[-1] = design.weights[rows]
    gaps: dict[int, Floats] = {}
    for at, name in enumerate(variables):
        values = numbers(design.frame, name)[rows]
        known = np.isfinite(values)
        if not known.all():
            gaps[at] = y[-1] * known
            values = np.where(known, values, 0.0)
        np.multiply(values, y[-1], out=y[at])
    bases = np.array(list(gaps.values())).reshape(len(gaps), len(design))
    means = np.empty((draws, len(variables)))
    block = np.empty((batch, len(design)))
    for start in range(0, draws, batch):
        size = min(batch, draws - start)
        for one in range(size):
            if redraw.rows_are_units:
                redraw.factors(block[one], rng)
            else:
                block[one] = redraw.by_row(rng)
        sums = y @ block[:size].T
        base = np.repeat(sums[-1:], len(variables), axis=0)
        base[list(gaps)] = bases @ block[:size].T
        with np.errstate(invalid="ignore"):
            means[start : start + size] = (sums[:-1] / base).T
    return pd.DataFrame(means, columns=list(variables))
