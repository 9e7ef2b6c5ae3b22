"""What came true of a forecast, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analysis.models import Forecast, ForecastOutcome, OutcomeKind
from analysis.numbers import OTHER_FORM
from analysis.reports.forecast.lines import names_of_criteria
from core.charts.base import write_number
from pci.models import Unit

DECIMALS = {Unit.DAYS.value: 1, Unit.POINTS.value: 1, Unit.NUMBER.value: 1}  # else two


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


def read_forecast(forecast: Forecast, target: str) -> tuple[Mapping[str, float], str | None]:
    """Quantiles and unit of one value; nothing where this version cannot read the forecast."""
    try:
        said = forecast.content["said"]
        told = said[target] if target in {"score", "rank"} else said["criteria"][target]
        unit = forecast.content["model"]["criteria"].get(target, {}).get("unit")
        return {level: float(told["q"][level]) for level in ("0.1", "0.5", "0.9")}, unit
    except OTHER_FORM:
        return {}, None


def _outcome(outcome: ForecastOutcome, forecast: Forecast, name: str) -> OutcomeLine:
    q, unit = read_forecast(forecast, outcome.target)

    def write(value: float | None) -> str:
        if value is None:
            return "–"
        if unit == Unit.SHARE:
            return write_number(value * 100, 0) + "%"
        return write_number(value, 0 if outcome.target == "rank" else DECIMALS.get(unit or "", 2))

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
        told=f"{write(q['0.5'])} ({write(q['0.1'])} – {write(q['0.9'])})" if q else "–",
        came=came,
        inside=figures.get("inside", {}).get("80"),
        better=None if last is None else figures["crps"] < last["crps"],
        figures=figures,
    )
