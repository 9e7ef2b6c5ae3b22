"""The criteria of a forecast as its table shows them, and the forecast of the score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analysis.data import sources
from analysis.models import Forecast
from analysis.numbers import STEPS, Quantiles, inside_quotes
from core.charts.base import write_number
from pci.models import CriterionInEdition, Unit, choose_wording


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of a forecast, as the table shows it."""

    code: str
    name: str
    unit: str
    last: float | None
    last_year: int | None
    own: float | None
    told: Quantiles
    change: float | None
    uncertainty: float
    per_unit: float | None
    own_source: str = ""
    leads: str = ""
    task: str = ""
    room: float | None = None  # points of the score, up to the best value any province had
    points: float | None = None  # of this criterion, from 1 to 10

    @property
    def inner_name(self) -> str:
        """The name as it stands inside quotation marks."""
        return inside_quotes(self.name)

    def write(self, value: float | None) -> str:
        if value is None:
            return "–"
        if self.unit == Unit.SHARE:
            return write_number(value * 100, 0) + "%"
        return write_number(value, 2 if self.unit == Unit.SCALE else 1)

    @property
    def last_text(self) -> str:
        return self.write(self.last)

    @property
    def own_text(self) -> str:
        return self.write(self.own)

    @property
    def middle_text(self) -> str:
        return self.write(self.told.middle)

    @property
    def interval_text(self) -> str:
        return f"{self.write(self.told.low80)} – {self.write(self.told.high80)}"

    @property
    def step_text(self) -> str:
        """What one step in the better direction would bring, as long as in the report."""
        if self.per_unit is None:
            return "–"
        unit = Unit(self.unit)
        size = STEPS[unit] * (100 if unit is Unit.SHARE else 1)  # per_unit: of a percentage point
        gain = "+" + write_number(abs(self.per_unit) * size, 3)
        more = {
            Unit.SHARE: _("%(gain)s for 5 percentage points more"),
            Unit.SCALE: _("%(gain)s for 0.1 rating points more"),
            Unit.DAYS: _("%(gain)s for 1 day more"),
            Unit.POINTS: _("%(gain)s for 1 point more"),
            Unit.NUMBER: _("%(gain)s for 1 more"),
        }
        less = {
            Unit.SHARE: _("%(gain)s for 5 percentage points less"),
            Unit.SCALE: _("%(gain)s for 0.1 rating points less"),
            Unit.DAYS: _("%(gain)s for 1 day less"),
            Unit.POINTS: _("%(gain)s for 1 point less"),
            Unit.NUMBER: _("%(gain)s for 1 less"),
        }
        return (more if self.per_unit > 0 else less)[unit] % {"gain": gain}


def lines(forecast: Forecast) -> list[CriterionLine]:
    """Every criterion of the forecast edition, with its last official and its own value."""
    official = sources.official(forecast.province, forecast.year)
    content = forecast.content
    parts = {part["criterion"]: part for part in content["said"]["parts"]}
    names, led = names_of_criteria(forecast.year), sources.assignments()
    newest, found = newest_own_figures(content), []
    for code, told in content["said"]["criteria"].items():
        history = official.history(code)
        assignment = led.get(code)
        task = next(iter(assignment.tasks.all()), None) if assignment else None
        own = newest.get(code)
        room, points = _room(content["model"]["criteria"][code], parts[code], told["q"]["0.5"])
        found.append(
            CriterionLine(
                code=code,
                name=names.get(code, code),
                unit=content["model"]["criteria"][code]["unit"],
                last=official.last(code),
                last_year=max(history) if history else None,
                own=content["own"].get(code, own["value"] if own else None),
                told=Quantiles(mean=told["mean"], sd=told["sd"], q=told["q"]),
                change=parts[code]["expected_change"],
                uncertainty=parts[code]["uncertainty"],
                per_unit=parts[code]["per_unit"],
                own_source=_source(own, forecast.year) if own else "",
                leads=choose_wording(assignment.leads_vi, assignment.leads_en)
                if assignment
                else "",
                task=choose_wording(task.text_vi, task.text_en) if task else "",
                room=room,
                points=points,
            )
        )
    return found


def _room(
    model: Mapping[str, Any], part: Mapping[str, Any], middle: float
) -> tuple[float | None, float | None]:
    """What the score would gain at the best end of the scale, and the points reached so far."""
    low, high = model.get("scale_min"), model.get("scale_max")
    if low is None or high is None or part["per_unit"] is None:
        return None, None
    share = min(max((middle - low) / (high - low), 0.0), 1.0)
    reached = share if model["direction"] > 0 else 1 - share
    return 9 * model["weight"] * (1 - reached), 1 + 9 * reached


def newest_own_figures(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The newest own figure of each criterion, of the forecast edition or of one before it."""
    rows = sorted(content.get("own_figures", []), key=lambda row: row["year"])
    return {row["criterion"]: row for row in rows}


def _source(row: Mapping[str, Any], year: int) -> str:
    """Where an own figure comes from, in words, with its year where it is an older one."""
    day = date_format(date.fromisoformat(row["on"]), "d/m/Y")
    if row["kind"] == "checklist":
        return _("checklist of %(day)s, ±%(se)s") % {"day": day, "se": write_number(row["se"], 1)}
    if row["year"] != year:
        return _("n = %(n)s, %(year)s") % {"n": row["n"], "year": row["year"]}
    return _("n = %(n)s") % {"n": row["n"]}


def names_of_criteria(year: int) -> dict[str, str]:
    rows = CriterionInEdition.objects.filter(edition__year__lte=year).order_by("edition__year")
    return {
        code: choose_wording(vi, en)
        for code, vi, en in rows.values_list(
            "criterion__code", "criterion__name_vi", "criterion__name_en"
        )
    }


def score_of(forecast: Forecast) -> Quantiles:
    said = forecast.content["said"]["score"]
    return Quantiles(mean=said["mean"], sd=said["sd"], q=said["q"])
