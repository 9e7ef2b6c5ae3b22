"""P-values that know they are many."""

from collections.abc import Callable, Sequence

import numpy as np

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats


def _holm(p: Floats) -> Floats:
    return np.asarray(np.maximum.accumulate(np.arange(len(p), 0, -1) * p))


def _hochberg(p: Floats) -> Floats:
    return _downward(np.arange(len(p), 0, -1) * p)


def _benjamini_hochberg(p: Floats) -> Floats:
    return _downward(len(p) / np.arange(1, len(p) + 1) * p)


def _benjamini_yekutieli(p: Floats) -> Floats:
    steps = np.arange(1, len(p) + 1)
    return _downward((1 / steps).sum() * len(p) / steps * p)


def _downward(p: Floats) -> Floats:
    return np.asarray(np.minimum.accumulate(p[::-1])[::-1])


RULES: dict[str, Callable[[Floats], Floats]] = {
    "holm": _holm,
    "hochberg": _hochberg,
    "bonferroni": lambda p: len(p) * p,
    "BH": _benjamini_hochberg,
    "BY": _benjamini_yekutieli,
    "none": lambda p: p,
}
METHODS = tuple(RULES)


def adjust_p_values(p_values: Sequence[float], method: str = "holm") -> list[float]:
    """Adjust p-values for their number; missing ones stay missing and do not count.

    Chance of any false alarm: ``bonferroni``; ``holm`` (1979); ``hochberg`` (1988), for tests that
    do not depend on one another. Share of false alarms among alarms: ``BH`` (Benjamini and Hochberg
    1995); ``BY`` (Benjamini and Yekutieli 2001), however the tests depend.
    """
    if method not in RULES:
        raise EstimationError(
            f"There is no adjustment {method!r}; choose one of {', '.join(METHODS)}."
        )
    p = np.asarray(p_values, dtype=float)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    result = p.copy()
    result[order] = np.minimum(1, RULES[method](p[order]))
    return [float(one) for one in result]


HEADLINE, MARKED = 0.05, 0.1  # chance of any false headline; share of false ones among marks
CERTAIN, LIKELY, UNSURE = "certain", "likely", "unsure"


def how_sure(p_values: Sequence[float | None]) -> list[str | None]:
    """Say of each of many changes how sure it is.

    Certain: by Holm, so that a report without any change calls one certain 5 times in 100 at most.
    Likely: by Benjamini and Hochberg, so that a tenth of such marks at most is chance.
    """
    known = [p for p in p_values if p is not None]
    both = zip(adjust_p_values(known, "holm"), adjust_p_values(known, "BH"), strict=True)
    told = iter(
        CERTAIN if any_false <= HEADLINE else LIKELY if part <= MARKED else UNSURE
        for any_false, part in both
    )
    return [None if p is None else next(told) for p in p_values]
