"""The chain of forecasts: the rules sealed with each, its proof, and receipts for elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.models import Forecast
from analysis.models.forecasts import CHAIN_BEGINS
from analysis.provenance import digest

RULES: dict[str, Any] = {
    "version": 1,
    "value": (
        "CRPS, as twice the mean quantile loss at the 99 frozen percentiles; PIT by linear"
        " interpolation between them; coverage of the central 50, 80, 90 and 95 % intervals"
    ),
    "rank": "ranked probability score over the frozen distribution of the rank",
    "rank_as_a_range": "probability given to the published range, and its logarithm",
    "not_published": "no score; the outcome is listed",
    "baselines": (
        "last value, national mean, shrunken last value and own survey as normal distributions"
        " with the frozen mean and spread; CRPS in closed form"
    ),
    "outcome": "the value the platform holds as official for the edition, in its published unit",
}


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    number: int
    what: str


def find_broken_links(forecasts: Sequence[Forecast]) -> list[Break]:
    """Compute every digest again, first to last; an empty list proves the chain."""
    found = []
    previous, expected = CHAIN_BEGINS, 1
    for forecast in forecasts:
        if forecast.number != expected:
            found.append(Break(forecast.number, f"number {expected} is missing"))
        if forecast.previous_digest != previous:
            found.append(Break(forecast.number, "does not continue the forecast before"))
        if forecast.computed_digest() != forecast.digest:
            found.append(Break(forecast.number, "its content has been changed"))
        previous, expected = forecast.digest, forecast.number + 1
    return found


def receipt(forecast: Forecast) -> dict[str, Any]:
    """What can be deposited elsewhere: it proves the forecast without the platform."""
    return {"digest": forecast.digest, "algorithm": "SHA-256", "sealed": forecast.sealed()}


def receipt_holds(deposited: dict[str, Any]) -> bool:
    """Whether a deposited receipt's content gives its digest."""
    return bool(digest(deposited["sealed"]) == deposited["digest"])
