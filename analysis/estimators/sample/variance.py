r"""Variances of linearised statistics, for any number of stages, and by replicates.

A statistic is described by scores :math:`z_i = w_i u_i` with :math:`u` its influence function. With
:math:`t_{hc}` their totals by unit, :math:`f_h = n_h / N_h`, one stage adds

.. math:: \sum_h (1 - f_h) \frac{n_h}{n_h - 1} \sum_c (t_{hc} - \bar t_h)^2

and each further stage the same within its units, times the sampling fractions of the stages above
(Särndal, Swensson, Wretman 1992, chapter 4; Lumley 2010, chapter 2). Units of the sample outside
a domain have a score of zero and count in :math:`n_h`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Codes, Floats, Mask, quote
from analysis.estimators.sample.design import Design, Projection, Stage

NEGLIGIBLE = 1e-7  # of 1 - f: such a stratum is a census
RAKING_SWEEPS = 10


@dataclass(frozen=True, eq=False, slots=True)
class Strata:
    """One stage, stratum by stratum: factors, unit counts, and how its units enter the sum."""

    of_unit: Codes
    scale: Floats  # by stratum: (1 - f) n / (n - 1), times the fractions of the stages above
    sampled: Floats
    centred: Mask  # whether deviations are from the stratum mean, or from zero


def project(design: Design, scores: Floats) -> Floats:
    """Return what calibration leaves of the scores: residuals on the calibration variables."""
    for projection in design.projections:
        scores = _project(projection, scores)
    return scores


def _project(projection: Projection, scores: Floats) -> Floats:
    after = projection.after
    u = np.divide(scores, after[:, None], out=np.zeros_like(scores), where=after[:, None] != 0)
    if projection.kind == "regression":
        return projection.residuals(u) * after[:, None]
    if projection.kind == "poststratify":
        return (u - _cell_means(projection.margins[0], u, projection.before)) * after[:, None]
    ones = np.ones(len(u))
    for _ in range(RAKING_SWEEPS):
        for margin in projection.margins:
            u = u - _cell_means(margin, u, ones)
    return u * after[:, None]


def _cell_means(cells: Codes, u: Floats, weights: Floats) -> Floats:
    sums = totals(cells, u * weights[:, None], int(cells.max()) + 1)
    size = np.bincount(cells, weights=weights)
    size[size == 0] = 1
    return np.asarray((sums / size[:, None])[cells])


def totals(codes: Codes, values: Floats, size: int) -> Floats:
    """Sum the columns of ``values`` by code."""
    out = np.empty((size, values.shape[1]))
    for column in range(values.shape[1]):
        out[:, column] = np.bincount(codes, weights=values[:, column], minlength=size)
    return out


def stage_strata(design: Design, present: Mask) -> Iterator[tuple[Stage, Strata]]:
    """Yield the stages that add to the variance, with the factors of their strata."""
    above = np.ones(len(design))
    parent: Codes = np.zeros(len(design), dtype=np.intp)
    for depth, stage in enumerate(design.stages):
        if depth and stage.population is None:
            return
        yield stage, _strata(design, stage, depth, above, parent, present)
        if stage.population is None:
            return
        with np.errstate(invalid="ignore"):
            above = above * np.where(
                np.isinf(stage.population), 0, stage.sampled / stage.population
            )
        parent = stage.units


def _strata(
    design: Design, stage: Stage, depth: int, above: Floats, parent: Codes, present: Mask
) -> Strata:
    count = int(stage.strata.max()) + 1
    of_stratum = np.zeros(count, dtype=np.intp)
    of_stratum[stage.strata] = np.arange(len(design))
    sampled = stage.sampled[of_stratum]
    open_share = np.ones(count)
    if stage.population is not None:
        size = stage.population[of_stratum]
        with np.errstate(invalid="ignore"):
            open_share = np.where(np.isinf(size), 1.0, (size - sampled) / size)
    census = open_share < NEGLIGIBLE
    scale = np.where(census, 0.0, open_share * sampled / np.maximum(sampled - 1, 1))
    scale = scale * above[of_stratum]
    in_domain = np.bincount(stage.strata[present], minlength=count) > 0
    lonely = (sampled == 1) & ~census & in_domain & (above[of_stratum] > 0)
    centred = np.ones(count, dtype=np.bool_)
    if lonely.any() and design.lonely == "fail":
        _refuse_lonely(design, stage, depth, lonely)
    if design.lonely == "adjust":
        centred = ~(sampled == 1)
    dropped = lonely
    if design.domain_lonely:
        alone = _units_present(stage, present, count) == 1
        if design.lonely == "adjust":
            centred &= ~alone
        dropped = lonely | (alone & ~census)
    if design.lonely == "average" and dropped.any():
        scale = _average_scale(scale, dropped, in_domain, parent[of_stratum])
    of_unit = stage.strata
    if not stage.rows_are_units:
        of_unit = np.zeros(int(stage.units.max()) + 1, dtype=np.intp)
        of_unit[stage.units] = stage.strata
    return Strata(of_unit, scale, sampled, centred)


def _units_present(stage: Stage, present: Mask, count: int) -> Codes:
    units = np.unique(stage.units[present])
    of_unit = np.zeros(int(stage.units.max()) + 1, dtype=np.intp)
    of_unit[stage.units] = stage.strata
    return np.bincount(of_unit[units], minlength=count)


def _average_scale(scale: Floats, dropped: Mask, in_domain: Mask, parent: Codes) -> Floats:
    """Let the other strata speak for the lonely; where there are none the variance is unknown."""
    all_there = np.bincount(parent[in_domain], minlength=int(parent.max()) + 1)
    usable = np.bincount(parent[in_domain & ~dropped], minlength=len(all_there))
    inflation = all_there / np.maximum(usable, 1)
    inflation[(all_there > 0) & (usable == 0)] = np.nan
    known = np.where(dropped, 0.0, scale * inflation[parent])
    return np.asarray(np.where(dropped & np.isnan(inflation[parent]), np.nan, known))


def _refuse_lonely(design: Design, stage: Stage, depth: int, lonely: Mask) -> None:
    row = int(np.flatnonzero(lonely[stage.strata])[0])
    names = [design.strata] if isinstance(design.strata, str) else list(design.strata or [])
    name = names[depth] if depth < len(names) and names[depth] else ""
    which = f"Stratum {quote(design.frame[name].iloc[row])} of {name!r}" if name else "A stratum"
    raise EstimationError(
        f"{which} has only one unit at stage {depth + 1}, so its variance is unknown; merge it "
        "with a neighbour, or choose lonely = 'adjust', 'average', 'certainty' or 'remove'."
    )


def linearised_variance(design: Design, scores: Floats, inside: Mask) -> Floats:
    """Return the covariance matrix of statistics with these scores (rows by statistics)."""
    scores = project(design, scores)
    result = np.zeros((scores.shape[1],) * 2)
    for stage, strata in stage_strata(design, design.support(inside)):
        away = _deviations(stage, strata, scores)
        result += away.T @ away
    return result


def _deviations(stage: Stage, strata: Strata, scores: Floats) -> Floats:
    """Return for every unit its total's scaled distance from the stratum mean."""
    units = scores
    if not stage.rows_are_units:
        units = totals(stage.units, scores, len(strata.of_unit))
    means = totals(strata.of_unit, units, len(strata.sampled)) / strata.sampled[:, None]
    means[~strata.centred] = 0
    return np.asarray((units - means[strata.of_unit]) * np.sqrt(strata.scale)[strata.of_unit, None])


