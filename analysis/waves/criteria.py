"""One row of numbers a criterion: official values, the estimate in both forms, what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.data import own_figures as own
from analysis.data import sources
from analysis.estimators import index
from analysis.numbers import (
    STEPS,
    Comparison,
    CriterionNumbers,
    CriterionResponse,
    Figure,
    Portal,
    Quantiles,
)
from analysis.waves.sample import Sample, finite, shares_within
from core.clock import timezone
from pci.models import CriterionInEdition, Unit
from plan.models import Assignment

IN_BASKET = ("number", "weight", "scale_min", "scale_max", "last_score", "gain_step", "gain_room")


def points_figure(own: Figure, scoring: index.Scoring) -> Figure:
    """An estimate and its interval on the scale from 1 to 10."""
    ends = sorted(scoring.points(x) for x in (own.low, own.high))
    slope = 9 / (scoring.scale_max - scoring.scale_min)
    return Figure(
        value=scoring.points(own.value),
        se=own.se * slope,
        low=ends[0],
        high=ends[1],
        n=own.n,
        shown=own.shown,
        why=own.why,
        decided=own.decided,
    )


def checklist_numbers(portal: own.Portal) -> Portal:
    """The settled checklist as the report keeps it."""
    return Portal(
        value=portal.value,
        se=portal.se,
        items=portal.items,
        differing=portal.differing,
        spread=portal.spread,
        settled_on=timezone.localdate(portal.settled_at).isoformat(),
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rows of all criteria are made from: the survey, what is official, the plan."""

    taken: Sample
    official: sources.Official
    basket: index.Basket
    carried: Mapping[str, float]  # official values that stand in where the survey does not ask
    carried_errors: Mapping[str, float]
    forecasts: Mapping[str, Quantiles]
    printed: Mapping[tuple[int, str], str]
    earlier: Mapping[str, Mapping[int, Figure]]
    portal: own.Portal | None
    defined: Mapping[str, CriterionInEdition]
    led: Mapping[str, Assignment]
    comparisons: Mapping[str, Comparison]
    responses: Mapping[str, CriterionResponse]

    def scoring(self, code: str) -> index.Scoring | None:
        return self.basket[code] if code in self.basket.criteria else None

    def estimate(self, code: str) -> Figure | None:
        """What the survey says, where it asks about the criterion."""
        return self.taken.figure(code) if code in self.taken.criteria else None

    def within(self, code: str) -> dict[int, Figure]:
        """The shares within some days, of a criterion that is a median of days."""
        asked = self.taken.criteria.get(code)
        return shares_within(self.taken, code) if asked and asked.measure == "median" else {}

    def points(self, code: str) -> Figure | None:
        """The criterion on the scale from 1 to 10: of the survey, else as last published."""
        scoring, asked = self.scoring(code), self.estimate(code)
        if scoring is None:
            return None
        if asked:
            return points_figure(asked, scoring)
        if code not in self.carried:
            return None
        at = scoring.points(self.carried[code])
        return Figure(value=at, se=0.0, low=at, high=at, n=0)


def criterion_rows(evidence: Evidence) -> tuple[CriterionNumbers, ...]:
    """One row a criterion: those of the basket in its order, then earlier ones."""
    basket = evidence.basket.criteria
    codes = [*basket, *(code for code in evidence.defined if code not in basket)]
    return tuple(_row(evidence, code) for code in codes)


def _row(evidence: Evidence, code: str) -> CriterionNumbers:
    definition, plain = evidence.defined[code], evidence.taken.plain.get(code)
    printed = evidence.printed.items()
    judged = evidence.portal if code == own.WEB_SCORE else None
    return CriterionNumbers(
        code=code,
        name_vi=definition.criterion.name_vi,
        name_en=definition.criterion.name_en,
        unit=definition.unit,
        measure=definition.measure,
        direction=definition.direction,
        source=definition.source,
        official=evidence.official.history(code),
        official_n=evidence.official.history_n(code),
        printed={year: text for (year, of), text in printed if of == code},
        design=evidence.estimate(code),
        plain=None if plain is None else finite(plain),
        score=evidence.points(code),
        comparison=evidence.comparisons.get(code),
        response=evidence.responses.get(code),
        within=evidence.within(code),
        forecast=evidence.forecasts.get(code),
        waves=dict(evidence.earlier.get(code, {})),
        portal=checklist_numbers(judged) if judged else None,
        stand_in_se=evidence.carried_errors.get(code),
        **_place_in_basket(evidence, code),
        **_lead(evidence.led.get(code)),
    )


def _place_in_basket(evidence: Evidence, code: str) -> dict[str, Any]:
    """Weight and scale of a criterion, and what a better value would add to the score."""
    scoring = evidence.scoring(code)
    if scoring is None:
        return dict.fromkeys(IN_BASKET)
    definition, last = evidence.defined[code], evidence.official.last(code)
    points = evidence.points(code)
    return {
        "number": definition.number,
        "weight": scoring.weight,
        "scale_min": scoring.scale_min,
        "scale_max": scoring.scale_max,
        "last_score": None if last is None else scoring.points(last),
        "gain_step": abs(evidence.basket.slopes()[code]) * STEPS[Unit(definition.unit)],
        "gain_room": max(scoring.weight * (10 - points.value), 0.0) if points else None,
    }


def _lead(assignment: Assignment | None) -> dict[str, Any]:
    """Who leads on a criterion by the plan, and the first task there."""
    if assignment is None:
        return dict.fromkeys(("leads_vi", "leads_en", "task_vi", "task_en"), "") | {
            "assignment": None
        }
    task = next(iter(assignment.tasks.all()), None)
    return {
        "leads_vi": assignment.leads_vi,
        "leads_en": assignment.leads_en,
        "assignment": assignment.number,
        "task_vi": task.text_vi if task else "",
        "task_en": task.text_en if task else "",
    }
