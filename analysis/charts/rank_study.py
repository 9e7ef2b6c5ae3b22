"""Pictures of how firm a rank is: where recipes put it, what it hangs on, a frame that stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    plot_by_name,
    wrap_label,
    write_number,
    write_signed,
)


def recipes(
    shares: Mapping[int, float], official: int, places: int, *, title: str, source: str
) -> Chart:
    """How often each rank comes out of the recipes, with the official one marked."""
    cells = tuple(
        (
            _("rank %(low)s to %(high)s") % {"low": low, "high": min(low + 9, places)},
            f"{write_number(100 * sum(shares.get(k, 0.0) for k in range(low, low + 10)), 0)}%",
        )
        for low in range(1, places + 1, 10)
    )
    return Chart(
        name="rank-recipes",
        title=title,
        subtitle=_("Share of the recipes that give each rank among %(n)s provinces.")
        % {"n": places},
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        svg=draw_svg(_draw_recipes(shares, official, places)),
        table=Table((_("Rank"), _("Recipes")), cells),
    )


def _draw_recipes(shares: Mapping[int, float], official: int, places: int) -> Any:
    import altair as alt

    data = [{"place": k, "share": 100 * shares.get(k, 0.0)} for k in range(1, places + 1)]
    x = alt.X(
        "place:Q",
        scale=alt.Scale(domain=[0.5, places + 0.5], nice=False),
        axis=alt.Axis(
            title=_("Rank (1 is best)"), values=[1, *range(10, places + 1, 10)], grid=False,
            format="d",
        ),
    )  # fmt: skip
    y = alt.Y("share:Q", axis=alt.Axis(title=_("Recipes, %"), tickCount=4, domain=False))
    mark = [{"place": official, "text": _("official: %(rank)s") % {"rank": official}}]
    left = official > places * 0.7
    beside = {"align": "right" if left else "left", "dx": -5 if left else 5, "baseline": "top"}
    rule, bar = plot(mark).encode(x=x), max(3, 420 // places - 2)
    return alt.layer(
        plot(data).mark_bar(size=bar, color=BLUE, opacity=0.8).encode(x=x, y=y),
        rule.mark_rule(color=VERMILION, strokeWidth=2),
        rule.mark_text(color=VERMILION, fontWeight=600, **beside).encode(
            y=alt.value(0), text="text:N"
        ),
    ).properties(width=WIDTH + 60, height=150)


def causes(rows: Sequence[tuple[str, float]], *, title: str, source: str) -> Chart:
    """What the rank hangs on: the share of each choice in its spread, the largest first."""
    import altair as alt

    data = [
        {
            "name": wrap_label(name, 34),
            "share": 100 * share,
            "text": f"{write_number(100 * share, 0)}%",
        }
        for name, share in rows
    ]
    base = plot_by_name(data).encode(
        x=alt.X("share:Q", scale=alt.Scale(domain=[0, 100]), title=_("Per cent of the spread")),
    )
    picture = alt.layer(
        base.mark_bar(color=BLUE, height=13, opacity=0.85),
        base.mark_text(align="left", dx=5, fontWeight=600).encode(text="text:N"),
    ).properties(width=WIDTH - 60, height=alt.Step(28))
    cells = tuple((name, f"{write_number(100 * share, 0)}%") for name, share in rows)
    return Chart(
        name="rank-causes",
        title=title,
        subtitle=_(
            "First-order share of each choice in the variance of the rank over the recipes."
        ),
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        svg=draw_svg(picture),
        table=Table((_("Choice"), _("Share")), cells),
    )


@dataclass(frozen=True, slots=True)
class Series:
    """One line of scores over the editions, and how it is drawn."""

    name: str
    scores: Mapping[int, float]
    colour: str
    shape: str
    dash: tuple[int, int]


def frames(
    official: Mapping[int, float], fixed: Mapping[int, float], *, title: str, source: str
) -> Chart:
    """The published score beside the same values on scale ends that never move."""
    import altair as alt

    published = Series(_("published score"), official, VERMILION, "diamond", (1, 0))
    held = Series(_("scale ends held fixed"), fixed, GREEN, "square", (5, 3))
    years = sorted({*official, *fixed})
    x, y = _axes_of_scores(years, [*official.values(), *fixed.values()])
    layers = [*_draw_series(published, held, x, y), *_draw_series(held, published, x, y)]
    cells = tuple(
        (str(year), write_number(official.get(year)), write_number(fixed.get(year)))
        for year in years
    )
    return Chart(
        name="rank-frames",
        title=title,
        subtitle=_(
            "Sub-index, points from 1 to 10. Dashed: each criterion on the scale ends of its first"
            " edition, so that only the province’s own values and the set of criteria move it."
        ),
        source=source,
        alternative=alternative(title, [f"{a}: {b} ({c})" for a, b, c in cells]),
        svg=draw_svg(alt.layer(*layers).properties(width=WIDTH - 40, height=170)),
        table=Table((_("Edition"), _("Published"), _("Scale ends held fixed")), cells),
    )


def _axes_of_scores(years: Sequence[int], values: Sequence[float]) -> tuple[Any, Any]:
    import altair as alt

    scale = alt.Scale(domain=[int(min(values)), min(10, int(max(values)) + 1)], nice=False)
    x = alt.X(
        "year:O", sort=years, axis=alt.Axis(title=None, labelAngle=0, ticks=False, grid=False)
    )
    y = alt.Y(
        "score:Q", scale=scale,
        axis=alt.Axis(title=_("Points, 1 to 10"), tickCount=5, domain=False, ticks=False),
    )  # fmt: skip
    return x, y


def _draw_series(series: Series, other: Series, x: Any, y: Any) -> list[Any]:
    """A line with its numbers on the side away from the other one, and its name at the end."""
    rows = [
        {
            "year": year,
            "score": score,
            "text": write_number(score),
            "above": score >= other.scores.get(year, -1),
        }
        for year, score in sorted(series.scores.items())
    ]
    chart = plot(rows).encode(x=x, y=y)
    above, below = (chart.transform_filter(which) for which in ("datum.above", "!datum.above"))
    point = {"shape": series.shape, "size": 70, "filled": True, "opacity": 1}
    return [
        chart.mark_line(color=series.colour, strokeWidth=1.8, strokeDash=list(series.dash)),
        chart.mark_point(color=series.colour, **point),
        above.mark_text(dy=-13, color=INK).encode(text="text:N"),
        below.mark_text(dy=14, color=INK).encode(text="text:N"),
        plot({**row, "name": series.name} for row in rows[-1:])
        .mark_text(align="left", dx=12, color=series.colour, fontWeight=600)
        .encode(x=x, y=y, text="name:N"),
    ]


def steps(rows: Sequence[tuple[str, float]], *, title: str, source: str) -> Chart:
    """The change of the score taken apart: what each part added or took."""
    import altair as alt

    data = [
        {
            "name": wrap_label(name, 34),
            "value": value,
            "text": write_signed(value),
            "colour": GREEN if value > 0 else VERMILION if value < 0 else GREY,
        }
        for name, value in rows
    ]
    low, high = min(0.0, *(v for _n, v in rows)), max(0.0, *(v for _n, v in rows))
    room = 0.15 * (high - low) or 0.05  # for the labels beside the bars
    scale = alt.Scale(domain=[low - room, high + room], nice=False)
    base = plot_by_name(data).encode(
        x=alt.X("value:Q", scale=scale, title=_("Points of the sub-index")),
    )
    picture = alt.layer(
        base.mark_bar(height=14).encode(color=alt.Color("colour:N", scale=None)),
        base.transform_filter("datum.value >= 0")
        .mark_text(align="left", dx=5, fontWeight=600)
        .encode(text="text:N"),
        base.transform_filter("datum.value < 0")
        .mark_text(align="right", dx=-5, fontWeight=600)
        .encode(text="text:N"),
    ).properties(width=WIDTH - 60, height=alt.Step(28))
    cells = tuple((str(d["name"]).replace("\n", " "), str(d["text"])) for d in data)
    return Chart(
        name="rank-steps",
        title=title,
        subtitle=_("Points of the sub-index that each part added or took."),
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        svg=draw_svg(picture),
        table=Table((_("Part"), _("Points")), cells),
    )
