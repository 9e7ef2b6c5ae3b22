"""Weights calibrated to the register: which margins, met how, and what is left out where.

The answers of a stratum stand for its enterprises in business; calibration then moves these
weights as little as it can so that legal types, sizes, sections and ages are as in the register
(Deville and Särndal 1992). No weight is moved beyond the bounds; that is the trimming rule, and the
margins hold with it. Margins that cannot be met within the bounds are given up, the last first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.data import margins as register
from analysis.data.strata import StratumCounts
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats
from analysis.estimators.sample import weights
from analysis.estimators.sample.design import Design
from analysis.numbers import Margin, MarginLevel, Weighting
from directory.models import LegalType, Size
from directory.vsic import section_choices
from surveys.models import Wave

FEWEST = 10  # answers of a level that is a cell of its own
ORDERED = {
    register.SIZE: tuple(Size.values),
    register.AGE: (*(name for _below, name in register.YEARS_OLD), register.UNKNOWN),
}
SPARSE, UNMET, BLIND, GONE, NO_MARGIN = "sparse", "unmet", "blind", "register", "margins"


@dataclass(frozen=True, slots=True)
class Weighted:
    """A design with its final weights, and how they came about."""

    design: Design
    weighting: Weighting


def weigh(
    wave: Wave, design: Design, counts: Sequence[StratumCounts], values: pd.DataFrame
) -> Weighted:
    """Calibrate a wave's weights to the register as far as it can be done.

    ``values`` is what the register says of the answers, row by row; in a blind wave nobody knows.
    """
    if wave.is_blind:
        return Weighted(design, Weighting(reason=BLIND))
    everybody = register.scale_counts(register.register_values(wave), counts)
    if everybody is None:
        return Weighted(design, Weighting(reason=GONE))
    everybody = everybody.assign(n=everybody["n"] * design.weights.sum() / everybody["n"].sum())
    return _calibrate_stepwise(design, values, everybody)


def weigh_again(design: Design, weighting: Weighting, values: pd.DataFrame) -> Design | None:
    """Return the design with the weights a stored report had; None if the register says otherwise
    of those who answered than it did then."""
    if not weighting.is_calibrated:
        return design
    if register.digest(values) != weighting.digest:
        return None
    return _calibrate(design, weighting, values)


def _calibrate_stepwise(design: Design, values: pd.DataFrame, everybody: pd.DataFrame) -> Weighted:
    found = {name: _margin(name, values[name], everybody) for name in register.VARIABLES}
    margins = [one for one in found.values() if one]
    left_out = {name: SPARSE for name, one in found.items() if one is None}
    digest = register.digest(values)
    while margins:
        plan = Weighting(tuple(margins), left_out, digest=digest)
        try:
            done = _calibrate(design, plan, values)
        except EstimationError:
            left_out = {**left_out, margins.pop().variable: UNMET}
            continue
        return Weighted(done, _note_trimming(design, done, plan, values))
    return Weighted(design, Weighting(left_out=left_out, reason=NO_MARGIN))


def _note_trimming(
    design: Design, done: Design, plan: Weighting, values: pd.DataFrame
) -> Weighting:
    """Note how far the factors would go without bounds, and how many answers are at one."""
    free = factors(design, calibrate_without_bounds(design, plan, values))
    held = factors(design, done)
    at_bound = (held <= plan.low + 1e-9) | (held >= plan.high - 1e-9)
    return replace(
        plan,
        smallest=float(free.min()),
        largest=float(free.max()),
        trimmed=int(at_bound.sum()),
    )


def factors(before: Design, after: Design) -> Floats:
    """Return what calibration multiplied each weight with."""
    return np.asarray(after.weights / before.weights)


def calibrate_without_bounds(design: Design, plan: Weighting, values: pd.DataFrame) -> Design:
    """Calibrate without bounds: the step before trimming, of which some weights may be negative."""
    return weights.calibrate(design, _auxiliary(design, plan, values))


def _calibrate(design: Design, plan: Weighting, values: pd.DataFrame) -> Design:
    return weights.calibrate(design, _auxiliary(design, plan, values), bounds=(plan.low, plan.high))


def _auxiliary(design: Design, plan: Weighting, values: pd.DataFrame) -> weights.Auxiliary:
    return weights.auxiliary(
        design, [_match_levels(one, values[one.variable]) for one in plan.margins]
    )


def _match_levels(margin: Margin, values: "pd.Series[str]") -> weights.Margin:
    names = tuple(margin.totals)
    place = {value: names.index(code) for value, code in margin.level_of.items()}
    return weights.Margin(
        (margin.variable,),
        np.array([place[value] for value in values], dtype=np.intp),
        names,
        np.array(list(margin.totals.values())),
    )


def _margin(name: str, values: "pd.Series[str]", everybody: pd.DataFrame) -> Margin | None:
    """Cut a variable into levels; None where there is one alone, which tells nothing."""
    answered = values.value_counts()
    totals = everybody.groupby(name)["n"].sum()
    known = sorted({*answered.index, *totals.index}, key=lambda value: _order(name, value))
    cells = [((one,), int(answered.get(one, 0)), float(totals.get(one, 0.0))) for one in known]
    joined = _join_neighbours(cells) if name in ORDERED else _join_thin(cells)
    if len(joined) < 2:
        return None
    return Margin(name, tuple(_level(name, *cell) for cell in joined))


def _order(name: str, value: str) -> tuple[int, str]:
    listed = ORDERED.get(name, ())
    return (listed.index(value) if value in listed else len(listed)), value


Cell = tuple[tuple[str, ...], int, float]


def _is_thin(cell: Cell) -> bool:
    return cell[1] < FEWEST or cell[2] <= 0


def _together(cells: Iterable[Cell]) -> Cell:
    names, answered, totals = zip(*cells, strict=True)
    return tuple(value for part in names for value in part), sum(answered), sum(totals)


def _join_neighbours(cells: Sequence[Cell]) -> list[Cell]:
    """Let each thin level join the one before it, the first one the one after it."""
    joined: list[Cell] = []
    for cell in cells:
        if joined and (_is_thin(joined[-1]) or _is_thin(cell)):
            joined[-1] = _together([joined[-1], cell])
        else:
            joined.append(cell)
    return joined


def _join_thin(cells: Sequence[Cell]) -> list[Cell]:
    """Put thin levels together; those that are thin even so go to the largest level."""
    thick = [cell for cell in cells if not _is_thin(cell)]
    thin = [cell for cell in cells if _is_thin(cell)]
    if not thin:
        return thick
    rest = _together(thin)
    if not thick or not _is_thin(rest):
        return [*thick, rest]
    largest = max(range(len(thick)), key=lambda at: thick[at][1])
    thick[largest] = _together([thick[largest], rest])
    return thick


def _level(name: str, values: tuple[str, ...], answered: int, total: float) -> MarginLevel:
    return MarginLevel(
        code="+".join(value or "-" for value in values),
        label_vi=_label("vi", name, values),
        label_en=_label("en", name, values),
        values=values,
        total=total,
        answered=answered,
    )


def _label(language: str, name: str, values: Sequence[str]) -> str:
    with translation.override(language):
        return " + ".join(_name_level(name, value) for value in values)


def _name_level(name: str, value: str) -> str:
    if name == register.AGE:
        known = value not in {register.UNKNOWN, ""}
        years = value.replace("-", "–")
        return _("%(years)s years old") % {"years": years} if known else _("founding year unknown")
    names: dict[str, tuple[tuple[str, object], ...]] = {
        register.SIZE: tuple(Size.choices),
        register.LEGAL_TYPE: tuple(LegalType.choices),
        register.SECTOR: tuple(section_choices()),
    }
    return str(dict(names.get(name, ())).get(value, value or "–"))
