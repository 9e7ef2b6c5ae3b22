"""Pictures of criteria, sub-index and forecast."""

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
    drawn,
    labels,
    wrapped,
    written,
)
from analysis.numbers import Basket, CriterionNumbers, Figure, OfficialYear, Quantiles
from pci.models import Unit

TEN = {"domain": [1, 10], "nice": False}


def in_unit(row: CriterionNumbers, value: float | None) -> str:
    """Write a criterion's value with the decimals its unit deserves."""
    if value is None:
        return "–"
    if row.is_share:
        return written(value * 100, 0) + "%"
    return written(value, row.decimals)


def own_in_unit(row: CriterionNumbers) -> tuple[str, str, str]:
    """Write the survey's value, its interval and its base; what may not be shown says why."""
    if row.design is None:
        return "–", "–", "–"
    if not row.design.is_shown:
        return _("sample too small (n = %(n)s)") % {"n": row.design.n}, "–", str(row.design.n)
    interval = f"{in_unit(row, row.design.low)} – {in_unit(row, row.design.high)}"
    return in_unit(row, row.design.value), interval, str(row.design.n)


def _range(low: float, high: float, decimals: int = 2) -> str:
    return f"{written(low, decimals)} – {written(high, decimals)}"


def criterion_scores(
    rows: Sequence[CriterionNumbers], *, year: int, last: int, title: str, source: str
) -> Chart:
    """Each criterion on the common scale from 1 to 10: last edition and this wave's interval."""
    import altair as alt

    scored = [row for row in rows if row.score and row.weight]
    order = [wrapped(row.name) for row in scored]
    own, before = _("Survey %(year)s") % {"year": year}, _("Official %(year)s") % {"year": last}
    data = [
        {
            "name": wrapped(row.name),
            "value": row.score.value,
            "low": row.score.low,
            "high": row.score.high,
            "last": row.last_score,
            "own": own,
            "before": before,
        }
        for row in scored
        if row.score
    ]
    base = alt.Chart(alt.Data(values=data)).encode(
        y=alt.Y("name:N", sort=order, axis=labels(grid=True, gridDash=[1, 3]))
    )
    x = alt.X("value:Q", scale=alt.Scale(**TEN), title=_("Points, 1 (worst) to 10 (best)"))
    colours = alt.Scale(domain=[own, before], range=[BLUE, VERMILION])
    shapes = alt.Scale(domain=[own, before], range=["circle", "diamond"])
    picture = alt.layer(
        base.mark_rule(strokeWidth=5, opacity=0.35, color=BLUE).encode(
            x=alt.X("low:Q", scale=alt.Scale(**TEN)), x2="high:Q"
        ),
        base.mark_point(filled=True, size=75, opacity=1).encode(
            x=x,
            color=alt.Color("own:N", scale=colours),
            shape=alt.Shape("own:N", scale=shapes),
        ),
        base.mark_point(filled=False, size=70, strokeWidth=1.8, opacity=1).encode(
            x="last:Q",
            color=alt.Color("before:N", scale=colours),
            shape=alt.Shape("before:N", scale=shapes),
        ),
    ).properties(width=WIDTH - 60, height=alt.Step(34))
    cells = tuple(
        (
            row.name,
            written(row.last_score),
            written(row.score.value),
            _range(row.score.low, row.score.high),
        )
        for row in scored
        if row.score
    )
    return Chart(
        name="criterion-scores",
        title=title,
        subtitle=_(
            "Points of each criterion from 1 to 10 with the scale of the edition %(year)s; bars are"
            " 95%% confidence intervals of the survey."
        )
        % {"year": last},
        source=source,
        alternative=alternative(title, [": ".join((c[0], f"{c[2]} ({c[3]})")) for c in cells]),
        svg=drawn(picture),
        table=Table((_("Criterion"), before, own, _("Interval (95%)")), cells),
    )


