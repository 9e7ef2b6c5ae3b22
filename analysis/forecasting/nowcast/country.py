"""Draws of a whole country: all that will be published, and what a surveyed province sees of it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast import draws, fitting, kalman, national_steps, own_survey
from analysis.forecasting.nowcast.draws import Scored
from analysis.forecasting.nowcast.model import Criterion, Model, setting, sightings
from analysis.forecasting.nowcast.pooling import Reports
from analysis.forecasting.nowcast.priors import Priors

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Country:
    """Draws of all provinces from official values alone."""

    model: Model
    noise: Floats  # draws x provinces x criteria, standard normal, correlated
    moves: Floats  # of the national levels, draws x criteria
    luck: Floats  # draws x criteria: the target year's noise against what is expected of it
    others: draws.Extremes | None  # before the nation moves; of provinces that are not at hand
    drawn: Scored
    change: draws.Recentring | draws.Bridge | None
    reports: Reports | None = None  # of own surveys that speak of the nation together


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
    level_sd = np.array([criterion.level_sd for criterion in model.criteria])
    doubt = level_sd * ndtri(_even(rng, count, len(scale)))
    luck = _luck(model, rng, count)
    others = None if model.whole_country else _extremes(model, luck, rng)
    modelled = _draw_criteria(model, noise, moves, luck, doubt)
    plain, national = _scores(model, modelled, moves + doubt, others)
    change = _choose_change(model, national, rng)
    drawn = change(plain, national) if change else plain
    return Country(model, noise, moves, luck, others, drawn, change)


def hear(everywhere: Country, reports: Reports, rng: Generator) -> Country:
    """The same country once own surveys of several provinces have told how the nation moved."""
    model, count = everywhere.model, len(everywhere.moves)
    level, var = reports.heard()
    shift = np.stack(
        [
            _draw_shift(criterion, told, doubt, _even(rng, count, 2))
            if np.isfinite(told)
            else everywhere.moves[:, k]
            for k, (criterion, told, doubt) in enumerate(
                zip(model.criteria, level, var, strict=True)
            )
        ],
        axis=-1,
    )
    modelled = _draw_criteria(model, everywhere.noise, shift, everywhere.luck, np.zeros_like(shift))
    drawn, national = _scores(model, modelled, shift, everywhere.others)
    change = everywhere.change
    return replace(
        everywhere,
        moves=shift,
        drawn=change(drawn, national) if change else drawn,
        reports=reports,
    )


def _draw_shift(criterion: Criterion, told: float, doubt: float, even: Floats) -> Floats:
    """How far the level is from where it was thought, once it was sighted with some doubt."""
    before = own_survey.STEP_FACTORS * criterion.fit.step**2 + criterion.level_sd**2
    seen = told - criterion.level
    weight = np.exp(-0.5 * (np.log(before + doubt) + seen**2 / (before + doubt)))
    node = np.searchsorted(np.cumsum(weight / weight.sum())[:-1], even[:, 0])
    kept = before[node] / (before[node] + doubt)
    return np.asarray(kept * seen + np.sqrt(kept * doubt) * ndtri(even[:, 1]))


def _choose_change(
    model: Model, national: Floats, rng: Generator
) -> draws.Recentring | draws.Bridge | None:
    """What the score's own past does to the draws; what priors tell of it where there is no panel.

    Of a nation nobody tells anything about, new ends of the scales are an unknown shift.
    """
    if model.whole_country:
        return draws.recentring(national, model.outlook)
    if model.priors.learnt_to is not None:
        return draws.recentring(national, model.priors.bridge)
    shift = model.priors.bridge_sd * ndtri(_even(rng, len(national), 1))[:, 0]
    return draws.Bridge(model.priors.bridge + shift)


def _extremes(model: Model, luck: Floats, rng: Generator) -> draws.Extremes:
    """Draw the worst and the best of the provinces that are not at hand, around the level."""
    count = model.priors.provinces
    low, high = (ndtri(_even(rng, len(luck), luck.shape[1]) ** (1 / count)) for _ in range(2))
    s2, noise, level, level_sd, sd = (
        np.array(numbers)
        for numbers in zip(
            *((c.fit.s2, np.mean(c.noise), c.level, c.level_sd, c.fit.sd) for c in model.criteria),
            strict=True,
        )
    )
    spread = np.sqrt(s2 + noise * luck)
    middle = np.where(level_sd < sd, level, np.nan)
    return draws.Extremes(middle - spread * low, middle + spread * high)


def _scores(
    model: Model, modelled: Floats, moves: Floats, others: draws.Extremes | None
) -> tuple[Scored, Floats]:
    """Scores, and what is national in them: their mean, or what the nation's moves add to them."""
    items, whole = model.known.items, model.whole_country

    def score(values: Floats, far: draws.Extremes | None) -> Scored:
        return draws.score_draws(values, items, model.bases, whole_country=whole, others=far)

    drawn = score(modelled, others.moved(moves) if others else None)
    if whole:
        return drawn, drawn.scores.mean(1)
    still = score(modelled - moves[:, None, :], others)
    return drawn, (drawn.scores - still.scores).mean(1)


