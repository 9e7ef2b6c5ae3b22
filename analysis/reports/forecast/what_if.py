"""The page of scenarios: what is wished of each criterion, what it gives, who must act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from analysis.models import Forecast, Scenario
from analysis.reports.forecast.lines import CriterionLine, lines
from analysis.what_if.summary import (
    LEAST,
    MOST,
    PREFIX,
    Criterion,
    Outcome,
    Summary,
    chance_at_least,
    try_out,
)
from analysis.what_if.ways import Kind, Way, find_ways

NO_WISH = "–"
WEEK = 7 * 24 * 60 * 60
STEPS = {"share": 0.5, "scale": 0.01, "days": 0.5, "points": 0.5, "number": 0.5}


@dataclass(frozen=True, slots=True)
class Lever:
    """A criterion that a scenario may move, as the page shows it."""

    criterion: Criterion
    line: CriterionLine
    wished: float | None
    refused: str | None = None  # what was typed and cannot be read

    @property
    def field(self) -> str:
        return PREFIX + self.criterion.code

    @property
    def step(self) -> float:
        return STEPS.get(self.criterion.unit, 0.5)

    def write(self, value: float) -> str:
        """Write a value as one types it."""
        one = self.criterion
        return number_format(round(value * one.factor, one.decimals) or 0, one.decimals)

    @property
    def value(self) -> float:
        return self.criterion.expected if self.wished is None else self.wished

    @property
    def value_text(self) -> str:
        return self.write(self.value) if self.refused is None else self.refused

    @property
    def expected_text(self) -> str:
        return self.write(self.criterion.expected)

    @property
    def usual_text(self) -> str:
        """The range of a usual year."""
        low, high = self.usual_ends
        return f"{self.write(low)} – {self.write(high)}"

    @property
    def usual_ends(self) -> tuple[float, float]:
        one = self.criterion
        return one.within(one.expected - one.usual), one.within(one.expected + one.usual)

    @property
    def slider_low(self) -> float:
        """The lower end of the slider: that of the scale, or what is expected below it."""
        one = self.criterion
        return round(min(one.within(one.low), one.expected) * one.factor, one.decimals)

    @property
    def slider_high(self) -> float:
        one = self.criterion
        return round(max(one.within(one.high), one.expected) * one.factor, one.decimals)

    @property
    def usual_at(self) -> tuple[str, str]:
        """Where a usual year lies on the slider: begin and width, in per cent of its length."""
        low, high = (end * self.criterion.factor for end in self.usual_ends)
        length = (self.slider_high - self.slider_low) or 1.0
        begin, end = (
            min(max(100 * (one - self.slider_low) / length, 0), 100) for one in (low, high)
        )
        return f"{begin:.2f}", f"{end - begin:.2f}"

    @property
    def movements(self) -> float:
        """How many usual movements the wish is away."""
        if not self.criterion.usual:
            return 0.0
        return abs(self.value - self.criterion.expected) / self.criterion.usual

    @property
    def gain(self) -> float:
        return self.criterion.gain(self.value)


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What a scenario gives, with the chance of its target."""

    outcome: Outcome
    target: float | None
    chance: float | None

    @property
    def edge(self) -> str:
        """What is said of a chance beyond what 99 percentiles can tell."""
        if self.chance is None or LEAST < self.chance < MOST:
            return ""
        return _("under 1%") if self.chance <= LEAST else _("over 99%")


def compute_scenario(
    summary: Summary, wished: Mapping[str, float], target: float | None
) -> ScenarioResult:
    """Compute a scenario."""
    outcome = try_out(summary, wished)
    chance = None
    if target is not None:
        chance = chance_at_least(summary.grid, target - outcome.shift)
    return ScenarioResult(outcome, target, chance)


def levers(
    forecast: Forecast,
    summary: Summary,
    wished: Mapping[str, float],
    refused: Mapping[str, str] | None = None,
) -> list[Lever]:
    """Every criterion a scenario may move, those first where most can be gained."""
    known = {line.code: line for line in lines(forecast)}
    typed = refused or {}
    found = [
        Lever(one, known[one.code], wished.get(one.code), typed.get(PREFIX + one.code))
        for one in summary.criteria
    ]
    return sorted(found, key=lambda lever: -lever.criterion.gain(lever.criterion.best))


def leads_of(rows: Sequence[Lever]) -> dict[str, list[str]]:
    """The criteria of each lead, as the plan words it."""
    found: dict[str, list[str]] = {}
    for lever in rows:
        if lever.line.leads:
            found.setdefault(lever.line.leads, []).append(lever.criterion.code)
    return found


@dataclass(frozen=True, slots=True)
class ShownMove:
    name: str
    leads: str
    before: str
    after: str
    movements: float
    gain: float


