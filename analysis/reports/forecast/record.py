"""How good forecasts have been so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any, TypeVar

from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.charts import forecast as forecast_charts
from analysis.forecasts.record import load_shipped_record
from analysis.models import Forecast, ForecastOutcome, OutcomeKind
from analysis.provenance import digest, drawing_version
from analysis.reports.forecast.lines import names_of_criteria
from analysis.reports.forecast.outcomes import OutcomeLine, outcome_lines, read_forecast
from analysis.reports.past_editions import read_backtest
from core.charts.base import Chart, write_number
from core.models import site_is_demonstration

ENOUGH_FOR_PER_CENT = 20  # values
WEEK = 7 * 24 * 60 * 60
LAST_YEAR = 9999
FEW_YEARS = 5  # below that a track record proves little
K = TypeVar("K", str, int)
METHODS = ("last", "national-mean", "shrunken-last", "own")


@dataclass(frozen=True, slots=True)
class Record:
    """How forecasts have done so far, for one group of values."""

    label: str
    count: int
    coverage: Mapping[str, float]
    error: float
    skills: Mapping[str, float]

    @property
    def cells(self) -> list[tuple[int, str]]:
        """Level and coverage in words: hits of values while there are few, then per cent."""
        return [
            (level, self._word_coverage(self.coverage[str(level)])) for level in (50, 80, 90, 95)
        ]

    def _word_coverage(self, share: float) -> str:
        if self.count < ENOUGH_FOR_PER_CENT:
            return f"{round(share * self.count)}/{self.count}"
        return write_number(100 * share, 0) + "%"

    @property
    def against_last(self) -> float | None:
        return self.skills.get("last")

    @property
    def against_shrunken(self) -> float | None:
        return self.skills.get("shrunken-last")


def records(outcomes: Sequence[ForecastOutcome], names: Mapping[str, str]) -> list[Record]:
    """Coverage and skill: score, rank, all criteria together, then each year and criterion."""
    known = [o for o in outcomes if o.kind == OutcomeKind.EXACT]
    by_target = _group(known, lambda o: o.target)
    ranks, scores = by_target.pop("rank", []), by_target.pop("score", [])
    criteria = [outcome for group in by_target.values() for outcome in group]
    groups = [(_("Score"), scores), (_("Rank"), ranks), (_("All criteria"), criteria)]
    groups += [
        (_("All values of PCI %(year)s") % {"year": year}, group)
        for year, group in sorted(_group([*scores, *criteria], lambda o: o.forecast.year).items())
    ]
    groups += [(names.get(code, code), group) for code, group in by_target.items()]
    return [_record(label, group) for label, group in groups if group]


def _group(
    outcomes: Sequence[ForecastOutcome], key: Callable[[ForecastOutcome], K]
) -> dict[K, list[ForecastOutcome]]:
    """Collect outcomes by what they have in common, in the order in which it first appears."""
    groups: dict[K, list[ForecastOutcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return groups


def hits(exact: Sequence[ForecastOutcome]) -> str:
    """How many values lay in their 80 % interval, beside what honest intervals would give."""
    if not exact:
        return ""
    inside = sum(o.figures["inside"]["80"] for o in exact)
    low, high = usual(len(exact), 0.8)
    return _(
        "Of %(count)s published values, %(inside)s lie in their 80%% interval. "
        "With well calibrated intervals it would usually be %(low)s to %(high)s."
    ) % {"count": len(exact), "inside": inside, "low": low, "high": high}


def usual(count: int, chance: float, within: float = 0.9) -> tuple[int, int]:
    """Central range of a binomial count. Values of one edition move together, so it is narrow."""
    below, low, high = 0.0, 0, count
    for k in range(count + 1):
        here = comb(count, k) * chance**k * (1 - chance) ** (count - k)
        if below + here <= (1 - within) / 2:
            low = k + 1
        if below < 1 - (1 - within) / 2 <= below + here:
            high = k
        below += here
    return low, high


def score_sentence(outcome: ForecastOutcome) -> str:
    """What was told of a score and what came, in one sentence."""
    forecast = outcome.forecast
    q, _unit = read_forecast(forecast, "score")
    last = outcome.figures.get("baselines", {}).get("last")
    told = _(
        "PCI %(year)s: forecast %(middle)s points (%(low)s to %(high)s), published %(actual)s;"
        " off by %(error)s."
    ) % {
        "year": forecast.year,
        "middle": write_number(q["0.5"]),
        "low": write_number(q["0.1"]),
        "high": write_number(q["0.9"]),
        "actual": write_number(outcome.low),
        "error": write_number(abs(outcome.figures["error"])),
    }
    if last is None:
        return told
    beside = _("Repeating the last value would have been off by %(error)s.")
    return f"{told} {beside % {'error': write_number(abs(last['error']))}}"


def _record(label: str, group: Sequence[ForecastOutcome]) -> Record:
    coverage = {
        level: sum(o.figures["inside"][level] for o in group) / len(group)
        for level in ("50", "80", "90", "95")
    }
    skills = {}
    for method in METHODS:
        both = [o for o in group if method in o.figures.get("baselines", {})]
        theirs = sum(o.figures["baselines"][method]["crps"] for o in both)
        if theirs:
            skills[method] = 1 - sum(o.figures["crps"] for o in both) / theirs
    error = sum(abs(o.figures["error"]) for o in group) / len(group)
    return Record(label, len(group), coverage, error, skills)


def pit_chart(exact: Sequence[ForecastOutcome]) -> Chart:
    """Where the outcomes fell, drawn in the active language and kept for a week."""
    pits = [o.figures["pit"] for o in exact]
    sealed = digest({"pits": pits, "demonstration": site_is_demonstration()})
    key = f"pit:{sealed[:32]}:{translation.get_language()}:{drawing_version()}"
    known: Chart | None = cache.get(key)
    if known is None:
        known = forecast_charts.pit_histogram(
            pits,
            title=_("Where %(count)s published values fell within their forecasts")
            % {"count": len(exact)},
            source=_("Source: frozen forecasts of this platform and official PCI workbooks."),
        )
        cache.set(key, known, WEEK)
    return known


def track_record(
    forecasts: Sequence[Forecast], outcomes: Sequence[ForecastOutcome]
) -> dict[str, Any]:
    """Everything the page “how good have we been” shows."""
    names = names_of_criteria(LAST_YEAR)
    standing = {forecast.pk for forecast in forecasts if forecast.is_standing}
    counted = [o for o in outcomes if o.forecast_id in standing]
    exact = [o for o in counted if o.kind == OutcomeKind.EXACT and "pit" in o.figures]
    editions = len({o.forecast.year for o in counted if o.kind != OutcomeKind.NOT_PUBLISHED})
    return {
        "forecasts": forecasts,
        "records": records(counted, names),
        "scored": _list_scored(forecasts, names),
        "hits": hits(exact),
        "scores": score_sentences(exact),
        "editions": editions,
        "proves_little": editions < FEW_YEARS,
        "chart": pit_chart(exact) if exact else None,
        "backtests": backtests(),
    }


def backtests() -> list[dict[str, Any]]:
    """What the present method showed on past editions, case by case."""
    shipped = load_shipped_record()["cases"]
    return [read_backtest({"case": case, "years": years}) for case, years in shipped.items()]


def _list_scored(
    forecasts: Sequence[Forecast], names: Mapping[str, str]
) -> list[tuple[Forecast, list[OutcomeLine]]]:
    known = ((one, list(one.outcomes.all())) for one in forecasts)
    return [(one, outcome_lines(outcomes, one, names)) for one, outcomes in known if outcomes]


def score_sentences(exact: Sequence[ForecastOutcome]) -> list[str]:
    """What was told of each score and what came; a forecast of another form is left out."""
    scores = (o for o in exact if o.target == "score")
    return [score_sentence(o) for o in scores if read_forecast(o.forecast, "score")[0]]