def _luck(model: Model, rng: Generator, count: int) -> Floats:
    """Factors on the noise, the same for all provinces of a draw.

    A part is common to all criteria of a year, a part each criterion's own.
    """
    gap = np.sqrt([c.history.gap for c in model.criteria])
    common, own = fitting.COMMON_LUCK * gap, fitting.OWN_LUCK * gap
    z = ndtri(_even(rng, count, len(gap) + 1))
    jump = common * z[:, :1] + own * z[:, 1:]
    return np.asarray(np.exp(jump + fitting.LUCK_MEAN * gap))


def _even(rng: Generator, count: int, columns: int) -> Floats:
    """Numbers between 0 and 1 that fill each column evenly, in random order (McKay et al. 1979).

    What a draw's provinces have in common is drawn so: it is one number a draw.
    """
    rows = np.tile(np.arange(count, dtype=float)[:, None], (1, columns))
    return np.asarray((rng.permuted(rows, axis=0) + rng.random((count, columns))) / count)


def _draw_criteria(
    model: Model, noise: Floats, moves: Floats, luck: Floats, doubt: Floats
) -> Floats:
    """Every province's values; ``doubt`` is how far the level is from where it was thought."""
    mean, tie, var, official = (
        np.stack([getattr(c, part) for c in model.criteria], axis=-1)
        for part in ("mean", "tie", "var", "noise")
    )
    sd = np.sqrt(var + official * luck[:, None, :])
    return np.asarray(mean + sd * noise + tie * doubt[:, None, :] + moves[:, None, :])


@dataclass(frozen=True, slots=True)
class OwnView:
    """The country as one province with its own survey sees it."""

    drawn: Scored
    lean: own_survey.Lean | None  # of the survey
    checklist: own_survey.Lean | None  # of what was scored in points


def has_survey(everywhere: Country, province: int) -> bool:
    """Whether a province has own figures the model can use."""
    return any(np.isfinite(c.history.own[province]).any() for c in everywhere.model.criteria)


def with_own(everywhere: Country, province: int, rng: Generator) -> OwnView | None:
    """Bring a province's own survey in; none if it has no survey the model can use."""
    model = everywhere.model
    asked = [bool(np.isfinite(c.history.own[province]).any()) for c in model.criteria]
    if not any(asked):
        return None
    filtered = _filter_criteria(everywhere, province)
    groups = own_survey.groups(c.history.item.unit for c in model.criteria)
    ours = own_survey.draw(filtered, groups, rng, len(everywhere.moves))
    drawn = _draw_as_seen(everywhere, province, ours)
    heard = [
        lean if any(asked[k] for k in group) else None
        for lean, (_, group) in zip(ours.leans, groups, strict=True)
    ]
    return OwnView(drawn, *heard)


def _draw_as_seen(everywhere: Country, province: int, ours: own_survey.Drawn) -> Scored:
    """The country's draws once the survey has told of the nation and of its province."""
    model, luck = everywhere.model, everywhere.luck
    moves = ours.national - np.array([c.level for c in model.criteria])
    modelled = _draw_criteria(model, everywhere.noise, moves, luck, np.zeros_like(moves))
    noise = np.array([c.noise[province] for c in model.criteria])
    doubt = np.sqrt(ours.true_var + noise * luck)
    modelled[:, province] = ours.true_mean + doubt * everywhere.noise[:, province]
    drawn, national = _scores(model, modelled, moves, everywhere.others)
    return everywhere.change(drawn, national) if everywhere.change else drawn


def _filter_criteria(everywhere: Country, province: int) -> list[kalman.Filtered]:
    """Every criterion as the province sees it; other surveys count as sightings of the nation."""
    model, reports = everywhere.model, everywhere.reports
    nothing = np.full(len(model.criteria), np.nan)
    level, var = reports.heard(but=province) if reports else (nothing, nothing)
    return [
        _filter_criterion(criterion, province, model.priors, float(told), float(doubt))
        for criterion, told, doubt in zip(model.criteria, level, var, strict=True)
    ]


def _filter_criterion(
    criterion: Criterion, province: int, priors: Priors, level: float, level_var: float
) -> kalman.Filtered:
    history, fit = criterion.history, criterion.fit
    rows = np.array([province])
    official = sightings(history, fit, rows, priors.provinces)
    national, national_var = official.national.copy(), official.national_var.copy()
    if np.isfinite(level):
        national[-1], national_var[-1] = level, level_var
    seen = kalman.Sightings(
        official=official.official[0],
        official_var=official.official_var[0],
        own=history.own[province],
        own_var=np.nan_to_num(history.own_variances[province], nan=1.0),
        national=national,
        national_var=national_var,
    )
    plain = setting(history, fit, priors, last_step=0.0)
    return kalman.filter_years(seen, own_survey.settings(plain, fit.step))
