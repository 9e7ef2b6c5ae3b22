"""The picture of the sub-index over the editions, with the survey and the forecast at its end."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from analysis.charts.base import (
    BLUE,
    GREEN,
    GREY,
    INK,
    VERMILION,
    WIDTH,
    Chart,
    Table,
    alternative,
    draw_svg,
    plot,
    write_interval,
    write_number,
)
from analysis.numbers import Figure, OfficialYear, Quantiles

BANDS = (("0.05", "0.95", 0.25), ("0.1", "0.9", 0.45))  # of the forecast, and how dark each is
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
) -> Chart:
    """The sub-index by edition, the survey's value and the forecast's fan."""
    import altair as alt

    published = sorted(official, key=lambda row: row.year)
    x = _axis_of_years(published[0].year, max(year, published[-1].year))
    y = _axis_of_points(published, own, forecast)
    layers = [*_breaks(x, basket_breaks), *_published(x, y, published, basket_breaks)]
    if own:
        layers += _survey(x, y, own, year)
    if forecast:
        layers += _fan(x, y, forecast, year)
    cells = _cells(published, own, forecast, year)
    return Chart(
        name="score-path",
        title=title,
        subtitle=_(
            "Sub-index, points from 1 to 10. Diamonds: published; circle: the survey with its 95%%"
            " confidence interval; square: forecast with its 80%% and 90%% intervals."
        )
        % {},
        source=source,
        alternative=alternative(title, [f"{c[0]}, {c[1]}: {c[2]} ({c[3]})" for c in cells]),
        svg=draw_svg(alt.layer(*layers).properties(width=WIDTH + 60, height=175)),
        table=Table((_("Year"), _("Source"), _("Points"), _("Interval")), cells),
    )


def _axis_of_years(first: int, last: int) -> Any:
    import altair as alt

    years = list(range(first, last + 1))
    return alt.X(
        "x:Q",
        scale=alt.Scale(domain=[first - 0.4, last + 1.4], nice=False),
        axis=alt.Axis(values=years, format="d", title=None, grid=False, ticks=False),
    )


def _axis_of_points(
    published: Sequence[OfficialYear], own: Figure | None, forecast: Quantiles | None
) -> Any:
    """An axis with room for every value and interval, in whole points."""
    import altair as alt

    values = [row.score for row in published]
    if forecast:
        values += [forecast.q["0.025"], forecast.q["0.975"]]
    if own:
        values += [own.low, own.high]
    domain = [max(1.0, int(min(values))), min(10.0, int(max(values)) + 1)]
    return alt.Y(
        "value:Q",
        scale=alt.Scale(domain=domain, nice=False),
        axis=alt.Axis(title=_("Points, 1 to 10"), tickCount=5, domain=False, ticks=False),
    )


def _breaks(x: Any, years: Sequence[int]) -> list[Any]:
    """Where a new set of criteria makes scores incomparable."""
    import altair as alt

    rows = [{"x": year - 0.5, "text": _("new set of criteria")} for year in years]
    return [
        plot(rows).mark_rule(color=GREY, strokeDash=[4, 3]).encode(x=x),
        plot(rows)
        .mark_text(align="left", dx=4, baseline="top", color=GREY)
        .encode(x=x, y=alt.value(0), text="text:N"),
    ]


def _published(
    x: Any, y: Any, published: Sequence[OfficialYear], breaks: Sequence[int]
) -> list[Any]:
    """Published scores, joined by a line that stops where the criteria changed."""
    rows = [
        {
            "x": row.year,
            "value": row.score,
            "text": write_number(row.score),
            "part": sum(row.year >= year for year in breaks),
        }
        for row in published
    ]
    diamonds = {"shape": "diamond", "size": 75, "filled": True, "opacity": 1}
    return [
        plot(rows).mark_line(color=VERMILION, strokeWidth=1.8).encode(x=x, y=y, detail="part:N"),
        plot(rows).mark_point(color=VERMILION, **diamonds).encode(x=x, y=y),
        plot(rows).mark_text(dy=-13, color=INK).encode(x=x, y=y, text="text:N"),
    ]


def _survey(x: Any, y: Any, own: Figure, year: int) -> list[Any]:
    told = _("survey %(value)s") % {"value": write_number(own.value)}
    row = {"x": year - ASIDE, "value": own.value, "low": own.low, "high": own.high, "text": told}
    bar = {"strokeWidth": 5, "opacity": 0.35}
    return [
        plot([row]).mark_rule(color=BLUE, **bar).encode(x=x, y="low:Q", y2="high:Q"),
        plot([row]).mark_point(color=BLUE, filled=True, size=75, opacity=1).encode(x=x, y=y),
        plot([row])
        .mark_text(dx=-10, align="right", color=BLUE, fontWeight=600)
        .encode(x=x, y=y, text="text:N"),
    ]


def _fan(x: Any, y: Any, forecast: Quantiles, year: int) -> list[Any]:
    """The forecast's middle over its intervals, the wider one paler."""
    at = {"x": year + ASIDE, "value": forecast.middle}
    told = _("forecast %(value)s") % {"value": write_number(forecast.middle)}
    square = {"filled": True, "shape": "square", "size": 60, "opacity": 1}
    return [
        *(
            plot([{**at, "low": forecast.q[low], "high": forecast.q[high]}])
            .mark_rule(color=GREEN, strokeWidth=11, opacity=opacity)
            .encode(x=x, y="low:Q", y2="high:Q")
            for low, high, opacity in BANDS
        ),
        plot([at]).mark_point(color=GREEN, **square).encode(x=x, y=y),
        plot([{**at, "text": told}])
        .mark_text(dx=10, align="left", color=GREEN, fontWeight=600)
        .encode(x=x, y=y, text="text:N"),
    ]


def _cells(
    published: Sequence[OfficialYear], own: Figure | None, forecast: Quantiles | None, year: int
) -> tuple[tuple[str, ...], ...]:
    cells = [(str(row.year), _("official"), write_number(row.score), "–") for row in published]
    if own:
        value, range_ = write_number(own.value), write_interval(own.low, own.high)
        cells.append((str(year), _("survey"), value, range_))
    if forecast:
        value = write_number(forecast.middle)
        range_ = write_interval(forecast.low90, forecast.high90)
        cells.append((str(year), _("forecast"), value, range_))
    return tuple(cells)
