"""Who answered: response rates, response propensities, and how representative the answers are."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame import formulas
from analysis.estimators.frame.arrays import Codes, Floats, complete_codes, numbers
from analysis.estimators.inference.regression import FAMILIES, independent_columns, irls, outcome

DISPOSITIONS = ("I", "P", "R", "NC", "O", "UH", "UO")


def rates(counts: Mapping[str, float], e: float) -> dict[str, float]:
    r"""Return AAPOR's response, cooperation, refusal and contact rates (Standard Definitions).

    ``I`` complete, ``P`` partial, ``R`` refused or broken off, ``NC`` not contacted, ``O`` other,
    ``UH`` and ``UO`` of unknown eligibility, of which a share ``e`` is taken as eligible. Counts
    may be weighted, for enterprises by their size. A rate without a base is NaN.
    """
    _check_counts(counts, e)
    i, p, r, nc, o, uh, uo = (float(counts.get(name, 0)) for name in DISPOSITIONS)
    answered, unknown = i + p, uh + uo
    known, contacted = answered + r + nc + o, answered + r + o
    bases = {"1": known + unknown, "2": known + e * unknown, "3": known}
    found = {}
    for place, base in enumerate(bases.values()):
        found[f"RR{2 * place + 1}"] = _over(i, base)
        found[f"RR{2 * place + 2}"] = _over(answered, base)
    for place, base in enumerate((contacted, answered + r)):
        found[f"COOP{2 * place + 1}"] = _over(i, base)
        found[f"COOP{2 * place + 2}"] = _over(answered, base)
    found |= {f"REF{number}": _over(r, base) for number, base in bases.items()}
    found |= {f"CON{number}": _over(contacted, base) for number, base in bases.items()}
    return found


def _over(part: float, base: float) -> float:
    return part / base if base else math.nan


def _check_counts(counts: Mapping[str, float], e: float) -> None:
    unknown_names = set(counts) - set(DISPOSITIONS)
    if unknown_names:
        raise EstimationError(
            f"There is no disposition {min(unknown_names)!r}; there are {', '.join(DISPOSITIONS)}."
        )
    wrong = [name for name, count in counts.items() if not (count >= 0 and math.isfinite(count))]
    if wrong:
        raise EstimationError(f"The count {wrong[0]} is negative; a disposition has zero or more.")
    if not 0 <= e <= 1:
        raise EstimationError(f"The share e of eligible cases lies between 0 and 1, not at {e:g}.")


def eligible_share(eligible: float, ineligible: float) -> float:
    """Return ``e`` by the proportional allocation of the cases whose eligibility is known."""
    resolved = eligible + ineligible
    return eligible / resolved if resolved else math.nan


def propensities(frame: pd.DataFrame, formula: str, *, weight: str | None = None) -> Floats:
    """Return each row's probability to respond, by a weighted logistic regression on the frame."""
    inside = np.ones(len(frame), dtype=np.bool_)
    model = formulas.model_frame(frame, formulas.parse(formula), inside)
    if not model.rows.all():
        raise EstimationError(
            f"{int((~model.rows).sum())} rows of the frame have an empty cell in the model; "
            "a frame variable must be known for everybody."
        )
    weights = np.ones(len(frame)) if weight is None else numbers(frame, weight)
    kept = independent_columns(model.x, weights)
    family = FAMILIES["binomial"]
    solution = irls(model.x[:, kept], outcome(model.y, "binomial"), weights, family)
    return family.mean(model.x[:, kept] @ solution.beta)


@dataclass(frozen=True, slots=True)
class RIndicator:
    """How alike the propensities are: R = 1 when everybody is as likely to answer."""

    r: float
    r_adjusted: float  # less the part of the spread that is noise of the response model
    cv: float
    mean: float

    def largest_bias(self, spread: float) -> float:
        """Return the bound of the bias of a mean of a variable with this standard deviation."""
        return self.cv * spread


