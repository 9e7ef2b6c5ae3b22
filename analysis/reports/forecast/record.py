"""What came true of forecasts, and how good they have been."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.charts import forecast as forecast_charts
from analysis.charts.base import Chart, write_number
from analysis.models import Forecast, ForecastOutcome, OutcomeKind
from analysis.numbers import OTHER_FORM
from analysis.provenance import digest, drawing_version
from analysis.reports.forecast.lines import names_of_criteria
from core.models import site_is_demonstration
from pci.models import Unit

ENOUGH_FOR_PER_CENT = 20  # values
WEEK = 7 * 24 * 60 * 60
LAST_YEAR = 9999
FEW_YEARS = 5  # below that a track record proves little
METHODS = ("last", "national-mean", "shrunken-last", "own")


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """What was told of one value, what came true, and who was nearer."""

    target: str
    name: str
    kind: str
    kind_text: str
    told: str
    came: str
    inside: bool | None
    better: bool | None  # than repeating the last value
    figures: Mapping[str, Any]


def outcome_lines(
    outcomes: Sequence[ForecastOutcome],
    forecast: Forecast,
    known: Mapping[str, str] | None = None,
) -> list[OutcomeLine]:
    """Scored values of a forecast: the score first, then the place, then the criteria.

    ``known`` are the names of the criteria, where the caller shows many forecasts.
    """
    criteria = names_of_criteria(forecast.year) if known is None else known
    names = {**criteria, "score": _("Score"), "rank": _("Rank")}
    order = {"score": 0, "rank": 1}
    found = [_outcome(o, forecast, names.get(o.target, o.target)) for o in outcomes]
    return sorted(found, key=lambda line: order.get(line.target, 2))


def _read_forecast(forecast: Forecast, target: str) -> tuple[Mapping[str, float], str | None]:
    """Quantiles and unit of one value; nothing where this version cannot read the forecast."""
    try:
        said = forecast.content["said"]
        told = said[target] if target in {"score", "rank"} else said["criteria"][target]
        unit = forecast.content["model"]["criteria"].get(target, {}).get("unit")
        return {level: float(told["q"][level]) for level in ("0.05", "0.5", "0.95")}, unit
    except OTHER_FORM:
        return {}, None


def _outcome(outcome: ForecastOutcome, forecast: Forecast, name: str) -> OutcomeLine:
    q, unit = _read_forecast(forecast, outcome.target)

    def write(value: float | None) -> str:
        if value is None:
            return "–"
        if unit == Unit.SHARE:
            return write_number(value * 100, 0) + "%"
        return write_number(value, 0 if outcome.target == "rank" else 2)

    came = write(outcome.low)
    if outcome.kind == OutcomeKind.INTERVAL:
        came = f"{write(outcome.low)} – {write(outcome.high)}"
    figures = outcome.figures
    last = figures.get("baselines", {}).get("last")
    return OutcomeLine(
        target=outcome.target,
        name=name,
        kind=outcome.kind,
        kind_text=str(OutcomeKind(outcome.kind).label),
        told=f"{write(q['0.5'])} ({write(q['0.05'])} – {write(q['0.95'])})" if q else "–",
        came=came,
        inside=figures.get("inside", {}).get("90"),
        better=None if last is None else figures["crps"] < last["crps"],
        figures=figures,
    )


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
        return [(level, self._covered(self.coverage[str(level)])) for level in (50, 80, 90, 95)]

    def _covered(self, share: float) -> str:
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
    exact = [o for o in known if o.target != "rank"]
    groups: list[tuple[str, list[ForecastOutcome]]] = [
        (_("Score"), [o for o in exact if o.target == "score"]),
        (_("Rank"), [o for o in known if o.target == "rank"]),
        (_("All criteria"), [o for o in exact if o.target != "score"]),
    ]
    groups += [
        (
            _("All values of PCI %(year)s") % {"year": year},
            [o for o in exact if o.forecast.year == year],
        )
        for year in sorted({o.forecast.year for o in exact})
    ]
    groups += [
        (names.get(code, code), [o for o in exact if o.target == code])
        for code in dict.fromkeys(o.target for o in exact if o.target != "score")
    ]
    return [_record(label, group) for label, group in groups if group]


def hits(exact: Sequence[ForecastOutcome]) -> str:
    """How many values lay in their 90 % interval, beside what honest intervals would give."""
    if not exact:
        return ""
    inside = sum(o.figures["inside"]["90"] for o in exact)
    low, high = usual(len(exact), 0.9)
    return _(
        "Of %(count)s published values, %(inside)s lie in their 90%% interval. With honest"
        " intervals it would usually be %(low)s to %(high)s."
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
    q, _unit = _read_forecast(forecast, "score")
    last = outcome.figures.get("baselines", {}).get("last")
    told = _(
        "PCI %(year)s: told %(middle)s points (%(low)s to %(high)s), published %(actual)s;"
        " off by %(error)s."
    ) % {
        "year": forecast.year,
        "middle": write_number(q["0.5"]),
        "low": write_number(q["0.05"]),
        "high": write_number(q["0.95"]),
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
    chart = pit_chart(exact) if exact else None
    return {
        "forecasts": forecasts,
        "records": records(counted, names),
        "scored": [
            (one, outcome_lines(list(one.outcomes.all()), one, names))
            for one in forecasts
            if one.outcomes.all()
        ],
        "hits": hits(exact),
        "scores": [
            score_sentence(o)
            for o in exact
            if o.target == "score" and _read_forecast(o.forecast, "score")[0]
        ],
        "editions": editions,
        "proves_little": editions < FEW_YEARS,
        "chart": chart,
    }
