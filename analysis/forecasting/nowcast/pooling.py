r"""What own surveys of several provinces say together of the nation's step.

A province's survey of the target year, less what its past makes us expect of its deviation and its
lean, is a sighting of the national level:

.. math:: x_i = Y_i - E(z_i + u b_i), \qquad v_i = \operatorname{Var}(z_i + u b_i + u w_i + a_i).

Sightings are averaged by their precision; where they scatter more than they say, the variance grows
by that ratio (Birge 1932). Surveys asked alike may miss together: how far they did so in the years
whose official values are known is added. A survey without any year beside official values says
nothing of the nation, because it cannot tell its lean from the nation's step.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.forecasting.nowcast import kalman, own_survey
from analysis.forecasting.nowcast.model import Criterion, Model, setting, sightings
from analysis.forecasting.nowcast.own_survey import MU, OMEGA, TAU

Floats = NDArray[np.float64]
FEWEST = 2  # surveys that speak of the nation
JOINT_MISS, LENT_MISSES = 0.25, 4.0  # spreads that surveys miss together by, and its weight


@dataclass(frozen=True, slots=True)
class Reports:
    """Sightings of the national level in one year, criteria x provinces; nan where there is none.

    ``joint_var`` is what all of them may miss together by, a number a criterion.
    """

    level: Floats
    var: Floats
    joint_var: Floats

    def heard(self, but: int | None = None) -> tuple[Floats, Floats]:
        """The level and its variance by all reports, or by all but one province's."""
        level, var = self.level.copy(), self.var.copy()
        if but is not None:
            level[:, but] = var[:, but] = np.nan
        return _average(level, var, self.joint_var)


def _average(level: Floats, var: Floats, joint_var: Floats) -> tuple[Floats, Floats]:
    there = np.isfinite(level)
    precision = np.where(there, 1 / np.where(there, var, 1.0), 0.0)
    count, total = there.sum(1), precision.sum(1)
    safe = np.where(count, total, 1.0)
    middle = np.where(count, (precision * np.nan_to_num(level)).sum(1) / safe, np.nan)
    distance = np.where(there, level - middle[:, None], 0.0)
    scatter = (precision * distance**2).sum(1) / np.maximum(count - 1, 1)
    return middle, np.where(count, np.maximum(scatter, 1.0) / safe + joint_var, np.nan)


def collect(model: Model) -> Reports | None:
    """The reports on the target year; none from fewer surveys than say something of a nation."""
    rows = np.flatnonzero(
        np.any([np.isfinite(c.history.own[:, -1]) for c in model.criteria], axis=0)
    )
    if len(rows) < FEWEST:
        return None
    level, var = _sight(model, rows, back=0)
    if np.isfinite(level).any(0).sum() < FEWEST:
        return None
    joint = _joint_miss(model, rows) * np.array([c.fit.sd**2 for c in model.criteria])
    whole = np.full((2, len(model.criteria), len(model.known.provinces)), np.nan)
    whole[:, :, rows] = level, var
    return Reports(whole[0], whole[1], joint)


def _sight(model: Model, rows: NDArray[np.int64], back: int) -> tuple[Floats, Floats]:
    """Level and variance by every survey, of the target year or of one ``back`` years before."""
    level, var = (np.full((len(model.criteria), len(rows)), np.nan) for _ in range(2))
    for kind, places in own_survey.groups(c.history.item.unit for c in model.criteria):
        found = {k: _cut(model.criteria[k], rows, back, model.priors.provinces) for k in places}
        cuts = {k: cut for k, cut in found.items() if cut is not None}
        states = {k: _filter(model, model.criteria[k], cut) for k, cut in cuts.items()}
        if states:
            weights = _weights(list(states.values()), kind)
            for k, state in states.items():
                level[k], var[k] = _sighting(model.criteria[k], state, cuts[k], weights)
    return level, var


@dataclass(frozen=True, slots=True)
class _Cut:
    """One criterion's years up to the one that is looked at, whose own values are held apart."""

    seen: kalman.Sightings
    told: Floats  # own values of that year; nan without an earlier year beside official values
    told_var: Floats


