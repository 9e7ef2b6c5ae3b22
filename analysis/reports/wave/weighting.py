"""What is said of the weights: rule, margins, what was left out, and the effect of each step."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.numbers import CriterionNumbers, Margin, Weighting, WeightStep
from core.charts.base import write_number

MARGINS = {  # in the order in which they are told; PostgreSQL keeps none of keys
    "size": gettext_lazy("size"),
    "legal_type": gettext_lazy("legal type"),
    "sector": gettext_lazy("VSIC section"),
    "age": gettext_lazy("age by founding year"),
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """A criterion after every step, and its standard error before and after calibration."""

    name: str
    cells: tuple[str, ...]
    heads: tuple[str, ...]

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """The cells beside the names of their columns."""
        return list(zip(self.heads, self.cells, strict=True))


def sentences(plan: Weighting) -> Iterator[str]:
    """Say how the weights came about; the errors, too."""
    yield _(
        "Weights come about in steps: register over drawn enterprises, less those not in business,"
        " over the answers of each stratum (the response classes)."
    )
    if plan.is_calibrated:
        yield from _word_calibration(plan)
    elif reason := _why_not(plan):
        yield reason
    if plan.left_out:
        yield _word_left_out(plan)


def _word_calibration(plan: Weighting) -> Iterator[str]:
    yield _(
        "They are then calibrated to the register (linear method of Deville and Särndal) by"
        " %(margins)s. Standard errors are linearised and account for it: they take what these"
        " variables leave unexplained; the bounds and the estimated share of enterprises in"
        " business count as fixed."
    ) % {"margins": "; ".join(f"{name_of_margin(m.variable)} ({_levels(m)})" for m in plan.margins)}
    shown = {
        "low": write_number(plan.low, 1),
        "high": write_number(plan.high, 1),
        "smallest": write_number(plan.smallest),
        "largest": write_number(plan.largest),
        "n": plan.trimmed,
    }
    if plan.trimmed:
        yield (
            _(
                "Trimming rule: calibration multiplies no weight with less than %(low)s or more"
                " than %(high)s; without it the factors would go from %(smallest)s to %(largest)s."
                " At a bound are %(n)s answers, and the margins hold all the same."
            )
            % shown
        )
    else:
        yield (
            _(
                "Trimming rule: calibration multiplies no weight with less than %(low)s or more"
                " than %(high)s; its factors go from %(smallest)s to %(largest)s, so nothing was"
                " trimmed."
            )
            % shown
        )


def _levels(margin: Margin) -> str:
    return ", ".join(f"{one.label} {write_number(one.total, 0)}" for one in margin.levels)


def _why_not(plan: Weighting) -> str:
    said = {
        "blind": _(
            "They are not calibrated further: in a blind wave nobody knows which enterprise"
            " answered, so the strata are all that can be weighted by."
        ),
        "register": _(
            "They are not calibrated to the register: it has no enterprise left of a size class"
            " that was drawn."
        ),
        "margins": _(
            "They are not calibrated to the register: no variable has two levels with ten answers"
            " each whose totals could be met within the bounds."
        ),
    }
    return said.get(plan.reason, "")


def _word_left_out(plan: Weighting) -> str:
    sparse = [str(name) for one, name in MARGINS.items() if plan.left_out.get(one) == "sparse"]
    unmet = [str(name) for one, name in MARGINS.items() if plan.left_out.get(one) == "unmet"]
    parts = []
    if sparse:
        parts.append(
            _("Left out, because fewer than two levels have ten answers each: %(names)s.")
            % {"names": ", ".join(sparse)}
        )
    if unmet:
        parts.append(
            _("Given up, because no weights within the bounds meet the totals: %(names)s.")
            % {"names": ", ".join(unmet)}
        )
    return " ".join(parts)


def name_of_margin(variable: str) -> str:
    return str(MARGINS[variable])


def name_of_step(code: str) -> str:
    return {
        "design": _("As drawn"),
        "eligibility": _("In business"),
        "response": _("Response classes"),
        "calibration": _("Calibrated"),
        "trimming": _("Trimmed (final)"),
    }[code]


def head(plan: Weighting) -> tuple[str, ...]:
    """Return the columns of the table of steps."""
    error = (_("Standard error before and after calibration"),) if plan.is_calibrated else ()
    return (_("Figure"), *(name_of_step(step.code) for step in plan.steps), *error)


def rows(plan: Weighting, criteria: tuple[CriterionNumbers, ...]) -> Iterator[StepRow]:
    """Return what each step does; figures that are withheld are not in it."""
    if not plan.steps:
        return
    heads, blank = head(plan)[1:], ("",) if plan.is_calibrated else ()
    yield StepRow(
        _("Factor by which unequal weights widen variances (Kish)"),
        (*(write_number(step.kish) for step in plan.steps), *blank),
        heads,
    )
    yield StepRow(
        _("Largest weight over the smallest"),
        (*(_ratio(step) for step in plan.steps), *blank),
        heads,
    )
    for row in criteria:
        if row.design and row.design.is_shown and row.code in plan.steps[-1].values:
            cells = tuple(_in_unit(row, step.values.get(row.code)) for step in plan.steps)
            yield StepRow(row.name, (*cells, *_errors(plan, row)), heads)


def _ratio(step: WeightStep) -> str:
    return "–" if step.ratio is None else write_number(step.ratio, 1)


def _errors(plan: Weighting, row: CriterionNumbers) -> tuple[str, ...]:
    if not plan.is_calibrated:
        return ()
    by_code = {step.code: step for step in plan.steps}
    before, after = (by_code[code].errors.get(row.code) for code in ("response", "trimming"))
    return (f"{_in_unit(row, before)} → {_in_unit(row, after)}",)


def _in_unit(row: CriterionNumbers, value: float | None) -> str:
    if value is None:
        return "–"
    if row.is_share:
        return write_number(value * 100, 1) + "%"
    return write_number(value, row.decimals + 1)
