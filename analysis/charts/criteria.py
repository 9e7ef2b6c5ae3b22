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
    plot,
    plot_by_name,
    wrap_label,
    write_interval,
    write_number,
)
from analysis.numbers import CriterionNumbers, Figure
from pci.models import Unit

SPACING = {"row": 10, "column": 22}  # between small panels
PANEL = 98  # the width of a small one
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


def criterion_scores(
    rows: Sequence[CriterionNumbers], *, year: int, last: int, title: str, source: str
) -> Chart:
    """Each criterion on the common scale from 1 to 10: last edition and this wave's interval."""

    own, before = _("Survey %(year)s") % {"year": year}, _("Official %(year)s") % {"year": last}
    scored = [(row, row.score) for row in rows if row.score and row.weight]
    data = [
        {
            "name": wrap_label(row.short),
            "value": score.value,
            "low": score.low,
            "high": score.high,
            "last": row.last_score,
            "own": own,
            "before": before,
        }
        for row, score in scored
    ]
    cells = tuple(
        (
            row.name,
            write_number(row.last_score),
            write_number(score.value),
            write_interval(score.low, score.high),
        )
        for row, score in scored
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
        svg=draw_svg(_draw_scores(data, own, before)),
        table=Table((_("Criterion"), before, own, _("Interval (95%)")), cells),
    )


def _draw_scores(data: Sequence[Mapping[str, Any]], own: str, before: str) -> Any:
    """A line a criterion: the survey's interval and point, and the last published point."""
    import altair as alt

    base = plot_by_name(data, grid=True, gridDash=[1, 3])
    colours = alt.Scale(domain=[own, before], range=[BLUE, VERMILION])
    shapes = alt.Scale(domain=[own, before], range=["circle", "diamond"])

    def of_series(name: str) -> dict[str, Any]:
        return {
            "color": alt.Color(f"{name}:N", scale=colours),
            "shape": alt.Shape(f"{name}:N", scale=shapes),
        }

    x = alt.X("value:Q", scale=alt.Scale(**TEN), title=_("Points, 1 (worst) to 10 (best)"))
    hollow = {"filled": False, "size": 70, "strokeWidth": 1.8, "opacity": 1}
    return alt.layer(
        base.mark_rule(strokeWidth=5, opacity=0.35, color=BLUE).encode(
            x=alt.X("low:Q", scale=alt.Scale(**TEN)), x2="high:Q"
        ),
        base.mark_point(filled=True, size=75, opacity=1).encode(x=x, **of_series("own")),
        base.mark_point(**hollow).encode(x="last:Q", **of_series("before")),
    ).properties(width=WIDTH - 60, height=alt.Step(26))


def _years_to_mark(years: Sequence[int]) -> list[str]:
    """The years a small panel has room to name: all of a few, else the first and the last."""
    return [str(y) for y in (years if len(years) <= FEW_YEARS else (years[0], years[-1]))]


def _panel(row: CriterionNumbers, year: int, scale: Mapping[str, Any]) -> Any:
    """One criterion over the years: official values on a line, the surveys with their intervals."""
    import altair as alt

    shown = {y: told for y, told in row.waves.items() if told.is_shown}
    if row.own and row.own.is_shown:
        shown[year] = row.own
    years = sorted({*row.official, *shown, year})
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
    layers = [*_official_marks(row, years, x, y), *_survey_marks(row, shown, year, x, y)]
    return alt.layer(*layers).properties(width=PANEL, height=70, title=_panel_title(row))


def _official_marks(row: CriterionNumbers, years: Sequence[int], x: Any, y: Any) -> list[Any]:
    last = max(row.official, default=None)
    named = set(row.official) if len(years) <= FEW_YEARS else {last}
    points = [
        {"year": str(at), "value": v * _factor(row), "text": in_unit(row, v) if at in named else ""}
        for at, v in sorted(row.official.items())
    ]
    official = plot(points).encode(x=x, y=y)
    hollow = {"shape": "diamond", "filled": False, "size": 55, "strokeWidth": 1.8, "opacity": 1}
    return [
        official.mark_line(color=GREY, strokeWidth=1.5),
        official.mark_point(color=VERMILION, **hollow),
        official.mark_text(dy=-11, color=GREY).encode(text="text:N"),
    ]


def _survey_marks(
    row: CriterionNumbers, shown: Mapping[int, Figure], year: int, x: Any, y: Any
) -> list[Any]:
    factor = _factor(row)
    points = [
        {
            "year": str(at),
            "value": own.value * factor,
            "low": own.low * factor,
            "high": own.high * factor,
            "text": in_unit(row, own.value) if at == year else "",
        }
        for at, own in sorted(shown.items())
    ]
    survey = plot(points).encode(x=x, y=y)
    return [
        survey.mark_rule(strokeWidth=5, opacity=0.35, color=BLUE).encode(y="low:Q", y2="high:Q"),
        survey.mark_point(color=BLUE, filled=True, size=65, opacity=1),
        survey.mark_text(dx=9, align="left", color=BLUE, fontWeight=600).encode(text="text:N"),
    ]


def _factor(row: CriterionNumbers) -> int:
    return 100 if row.is_share else 1


def _panel_title(row: CriterionNumbers) -> Any:
    import altair as alt

    return alt.TitleParams(
        wrap_label(row.short, 24).split("\n"),
        fontSize=10.5,
        fontWeight=600,
        anchor="start",
        color=INK,
        offset=8,
    )


def criterion_panels(
    rows: Sequence[CriterionNumbers], *, year: int, title: str, source: str
) -> Chart:
    """Small multiples of the shares, on one scale: official years and this wave."""
    import altair as alt

    shares = [row for row in rows if row.is_share and row.weight]
    scale = {"domain": [0, 100], "nice": False}
    panels = [_panel(row, year, scale) for row in shares]
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
    panels = [_panel(row, year, scales[Unit(row.unit)]) for row in others]
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