def _panel(row: CriterionNumbers, year: int, scale: Mapping[str, Any], *, width: int) -> Any:
    import altair as alt

    factor = 100 if row.is_share else 1
    years = sorted({*row.official, year, *([] if not row.official else [min(row.official)])})
    figure = row.design if row.design and row.design.is_shown else None
    points = [
        {"year": str(y), "value": v * factor, "text": in_unit(row, v)}
        for y, v in sorted(row.official.items())
    ]
    own = (
        [
            {
                "year": str(year),
                "value": figure.value * factor,
                "low": figure.low * factor,
                "high": figure.high * factor,
                "text": in_unit(row, figure.value),
            }
        ]
        if figure
        else []
    )
    x = alt.X(
        "year:O",
        scale=alt.Scale(domain=[str(y) for y in years]),
        axis=alt.Axis(title=None, labelAngle=0, ticks=False),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(**scale),
        axis=alt.Axis(title=None, tickCount=4, ticks=False, domain=False),
    )
    official = alt.Chart(alt.Data(values=points)).encode(x=x, y=y)
    survey = alt.Chart(alt.Data(values=own)).encode(x=x, y=y)
    layers = [
        official.mark_line(color=GREY, strokeWidth=1.5),
        official.mark_point(
            color=VERMILION, shape="diamond", filled=False, size=55, strokeWidth=1.8, opacity=1
        ),
        official.mark_text(dy=-11, color=GREY).encode(text="text:N"),
        survey.mark_rule(strokeWidth=5, opacity=0.35, color=BLUE).encode(y="low:Q", y2="high:Q"),
        survey.mark_point(color=BLUE, filled=True, size=65, opacity=1),
        survey.mark_text(dx=9, align="left", color=BLUE, fontWeight=600).encode(text="text:N"),
    ]
    return alt.layer(*layers).properties(
        width=width,
        height=92,
        title=alt.TitleParams(
            wrapped(row.name, 27).split("\n"),
            fontSize=10.5,
            fontWeight=600,
            anchor="start",
            color=INK,
            offset=8,
        ),
    )


def criterion_panels(
    rows: Sequence[CriterionNumbers], *, year: int, title: str, source: str
) -> Chart:
    """Small multiples of the shares, on one scale: official years and this wave."""
    import altair as alt

    shares = [row for row in rows if row.is_share and row.weight]
    scale = {"domain": [0, 100], "nice": False}
    panels = [_panel(row, year, scale, width=128) for row in shares]
    picture = alt.concat(*panels, columns=3, spacing=26)
    return Chart(
        name="criterion-panels",
        title=title,
        subtitle=_(
            "Per cent. Diamonds: official values; circle with bar: the survey of %(year)s with its"
            " 95%% confidence interval. All panels have the same scale."
        )
        % {"year": year},
        source=source,
        alternative=alternative(title, [_told(row, year) for row in shares]),
        svg=drawn(picture),
        table=_years_table(shares, year),
    )


def criterion_panels_other(
    rows: Sequence[CriterionNumbers], *, year: int, title: str, source: str
) -> Chart:
    """Small multiples of ratings, days and points, each unit on its own scale."""
    import altair as alt

    scales = {
        Unit.SCALE: {"domain": [1, 5], "nice": False},
        Unit.DAYS: {"domainMin": 0, "nice": True},
        Unit.POINTS: {"domain": [0, 50], "nice": False},
    }
    others = [row for row in rows if not row.is_share and row.weight]
    panels = [_panel(row, year, scales[Unit(row.unit)], width=128) for row in others]
    picture = alt.concat(*panels, columns=3, spacing=26)
    return Chart(
        name="criterion-panels-other",
        title=title,
        subtitle=_(
            "Ratings from 1 to 5, median days, points from 0 to 50. Diamonds: official values;"
            " circle with bar: the survey of %(year)s with its 95%% confidence interval."
        )
        % {"year": year},
        source=source,
        alternative=alternative(title, [_told(row, year) for row in others]),
        svg=drawn(picture),
        table=_years_table(others, year),
    )


def _told(row: CriterionNumbers, year: int) -> str:
    official = ", ".join(f"{y}: {in_unit(row, v)}" for y, v in sorted(row.official.items()))
    own = own_in_unit(row)[0] if row.design else _("not asked")
    return f"{row.name}: {official}; {_('survey')} {year}: {own}"


