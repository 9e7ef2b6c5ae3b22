"""The criteria of a forecast as its table shows them, and the forecast of the score."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis import sources
from analysis.charts.base import written
from analysis.models import Forecast
from analysis.numbers import Quantiles
from pci.models import CriterionInEdition, Unit, worded


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

    def write(self, value: float | None) -> str:
        if value is None:
            return "–"
        if self.unit == Unit.SHARE:
            return written(value * 100, 0) + "%"
        return written(value, 2 if self.unit == Unit.SCALE else 1)

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
        """What one more percentage point (or tenth, day, point) would bring."""
        if self.per_unit is None:
            return "–"
        size = 0.1 if self.unit == Unit.SCALE else 1.0
        sign = "+" if self.per_unit > 0 else "−"
        gain = sign + written(abs(self.per_unit) * size, 3)
        step = {
            Unit.SHARE: _("%(gain)s for 1 percentage point more"),
            Unit.SCALE: _("%(gain)s for 0.1 rating points more"),
            Unit.DAYS: _("%(gain)s for 1 day more"),
            Unit.POINTS: _("%(gain)s for 1 point more"),
        }
        return step[Unit(self.unit)] % {"gain": gain}


def lines(forecast: Forecast) -> list[CriterionLine]:
    """Every criterion of the forecast edition, with its last official and its own value."""
    official = sources.official(forecast.province, before=forecast.year)
    content = forecast.content
    parts = {part["criterion"]: part for part in content["said"]["parts"]}
    names = names_of_criteria(forecast.year)
    found = []
    for code, told in content["said"]["criteria"].items():
        history = official.history(code)
        found.append(
            CriterionLine(
                code=code,
                name=names.get(code, code),
                unit=content["model"]["criteria"][code]["unit"],
                last=official.last(code),
                last_year=max(history) if history else None,
                own=content["own"].get(code),
                told=Quantiles(mean=told["mean"], sd=told["sd"], q=told["q"]),
                change=parts[code]["expected_change"],
                uncertainty=parts[code]["uncertainty"],
                per_unit=parts[code]["per_unit"],
            )
        )
    return found


def names_of_criteria(year: int) -> dict[str, str]:
    rows = CriterionInEdition.objects.filter(edition__year__lte=year).order_by("edition__year")
    return {
        code: worded(vi, en)
        for code, vi, en in rows.values_list(
            "criterion__code", "criterion__name_vi", "criterion__name_en"
        )
    }


def score_of(forecast: Forecast) -> Quantiles:
    said = forecast.content["said"]["score"]
    return Quantiles(mean=said["mean"], sd=said["sd"], q=said["q"])
