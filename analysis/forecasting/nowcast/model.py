"""The forecast of one year: from what is known to draws of what will be published."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast import draws, fitting, kalman, national_steps, own_survey, scales
from analysis.forecasting.nowcast.draws import Outlook, Scored
from analysis.forecasting.nowcast.fitting import Fit
from analysis.forecasting.nowcast.panel import SMALLEST_PANEL, WHOLE, History, Knowledge
from analysis.forecasting.nowcast.priors import Priors

Floats = NDArray[np.float64]
LENT_CORRELATION = 1500  # observations in favour of uncorrelated errors: weak ties are noise
SCORE_STEP, LENT_SCORE_STEPS = 0.08, 8.0
PROVINCES_BEHIND_PRIORS = 60  # that the national levels of the priors are means of
VAGUE = 5.0  # spreads; what is known of a level before it is seen
NEW_BASKET = 1.25  # a new basket makes the national mean score this much less certain


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion's history, its settings and the state of every province."""

    history: History
    fit: Fit
    level: float  # national level in the last known year
    mean: Floats  # of each province's true value before the national step into the target year
    var: Floats
    noise: Floats  # official sampling variance in the target year
    bases: Floats  # answers expected behind each value of the target year


@dataclass(frozen=True, slots=True)
class Model:
    """All that is needed to draw: fitted once for a target year, used for every province."""

    known: Knowledge
    criteria: tuple[Criterion, ...]
    correlation: Floats
    outlook: Outlook | None
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
    return Model(known, criteria, _correlation(criteria), _outlook(known), priors)


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


def sightings(history: History, fit: Fit, rows: NDArray[np.int64] | slice) -> kalman.Sightings:
    """What the filter may see of some provinces; own surveys are added by the caller."""
    noise = history.variances * fit.noise_by_year
    seen = history.provinces_seen
    count = np.where(seen >= SMALLEST_PANEL, seen, PROVINCES_BEHIND_PRIORS)
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
        sightings(history, fit, everyone), setting(history, fit, priors, last_step=0.0)
    )
    total = state.mean[..., kalman.Z] + state.mean[..., kalman.N]
    z, n = kalman.Z, kalman.N
    var = state.cov[..., z, z] + state.cov[..., n, n] + 2 * state.cov[..., z, n]
    level = float(np.mean(state.mean[..., n]))
    bases = _bases_ahead(history)
    noise = fit.noise * scales.variance(history.item.unit, bases)
    return Criterion(history, fit, level, total, var, noise, bases)


def _bases_ahead(history: History) -> Floats:
    """Answers to expect behind each value: those of the last editions, else the usual number."""
    known = np.where(np.isfinite(history.values), history.bases, np.nan)[:, -4:]
    counts = np.isfinite(known).sum(1)
    usual = float(np.median(history.bases))
    usuals = np.full(len(known), usual)
    return np.asarray(np.divide(np.nansum(known, 1), counts, where=counts > 0, out=usuals))


def _correlation(criteria: tuple[Criterion, ...]) -> Floats:
    """Correlation of one-step errors between criteria, pulled towards none; favourable = up."""
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


def _outlook(known: Knowledge) -> Outlook | None:
    """National mean of the next published score: the last one, a damped drift, past steps' size.

    Editions that published the score of a part only (the best thirty, say) are not used.
    """
    there = known.computed.notna()
    enough = there.sum() >= max(SMALLEST_PANEL, WHOLE * int(there.any(axis=1).sum()))
    means = known.computed.loc[:, enough].mean()
    if len(means) < 2:
        return None
    years = means.index.to_numpy(dtype=float)
    moves = np.diff(means.to_numpy()) / np.sqrt(np.diff(years))
    weights = national_steps.DRIFT_MEMORY ** (years[-1] - years[1:])
    drift = national_steps.drift(moves, years[-1] - years[1:])
    size2 = (LENT_SCORE_STEPS * SCORE_STEP**2 + np.sum(weights * (moves - drift) ** 2)) / (
        LENT_SCORE_STEPS + np.sum(weights)
    )
    ahead = known.year - years[-1]
    sd = np.sqrt(size2 * ahead) * (NEW_BASKET if known.basket_changed else 1)
    return Outlook(float(means.iloc[-1] + drift * ahead), float(sd))


@dataclass(frozen=True, slots=True)
class Country:
    """Draws of all provinces from official values alone."""

    model: Model
    noise: Floats  # draws x provinces x criteria, standard normal, correlated
    moves: Floats  # of the national levels, draws x criteria
    luck: Floats  # draws x criteria: the target year's noise against what is expected of it
    drawn: Scored
    change: draws.Recentring | draws.Bridge | None


def country(model: Model, rng: Generator, count: int) -> Country:
    """Draw what will be published everywhere, without any own survey."""
    root = np.linalg.cholesky(model.correlation)
    directions = np.array([item.direction for item in model.known.items])
    shape = (count, len(model.known.provinces), len(model.criteria))
    noise = rng.standard_normal(shape) @ root.T * directions
    for k, criterion in enumerate(model.criteria):
        if criterion.history.item.unit is Unit.POINTS:  # most portals stay, some are built anew
            noise[:, :, k] *= np.sqrt(
                (national_steps.TAILS - 2) / rng.chisquare(national_steps.TAILS, shape[:2])
            )
    scale = np.array([criterion.fit.step for criterion in model.criteria])
    moves = stdtrit(national_steps.TAILS, _even(rng, count, len(scale))) * scale
    luck = _luck(model, rng, count)
    modelled = _draw_criteria(model, noise, moves, luck)
    plain, national = _scores_and_national(model, modelled, moves)
    outlook = model.outlook if model.whole_country else _learnt_outlook(model)
    change: draws.Recentring | draws.Bridge | None = draws.recentring(
        national, outlook, model.known.items
    )
    if not model.whole_country and outlook is None:
        shift = model.priors.bridge_sd * ndtri(_even(rng, count, 1))[:, 0]
        change = draws.Bridge(model.priors.bridge + shift)
    drawn = change(plain, national) if change else plain
    return Country(model, noise, moves, luck, drawn, change)


