"""Means, totals, ratios and shares, for the whole sample, a subpopulation or every domain."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Codes, Floats, Mask, domain_codes, mask_of, numbers
from analysis.estimators.frame.shares import indicator
from analysis.estimators.sample.design import Design
from analysis.estimators.sample.variance import domain_variances, linearised_variance
from analysis.estimators.uncertainty.results import Estimate, Joint, Kind

ROUNDING = 1e-12
Where = "Mask | pd.Series[bool] | None"


@dataclass(frozen=True, eq=False, slots=True)
class Domains:
    """Disjoint domains: the number of each row's (-1: none), and what each is called."""

    groups: Codes
    keys: tuple[Mapping[str, Any], ...]

    @property
    def count(self) -> int:
        """Return how many domains there are."""
        return len(self.keys)

    def answered(self, valid: Mask) -> "Domains":
        """Leave out the rows without an answer: a missing answer is a domain, too."""
        if valid.all():
            return self
        return Domains(np.where(valid, self.groups, -1).astype(np.intp), self.keys)


def domains(design: Design, by: Sequence[str] | str = (), where: Any = None) -> Domains:
    """Number the domains formed by the columns ``by`` inside the subpopulation ``where``."""
    names = [by] if isinstance(by, str) else list(by)
    groups, keys = domain_codes(design.frame, names, mask_of(design.frame, where))
    return Domains(groups, tuple(keys))


@dataclass(frozen=True, eq=False, slots=True)
class Linearised:
    """A statistic in every domain: its values and the influence ``u`` of each row."""

    values: Floats
    u: Floats
    numerator: Floats
    denominator: Floats | None  # None: the statistic is the total of the numerator


def _ratio_of_sums(
    design: Design, at: Domains, numerator: Floats, denominator: Floats
) -> Linearised:
    r""":math:`\hat R = \sum w y / \sum w x`, :math:`u = (y - \hat R x) / \sum w x`."""
    w, inside = design.weights, at.groups >= 0
    group = np.where(inside, at.groups, 0)
    w_in = np.where(inside, w, 0.0)
    tops = np.bincount(group, weights=w_in * numerator, minlength=at.count)
    bases = np.bincount(group, weights=w_in * denominator, minlength=at.count)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = tops / bases
        u = (numerator - values[group] * denominator) / bases[group]
    return Linearised(values, np.where(inside, u, 0.0), numerator, denominator)


def _sum(design: Design, at: Domains, y: Floats) -> Linearised:
    r""":math:`\hat Y = \sum w y`, :math:`u = y`."""
    inside = at.groups >= 0
    group = np.where(inside, at.groups, 0)
    u = np.where(inside, y, 0.0)
    values = np.bincount(group, weights=design.weights * u, minlength=at.count)
    return Linearised(values.astype(float), u, y, None)


def replicate_values(design: Design, at: Domains, statistic: Linearised) -> Floats:
    """Return the statistic for every replicate (rows) in every domain (columns)."""
    assert design.replicates is not None  # noqa: S101 -- callers ask for designs with replicates
    weights = design.replicates.weights
    values = np.empty((weights.shape[1], at.count))
    for domain in range(at.count):
        rows = at.groups == domain
        own = weights[rows]
        tops = statistic.numerator[rows] @ own
        if statistic.denominator is None:
            values[:, domain] = tops
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            values[:, domain] = tops / (statistic.denominator[rows] @ own)
    return values


def variances(design: Design, at: Domains, statistic: Linearised) -> Floats:
    """Return the variance of a statistic in every domain."""
    if design.replicates is not None:
        values = replicate_values(design, at, statistic)
        return np.array(
            [
                design.replicates.variance(values[:, [one]], statistic.values[[one]])[0, 0]
                for one in range(at.count)
            ]
        )
    return domain_variances(
        design, design.weights * statistic.u, at.groups, at.count, at.groups >= 0
    )


def _simple_random(
    design: Design, at: Domains, statistic: Linearised, n: Codes
) -> tuple[Floats, Floats]:
    r"""Return the variance under simple random sampling, without and with replacement.

    :math:`V = (1 - n / N) N^2 S^2 / n` with :math:`S^2` the weighted variance of the influence
    times :math:`n / (n - 1)`, and :math:`N = \sum w`.
    """
    inside = at.groups >= 0
    group = np.where(inside, at.groups, 0)
    w = np.where(inside, design.weights, 0.0)
    size = np.bincount(group, weights=w, minlength=at.count)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.bincount(group, weights=w * statistic.u, minlength=at.count) / size
        away = statistic.u - centre[group]
        spread = np.bincount(group, weights=w * away * away, minlength=at.count) / size
        replace = spread * n / (n - 1) * size**2 / n
        without = replace * (size - n) / size
    without[(size < n) & (design.replicates is None)] = np.nan
    return without, replace


