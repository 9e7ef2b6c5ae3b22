"""Pictures of the criteria: all on one scale, and each in its own unit."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analysis.charts.base import (
    BLUE,
    GREY,
    INK,
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
from analysis.numbers import CriterionNumbers
from pci.models import Unit

SPACING = {"row": 10, "column": 22}  # between small panels
FEW_YEARS = 3  # that have room for their names in a small panel
TEN = {"domain": [1, 10], "nice": False}


def in_unit(row: CriterionNumbers, value: float | None) -> str:
    """Write a criterion's value with the decimals its unit deserves."""
    if value is None:
        return "–"
    if row.is_share:
        return write_number(value * 100, 0) + "%"
    return write_number(value, row.decimals)


def own_in_unit(row: CriterionNumbers) -> tuple[str, str, str]:
    """Write the survey's value, its interval and its base; what may not be shown says why."""
    own = row.own
    if own is None:
        return "–", "–", "–"
    if not own.is_shown:
        return _("sample too small (n = %(n)s)") % {"n": own.n}, "–", str(own.n)
    interval = f"{in_unit(row, own.low)} – {in_unit(row, own.high)}"
    base = str(own.n) if row.design else _("2 judges")
    return in_unit(row, own.value), interval, base


def interval(low: float, high: float, decimals: int = 2) -> str:
    """Write a range of values."""
    return f"{write_number(low, decimals)} – {write_number(high, decimals)}"


def criterion_scores(
    rows: Sequence[CriterionNumbers], *, year: int, last: int, title: str, source: str
) -> Chart:
    """Each criterion on the common scale from 1 to 10: last edition and this wave's interval."""
    import altair as alt

    scored = [row for row in rows if row.score and row.weight]
    order = [wrap_label(row.short) for row in scored]
    own, before = _("Survey %(year)s") % {"year": year}, _("Official %(year)s") % {"year": last}
    data: list[dict[str, Any]] = [
        {
            "name": wrap_label(row.short),
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
    ).properties(width=WIDTH - 60, height=alt.Step(26))
    cells = tuple(
        (
            row.name,
            write_number(row.last_score),
            write_number(row.score.value),
            interval(row.score.low, row.score.high),
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
        svg=draw_svg(picture),
        table=Table((_("Criterion"), before, own, _("Interval (95%)")), cells),
    )


def _years_to_mark(years: Sequence[int]) -> list[str]:
    """The years a small panel has room to name: all of a few, else the first and the last."""
    return [str(y) for y in (years if len(years) <= FEW_YEARS else (years[0], years[-1]))]


def _panel(row: CriterionNumbers, year: int, scale: Mapping[str, Any], *, width: int) -> Any:
    import altair as alt

    factor = 100 if row.is_share else 1
    shown = {y: told for y, told in row.waves.items() if told.is_shown}
    if row.own and row.own.is_shown:
        shown[year] = row.own
    years = sorted({*row.official, *shown, year})
    named = set(row.official) if len(years) <= FEW_YEARS else {max(row.official, default=year)}
    points: list[dict[str, Any]] = [
        {"year": str(y), "value": v * factor, "text": in_unit(row, v) if y in named else ""}
        for y, v in sorted(row.official.items())
    ]
    own = [
        {
            "year": str(y),
            "value": figure.value * factor,
            "low": figure.low * factor,
            "high": figure.high * factor,
            "text": in_unit(row, figure.value) if y == year else "",
        }
        for y, figure in sorted(shown.items())
    ]
    x = alt.X(
        "year:O",
        scale=alt.Scale(domain=[str(y) for y in years]),
        axis=alt.Axis(title=None, labelAngle=0, ticks=False, values=_years_to_mark(years)),
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
        height=70,
        title=alt.TitleParams(
            wrap_label(row.short, 24).split("\n"),
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
    panels = [_panel(row, year, scale, width=98) for row in shares]
    picture = alt.concat(*panels, columns=4, spacing=SPACING)
    return Chart(
        name="criterion-panels",
        title=title,
        subtitle=_(
            "Per cent. Diamonds: official values; circle with bar: the survey of %(year)s with its"
            " 95%% confidence interval. All panels have the same scale."
        )
        % {"year": year},
        source=source,
        alternative=alternative(title, [_describe_panel(row, year) for row in shares]),
        svg=draw_svg(picture),
        table=_years_table(shares, year),
    )


def criterion_panels_other(
    rows: Sequence[CriterionNumbers], *, year: int, title: str, source: str
) -> Chart:
    """Small multiples of ratings, days and points, each unit on its own scale."""
    import altair as alt

    scales: dict[Unit, dict[str, Any]] = {
        Unit.SCALE: {"domain": [1, 5], "nice": False},
        Unit.DAYS: {"domainMin": 0, "nice": True},
        Unit.POINTS: {"domain": [0, 50], "nice": False},
    }
    others = [row for row in rows if not row.is_share and row.weight]
    panels = [_panel(row, year, scales[Unit(row.unit)], width=98) for row in others]
    picture = alt.concat(*panels, columns=4, spacing=SPACING)
    return Chart(
        name="criterion-panels-other",
        title=title,
        subtitle=_(
            "Ratings from 1 to 5, median days, points from 0 to 50. Diamonds: official values;"
            " circle with bar: the survey of %(year)s with its 95%% confidence interval."
        )
        % {"year": year},
        source=source,
        alternative=alternative(title, [_describe_panel(row, year) for row in others]),
        svg=draw_svg(picture),
        table=_years_table(others, year),
    )


def _describe_panel(row: CriterionNumbers, year: int) -> str:
    official = ", ".join(f"{y}: {in_unit(row, v)}" for y, v in sorted(row.official.items()))
    own = own_in_unit(row)[0] if row.own else _("not asked")
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
