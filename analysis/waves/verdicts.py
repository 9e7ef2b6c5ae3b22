"""What the survey says of change since the last official values, its lean taken off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.data import sources
from analysis.data.own_figures import Kind, OwnRow
from analysis.estimators.index import Unit
from analysis.estimators.inference.adjustment import how_sure
from analysis.forecasting import lean
from analysis.forecasting.lean import Held, Pair
from analysis.forecasting.nowcast.priors import Priors
from analysis.forecasts import files
from analysis.numbers import Comparison, Figure, Mark
from pci.models import CriterionInEdition


@dataclass(frozen=True, slots=True)
class Beside:
    """All that a verdict on one wave needs: its figures, its own past, what is official."""

    target: int
    figures: Mapping[str, Figure]
    rows: Sequence[OwnRow]
    official: sources.Official
    defined: Mapping[str, CriterionInEdition]


def verdicts(beside: Beside) -> dict[str, Comparison]:
    """Compare every figure that may be shown with the last official value of its criterion."""
    priors = files.load_shipped_priors(beside.target)
    held = [
        found
        for code, figure in beside.figures.items()
        if figure.is_shown and (found := _hold(beside, code, figure, priors))
    ]
    changes = lean.changes(held)
    marks = how_sure([change.p if change else None for change in changes])
    return {
        one.criterion: _compare(one, change, certain)
        for one, change, certain in zip(held, changes, marks, strict=True)
    }


def _hold(beside: Beside, code: str, figure: Figure, priors: Priors) -> Held | None:
    history, definition = beside.official.history(code), beside.defined.get(code)
    if not history or definition is None:
        return None
    last = max(history)
    earlier = [
        row
        for row in beside.rows
        if row.criterion == code and row.kind is Kind.SURVEY and row.year in history
    ]

    def pair(value: float, se: float, n: int, year: int) -> Pair:
        return _pair(beside, definition, priors, (value, se, n), year, is_last=year == last)

    return Held(
        criterion=code,
        unit=Unit(definition.unit),
        direction=definition.direction,
        spread=lean.spread(priors, code, Unit(definition.unit)),
        now=pair(figure.value, figure.se, figure.n, last),
        editions=tuple(pair(row.value, row.se, row.n, row.year) for row in earlier),
    )


def _pair(
    beside: Beside,
    definition: CriterionInEdition,
    priors: Priors,
    own: tuple[float, float, int],
    year: int,
    *,
    is_last: bool,
) -> Pair:
    code, unit = definition.criterion.code, Unit(definition.unit)
    assumed = priors.of(code, unit)
    base = beside.official.history_n(code).get(year) or assumed.base
    published = beside.official.history(code)[year]
    return Pair(*lean.on_scale(unit, *own, published, base, assumed.noise), is_last)


def _compare(held: Held, change: lean.Change | None, certain: str | None) -> Comparison:
    if change is None or certain is None:
        return Comparison(Mark.WITHHELD, 0)
    value, low, high = lean.adjust_for_lean(held, change)
    return Comparison(
        certain, change.editions, is_up=change.is_up, p=change.p, value=value, low=low, high=high
    )