def r_indicator(rho: Floats, weights: Floats, *, parameters: int = 0) -> RIndicator:
    r"""Return :math:`R = 1 - 2 S(\rho)`. See Schouten, Cobben, Bethlehem (2009).

    :math:`S^2 = \sum d (\rho - \bar\rho)^2 / (\sum d - 1)`. The adjusted form takes from
    :math:`S^2` the expected spread of fitted values, :math:`p \bar\rho (1 - \bar\rho) / n` for
    ``p`` parameters beside the intercept, after Shlomo, Skinner, Schouten (2012).
    """
    average, spread = _spread(rho, weights)
    noise = parameters * average * (1 - average) / len(rho)
    adjusted = math.sqrt(max(0.0, spread - noise))
    return RIndicator(
        r=1 - 2 * math.sqrt(spread),
        r_adjusted=1 - 2 * adjusted,
        cv=math.sqrt(spread) / average,
        mean=average,
    )


def _spread(rho: Floats, weights: Floats) -> tuple[float, float]:
    size = weights.sum()
    average = float(weights @ rho / size)
    return average, float(weights @ (rho - average) ** 2 / (size - 1))


@dataclass(frozen=True, slots=True)
class PartialR:
    """What one frame variable adds to unequal response: alone, and beside the other variables."""

    unconditional: float
    conditional: float
    categories: Mapping[str, float]  # signed: below zero answers less often than average


def partial_r(
    frame: pd.DataFrame, rho: Floats, variable: str, others: Sequence[str], weights: Floats
) -> PartialR:
    r"""Return partial R-indicators of a categorical variable. See Schouten and others (2011).

    Unconditional: :math:`\sqrt{\sum_k N_k / N (\bar\rho_k - \bar\rho)^2}`; conditional: the spread
    within the cells of the other variables.
    """
    found, levels = complete_codes(frame, variable, "frame variable")
    size = weights.sum()
    average = float(weights @ rho / size)
    share = np.bincount(found, weights=weights) / size
    away = np.bincount(found, weights=weights * rho) / (share * size) - average
    signed = np.sqrt(share) * away
    cells = np.zeros(len(frame), dtype=np.intp)
    for name in others:
        one, _ = complete_codes(frame, name, "frame variable")
        cells = cells * (int(one.max()) + 1) + one
    within = rho - _means(cells, rho, weights)
    return PartialR(
        unconditional=float(np.sqrt((signed**2).sum())),
        conditional=float(np.sqrt(weights @ within**2 / size)),
        categories={str(level): float(one) for level, one in zip(levels, signed, strict=True)},
    )


def _means(cells: Codes, values: Floats, weights: Floats) -> Floats:
    numbered = np.unique(cells, return_inverse=True)[1].reshape(-1)
    sums = np.bincount(numbered, weights=weights * values)
    return np.asarray((sums / np.bincount(numbered, weights=weights))[numbered])


def bias_bounds(share: float, rate: float) -> tuple[float, float]:
    """Return the lowest and highest a share can be, whatever the silent would have said.

    The bounds of Manski (1989): respondents make up ``rate`` of the population.
    """
    if not (0 <= share <= 1 and 0 <= rate <= 1):
        raise EstimationError("A share and a response rate lie between 0 and 1.")
    return share * rate, share * rate + 1 - rate


def item_nonresponse(
    frame: pd.DataFrame, items: Sequence[str], asked: pd.DataFrame
) -> pd.DataFrame:
    """Return for each item how many were asked, answered it and left it open.

    ``asked`` has a column of True and False for each item: who saw the question.
    """
    rows = []
    for name in items:
        seen = asked[name].to_numpy(dtype=bool)
        answered = int((frame[name].notna().to_numpy() & seen).sum())
        base = int(seen.sum())
        open_share = (base - answered) / base if base else math.nan
        rows.append((name, base, answered, base - answered, open_share))
    return pd.DataFrame(rows, columns=["item", "asked", "answered", "open", "open_share"])