def _scores_and_national(model: Model, modelled: Floats, moves: Floats) -> tuple[Scored, Floats]:
    """Scores, and what is national in them: their mean, or what the nation's moves add to them."""

    def score(values: Floats) -> Scored:
        items, whole = model.known.items, model.whole_country
        return draws.score_draws(values, items, model.bases, whole_country=whole)

    drawn = score(modelled)
    if model.whole_country:
        return drawn, drawn.scores.mean(1)
    return drawn, (drawn.scores - score(modelled - moves[:, None, :]).scores).mean(1)


def _learnt_outlook(model: Model) -> Outlook | None:
    """Of a nation that is not at hand: what its scores did in the editions of the priors.

    Priors of long ago say less of the coming step: their variance grows with their age.
    """
    sd, learnt_to = model.priors.national_sd, model.priors.learnt_to
    if sd is None or learnt_to is None:
        return None
    age = max(model.known.year - learnt_to, 1)
    basket = NEW_BASKET if model.known.basket_changed else 1
    return Outlook(model.priors.bridge, sd * basket * float(np.sqrt(age)))


def _luck(model: Model, rng: Generator, count: int) -> Floats:
    """Factors on the noise, with mean 1, the same for all provinces of a draw.

    A part is common to all criteria of a year, a part each criterion's own.
    """
    gap = np.sqrt([c.history.gap for c in model.criteria])
    common, own = fitting.COMMON_LUCK * gap, fitting.OWN_LUCK * gap
    z = ndtri(_even(rng, count, len(gap) + 1))
    jump = common * z[:, :1] + own * z[:, 1:]
    return np.asarray(np.exp(jump - (common**2 + own**2) / 2))


def _even(rng: Generator, count: int, columns: int) -> Floats:
    """Numbers between 0 and 1 that fill each column evenly, in random order (McKay et al. 1979).

    What a draw's provinces have in common is drawn so: it is one number a draw.
    """
    rows = np.tile(np.arange(count, dtype=float)[:, None], (1, columns))
    return np.asarray((rng.permuted(rows, axis=0) + rng.random((count, columns))) / count)


def _draw_criteria(model: Model, noise: Floats, moves: Floats, luck: Floats) -> Floats:
    mean, var, official = (
        np.stack([getattr(c, part) for c in model.criteria], axis=-1)
        for part in ("mean", "var", "noise")
    )
    sd = np.sqrt(var + official * luck[:, None, :])
    return np.asarray(mean + sd * noise + moves[:, None, :])


@dataclass(frozen=True, slots=True)
class OwnView:
    """The country as one province with its own survey sees it."""

    drawn: Scored
    lean: own_survey.Lean | None  # of the survey
    checklist: own_survey.Lean | None  # of what was scored in points


def with_own(everywhere: Country, province: int, rng: Generator) -> OwnView | None:
    """Bring a province's own survey in; none if it has no survey the model can use."""
    model = everywhere.model
    if not any(np.isfinite(c.history.own[province]).any() for c in model.criteria):
        return None
    filtered = [_filter_criterion(c, province, model.priors) for c in model.criteria]
    in_points = [c.history.item.unit is Unit.POINTS for c in model.criteria]
    groups = [
        (kind, [k for k, points in enumerate(in_points) if points is mine])
        for kind, mine in ((own_survey.SURVEY, False), (own_survey.CHECKLIST, True))
    ]
    ours = own_survey.draw(filtered, groups, rng, len(everywhere.moves))
    level = np.array([c.level for c in model.criteria])
    moves = ours.national - level
    modelled = _draw_criteria(model, everywhere.noise, moves, everywhere.luck)
    noise = np.array([c.noise[province] for c in model.criteria])
    doubt = np.sqrt(ours.true_var + noise * everywhere.luck)
    modelled[:, province] = ours.true_mean + doubt * everywhere.noise[:, province]
    drawn, national = _scores_and_national(model, modelled, moves)
    heard = [
        lean if any(np.isfinite(model.criteria[k].history.own[province]).any() for k in group)
        else None
        for lean, (_, group) in zip(ours.leans, groups, strict=True)
    ]  # fmt: skip
    return OwnView(everywhere.change(drawn, national) if everywhere.change else drawn, *heard)


def _filter_criterion(criterion: Criterion, province: int, priors: Priors) -> kalman.Filtered:
    history, fit = criterion.history, criterion.fit
    rows = np.array([province])
    official = sightings(history, fit, rows)
    seen = kalman.Sightings(
        official=official.official[0],
        official_var=official.official_var[0],
        own=history.own[province],
        own_var=np.nan_to_num(history.own_variances[province], nan=1.0),
        national=official.national,
        national_var=official.national_var,
    )
    plain = setting(history, fit, priors, last_step=0.0)
    return kalman.filter_years(seen, own_survey.settings(plain, fit.step))
