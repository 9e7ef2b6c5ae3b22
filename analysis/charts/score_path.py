"""The picture of the sub-index over the editions, with the survey and the forecast at its end."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from analysis.numbers import Figure, OfficialYear, Quantiles
from core.charts.base import (
    Chart,
    Table,
    alternative,
    draw,
    write_axis,
    write_interval,
    write_number,
)
from core.charts.grammar import Band, Path, Point, Series
from core.charts.grammar.scale import widen

BANDS = (("0.05", "0.95", 0.25), ("0.1", "0.9", 0.45))  # of the forecast, and how dark each is
PALE = 0.18
PastForecasts = Mapping[int, Quantiles]  # by the edition it was told of
ASIDE = 0.12  # of a year: survey and forecast stand beside each other


def score_path(
    official: Sequence[OfficialYear],
    own: Figure | None,
    forecast: Quantiles | None,
    *,
    year: int,
    basket_breaks: Sequence[int],
    title: str,
    source: str,
    past: PastForecasts | None = None,
    measured: str = "",
) -> Chart:
    """The sub-index by edition, the survey's value and the forecast's fan.

    ``past`` are the forecasts of editions that are out, so that misses are seen like hits;
    ``measured`` says how much of the survey's value the survey itself measured.
    """
    past = past or {}
    published = sorted(official, key=lambda row: row.year)
    cells = _cells(published, own, forecast, year) + _past_cells(past)
    explained = [_explain_marks(published, own, forecast)]
    explained += [_("Survey: %(measured)s.") % {"measured": measured}] if own and measured else []
    explained += [_explain_past()] if past else []
    return Chart(
        name="score-path",
        title=title,
        subtitle=" ".join(explained),
        source=source,
        alternative=alternative(title, [f"{c[0]}, {c[1]}: {c[2]} ({c[3]})" for c in cells]),
        pictures=draw(add_past(describe_path(published, own, forecast, year, basket_breaks), past)),
        table=Table((_("Year"), _("Source"), _("Points"), _("Interval")), cells),
    )


def describe_path(
    published: Sequence[OfficialYear],
    own: Figure | None,
    forecast: Quantiles | None,
    year: int,
    breaks: Sequence[int],
    target: tuple[float, str] | None = None,
) -> Path:
    """Published scores, the survey and the forecast beside each other at their end."""
    values = [row.score for row in published]
    values += [forecast.q["0.025"], forecast.q["0.975"]] if forecast else []
    values += [own.low, own.high] if own else []
    values += [target[0]] if target else []
    low, high = widen(values, 0.12)
    first, last = (published[0].year, published[-1].year) if published else (year, year)
    return Path(
        series=tuple(_series(published, own, forecast, year)),
        years=tuple(range(first, max(year, last) + 1)),
        low=max(1.0, low),
        high=min(10.0, high),
        write=write_axis,
        bands=_fan(forecast, year) if forecast else (),
        breaks=tuple(breaks),
        break_text=_("new set of criteria"),
        target=target[0] if target else None,
        target_text=target[1] if target else "",
        heading=_("Points, 1 to 10"),
        ends=(0.4, 0.9),
    )


def add_past(picture: Path, past: PastForecasts) -> Path:
    """Put what was forecast of past editions behind what came."""
    if not past:
        return picture
    ends = [value for told in past.values() for value in (told.low80, told.high80)]
    low, high = widen([picture.low, picture.high, *ends], 0.02)
    bands = tuple(
        Band(None, year + ASIDE, told.low80, told.high80, "forecast", PALE)
        for year, told in sorted(past.items())
    )
    points = tuple(Point(year + ASIDE, told.middle, "") for year, told in sorted(past.items()))
    return replace(
        picture,
        bands=(*bands, *picture.bands),
        series=(Series(points, "forecast", "square", is_joined=False), *picture.series),
        low=max(1.0, low),
        high=min(10.0, high),
    )


def _explain_marks(
    published: Sequence[OfficialYear], own: Figure | None, forecast: Quantiles | None
) -> str:
    """Say what the marks mean that are in the picture, and no others."""
    said = [_("Sub-index, points from 1 to 10.")]
    if published:
        said.append(_("Diamonds: published."))
    if own:
        said.append(_("Circle: the survey with its 95%% confidence interval.") % {})
    if forecast:
        said.append(_("Square: the forecast with its 80%% and 90%% intervals.") % {})
    return " ".join(said)


def _explain_past() -> str:
    return _("Pale: 80%% intervals of earlier forecasts, beside what came.") % {}


def _past_cells(past: PastForecasts) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(year),
            _("earlier forecast"),
            write_number(told.middle),
            write_interval(told.low80, told.high80),
        )
        for year, told in sorted(past.items())
    )


def _series(
    published: Sequence[OfficialYear], own: Figure | None, forecast: Quantiles | None, year: int
) -> list[Series]:
    scores = tuple(Point(row.year, row.score, write_number(row.score)) for row in published)
    found = [Series(scores, "official", "diamond")] if scores else []
    if own:
        short = write_number(own.value)
        told = _("survey %(value)s") % {"value": short}
        at = Point(year - ASIDE, own.value, told, own.low, own.high, short)
        found.append(Series((at,), "own"))
    if forecast:
        short = write_number(forecast.middle)
        told = _("forecast %(value)s") % {"value": short}
        at = Point(year + ASIDE, forecast.middle, told, short=short)
        found.append(Series((at,), "forecast", "square"))
    return found


def _fan(forecast: Quantiles, year: int) -> tuple[Band, ...]:
    """The forecast's intervals, the wider one paler."""
    return tuple(
        Band(None, year + ASIDE, forecast.q[low], forecast.q[high], "forecast", opacity)
        for low, high, opacity in BANDS
    )


def _cells(
    published: Sequence[OfficialYear], own: Figure | None, forecast: Quantiles | None, year: int
) -> tuple[tuple[str, ...], ...]:
    cells = [(str(row.year), _("official"), write_number(row.score), "–") for row in published]
    if own:
        value, range_ = write_number(own.value), write_interval(own.low, own.high)
        cells.append((str(year), _("survey"), value, range_))
    if forecast:
        value = write_number(forecast.middle)
        range_ = write_interval(forecast.low80, forecast.high80)
        cells.append((str(year), _("forecast"), value, range_))
    return tuple(cells)
