r"""Own surveys that might have been: invented on a real panel, to try the forecast with one.

The truth of each province is what the official values of all years say about it together: the
posterior of its deviations under the model of :mod:`analysis.forecasting.nowcast.fitting`, either
its mean (``smoothed``) or a draw from it (``drawn``, harder: a mean is smoother than any truth).
The survey asks ``answers`` enterprises, questions with a filter in proportion to their official
base; it leans by :math:`b_k \sim N(\text{lean}, \text{lean\_sd}^2)` and wobbles by
:math:`N(0, \text{wobble}^2)` a year, in units of the provinces' spread, as in
:mod:`analysis.forecasting.simulation`. Not for forecasts: the truth holds what is to be forecast.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from analysis.estimators.index import Unit
from analysis.forecasting.backtest import Inputs
from analysis.forecasting.nowcast import draws, model, scales
from analysis.forecasting.nowcast.forecast import seed_generator
from analysis.forecasting.nowcast.model import Criterion
from analysis.forecasting.nowcast.panel import knowledge
from analysis.forecasting.nowcast.priors import Priors

Floats = NDArray[np.float64]
JITTER = 1e-12
HALF_DAYS = 2


class Truth(StrEnum):
    """What is taken as true."""

    SMOOTHED = "smoothed"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the invented survey is held."""

    first: int  # year of the first survey; later ones follow every year
    truth: Truth = Truth.DRAWN
    answers: int = 500
    checklist: bool = False  # whether criteria in points are judged, too
    checklist_se: float = 1.0
    lean: float = -0.4
    lean_sd: float = 0.8
    wobble: float = 0.25


def own_surveys(inputs: Inputs, plan: Plan, priors: Priors, seed: int) -> pd.DataFrame:
    """Invent an own survey in every province: province, year, criterion, value, se, n."""
    tables = [
        _invent_asked(one, names, plan, rng) for one, names, rng in _criteria(inputs, priors, seed)
    ]
    whole = pd.concat([t for t in tables if t is not None], ignore_index=True)
    return whole.sort_values(["criterion", "year", "province"], ignore_index=True)


def _criteria(
    inputs: Inputs, priors: Priors, seed: int
) -> Iterator[tuple[Criterion, tuple[str, ...], Generator]]:
    """Every criterion of any edition, fitted to all years; the newest edition first."""
    told = inputs.constants
    after = int(inputs.official["year"].max()) + 1
    done: set[str] = set()
    for edition in sorted(told["year"].unique(), reverse=True):
        if set(told.loc[told["year"] == edition, "criterion"]) <= done:
            continue
        basket = told[told["year"] <= edition]
        known = knowledge(inputs.official, basket, after, bases=inputs.bases, priors=priors)
        for one in model.fit_criteria(known, priors).criteria:
            code = one.history.item.criterion
            new = code not in done
            done.add(code)
            if new and one.history.has_panel:
                yield one, known.provinces, seed_generator(seed, "own", code)


def _invent_asked(
    one: Criterion, names: tuple[str, ...], plan: Plan, rng: Generator
) -> pd.DataFrame | None:
    history, unit = one.history, one.history.item.unit
    if unit is Unit.POINTS and not plan.checklist:
        return None
    true = _true(one, plan.truth, rng)
    spread = history.item.direction * one.fit.sd
    lean = plan.lean + plan.lean_sd * rng.standard_normal(len(names))
    base = float(np.nanmedian(history.bases[np.isfinite(history.values)]))
    n = _answers(unit, base, plan)
    rows = []
    for column, year in enumerate(history.years[:-1]):
        seen = np.isfinite(true[:, column])
        if year < plan.first or not seen.any():
            continue
        wobble = plan.wobble * rng.standard_normal(len(names))
        leaning = true[:, column] + spread * (lean + wobble)
        found, se = _invent_findings(unit, leaning, n, plan, rng)
        if unit is Unit.POINTS:
            found = scales.within(unit, found, draws.ceiling(history.item))
        table = pd.DataFrame({"province": names, "year": year, "value": found, "se": se})
        rows.append(table[seen])
    if not rows:
        return None
    return pd.concat(rows).assign(criterion=history.item.criterion, n=float(n))


def _true(one: Criterion, truth: Truth, rng: Generator) -> Floats:
    """Levels and deviations of the years seen, on the model's scale, provinces x years."""
    history, fit = one.history, one.fit
    values, national = history.values[:, :-1], history.national[:-1]
    noise = (history.variances * fit.noise_by_year)[:, :-1]
    years = np.arange(values.shape[1])
    prior = fit.s2 * fit.phi ** np.abs(np.subtract.outer(years, years))
    true = np.empty_like(values)
    for row, (official, var) in enumerate(zip(values, noise, strict=True)):
        seen = np.isfinite(official)
        gain = prior[:, seen] @ np.linalg.inv(prior[np.ix_(seen, seen)] + np.diag(var[seen]))
        deviation = gain @ (official - national)[seen]
        if truth is Truth.DRAWN:
            left = prior - gain @ prior[seen]
            root = np.linalg.cholesky(left + JITTER * np.eye(len(years)))
            deviation = deviation + root @ rng.standard_normal(len(years))
        true[row] = national + deviation
    return true


def _answers(unit: Unit, base: float, plan: Plan) -> int:
    """Answers to a question, as few of all asked as in the official survey."""
    if unit is Unit.POINTS:
        return 1
    everybody = scales.ASKED_OF_ALL
    return max(2, round(plan.answers * min(1.0, base / everybody)))


def _invent_findings(
    unit: Unit, leaning: Floats, n: int, plan: Plan, rng: Generator
) -> tuple[Floats, Floats]:
    """What so many answers say, and their standard error, in the units people read."""
    if unit is Unit.SHARE:
        share = rng.binomial(n, scales.backward(unit, leaning)) / n
        return share, np.sqrt(share * (1 - share) / n)
    se = np.sqrt(scales.variance(unit, n)) if unit is not Unit.POINTS else plan.checklist_se
    told = leaning + se * rng.standard_normal(len(leaning))
    if unit is Unit.DAYS:
        days = np.maximum(np.round(HALF_DAYS * np.exp(told)), 1) / HALF_DAYS
        return days, np.maximum(days * se, 1 / (2 * HALF_DAYS))
    return scales.within(unit, told), np.full(len(told), float(se))
