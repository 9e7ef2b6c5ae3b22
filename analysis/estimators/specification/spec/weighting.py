"""Replicate weights and calibrations of a document."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.estimators.errors import EstimationError
from analysis.estimators.specification.spec.fields import Fields, all_numbers, refuse_first
from analysis.estimators.specification.spec.requests import (
    CalibrateSpec,
    MarginSpec,
    ReplicatesSpec,
)

KINDS = ("JK1", "JKn", "JK2", "BRR", "Fay", "bootstrap", "ACS", "successive-difference", "other")
CALIBRATIONS = ("poststratify", "rake", "linear", "logit", "trim")


def read_replicates(table: Fields) -> ReplicatesSpec:
    """Read [replicates]."""
    rscales = table.take("rscales")
    if isinstance(rscales, int | float) and not isinstance(rscales, bool):
        rscales = [rscales]
    if rscales is not None and not all_numbers(rscales):
        raise EstimationError("[replicates]: rscales must be a list of numbers.")
    columns, file = table.texts("columns"), table.text("file")
    scale = table.number("scale")
    default = "other" if scale is not None or rscales is not None else ""
    spec = ReplicatesSpec(
        columns=columns,
        file=file,
        kind=table.choice(KINDS, "kind", "type", default=default),
        scale=scale,
        rscales=None if rscales is None else tuple(float(one) for one in rscales),
        mse=table.truth("mse"),
        combined=table.truth("combined", "combined_weights", "combined weights", default=True),
        rho=table.number("rho", "fay", default=0.0 if columns or file else 0.5),
        draws=table.whole("replicates", "draws", default=500),
        seed=table.whole("seed", default=1),
    )
    table.done()
    return spec


def read_calibration(table: Fields) -> CalibrateSpec:
    """Read one [[calibrate]]."""
    method = table.choice(CALIBRATIONS, "method")
    margins = table.take("margins", "margin", default=[])
    if isinstance(margins, Mapping):
        margins = [margins]
    if not isinstance(margins, Sequence):
        raise EstimationError(f"{table.place}: margins must be a list of tables.")
    spec = CalibrateSpec(
        method=method,
        margins=tuple(_margin(Fields(f"{table.place}: a margin", one)) for one in margins),
        bounds=table.pair("bounds", "[0.3, 3.0]"),
        upper=table.number("upper"),
        lower=table.number("lower"),
        strict=table.truth("strict"),
    )
    table.done()
    _check_calibration(table.place, spec)
    return spec


def _check_calibration(place: str, spec: CalibrateSpec) -> None:
    if spec.method == "trim":
        if spec.margins or (spec.upper is None and spec.lower is None and spec.bounds is None):
            raise EstimationError(f"{place}: trimming takes upper and lower, and no margins.")
        return
    method, has_numbers = spec.method, any(one.variable for one in spec.margins)
    more_than_one = method == "poststratify" and len(spec.margins) > 1
    of_cells = method in {"poststratify", "rake"}
    wrong = {
        "margins are missing.": not spec.margins,
        "poststratify takes one margin; use rake for several.": more_than_one,
        "logit needs bounds, such as [0.3, 3.0].": method == "logit" and spec.bounds is None,
        "numeric totals need the method linear or logit.": of_cells and has_numbers,
    }
    refuse_first(place, wrong)


def _margin(table: Fields) -> MarginSpec:
    variable, total = table.text("variable"), table.number("total")
    by = table.texts("by")
    totals: Any = table.take("totals", default={})
    table.done()
    if isinstance(totals, int | float) and not by:
        total, totals = float(totals), {}
    if not isinstance(totals, Mapping | Sequence) or isinstance(totals, str):
        raise EstimationError(f"{table.place}: totals must be a table of levels and sizes.")
    if by and (variable or total is not None or not totals):
        raise EstimationError(f"{table.place} needs by with totals.")
    if not by and total is None:
        raise EstimationError(f"{table.place} needs by with totals, or variable with total.")
    return MarginSpec(by, totals, variable, total)
