"""Where the score stands: what was published, what is expected, and what moves it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.charts.index import Step
from analysis.data import sources
from analysis.data.index_history import as_official_year
from analysis.models import Forecast
from analysis.numbers import Basket, OfficialYear, Quantiles
from analysis.reports.forecast.lines import CriterionLine
from pci.models import Unit

LATER = 10_000  # a year after every edition


@dataclass(frozen=True, slots=True)
class Expected:
    """The forecast of the edition that is not out yet."""

    pk: int
    year: int
    number: int
    score: Quantiles
    above_last: float | None
    target_chance: float | None


@dataclass(frozen=True, slots=True)
class Way:
    """From one score to the next in steps that add up."""

    before: tuple[str, float]
    after: tuple[str, float]
    steps: tuple[Step, ...]

    @property
    def change(self) -> float:
        return self.after[1] - self.before[1]


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """The score over the years and its change."""

    years: tuple[OfficialYear, ...]
    expected: Expected | None
    way: Way | None
    breaks: tuple[int, ...]
    target: tuple[int, int] | None = None  # ranks the plan wants, from best to worst

    @property
    def last(self) -> OfficialYear | None:
        return self.years[-1] if self.years else None

    @property
    def target_text(self) -> str:
        """The ranks the plan wants to reach, as they are written."""
        return "–".join(map(str, sorted(set(self.target or ()))))


def summarise_score(
    official: sources.Official,
    forecast: Forecast | None,
    rows: Sequence[CriterionLine],
    basket: Basket | None,
) -> ScoreSummary:
    """Put the score of a province together; ``basket`` is the change a stored run tells."""
    years = tuple(as_official_year(score) for _year_of, score in sorted(official.scores.items()))
    if forecast and (change := forecast.content.get("basket_change")):
        basket = Basket.read(change)
    breaks = (basket.after,) if basket and basket.is_another_set else ()
    best, worst = sources.rank_target()
    expected = _expect(forecast, worst) if forecast else None
    way = _way_to(forecast, rows, years) if forecast else _way_between(basket)
    target = (best, worst) if best and worst else None
    return ScoreSummary(years, expected, way, breaks, target)


def _expect(forecast: Forecast, worst: int | None) -> Expected:
    said = forecast.content["said"]
    upto = forecast.content["rank_upto"]
    chance = upto[min(worst, len(upto)) - 1] if upto and worst else None
    score = Quantiles(said["score"]["mean"], said["score"]["sd"], said["score"]["q"])
    above = said["p_above_last"]
    return Expected(forecast.pk, forecast.year, forecast.number, score, above, chance)


def _way_to(
    forecast: Forecast, rows: Sequence[CriterionLine], years: Sequence[OfficialYear]
) -> Way | None:
    """From the last published score to the expected one: own values, scale ends, basket."""
    said = forecast.content["said"]
    if said["last_score"] is None or not years:
        return None
    last, end = float(said["last_score"]), float(said["score"]["mean"])
    moved = [row for row in rows if row.change is not None]
    own = sum(_own_change(row) for row in moved)
    scales = sum(row.change or 0.0 for row in moved) - own
    labels = (_("Own values of the province"), _("Ends of the scales"), _("Set of criteria"))
    values = (own, scales, end - last - own - scales)
    return Way(
        (_("PCI %(year)s, published") % {"year": years[-1].year}, last),
        (_("PCI %(year)s, expected on average") % {"year": forecast.year}, end),
        _lay_end_to_end(last, zip(labels, values, strict=True)),
    )


def _own_change(row: CriterionLine) -> float:
    """What a criterion's own movement is worth while the ends of its scale stay."""
    if row.last is None or row.per_unit is None:
        return row.change or 0.0
    per_unit = row.per_unit * (100 if row.unit == Unit.SHARE else 1)
    return per_unit * (row.told.mean - row.last)


def _way_between(basket: Basket | None) -> Way | None:
    """Between the last two published scores: own values, then criteria, weights and scales."""
    if basket is None:
        return None
    steps = (
        (_("Own values of the province"), basket.like_for_like),
        (_("New criteria, weights and scales"), basket.rest),
    )
    return Way(
        (_("PCI %(year)s, published") % {"year": basket.before}, basket.score_before),
        (_("PCI %(year)s, published") % {"year": basket.after}, basket.score_after),
        _lay_end_to_end(basket.score_before, steps),
    )


def _lay_end_to_end(start: float, parts: Iterable[tuple[str, float]]) -> tuple[Step, ...]:
    steps, at = [], start
    for label, value in parts:
        steps.append(Step(label, at, value))
        at += value
    return tuple(steps)
