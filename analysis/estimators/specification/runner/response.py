"""Response rates and adjusted p-values of a specification."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.estimators.errors import EstimationError
from analysis.estimators.inference import response
from analysis.estimators.inference.adjustment import adjust_p_values
from analysis.estimators.specification.runner.values import printable
from analysis.estimators.specification.spec import AdjustSpec, ResponseSpec


def response_row(spec: ResponseSpec) -> dict[str, Any]:
    """Compute the rates of AAPOR from the counts of a specification."""
    found = response.rates(spec.counts, spec.eligible_share)
    rates = {name: printable(rate) for name, rate in found.items()}
    return {"name": spec.name, "eligible_share": spec.eligible_share, "rates": rates}


def adjusted_row(spec: AdjustSpec, tests: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Adjust given p-values, or those of the tests named (all, if none is named)."""
    if spec.p_values:
        given = {str(at): p for at, p in enumerate(spec.p_values, start=1)}
    else:
        given = {t["name"]: t["p"] for t in tests if not spec.tests or t["name"] in spec.tests}
    if not given:
        raise EstimationError(f"[[adjust]] {spec.name!r}: there is no p-value to adjust.")
    p_values = [float("nan") if p is None else float(p) for p in given.values()]
    adjusted = adjust_p_values(p_values, spec.method)
    rows = zip(given, p_values, adjusted, strict=True)
    return {
        "name": spec.name,
        "method": spec.method,
        "p_values": [
            {"name": name, "p": printable(p), "adjusted": printable(q)} for name, p, q in rows
        ],
    }
