"""Chances read from the 99 frozen percentiles of a forecast."""

from collections.abc import Sequence

from analysis.what_if.summary import chance_at_least


def chance_of_better(grid: Sequence[float], value: float, direction: int) -> float:
    """Chance that what is published lies on the better side of a value."""
    above = chance_at_least(grid, value)
    return above if direction > 0 else 1 - above