def _estimates(
    design: Design,
    at: Domains,
    statistic: Linearised,
    kind: Kind,
    known: Floats | None = None,
) -> tuple[Estimate, ...]:
    inside = at.groups >= 0
    counted = inside & ((design.weights != 0) | (design.replicates is not None))
    n = np.bincount(at.groups[counted], minlength=at.count)
    if known is None:
        known = variances(design, at, statistic)
    without, replace = _simple_random(design, at, statistic, n)
    dfs = _dfs(design, at)
    keeps_all = design.calibrated and design.replicates is None  # see Design.support
    rows = np.bincount(at.groups[inside], minlength=at.count)
    found = []
    for one in range(at.count):
        if not n[one]:
            found.append(Estimate(math.nan, math.nan, 0, 0, kind))
            continue
        value = float(statistic.values[one])
        variance = _clean_variance(float(known[one]), float(replace[one]), value)
        found.append(
            Estimate(
                value=value,
                se=math.sqrt(variance),
                df=dfs[one],
                n=int(n[one]),
                kind=kind,
                deff=_ratio(variance, without[one]),
                deff_replace=_ratio(variance, replace[one]),
                rows=len(design) if keeps_all else int(rows[one]),
                logit_se=_logit_se(design, at, statistic, one),
            )
        )
    return tuple(found)


def _dfs(design: Design, at: Domains) -> list[float]:
    if design.replicates is not None:
        return [design.df(at.groups == one) for one in range(at.count)]
    return design.df_by_group(at.groups, at.count)


def _logit_se(design: Design, at: Domains, statistic: Linearised, one: int) -> float | None:
    """Return the standard error of the logit of a share by its replicates."""
    value = float(statistic.values[one])
    if design.replicates is None or statistic.denominator is None or not 0 < value < 1:
        return None
    own = Domains(np.where(at.groups == one, 0, -1).astype(np.intp), at.keys[one : one + 1])
    shares = replicate_values(design, own, statistic)
    if not ((shares > 0) & (shares < 1)).all():
        return None
    logits = np.log(shares / (1 - shares))
    centre = np.log(np.array([value]) / (1 - value))
    return math.sqrt(design.replicates.variance(logits, centre)[0, 0])


def _clean_variance(variance: float, simple_random: float, value: float) -> float:
    """Return zero for a variance that is nothing but rounding of the value or of its spread."""
    spread = math.sqrt(max(simple_random, 0.0))
    rounding = ROUNDING * max(spread, abs(value) / 100)
    nothing = variance <= 0 or math.sqrt(variance) <= rounding
    return 0.0 if math.isfinite(rounding) and nothing else variance


def _ratio(variance: float, other: float) -> float:
    return variance / float(other) if other else math.nan


def values_of(design: Design, y: "str | Floats") -> Floats:
    """Return a column as numbers, or numbers that are given, one for every row of the design."""
    if isinstance(y, str):
        return numbers(design.frame, y)
    if y.shape != (len(design),):
        raise EstimationError("A variable must have one value for every row of the design.")
    return y.astype(float)


def linear(
    design: Design, y: Floats, at: Domains, kind: Kind, x: Floats | None = None
) -> tuple[Domains, Linearised]:
    """Linearise a mean, total or ratio among the rows that have an answer."""
    valid = np.isfinite(y) if x is None else np.isfinite(y) & np.isfinite(x)
    at = at.answered(valid)
    y = np.where(valid, y, 0.0)
    if kind == "total":
        return at, _sum(design, at, y)
    base = np.ones(len(y)) if x is None else np.where(valid, x, 0.0)
    return at, _ratio_of_sums(design, at, y, base)


def estimates(
    design: Design,
    y: "str | Floats",
    *,
    kind: Kind = "mean",
    denominator: "str | Floats | None" = None,
    by: Sequence[str] | str = (),
    where: Any = None,
) -> list[tuple[Mapping[str, Any], Estimate]]:
    """Estimate one figure in every domain of ``by``: pairs of the domain's key and the estimate."""
    if (kind == "ratio") != (denominator is not None):
        raise EstimationError("A ratio has a denominator, and nothing else has.")
    x = None if denominator is None else values_of(design, denominator)
    values = values_of(design, y)
    at, statistic = linear(design, values, domains(design, by, where), kind, x)
    kind = _kind_of(kind, [values])
    return list(zip(at.keys, _estimates(design, at, statistic, kind), strict=True))


def _kind_of(kind: Kind, columns: Sequence[Floats]) -> Kind:
    """Call a mean of 0 and 1 what it is: a share, with its interval and its rule of release."""
    if kind == "mean" and all(_is_binary(values) for values in columns):
        return "share"
    return kind


def _is_binary(values: Floats) -> bool:
    answered = values[np.isfinite(values)]
    ones = answered == 1
    return bool(ones.any() and not ones.all() and (ones | (answered == 0)).all())


