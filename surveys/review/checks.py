"""Pure: what in a set of responses deserves a second look. It flags; people decide.

Cut-offs are robust (median and median absolute deviation, Leys et al. 2013) so that they hold with
fifty responses and are not dragged along by the very cases they should find.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from math import log
from statistics import median
from typing import Any

FEWEST_FOR_A_CUT_OFF = 20
NORMAL_CONSISTENCY = 1.4826  # median absolute deviation to standard deviation of a normal law
STRICTNESS = 2.5
HALF_AS_LONG = 0.5
FEWEST_ALIKE = 5


class Flag(StrEnum):
    SPEEDER = "speeder"
    STRAIGHT_LINING = "straight_lining"
    CONTRADICTION = "contradiction"
    DUPLICATE = "duplicate"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class Finding:
    """One flag on one response; ``about`` names the questions, pages or responses concerned."""

    key: Hashable
    flag: Flag
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A submitted response: its answers, and how long it took (None when not measured)."""

    key: Hashable
    answers: Mapping[str, Any]
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Expectations:
    """What the questionnaire says about plausible answers."""

    rating_blocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()


def findings(responses: Sequence[Answered], expectations: Expectations) -> list[Finding]:
    """Return all flags but contradictions, which the questionnaire itself declares."""
    return [
        *speeders(responses),
        *straight_liners(responses, expectations.rating_blocks),
        *duplicates(responses),
        *outliers(responses, expectations.numbers),
    ]


def speeders(responses: Sequence[Answered]) -> list[Finding]:
    """Flag responses given too fast to have been read.

    On log seconds: below median - 2.5 * 1.4826 * MAD, and in any case below half the median;
    nothing is said with fewer than 20 timed responses.
    """
    timed = [(r.key, log(r.seconds)) for r in responses if r.seconds is not None and r.seconds > 0]
    if len(timed) < FEWEST_FOR_A_CUT_OFF:
        return []
    centre, spread = _robust([value for _key, value in timed])
    cut_off = min(centre - STRICTNESS * spread, centre + log(HALF_AS_LONG))
    return [Finding(key, Flag.SPEEDER, ()) for key, value in timed if value < cut_off]


def straight_liners(
    responses: Iterable[Answered], blocks: Mapping[str, tuple[str, ...]]
) -> list[Finding]:
    """Flag responses with one and the same rating in every block of five items or more."""
    found = []
    for response in responses:
        answered = {
            name: ratings
            for name, items in blocks.items()
            if len(ratings := [_item(response.answers, item) for item in items]) >= FEWEST_ALIKE
            and None not in ratings
        }
        flat = [name for name, ratings in answered.items() if len(set(map(str, ratings))) == 1]
        if flat and len(flat) == len(answered):
            found.append(Finding(response.key, Flag.STRAIGHT_LINING, tuple(flat)))
    return found


def duplicates(responses: Iterable[Answered]) -> list[Finding]:
    """Flag responses whose answers, free text included, equal those of another response."""
    same: dict[str, list[Hashable]] = defaultdict(list)
    for response in responses:
        if len(response.answers) >= FEWEST_ALIKE:
            same[fingerprint(response.answers)].append(response.key)
    return [
        Finding(key, Flag.DUPLICATE, tuple(str(other) for other in keys if other != key))
        for keys in same.values()
        if len(keys) > 1
        for key in keys
    ]


def outliers(responses: Sequence[Answered], numbers: Iterable[str]) -> list[Finding]:
    """Flag numbers far outside what the others answered, on a log scale (x + 1)."""
    found = []
    for name in numbers:
        given = [
            (r.key, log(value + 1))
            for r in responses
            if isinstance(value := r.answers.get(name), int | float) and value >= 0
        ]
        if len(given) < FEWEST_FOR_A_CUT_OFF:
            continue
        centre, spread = _robust([value for _key, value in given])
        reach = max(2 * STRICTNESS * spread, log(10))
        found += [
            Finding(key, Flag.OUT_OF_RANGE, (name,))
            for key, value in given
            if abs(value - centre) > reach
        ]
    return found


def fingerprint(answers: Mapping[str, Any]) -> str:
    """Digest a set of answers, whatever the order in which they were given."""
    return sha256(repr(_canonical(answers)).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted((str(k), _canonical(v)) for k, v in value.items() if v not in ("", None, []))
    if isinstance(value, list | tuple):
        return [_canonical(part) for part in value]
    return value


def _item(answers: Mapping[str, Any], item: str) -> Any:
    """Look up ``question`` or a matrix row ``question.row``."""
    name, _dot, row = item.partition(".")
    value = answers.get(name)
    return value.get(row) if row and isinstance(value, Mapping) else value


def _robust(values: Sequence[float]) -> tuple[float, float]:
    centre = median(values)
    return centre, NORMAL_CONSISTENCY * median(abs(value - centre) for value in values)
