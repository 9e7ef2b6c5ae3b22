"""Learn the shipped priors: aggregate numbers of a national panel, dated by their last year."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.forecasting.nowcast import model
from analysis.forecasting.nowcast.model import Criterion, Model
from analysis.forecasting.nowcast.panel import SMALLEST_PANEL, knowledge
from analysis.forecasting.nowcast.priors import BRIDGE_SD, VERSION, Priors

Floats = NDArray[np.float64]
DIGITS = 4


def learnt(
    official: pd.DataFrame, constants: pd.DataFrame, bases: pd.DataFrame | None, priors: Priors
) -> dict[str, Any]:
    """Learn priors after each edition the constants know, from it and those before it alone."""
    years = sorted(set(constants["year"]) & set(official["year"]))
    models = {
        int(year): _model(official, constants, bases, int(year) + 1, priors) for year in years
    }
    return {
        "version": VERSION,
        "units": {
            item.criterion: item.unit.value for m in models.values() for item in m.known.items
        },
        "levels": _first_told(models, lambda criterion: criterion.history.national),
        "noise_by_year": _first_told(models, lambda criterion: criterion.fit.noise_by_year),
        "earlier_steps": _earlier_steps(models),
        "by_last_year": {str(year): _numbers(fitted) for year, fitted in models.items()},
    }


def _model(
    official: pd.DataFrame,
    constants: pd.DataFrame,
    bases: pd.DataFrame | None,
    target: int,
    priors: Priors,
) -> Model:
    before = constants[constants["year"] < target]
    return model.fit_criteria(
        knowledge(official, before, target, bases=bases, priors=priors), priors
    )


def _first_told(
    models: dict[int, Model], numbers: Callable[[Criterion], Floats]
) -> dict[str, dict[str, float]]:
    """Numbers of a criterion by year, each as it was known right after its edition."""
    told: dict[str, dict[str, float]] = {}
    for fitted in models.values():
        for criterion in fitted.criteria:
            history = criterion.history
            mine = told.setdefault(history.item.criterion, {})
            for year, number, seen in zip(
                history.years, numbers(criterion), history.provinces_seen, strict=True
            ):
                if seen >= SMALLEST_PANEL:
                    mine.setdefault(str(year), round(float(number), DIGITS))
    return told


def _earlier_steps(models: dict[int, Model]) -> dict[str, dict[str, float]]:
    return {
        criterion.history.item.criterion: {
            str(year): round(size, DIGITS) for year, size in criterion.history.earlier.items()
        }
        for fitted in models.values()
        for criterion in fitted.criteria
        if criterion.history.earlier
    }


def _numbers(fitted: Model) -> dict[str, Any]:
    criteria = {}
    for c in fitted.criteria:
        if c.history.has_panel:
            criteria[c.history.item.criterion] = {
                "phi": round(c.fit.phi, DIGITS),
                "sd": round(float(np.sqrt(c.fit.s2)), DIGITS),
                "noise": round(c.fit.noise, DIGITS),
                "base": round(float(np.median(c.history.bases)), 1),
                "step": round(c.fit.step, DIGITS),
            }
    means = fitted.known.scores.mean()
    drift = 0.0 if fitted.outlook is None else fitted.outlook - float(means.iloc[-1])
    return {
        "criteria": criteria,
        "score": {"bridge": round(drift, DIGITS), "bridge_sd": BRIDGE_SD},
        "correlations": _correlations(fitted),
        "provinces": max(int(c.history.provinces_seen.max()) for c in fitted.criteria),
    }


def _correlations(fitted: Model) -> dict[str, float]:
    codes = [item.criterion for item in fitted.known.items]
    return {
        f"{a} {b}": round(float(fitted.correlation[i, j]), DIGITS)
        for i, a in enumerate(codes)
        for j, b in enumerate(codes[:i])
    }