@dataclass(frozen=True, slots=True)
class ShownWay:
    """A way to the target, with the address that tries it out."""

    title: str
    explanation: str
    moves: tuple[ShownMove, ...]
    is_a_wish: bool
    query: str


def ways(summary: Summary, rows: Sequence[Lever], target: float) -> list[ShownWay]:
    """The cheapest ways to a score; kept for a week, because solving needs slow libraries."""
    lacking = target - try_out(summary, {}).middle
    key = f"ways:{summary.digest[:32]}:{target:.4f}"
    found = cache.get(key)
    if found is None:
        found = find_ways(summary, lacking, leads_of(rows))
        cache.set(key, found, WEEK)
    by_code = {lever.criterion.code: lever for lever in rows}
    return [_show(summary, way, by_code, target) for way in found]


def _show(summary: Summary, way: Way, rows: Mapping[str, Lever], target: float) -> ShownWay:
    titles = {
        Kind.SPREAD: _("A little everywhere"),
        Kind.FEW: _("Few criteria, where most is gained"),
        Kind.ONE_AGENCY: _("One lead alone: %(agency)s") % {"agency": way.agency},
    }
    explanations = {
        Kind.SPREAD: _("The smallest changes if the work is spread over all criteria."),
        Kind.FEW: _("The fewest usual yearly movements in all."),
        Kind.ONE_AGENCY: _("The lead that could reach it alone with the least effort."),
    }
    moves = tuple(
        ShownMove(
            rows[move.code].line.name,
            rows[move.code].line.leads,
            rows[move.code].expected_text,
            rows[move.code].write(move.value),
            move.movements,
            move.gain,
        )
        for move in way.moves
        if rows[move.code].write(move.value) != rows[move.code].expected_text
    )
    wished = {move.code: move.value for move in way.moves}
    query = write_query(summary, wished, target)
    return ShownWay(titles[way.kind], explanations[way.kind], moves, way.is_a_wish, query)


def write_query(summary: Summary, wished: Mapping[str, float], target: float | None) -> str:
    """The part of an address that holds a scenario, the same in every language."""
    query = QueryDict(mutable=True)
    for one in summary.criteria:
        if one.code in wished:
            query[PREFIX + one.code] = f"{round(wished[one.code] * one.factor, 4):g}"
    if target is not None:
        query["target"] = f"{target:g}"
    return query.urlencode()


@dataclass(frozen=True, slots=True)
class Compared:
    """A kept scenario beside the others."""

    scenario: Scenario
    told: ScenarioResult
    query: str
    cells: tuple[str, ...]


def compare(summary: Summary, rows: Sequence[Lever], kept: Sequence[Scenario]) -> list[Compared]:
    """Kept scenarios with what they give and what they wish of each criterion."""
    return [
        Compared(
            scenario,
            compute_scenario(summary, scenario.wished, scenario.target),
            write_query(summary, scenario.wished, scenario.target),
            tuple(
                lever.write(scenario.wished[lever.criterion.code])
                if lever.criterion.code in scenario.wished
                else NO_WISH
                for lever in rows
            ),
        )
        for scenario in kept
    ]


def list_changed(
    rows: Sequence[Lever], compared: Sequence[Compared]
) -> list[tuple[Lever, list[str]]]:
    """The criteria some scenario changes, each with what every scenario wishes of it."""
    wishes = [(lever, [one.cells[at] for one in compared]) for at, lever in enumerate(rows)]
    return [(lever, cells) for lever, cells in wishes if set(cells) - {NO_WISH}]


def context(
    forecast: Forecast,
    summary: Summary,
    wished: Mapping[str, float],
    target: float | None,
    refused: Mapping[str, str],
) -> dict[str, Any]:
    """Everything the page shows; ``refused`` is what was typed and cannot be read, by field."""
    rows = levers(forecast, summary, wished, refused)
    kept = list(Scenario.objects.filter(forecast=forecast).select_related("made_by"))
    compared = compare(summary, rows, kept)
    return {
        "forecast": forecast,
        "summary": summary,
        "for_script": summary.as_dict(),
        "levers": rows,
        "without_scale": _names_without_scale(forecast, summary),
        "told": compute_scenario(summary, wished, target),
        "before": compute_scenario(summary, {}, target),
        "target": target,
        "ways": ways(summary, rows, target) if target is not None else [],
        "kept": compared,
        "changed": list_changed(rows, compared),
        "query": write_query(summary, wished, target),
        "wished": wished,
    }


def _names_without_scale(forecast: Forecast, summary: Summary) -> list[str]:
    """Criteria never scored before: no value of theirs has a worth yet."""
    known = {one.code for one in summary.criteria}
    return [line.name for line in lines(forecast) if line.code not in known]
