"""The forecast of one year: from what is known to draws of what will be published."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.forecasting.nowcast import fitting, kalman, national_steps, scales
from analysis.forecasting.nowcast.fitting import Fit
from analysis.forecasting.nowcast.panel import SMALLEST_PANEL, WHOLE, History, Knowledge
from analysis.forecasting.nowcast.priors import Priors

Floats = NDArray[np.float64]
LENT_CORRELATION = 50  # observations in favour of uncorrelated errors
LEAST_LEVEL_VAR = 1e-12
VAGUE = 5.0  # spreads; what is known of a level before it is seen


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion's history, its settings and the state of every province."""

    history: History
    fit: Fit
    level: float  # national level to expect
    level_sd: float  # the doubt about it before the step into the target year
    mean: Floats  # of each province's true value before the national step into the target year
    tie: Floats  # how far the province follows where the level turns out to be: 1 if it is unseen
    var: Floats  # of the true value, given the level
    noise: Floats  # official sampling variance in the target year
    bases: Floats  # answers expected behind each value of the target year


@dataclass(frozen=True, slots=True)
class Model:
    """All that is needed to draw: fitted once for a target year, used for every province."""

    known: Knowledge
    criteria: tuple[Criterion, ...]
    correlation: Floats
    outlook: float | None  # the next national mean score, by the score's own past
    priors: Priors

    @property
    def bases(self) -> Floats:
        """Answers expected behind the target year's values, provinces x criteria."""
        return np.stack([criterion.bases for criterion in self.criteria], axis=-1)

    @property
    def whole_country(self) -> bool:
        """Whether there are provinces enough to rank and to set records."""
        return len(self.known.provinces) >= SMALLEST_PANEL


def fit_criteria(known: Knowledge, priors: Priors) -> Model:
    """Fit every criterion of the target edition."""
    fits = [fitting.fit(history, priors) for history in known.histories]
    sds = [fit.sd for fit in fits]
    moves = zip(
        national_steps.scales(known.histories, sds),
        national_steps.drifts(known.histories, sds),
        strict=True,
    )
    fits = [
        replace(fit, step=scale * fit.sd, drift=drift)
        for fit, (scale, drift) in zip(fits, moves, strict=True)
    ]
    criteria = tuple(_criterion(h, f, priors) for h, f in zip(known.histories, fits, strict=True))
    return Model(known, criteria, _correlation(criteria, priors), _outlook(known), priors)


def setting(history: History, fit: Fit, priors: Priors, *, last_step: float) -> kalman.Setting:
    """The filter's parameters; ``last_step`` is the scale of the step into the target year."""
    assumed = priors.of(history.item.criterion, history.item.unit)
    years = len(history.years)
    usual = fit.step**2 * national_steps.TAILS / (national_steps.TAILS - 2)
    moves = np.full(years - 1, usual)
    if years > 1:
        moves[-1] = last_step**2
    level_var = assumed.level_sd**2
    if assumed.since is not None and assumed.since < history.years[0]:
        level_var += usual * (history.years[0] - assumed.since)
    elif assumed.since is not None or history.has_panel:
        level_var = (VAGUE * fit.sd) ** 2  # the levels themselves are seen year by year
    unit = history.item.direction * fit.sd
    return kalman.Setting(fit.phi, fit.s2, assumed.level, level_var, moves, unit, drift=fit.drift)


def sightings(
    history: History, fit: Fit, rows: NDArray[np.int64] | slice, provinces: int
) -> kalman.Sightings:
    """What the filter may see of some provinces; own surveys are added by the caller.

    ``provinces`` are behind the national levels of the priors.
    """
    noise = history.variances * fit.noise_by_year
    seen = history.provinces_seen
    count = np.where(seen >= SMALLEST_PANEL, seen, provinces)
    national_var = (fit.s2 + np.mean(noise, 0)) / count
    values = history.values[rows]
    return kalman.Sightings(
        official=values,
        official_var=noise[rows],
        own=np.full_like(values, np.nan),
        own_var=np.ones_like(values),
        national=history.national,
        national_var=national_var,
    )


