"""Pictures of sub-index and forecast, of what moves them and of what moved them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analysis.charts.base import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    VERMILION,
    WIDTH,
    Chart,
    Table,
    alternative,
    draw_svg,
    labels,
    wrap_label,
    write_number,
)
from analysis.charts.criteria import interval
from analysis.numbers import Basket, CriterionNumbers, Figure, OfficialYear, Quantiles


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
    points: list[dict[str, Any]] = [
        {
            "x": row.year,
            "value": row.score,
            "text": write_number(row.score),
            "part": sum(row.year >= b for b in basket_breaks),
        }
        for row in published
    ]
    first, last = published[0].year, max(year, published[-1].year)
    values = [p["value"] for p in points]
    if forecast:
        values += [forecast.q["0.025"], forecast.q["0.975"]]
    if own:
        values += [own.low, own.high]
    domain = [max(1.0, int(min(values))), min(10.0, int(max(values)) + 1)]
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[first - 0.4, last + 1.4], nice=False),
        axis=alt.Axis(
            values=list(range(first, last + 1)), format="d", title=None, grid=False, ticks=False
        ),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=domain, nice=False),
        axis=alt.Axis(title=_("Points, 1 to 10"), tickCount=5, domain=False, ticks=False),
    )

    def chart(rows: Sequence[Mapping[str, Any]]) -> Any:
        return alt.Chart(alt.Data(values=list(rows)))

    layers = [
        chart([{"x": b - 0.5, "text": _("new set of criteria")} for b in basket_breaks])
        .mark_rule(color=GREY, strokeDash=[4, 3])
        .encode(x=x),
        chart([{"x": b - 0.5, "text": _("new set of criteria")} for b in basket_breaks])
        .mark_text(align="left", dx=4, baseline="top", color=GREY)
        .encode(x=x, y=alt.value(0), text="text:N"),
        chart(points).mark_line(color=VERMILION, strokeWidth=1.8).encode(x=x, y=y, detail="part:N"),
        chart(points)
        .mark_point(color=VERMILION, shape="diamond", size=75, filled=True, opacity=1)
        .encode(x=x, y=y),
        chart(points).mark_text(dy=-13, color=INK).encode(x=x, y=y, text="text:N"),
    ]
    if own:
        at: dict[str, Any] = {
            "x": year - 0.12,
            "value": own.value,
            "low": own.low,
            "high": own.high,
        }
        at["text"] = _("survey %(value)s") % {"value": write_number(own.value)}
        layers += [
            chart([at])
            .mark_rule(color=BLUE, strokeWidth=5, opacity=0.35)
            .encode(x=x, y="low:Q", y2="high:Q"),
            chart([at]).mark_point(color=BLUE, filled=True, size=75, opacity=1).encode(x=x, y=y),
            chart([at])
            .mark_text(dx=-10, align="right", color=BLUE, fontWeight=600)
            .encode(x=x, y=y, text="text:N"),
        ]
    if forecast:
        at = {"x": year + 0.12, "value": forecast.middle}
        bands = [("0.05", "0.95", 0.25), ("0.1", "0.9", 0.45)]
        for low, high, opacity in bands:
            layers.append(
                chart([{**at, "low": forecast.q[low], "high": forecast.q[high]}])
                .mark_rule(color=GREEN, strokeWidth=11, opacity=opacity)
                .encode(x=x, y="low:Q", y2="high:Q")
            )
        told = _("forecast %(value)s") % {"value": write_number(forecast.middle)}
        layers += [
            chart([at])
            .mark_point(color=GREEN, filled=True, shape="square", size=60, opacity=1)
            .encode(x=x, y=y),
            chart([{**at, "text": told}])
            .mark_text(dx=10, align="left", color=GREEN, fontWeight=600)
            .encode(x=x, y=y, text="text:N"),
        ]
    cells = [(str(row.year), _("official"), write_number(row.score), "–") for row in published]
    if own:
        cells.append((str(year), _("survey"), write_number(own.value), interval(own.low, own.high)))
    if forecast:
        cells.append(
            (
                str(year),
                _("forecast"),
                write_number(forecast.middle),
                interval(forecast.low90, forecast.high90),
            )
        )
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
        table=Table((_("Year"), _("Source"), _("Points"), _("Interval")), tuple(cells)),
    )


def levers(rows: Sequence[CriterionNumbers], *, title: str, source: str, most: int = 12) -> Chart:
    """What each criterion could still add to the sub-index, up to the best value ever reached."""
    import altair as alt

    open_rows = sorted(
        (row for row in rows if row.gain_room is not None and row.weight),
        key=lambda row: -(row.gain_room or 0),
    )[:most]
    data: list[dict[str, Any]] = []
    for row in open_rows:
        low = high = row.gain_room or 0.0
        if row.score and row.weight:
            low = row.weight * (10 - row.score.high)
            high = row.weight * (10 - row.score.low)
        data.append(
            {
                "name": wrap_label(row.short),
                "value": row.gain_room,
                "low": max(low, 0),
                "high": high,
                "text": write_number(row.gain_room),
            }
        )
    base = alt.Chart(alt.Data(values=data)).encode(
        y=alt.Y("name:N", sort=[d["name"] for d in data], axis=labels())
    )
    picture = alt.layer(
        base.mark_bar(color=BLUE, height=13, opacity=0.85).encode(
            x=alt.X("value:Q", title=_("Points of the sub-index"), scale=alt.Scale(zero=True))
        ),
        base.mark_rule(color=INK, strokeWidth=1.4).encode(x="low:Q", x2="high:Q"),
        base.mark_text(align="left", dx=5, fontWeight=600).encode(x="high:Q", text="text:N"),
    ).properties(width=WIDTH - 70, height=alt.Step(28))
    cells = tuple(
        (row.name, write_number(row.gain_room), write_number(row.gain_step, 3), row.leads)
        for row in open_rows
    )
    return Chart(
        name="levers",
        title=title,
        subtitle=_(
            "Points the sub-index would gain if the criterion reached the best value of its scale;"
            " thin lines show the uncertainty of the survey (95%)."
        ),
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        svg=draw_svg(picture),
        table=Table(
            (_("Criterion"), _("Room"), _("For one step"), _("Lead agency")),
            cells,
        ),
    )


def basket_change(basket: Basket, *, title: str, source: str) -> Chart:
    """The change between two editions: each common criterion, then what the new basket did."""
    import altair as alt

    parts = sorted(basket.moved, key=lambda part: -part.value)
    steps = [(part.short, part.value) for part in parts]
    steps.append((_("New criteria, weights and scales"), basket.rest))
    at = basket.score_before
    rows = [(str(basket.before), 0.0, at, at, GREY, write_number(at))]
    for label, value in steps:
        colour = GREEN if value >= 0 else ORANGE
        sign = "+" if value > 0 else "−" if value < 0 else ""
        rows.append((label, at, at + value, at + value, colour, sign + write_number(abs(value))))
        at += value
    rows.append((str(basket.after), 0.0, at, at, GREY, write_number(at)))
    low = min(min(r[1], r[2]) for r in rows[1:-1])
    high = max(max(r[1], r[2]) for r in rows[1:-1])
    floor, ceiling = low - 0.25 * (high - low) - 0.05, high + 0.3 * (high - low) + 0.05
    data: list[dict[str, Any]] = [
        {
            "name": wrap_label(label, 40),
            "from": max(start, floor),
            "to": end,
            "edge": max(start, end),
            "colour": colour,
            "text": text,
        }
        for label, start, end, _end, colour, text in rows
        if label not in {str(basket.before), str(basket.after)}
    ]
    totals = [
        {"name": str(year), "to": score, "text": write_number(score)}
        for year, score in ((basket.before, basket.score_before), (basket.after, at))
    ]
    order = [totals[0]["name"], *(d["name"] for d in data), totals[1]["name"]]
    y = alt.Y("name:N", sort=order, axis=labels())
    scale = alt.Scale(domain=[floor, ceiling], nice=False)
    bars = alt.Chart(alt.Data(values=data)).encode(y=y)
    ends = alt.Chart(alt.Data(values=totals)).encode(y=y)
    x = alt.X("to:Q", scale=scale, title=_("Points of the sub-index"))
    picture = alt.layer(
        bars.mark_bar(height=15).encode(
            x=alt.X("from:Q", scale=scale, title=_("Points of the sub-index")),
            x2="to:Q",
            color=alt.Color("colour:N", scale=None),
        ),
        bars.mark_text(align="left", dx=6, fontWeight=600).encode(
            x=alt.X("edge:Q", scale=scale), text="text:N"
        ),
        ends.mark_point(filled=True, shape="diamond", size=110, color=VERMILION, opacity=1).encode(
            x=x
        ),
        ends.mark_text(align="left", dx=9, fontWeight=600).encode(x=x, text="text:N"),
    ).properties(width=WIDTH - 80, height=alt.Step(26))
    cells = tuple((row[0], row[5]) for row in rows)
    return Chart(
        name="basket-change",
        title=title,
        subtitle=_("From the score of %(before)s to that of %(after)s, points from 1 to 10.")
        % {"before": basket.before, "after": basket.after},
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        svg=draw_svg(picture),
        table=Table((_("Part"), _("Points")), cells),
    )
