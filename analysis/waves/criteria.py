"""One row of numbers a criterion: official values, the estimate in both forms, what it means."""

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from analysis.data import own_figures as own
from analysis.data import sources
from analysis.estimators import index
from analysis.numbers import CriterionNumbers, Figure, Portal, Quantiles
from analysis.waves.sample import Sample, figure, finite
from pci.models import Unit

STEPS = {Unit.SHARE: 0.05, Unit.SCALE: 0.1, Unit.DAYS: 1.0, Unit.POINTS: 1.0}


@cache
def precision() -> Mapping[str, Any]:
    """How precise official values typically are; data, with its source inside."""
    path = Path(__file__).with_name("official_precision.json")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def official_se(code: str, unit: str, value: float, base: int | None) -> float:
    """The standard error of a published value, from its base or a typical one."""
    known = precision()
    if unit == Unit.POINTS:
        return 0.0
    n = base or known["bases"].get(code, known["other"])
    if unit == Unit.SHARE:
        p = (value * n + 0.5) / (n + 1)
        return math.sqrt(known["deff"] * p * (1 - p) / n)
    spread = known["sd_days"] if unit == Unit.DAYS else known["sd_scale"]
    return float(spread * math.sqrt(known["deff"] / n))


def normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def probability_better(own: Figure, direction: int, last: float, last_se: float) -> float | None:
    """How likely the true value moved the right way, counting both sampling errors."""
    spread = math.hypot(own.se, last_se)
    return normal_cdf(direction * (own.value - last) / spread) if spread > 0 else None


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


def criterion_rows(
    taken: Sample,
    official: sources.Official,
    basket: index.Basket,
    before: int,
    forecasts: Mapping[str, Quantiles],
    known: Mapping[str, float],
    printed: Mapping[tuple[int, str], str],
    earlier: Mapping[str, Mapping[int, Figure]],
    portal: own.Portal | None,
) -> tuple[CriterionNumbers, ...]:
    """One row a criterion: those of the basket in its order, then earlier ones."""
    defined = sources.definitions(before)
    led = sources.assignments()
    codes = [*basket.criteria, *(c for c in defined if c not in basket.criteria)]
    rows = []
    for code in codes:
        definition = defined[code]
        scoring = basket[code] if code in basket.criteria else None
        asked = figure(taken.criteria[code].estimate) if code in taken.criteria else None
        history = official.history(code)
        last_year = max(history, default=None)
        last = history[last_year] if last_year is not None else None
        chance = None
        if asked and last is not None and last_year is not None:
            base = official.bases.get(last_year, {}).get(code)
            se = official_se(code, definition.unit, last, base)
            chance = probability_better(asked, definition.direction, last, se)
        points = points_figure(asked, scoring) if asked and scoring else None
        if points is None and scoring and code in known:
            at = scoring.points(known[code])
            points = Figure(value=at, se=0.0, low=at, high=at, n=0)
        assignment = led.get(code)
        task = next(iter(assignment.tasks.all()), None) if assignment else None
        rows.append(
            CriterionNumbers(
                code=code,
                number=definition.number if scoring else None,
                name_vi=definition.criterion.name_vi,
                name_en=definition.criterion.name_en,
                unit=definition.unit,
                measure=definition.measure,
                direction=definition.direction,
                weight=scoring.weight if scoring else None,
                scale_min=scoring.scale_min if scoring else None,
                scale_max=scoring.scale_max if scoring else None,
                official=history,
                official_n=official.history_n(code),
                printed={year: text for (year, of), text in printed.items() if of == code},
                design=asked,
                plain=finite(taken.plain[code]) if code in taken.plain else None,
                score=points,
                last_score=scoring.points(last) if scoring and last is not None else None,
                probability_better=chance,
                forecast=forecasts.get(code),
                gain_step=(
                    abs(basket.slopes()[code]) * STEPS[Unit(definition.unit)] if scoring else None
                ),
                gain_room=max(scoring.weight * (10 - points.value), 0.0)
                if scoring and points
                else None,
                leads_vi=assignment.leads_vi if assignment else "",
                leads_en=assignment.leads_en if assignment else "",
                assignment=assignment.number if assignment else None,
                task_vi=task.text_vi if task else "",
                task_en=task.text_en if task else "",
                source=definition.source,
                waves=dict(earlier.get(code, {})),
                portal=checklist_numbers(portal) if code == own.WEB_SCORE and portal else None,
            )
        )
    return tuple(rows)
