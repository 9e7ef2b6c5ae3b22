"""A forecast as far as scenarios need it: the percentiles of the score, the scales of criteria.

The summary is small enough for a phone and holds all a scenario rests on: the 99 frozen percentiles
of the score and, for each criterion, what one unit more is worth. A scenario moves what a criterion
is expected to be; what is not known about it stays unknown, so the whole distribution of the score
is shifted and keeps its width.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

VERSION = 1
WORST, BEST = 1.0, 10.0  # points of a criterion and of the score
LIMITS = {"share": (0.0, 1.0), "scale": (1.0, 5.0)}  # of the values of a unit
LONGEST = 366.0  # days
PREFIX = "v-"  # of the fields that hold wished values
DECIMALS = {"share": 1, "scale": 2, "days": 1, "points": 1}  # in which values are typed
LEAST, MOST = 0.01, 0.99  # what 99 percentiles can tell of a chance


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a scenario may change, and what that is worth."""

    code: str
    unit: str
    weight: float
    direction: int
    low: float  # ends of the scale
    high: float
    expected: float  # the middle of the forecast
    usual: float  # how far a published value usually lies from what was expected
    least: float  # what the value may be
    most: float

    def points(self, value: float) -> float:
        """Place a value between 1 and 10; beyond the ends of the scale nothing is gained."""
        share = (value - self.low) / (self.high - self.low)
        reached = share if self.direction > 0 else 1 - share
        return WORST + (BEST - WORST) * min(max(reached, 0.0), 1.0)

    def gain(self, value: float) -> float:
        """What the score gains if the criterion is expected at this value."""
        return self.weight * (self.points(value) - self.points(self.expected))

    def within(self, value: float) -> float:
        """The nearest value the criterion can have."""
        return min(max(value, self.least), self.most)

    @property
    def factor(self) -> int:
        """Shares are typed in per cent."""
        return 100 if self.unit == "share" else 1

    @property
    def decimals(self) -> int:
        return DECIMALS.get(self.unit, 1)

    def differs(self, value: float) -> bool:
        """Whether a typed value is another than the expected one as it is shown."""
        shown = round(self.expected * self.factor, self.decimals)
        return round(value * self.factor, self.decimals) != shown

    @property
    def best(self) -> float:
        """The value beyond which nothing is gained."""
        return self.within(self.high if self.direction > 0 else self.low)

    @property
    def per_usual(self) -> float:
        """What one usual yearly movement to the better side is worth, in points of the score."""
        return self.weight * (BEST - WORST) * self.usual / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Summary:
    """All that scenarios of one forecast rest on."""

    digest: str
    year: int
    grid: tuple[float, ...]  # the 1st to the 99th percentile of the score
    last_score: float | None
    criteria: tuple[Criterion, ...]
    version: int = VERSION

    def as_dict(self) -> dict[str, Any]:
        """Give the form in which pages and files keep it."""
        return asdict(self)

    def __getitem__(self, code: str) -> Criterion:
        return next(one for one in self.criteria if one.code == code)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario gives."""

    shift: float
    middle: float
    low: float  # of the interval of 80 %
    high: float
    gains: Mapping[str, float]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def summarise(content: Mapping[str, Any], *, digest: str, year: int) -> Summary:
    """Take what scenarios need out of a frozen forecast."""
    return Summary(
        digest=digest,
        year=year,
        grid=tuple(content["grid"]["score"]),
        last_score=content["said"]["last_score"],
        criteria=tuple(_criteria(content)),
    )


def _criteria(content: Mapping[str, Any]) -> Iterator[Criterion]:
    """Every criterion whose scale is known; of others no value has a worth yet."""
    for code, said in content["said"]["criteria"].items():
        model = content["model"]["criteria"][code]
        low, high = model["scale_min"], model["scale_max"]
        if low is None or high is None:
            continue
        unit = model["unit"]
        least, most = LIMITS.get(unit, (0.0, LONGEST if unit == "days" else high))
        yield Criterion(
            code=code,
            unit=unit,
            weight=model["weight"],
            direction=model["direction"],
            low=low,
            high=high,
            expected=min(max(said["q"]["0.5"], least), most),
            usual=said["sd"],
            least=least,
            most=most,
        )


def try_out(summary: Summary, wished: Mapping[str, float]) -> Outcome:
    """Say what the score would be if criteria were expected where a scenario wishes them."""
    gains = {
        criterion.code: criterion.gain(criterion.within(wished[criterion.code]))
        for criterion in summary.criteria
        if criterion.code in wished
    }
    shift = sum(gains.values())

    def at(percentile: int) -> float:
        return min(max(summary.grid[percentile - 1] + shift, WORST), BEST)

    return Outcome(shift=shift, middle=at(50), low=at(10), high=at(90), gains=gains)


def chance_at_least(grid: Sequence[float], mark: float) -> float:
    """Chance to reach a mark, linear between the percentiles; 0.01 and 0.99 are the ends told."""
    below = bisect_left(grid, mark)
    if below == 0:
        return MOST
    if below == len(grid):
        return LEAST
    low, high = grid[below - 1], grid[below]
    inside = (mark - low) / (high - low) if high > low else 0.0
    return 1 - (below + inside) / (len(grid) + 1)
