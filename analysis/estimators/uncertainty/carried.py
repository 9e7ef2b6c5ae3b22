r"""How far a value that stands in for one nobody measured may be off.

Where a survey has no answer on a criterion, the last official value :math:`x_L` stands in its
score. What is wanted is the value :math:`X_T` of the edition the survey speaks about, so the error
of the stand-in is that of the forecast of :math:`X_T` around :math:`x_L`,

.. math:: s^2 = \operatorname{Var}(X_T) + (E X_T - x_L)^2.

Without a forecast it is the spread between editions, the root mean square of the yearly steps for
as many years as lie between, :math:`s^2 = (T - L) \frac1m \sum (x_b - x_a)^2 / (b - a)`. One step
alone may be nought by chance: with fewer than two the value may lie anywhere on the scale,
:math:`s = (\max - \min) / \sqrt{12}`.
"""

import math
from collections.abc import Mapping
from itertools import pairwise

FEWEST_STEPS = 2


def spread_of_forecast(last: float, mean: float, sd: float) -> float:
    """Return how far the expected value lies from the last one, its own spread included."""
    return math.hypot(sd, mean - last)


def spread_between_editions(
    history: Mapping[int, float], target: int, scale: tuple[float, float]
) -> float:
    """Return how far a value has moved in as many years as lie before the target."""
    steps = [(b - a, history[b] - history[a]) for a, b in pairwise(sorted(history))]
    if len(steps) < FEWEST_STEPS:
        return (scale[1] - scale[0]) / math.sqrt(12)
    yearly = math.fsum(step**2 / years for years, step in steps) / len(steps)
    return math.sqrt(yearly * max(target - max(history), 1))