def _criterion(history: History, fit: Fit, priors: Priors) -> Criterion:
    everyone = slice(None)
    state = kalman.filter_years(
        sightings(history, fit, everyone, priors.provinces),
        setting(history, fit, priors, last_step=0.0),
    )
    z, n = kalman.Z, kalman.N
    total = state.mean[..., z] + state.mean[..., n]
    level_var = np.maximum(state.cov[..., n, n], LEAST_LEVEL_VAR)
    tie = 1 + state.cov[..., z, n] / level_var
    var = state.cov[..., z, z] - state.cov[..., z, n] ** 2 / level_var
    level, level_sd = float(np.mean(state.mean[..., n])), float(np.sqrt(np.mean(level_var)))
    bases = _bases_ahead(history)
    noise = fit.noise * scales.variance(history.item.unit, bases)
    return Criterion(history, fit, level, level_sd, total, tie, var, noise, bases)


def _bases_ahead(history: History) -> Floats:
    """Answers to expect behind each value: those of the last editions, else the usual number."""
    known = np.where(np.isfinite(history.values), history.bases, np.nan)[:, -4:]
    counts = np.isfinite(known).sum(1)
    usual = float(np.median(history.bases))
    usuals = np.full(len(known), usual)
    return np.asarray(np.divide(np.nansum(known, 1), counts, where=counts > 0, out=usuals))


def _correlation(criteria: tuple[Criterion, ...], priors: Priors) -> Floats:
    """Correlation of one-step errors between criteria, pulled towards none; favourable = up.

    The same enterprises answer all questions, and those who are content tick well throughout.
    """
    if not any(criterion.history.has_panel for criterion in criteria):
        return _mend_correlations(priors.correlation([c.history.item.criterion for c in criteria]))
    first = min(criterion.history.years[0] for criterion in criteria)
    errors = [_past_errors(criterion, first) for criterion in criteria]
    matrix = np.eye(len(criteria))
    for i, a in enumerate(errors):
        for j in range(i):
            both = a * errors[j]
            count = int(np.isfinite(both).sum())
            if count > 2:
                product = float(np.nanmean(both))
                matrix[i, j] = matrix[j, i] = product * count / (count + LENT_CORRELATION)
    return _mend_correlations(matrix)


def _mend_correlations(matrix: Floats) -> Floats:
    """The matrix with no eigenvalue below 0 and ones on its diagonal."""
    values, vectors = np.linalg.eigh(matrix)
    mended = vectors @ np.diag(np.maximum(values, 1e-3)) @ vectors.T
    scale = np.sqrt(np.diag(mended))
    return np.asarray(mended / np.outer(scale, scale))


def _past_errors(criterion: Criterion, first: int) -> Floats:
    """Standardised errors of the deviations, each year forecast from the years before it.

    Provinces x years from ``first`` on; nan where nothing was published.
    """
    history, fit = criterion.history, criterion.fit
    mean, var = np.zeros(len(history.values)), np.full(len(history.values), fit.s2)
    errors = np.full((len(mean), history.years[-1] - first), np.nan)
    for year, label in enumerate(history.years[:-1]):
        mean, var = fit.phi * mean, fit.phi**2 * var + fit.s2 * (1 - fit.phi**2)
        noise = history.variances[:, year] * fit.noise_by_year[year]
        error = history.values[:, year] - history.national[year] - mean
        here = np.isfinite(error) & (history.provinces_seen[year] >= SMALLEST_PANEL)
        size = history.item.direction * error[here] / np.sqrt(var + noise)[here]
        if len(size):
            errors[here, label - first] = np.clip(size / max(float(np.std(size)), 1e-9), -3, 3)
        gain = np.where(here, var / (var + noise), 0.0)
        mean, var = mean + gain * np.where(here, error, 0.0), var * (1 - gain)
    return errors


def _outlook(known: Knowledge) -> float | None:
    """National mean of the next published score: the last one and a damped drift.

    Editions that published the score of a part only (the best thirty, say) are not used.
    """
    there = known.computed.notna()
    enough = there.sum() >= max(SMALLEST_PANEL, WHOLE * int(there.any(axis=1).sum()))
    means = known.computed.loc[:, enough].mean()
    if len(means) < 2:
        return None
    years = means.index.to_numpy(dtype=float)
    moves = np.diff(means.to_numpy()) / np.sqrt(np.diff(years))
    drift = national_steps.drift(moves, years[-1] - years[1:])
    return float(means.iloc[-1] + drift * (known.year - years[-1]))