def mean(design: Design, y: "str | Floats", *, where: Any = None) -> Estimate:
    r"""Estimate the mean of ``y`` over the population. See Lumley (2010), chapter 2.

    With :math:`z_i = w_i (y_i - \bar y) / \sum w`, the variance is
    :math:`\sum_h (1 - n_h / N_h) \, n_h \, s^2_h(z)`.
    """
    return estimates(design, y, where=where)[0][1]


def total(design: Design, y: "str | Floats", *, where: Any = None) -> Estimate:
    r"""Estimate the total :math:`\sum w y`. See Särndal, Swensson, Wretman (1992), chapter 2."""
    return estimates(design, y, kind="total", where=where)[0][1]


def ratio(design: Design, y: "str | Floats", x: "str | Floats", *, where: Any = None) -> Estimate:
    r"""Estimate :math:`\sum w y / \sum w x`. See Särndal, Swensson, Wretman (1992), 5.6."""
    return estimates(design, y, kind="ratio", denominator=x, where=where)[0][1]


def proportion(design: Design, y: str, level: Any = 1, *, where: Any = None) -> Estimate:
    """Estimate the share of the population for which ``y`` is ``level``, a mean of 0 and 1."""
    return estimates(design, indicator(design.frame, y, level), kind="share", where=where)[0][1]


def estimate_with_scores(
    design: Design,
    y: "str | Floats",
    *,
    kind: Kind = "mean",
    denominator: "str | Floats | None" = None,
    where: Any = None,
) -> tuple[Estimate, Floats, Mask]:
    """Estimate a figure and return its scores, one a row, and the rows it rests on."""
    x = None if denominator is None else values_of(design, denominator)
    at, statistic = linear(design, values_of(design, y), domains(design, (), where), kind, x)
    estimate = _estimates(design, at, statistic, kind)[0]
    return estimate, design.weights * statistic.u, at.groups >= 0


def composite(
    design: Design, columns: Sequence[Floats], *, kind: Kind = "mean", where: Any = None
) -> Estimate:
    r"""Estimate the mean of item means, :math:`\frac1K \sum_k \bar y_k`.

    Answers may be missing item by item; a row counts if it answers one item at least. The
    influence is the mean of the items' own.
    """
    whole = domains(design, (), where)
    parts = [linear(design, column, whole, "mean") for column in columns]
    answered = np.asarray(np.isfinite(np.array(columns)).any(axis=0))
    values = np.mean([part.values for _, part in parts], axis=0)
    u = np.mean([part.u for _, part in parts], axis=0)
    replicated = None
    if design.replicates is not None:
        replicated = sum(replicate_values(design, own, part) for own, part in parts) / len(parts)
    kind = _kind_of(kind, columns)
    return of_influence(design, whole.answered(answered), values, u, kind, replicated)


def of_influence(
    design: Design, at: Domains, values: Floats, u: Floats, kind: Kind, replicated: Any = None
) -> Estimate:
    """Return an estimate from its influence, and with replicate weights from its replicates."""
    statistic = Linearised(values, u, values, None)
    known = None
    if design.replicates is not None:
        known = design.replicates.variance(np.asarray(replicated), values)[0]
    return _estimates(design, at, statistic, kind, known)[0]


def joint(
    design: Design,
    ys: "Sequence[str | Floats] | str | Floats",
    *,
    by: Sequence[str] | str = (),
    where: Any = None,
    kind: Kind = "mean",
) -> Joint:
    """Estimate several figures with their joint covariance.

    The figures are those of one variable in every domain of ``by``, or of several variables, of
    which only rows with an answer to all are taken.
    """
    single = isinstance(ys, str | np.ndarray)
    listed: list[str | Floats] = [ys] if single else list(ys)  # type: ignore[list-item]
    columns = [values_of(design, y) for y in listed]
    complete = np.asarray(np.isfinite(np.array(columns)).all(axis=0))
    at = domains(design, by, where).answered(complete)
    keys: list[Mapping[str, Any]] = []
    found: list[Estimate] = []
    scores, replicated = [], []
    for place, column in enumerate(columns):
        own, statistic = linear(design, column, at, kind)
        found.extend(_estimates(design, own, statistic, kind))
        name = listed[place] if isinstance(listed[place], str) else place
        keys.extend({**key, "variable": name} if len(listed) > 1 else key for key in at.keys)
        if design.replicates is not None:
            replicated.append(replicate_values(design, own, statistic))
        else:
            z = design.weights * statistic.u
            scores.append(np.where(at.groups[:, None] == np.arange(at.count), z[:, None], 0.0))
    inside = at.groups >= 0
    if design.replicates is not None:
        centre = np.array([one.value for one in found])
        covariance = design.replicates.variance(np.hstack(replicated), centre)
    else:
        covariance = linearised_variance(design, np.hstack(scores), inside)
    unknown = np.isnan([one.se for one in found])
    covariance[unknown, :] = covariance[:, unknown] = np.nan
    return Joint(tuple(keys), tuple(found), covariance, design.df(inside))
