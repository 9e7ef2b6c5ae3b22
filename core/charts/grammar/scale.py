"""From values to pixels, and which values an axis names."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        width = (self.high - self.low) or 1.0
        return self.start + (min(max(value, self.low), self.high) - self.low) / width * (
            self.end - self.start
        )


def round_steps(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """Round values between two ends, at most so many; of what is counted, ``whole`` ones."""
    if high <= low:
        return [low]
    size = 10 ** floor(log10((high - low) / most))
    size = max(size, 1) if whole else size
    steps = [s * size for s in (1, 2, 5, 10)]
    at = next(k for k, step in enumerate(steps) if (high - low) / step <= most)
    found = _multiples(steps[at], low, high)
    if len(found) < 2 and at:  # one value names no scale; the step below may have room, too
        closer = _multiples(steps[at - 1], low, high)
        found = closer if len(closer) <= most + 1 else found
    return found


def _multiples(step: float, low: float, high: float) -> list[float]:
    first, last = ceil(round(low / step, 9)), floor(round(high / step, 9))
    return [round(k * step, 9) for k in range(first, last + 1)]


def widen(values: Sequence[float], share: float = 0.08) -> tuple[float, float]:
    """The ends of an axis with room around the values."""
    low, high = min(values), max(values)
    room = share * (high - low) or 0.5
    return low - room, high + room
