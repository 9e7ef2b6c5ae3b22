"""What is likely to be published next: the nowcast, fed from the database."""

from collections.abc import Mapping
from typing import Any

from analysis import frames, nowcasting
from analysis.estimators.backtest import Inputs
from analysis.numbers import Outlook, Quantiles
from analysis.wave.sample import Sample
from pci.models import Province

DRAWS = 4000


def inputs(taken: Sample, province: Province, year: int, target: int) -> Inputs:
    """Everything known before the target edition: official values, bases, own surveys."""
    now = [
        (target, code, found.estimate.value, found.estimate.se, found.estimate.n)
        for code, found in taken.criteria.items()
    ]
    earlier = [row for row in frames.earlier_own_rows(before=year) if row[0] < target]
    return Inputs(
        official=frames.official_frame(before=target),
        constants=frames.constants_frame(before=target),
        bases=frames.bases_frame(before=target),
        own=frames.own_frame(province.name, [*earlier, *now]),
    )


def outlooks(
    taken: Sample, province: Province, year: int, target: int, seed: int
) -> tuple[Outlook | None, dict[str, Quantiles]]:
    """Forecast what will be published for the target year; nothing where that is impossible."""
    try:
        told = nowcasting.nowcast(
            inputs(taken, province, year, target),
            target,
            provinces=[province.name],
            draws=DRAWS,
            seed=seed,
        )
    except nowcasting.CannotForecast:
        return None, {}
    said = told["provinces"][province.name]
    forecasts = {code: quantiles(found) for code, found in said["criteria"].items()}
    above = said["p_above_last"]
    return (
        Outlook(
            score=quantiles(said["score"]),
            above_last=0.5 if above is None else above,
            rank=quantiles(said["rank"]) if said["rank"] else None,
            provinces_known=told["model"]["provinces_known"],
            own_surveys=len({*frames.earlier_own_years(before=year), year}),
            model_version=str(told["model"]["version"]),
        ),
        forecasts,
    )


def quantiles(found: Mapping[str, Any]) -> Quantiles:
    return Quantiles(mean=found["mean"], sd=found["sd"], q=dict(found["q"]))