def first_stage(design: Design, scores: Floats, inside: Mask) -> Floats:
    """Return what each first-stage unit adds to a statistic; their squares sum to its variance."""
    scores = project(design, scores)
    stage, strata = next(stage_strata(design, design.support(inside)))
    return _deviations(stage, strata, scores)


def variance_by_stratum(design: Design, scores: Floats) -> tuple[Floats, Floats]:
    """Return what each stratum of the first stage adds to a variance, and how many units it has."""
    everybody = np.ones(len(design), dtype=np.bool_)
    stage, strata = next(stage_strata(design, everybody))
    squares = _deviations(stage, strata, project(design, scores[:, None]))[:, 0] ** 2
    parts = np.bincount(strata.of_unit, weights=squares, minlength=len(strata.sampled))
    return np.asarray(parts), strata.sampled


def domain_variances(
    design: Design, scores: Floats, groups: Codes, count: int, inside: Mask
) -> Floats:
    """Return the variance of one statistic in each of ``count`` disjoint domains.

    ``scores`` is a vector; ``groups`` numbers the domain of each row, -1 for none.
    """
    if design.calibrated or len(design.stages) > 1 or design.domain_lonely or count == 1:
        return _one_by_one(design, scores, groups, count, inside)
    if design.lonely == "average":
        return _one_by_one(design, scores, groups, count, inside)
    stage, strata = next(stage_strata(design, inside))
    rows = np.flatnonzero(groups >= 0)
    z, group = scores[rows], groups[rows]
    of_unit = strata.of_unit[rows] if stage.rows_are_units else strata.of_unit[stage.units[rows]]
    if not stage.rows_are_units:
        pairs = stage.units[rows] * count + group
        present, place = np.unique(pairs, return_inverse=True)
        z = np.bincount(place.reshape(-1), weights=z).astype(float)
        group, of_unit = present % count, strata.of_unit[present // count]
    cells = of_unit * count + group
    size = len(strata.sampled) * count
    shape = (len(strata.sampled), count)
    sums = np.bincount(cells, weights=z, minlength=size).reshape(shape)
    squares = np.bincount(cells, weights=z * z, minlength=size).reshape(shape)
    raw = strata.scale @ squares
    centred = np.where(strata.centred, strata.scale / strata.sampled, 0.0) @ (sums * sums)
    result = raw - centred
    for at in np.flatnonzero(result < 1e-6 * raw):
        result[at] = _one_by_one(design, scores, np.where(groups == at, 0, -1), 1, inside)[0]
    return np.asarray(result)


def _one_by_one(design: Design, scores: Floats, groups: Codes, count: int, inside: Mask) -> Floats:
    result = np.empty(count)
    for at in range(count):
        own = groups == at
        alone = np.where(own, scores, 0.0)[:, None]
        result[at] = linearised_variance(design, alone, inside & own)[0, 0]
    return result
