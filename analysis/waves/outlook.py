"""What is likely to be published next: the nowcast, fed from the database."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.data import frames, own_figures
from analysis.data.mergers import merger_of
from analysis.data.own_figures import OwnRow
from analysis.forecasting.backtest import Inputs
from analysis.forecasts import runs
from analysis.forecasts.record import record_of
from analysis.numbers import Outlook, Quantiles
from analysis.waves.sample import Sample
from pci.models import Province
from surveys.models import Wave

DRAWS = 4000


def own_rows(wave: Wave, taken: Sample, target: int) -> tuple[OwnRow, ...]:
    """The estimates of the wave that is being analysed, as a forecast takes them."""
    return tuple(
        OwnRow(
            year=target, criterion=code, value=found.estimate.value, se=found.estimate.se,
            n=found.estimate.n, kind=own_figures.Kind.SURVEY, wave=wave.pk, wave_year=wave.year,
            on=wave.closes_on, version=wave.version_id,
        )
        for code, found in taken.criteria.items()
        if taken.figure(code).is_shown
        and own_figures.usable(
            found.estimate.value,
            found.estimate.se,
            found.estimate.n,
            own_figures.UNITS[found.measure],
        )
    )  # fmt: skip


def inputs(province: Province, target: int, rows: Sequence[OwnRow]) -> Inputs:
    """Everything known before the target edition: official values, bases, own figures."""
    return frames.with_predecessors(
        province,
        target,
        Inputs(
            official=frames.official_frame(before=target),
            constants=frames.constants_frame(before=target),
            bases=frames.bases_frame(before=target),
            own=frames.own_frame(province.name, rows),
        ),
    )


def outlooks(
    province: Province, target: int, rows: Sequence[OwnRow], seed: int
) -> tuple[Outlook | None, dict[str, Quantiles]]:
    """Forecast what will be published for the target year; nothing where that is impossible."""
    try:
        told = runs.nowcast(
            inputs(province, target, rows),
            target,
            provinces=[province.name],
            draws=DRAWS,
            seed=seed,
        )
    except runs.CannotForecast:
        return None, {}
    said = told["provinces"][province.name]
    forecasts = {code: quantiles(found) for code, found in said["criteria"].items()}
    above = said["p_above_last"]
    return (
        Outlook(
            score=quantiles(said["score"]),
            above_last=0.5 if above is None else above,
            rank=quantiles(said["rank"])
            if said["rank"] and merger_of(province, target) is None
            else None,
            provinces_known=told["model"]["provinces_known"],
            own_surveys=len({row.year for row in rows if row.kind == own_figures.Kind.SURVEY}),
            model_version=str(told["model"]["version"]),
            record=record_of(
                whole_country=said["rank"] is not None, own=said["own_survey"] is not None
            ),
        ),
        forecasts,
    )


def quantiles(found: Mapping[str, Any]) -> Quantiles:
    return Quantiles(mean=found["mean"], sd=found["sd"], q=dict(found["q"]))
