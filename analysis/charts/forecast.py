"""Pictures of a forecast: where the rank may fall, and how good forecasts have been."""

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
    write_number,
)


def rank_distribution(upto: Sequence[float], last: int | None, *, title: str, source: str) -> Chart:
    """The probability of every place, with the last published one marked."""
    import altair as alt

    before = [0.0, *upto]
    chances = [100 * (b - a) for a, b in zip(before, upto, strict=False)]
    data = [{"place": i + 1, "chance": value} for i, value in enumerate(chances)]
    places = len(chances)
    x = alt.X(
        "place:Q",
        scale=alt.Scale(domain=[0.5, places + 0.5], nice=False),
        axis=alt.Axis(
            title=_("Rank"), values=[1, *range(10, places + 1, 10)], grid=False, format="d"
        ),
    )
    y = alt.Y("chance:Q", axis=alt.Axis(title=_("Probability, %"), tickCount=4, domain=False))
    layers: list[Any] = [
        alt.Chart(alt.Data(values=data))
        .mark_bar(size=max(3, 420 // places - 2), color=GREEN, opacity=0.8)
        .encode(x=x, y=y)
    ]
    if last is not None:
        mark = [{"place": last, "text": _("last published: %(rank)s") % {"rank": last}}]
        rule = alt.Chart(alt.Data(values=mark))
        layers += [
            rule.mark_rule(color=VERMILION, strokeWidth=2).encode(x=x),
            rule.mark_text(align="left", dx=5, baseline="top", color=VERMILION).encode(
                x=x, y=alt.value(0), text="text:N"
            ),
        ]
    tens = [k for k in (10, 20, 30, 40, 50, 60) if k <= places]
    cells = tuple(
        (_("place %(k)s or better") % {"k": k}, f"{write_number(100 * upto[k - 1], 0)}%")
        for k in tens
    )
    return Chart(
        name="rank-distribution",
        title=title,
        subtitle=_("How likely each place is among %(n)s provinces.") % {"n": places},
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        svg=draw_svg(alt.layer(*layers).properties(width=WIDTH + 60, height=150)),
        table=Table((_("Rank"), _("Probability")), cells),
    )


def pit_histogram(pits: Sequence[float], *, title: str, source: str) -> Chart:
    """Where outcomes fell within their forecasts: even bars are honest forecasts."""
    import altair as alt

    bins = 5
    counts = [sum(min(int(p * bins), bins - 1) == i for p in pits) for i in range(bins)]
    names = [f"{i * 20}–{i * 20 + 20}%" for i in range(bins)]
    data = [{"bin": name, "count": count} for name, count in zip(names, counts, strict=True)]
    even = [{"even": len(pits) / bins, "text": _("if forecasts are honest")}]
    x = alt.X("bin:N", sort=names, axis=alt.Axis(title=None, labelAngle=0, ticks=False))
    bars = alt.Chart(alt.Data(values=data))
    line = alt.Chart(alt.Data(values=even))
    y = alt.Y("count:Q", axis=alt.Axis(title=_("Outcomes"), tickMinStep=1, domain=False))
    picture = alt.layer(
        bars.mark_bar(color=BLUE, opacity=0.8).encode(x=x, y=y),
        bars.mark_text(dy=-8, color=INK).encode(x=x, y=y, text="count:Q"),
        line.mark_rule(color=GREY, strokeDash=[4, 3]).encode(y="even:Q"),
    ).properties(width=WIDTH, height=150)
    cells = tuple(zip(names, map(str, counts), strict=True))
    return Chart(
        name="pit",
        title=title,
        subtitle=_(
            "Share of the forecast distribution below the published value, in fifths; the dashed"
            " line is what honest forecasts give in the long run."
        ),
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        svg=draw_svg(picture),
        table=Table((_("Part of the distribution"), _("Outcomes")), cells),
    )