def _years_table(rows: Sequence[CriterionNumbers], year: int) -> Table:
    years = sorted({y for row in rows for y in row.official})
    head = (
        _("Criterion"),
        *(str(y) for y in years),
        _("Survey %(year)s") % {"year": year},
        _("Interval (95%)"),
        "n",
    )
    body = tuple(
        (
            row.name,
            *(in_unit(row, row.official.get(y)) for y in years),
            *own_in_unit(row),
        )
        for row in rows
    )
    return Table(head, body)


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
    points = [
        {
            "x": row.year,
            "value": row.score,
            "text": written(row.score),
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
        scale=alt.Scale(domain=[first - 0.4, last + 0.9], nice=False),
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
        at = {"x": year - 0.12, "value": own.value, "low": own.low, "high": own.high}
        at["text"] = _("survey %(value)s") % {"value": written(own.value)}  # type: ignore[assignment]
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
        told = _("forecast %(value)s") % {"value": written(forecast.middle)}
        layers += [
            chart([at])
            .mark_point(color=GREEN, filled=True, shape="square", size=60, opacity=1)
            .encode(x=x, y=y),
            chart([{**at, "text": told}])
            .mark_text(dx=10, align="left", color=GREEN, fontWeight=600)
            .encode(x=x, y=y, text="text:N"),
        ]
    cells = [(str(row.year), _("official"), written(row.score), "–") for row in published]
    if own:
        cells.append((str(year), _("survey"), written(own.value), _range(own.low, own.high)))
    if forecast:
        cells.append(
            (
                str(year),
                _("forecast"),
                written(forecast.middle),
                _range(forecast.low90, forecast.high90),
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
        svg=drawn(alt.layer(*layers).properties(width=WIDTH + 60, height=200)),
        table=Table((_("Year"), _("Source"), _("Points"), _("Interval")), tuple(cells)),
    )


def levers(rows: Sequence[CriterionNumbers], *, title: str, source: str, most: int = 12) -> Chart:
    """What each criterion could still add to the sub-index, up to the best value ever reached."""
    import altair as alt

    open_rows = sorted(
        (row for row in rows if row.gain_room is not None and row.weight),
        key=lambda row: -(row.gain_room or 0),
    )[:most]
    data = []
    for row in open_rows:
        low = high = row.gain_room or 0.0
        if row.score and row.weight:
            low = row.weight * (10 - row.score.high)
            high = row.weight * (10 - row.score.low)
        data.append(
            {
                "name": wrapped(row.name),
                "value": row.gain_room,
                "low": max(low, 0),
                "high": high,
                "text": written(row.gain_room),
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
    ).properties(width=WIDTH - 70, height=alt.Step(31))
    cells = tuple(
        (row.name, written(row.gain_room), written(row.gain_step, 3), row.leads)
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
        svg=drawn(picture),
        table=Table(
            (_("Criterion"), _("Room"), _("For one step"), _("Lead agency")),
            cells,
        ),
    )


def basket_change(basket: Basket, *, title: str, source: str) -> Chart:
    """The change between two editions in its parts: like for like, swapped criteria, weights."""
    import altair as alt

    swapped = sum(part.value for part in (*basket.dropped, *basket.added))
    steps = [
        (_("Common criteria moved, old weights"), basket.like_for_like),
        (_("Criteria dropped and added"), swapped),
        (_("Other weights and scale ends"), basket.reweighted),
    ]
    rows, at = [], basket.score_before
    rows.append((str(basket.before), 0.0, at, at, GREY, written(at)))
    for label, value in steps:
        colour = GREEN if value >= 0 else ORANGE
        sign = "+" if value > 0 else "−" if value < 0 else ""
        rows.append((label, at, at + value, at + value, colour, sign + written(abs(value))))
        at += value
    rows.append((str(basket.after), 0.0, at, at, GREY, written(at)))
    low = min(min(r[1], r[2]) for r in rows[1:-1])
    high = max(max(r[1], r[2]) for r in rows[1:-1])
    floor, ceiling = low - 0.25 * (high - low) - 0.05, high + 0.3 * (high - low) + 0.05
    data = [
        {
            "name": wrapped(label, 40),
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
        {"name": str(year), "to": score, "text": written(score)}
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
    ).properties(width=WIDTH - 80, height=alt.Step(34))
    cells = tuple((row[0], row[5]) for row in rows)
    return Chart(
        name="basket-change",
        title=title,
        subtitle=_("From the score of %(before)s to that of %(after)s, points from 1 to 10.")
        % {"before": basket.before, "after": basket.after},
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        svg=drawn(picture),
        table=Table((_("Part"), _("Points")), cells),
    )