def _cut(criterion: Criterion, rows: NDArray[np.int64], back: int, provinces: int) -> _Cut | None:
    history, fit = criterion.history, criterion.fit
    last = len(history.years) - 1 - back
    if last < 1:
        return None
    own, official = history.own[rows, : last + 1], history.values[rows, : last + 1]
    beside = (np.isfinite(own) & np.isfinite(official))[:, :-1].any(1)
    told = np.where(beside, own[:, -1], np.nan)
    if not np.isfinite(told).any():
        return None
    seen = sightings(history, fit, rows, provinces)
    before = np.where(np.arange(last + 1) < last, 1.0, np.nan)  # hides the year itself
    own_var = np.nan_to_num(history.own_variances[rows, : last + 1], nan=1.0)
    return _Cut(
        kalman.Sightings(
            official=(official * before)[:, None, None, :],
            official_var=seen.official_var[:, None, None, : last + 1],
            own=(own * before)[:, None, None, :],
            own_var=own_var[:, None, None, :],
            national=seen.national[: last + 1] * before,
            national_var=seen.national_var[: last + 1],
        ),
        told,
        own_var[:, -1],
    )


def _filter(model: Model, criterion: Criterion, cut: _Cut) -> kalman.Filtered:
    plain = setting(criterion.history, criterion.fit, model.priors, last_step=criterion.fit.step)
    tau, omega = np.meshgrid(TAU, OMEGA, indexing="ij")
    steps = plain.steps[: cut.seen.official.shape[-1] - 1]
    return kalman.filter_years(cut.seen, replace(plain, steps=steps, tau2=tau**2, omega2=omega**2))


def _weights(states: list[kalman.Filtered], kind: own_survey.Kind) -> Floats:
    """Weights of every province over (mu, tau, omega), from all criteria of its survey."""
    mu = MU[:, None, None]
    total = own_survey.log_prior(kind)
    for state in states:
        linear, square = state.loglik_linear[:, None], state.loglik_square[:, None]
        total = total + state.loglik[:, None] + linear * mu - 0.5 * square * mu**2
    weights = np.exp(total - total.max((1, 2, 3), keepdims=True))
    return np.asarray(weights / weights.sum((1, 2, 3), keepdims=True))


def _sighting(
    criterion: Criterion, state: kalman.Filtered, cut: _Cut, weights: Floats
) -> tuple[Floats, Floats]:
    unit = criterion.history.item.direction * criterion.fit.sd
    h = np.array([1.0, unit, 0.0])
    expected = (state.mean @ h)[:, None] + (state.slope @ h)[:, None] * MU[:, None, None]
    var = np.einsum("...ij,i,j->...", state.cov, h, h) + unit**2 * OMEGA**2
    middle = (weights * expected).sum((1, 2, 3))
    spread = (weights * (var[:, None] + expected**2)).sum((1, 2, 3)) - middle**2
    return cut.told - middle, np.where(np.isfinite(cut.told), spread + cut.told_var, np.nan)


def _joint_miss(model: Model, rows: NDArray[np.int64]) -> float:
    """Variance, in spreads, of what surveys missed known levels by more than they said."""
    excess: list[float] = []
    for back in range(1, max(len(c.history.years) for c in model.criteria) - 1):
        level, var = _sight(model, rows, back)
        nothing = np.zeros(len(level))
        middle, said = _average(level, var, nothing)
        for criterion, told, doubt, surveys in zip(
            model.criteria, middle, said, np.isfinite(level).sum(1), strict=True
        ):
            history, last = criterion.history, len(criterion.history.years) - 1 - back
            if surveys >= FEWEST and last >= 0 and np.isfinite(history.national[last]):
                missed = (told - history.national[last]) ** 2 - doubt
                excess.append(float(missed / criterion.fit.sd**2))
    lent = LENT_MISSES * JOINT_MISS**2
    return max(0.0, (lent + sum(excess)) / (LENT_MISSES + len(excess)))
