"""Pictures of the criteria: all on one scale, and each in its own unit."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from analysis.numbers import CriterionNumbers, Figure
from core.charts.base import (
    Chart,
    Table,
    alternative,
    draw,
    write_axis,
    write_count,
    write_interval,
    write_number,
)
from core.charts.grammar import (
    Dot,
    Interval,
    Key,
    Panel,
    Panels,
    Path,
    Point,
    Row,
    Rows,
    Series,
)
from pci.models import Unit

FEWEST_ANSWERS = 30
FEW_YEARS = 3  # that have room for their values in a small panel


def in_unit(row: CriterionNumbers, value: float | None) -> str:
    """Write a criterion's value with the decimals its unit deserves."""
    if value is None:
        return "–"
    if row.is_share:
        return write_number(value * 100, 0) + "%"
    return write_number(value, row.decimals)


def say_why_withheld(figure: Figure) -> str:
    """Say in a cell of a table why no number stands there."""
    if figure.n < FEWEST_ANSWERS:
        return _("sample too small (n = %(n)s)") % {"n": figure.n}
    if figure.waits:
        return _("withheld until a person has decided (n = %(n)s)") % {"n": figure.n}
    if figure.decided:
        return _("withheld by decision (n = %(n)s)") % {"n": figure.n}
    return _("too uncertain to be shown (n = %(n)s)") % {"n": figure.n}


def own_in_unit(row: CriterionNumbers) -> tuple[str, str, str]:
    """Write the survey's value, its interval and its base; what may not be shown says why."""
    own = row.own
    if own is None:
        return "–", "–", "–"
    if not own.is_shown:
        return say_why_withheld(own), "–", write_count(own.n)
    interval = f"{in_unit(row, own.low)} – {in_unit(row, own.high)}"
    base = write_count(own.n) if row.design else _("2 judges")
    return in_unit(row, own.value), interval, base


def criterion_scores(
    rows: Sequence[CriterionNumbers], *, year: int, last: int, title: str, source: str
) -> Chart:
    """Each criterion on the common scale from 1 to 10: last edition and this wave's interval."""

    own, before = _("Survey %(year)s") % {"year": year}, _("Official %(year)s") % {"year": last}
    scored = [(row, row.score) for row in rows if row.score and row.score.is_shown and row.weight]
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
        pictures=draw(_describe_scores(scored, own, before)),
        table=Table((_("Criterion"), before, own, _("Interval (95%)")), cells),
    )


def _describe_scores(
    scored: Sequence[tuple[CriterionNumbers, Figure]], own: str, before: str
) -> Rows:
    """A line a criterion: the survey's interval and point, and the last published point."""
    rows = []
    for row, score in scored:
        marks: list[Dot | Interval] = [Interval(score.low, score.high, "own")]
        if row.last_score is not None:
            told = write_number(row.last_score)
            marks.append(Dot(row.last_score, "official", "diamond", hollow=True, told=told))
        marks.append(Dot(score.value, "own", told=write_number(score.value)))
        rows.append(Row(row.short, tuple(marks)))
    return Rows(
        tuple(rows),
        low=1,
        high=10,
        write=write_axis,
        heading=_("Points, 1 (worst) to 10 (best)"),
        keys=(Key(own, "own"), Key(before, "official", "diamond", hollow=True)),
    )


def _panel(row: CriterionNumbers, year: int, ends: tuple[float, float]) -> Panel:
    """One criterion over the years: official values on a line, the surveys with their intervals."""
    shown = {y: told for y, told in row.waves.items() if told.is_shown}
    if row.own and row.own.is_shown:
        shown[year] = row.own
    years = sorted({*row.official, *shown, year})
    path = Path(
        series=(_official_series(row, years), _survey_series(row, shown, year)),
        years=tuple(years),
        low=ends[0],
        high=ends[1],
        write=write_axis,
        ends=(0.5, 0.5),
    )
    return Panel(row.short, path)


def _official_series(row: CriterionNumbers, years: Sequence[int]) -> Series:
    last = max(row.official, default=None)
    named = set(row.official) if len(years) <= FEW_YEARS else {last}
    points = tuple(
        Point(at, value * _factor(row), in_unit(row, value) if at in named else "")
        for at, value in sorted(row.official.items())
    )
    return Series(points, "official", "diamond")


def _survey_series(row: CriterionNumbers, shown: Mapping[int, Figure], year: int) -> Series:
    factor = _factor(row)
    points = tuple(
        Point(
            at,
            own.value * factor,
            in_unit(row, own.value) if at == year else "",
            own.low * factor,
            own.high * factor,
        )
        for at, own in sorted(shown.items())
    )
    return Series(points, "own", is_joined=False)


def _factor(row: CriterionNumbers) -> int:
    return 100 if row.is_share else 1


def criterion_panels(
    rows: Sequence[CriterionNumbers], *, year: int, title: str, source: str
) -> Chart:
    """Small multiples of the shares, on one scale: official years and this wave."""
    shares = [row for row in rows if row.is_share and row.weight]
    panels = tuple(_panel(row, year, (0.0, 100.0)) for row in shares)
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
        pictures=draw(Panels(panels)),
        table=_years_table(shares, year),
    )


def criterion_panels_other(
    rows: Sequence[CriterionNumbers], *, year: int, title: str, source: str
) -> Chart:
    """Small multiples of ratings, days and points, each unit on its own scale."""
    others = [row for row in rows if not row.is_share and row.weight]
    panels = tuple(_panel(row, year, _ends_of(row, others)) for row in others)
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
        pictures=draw(Panels(panels)),
        table=_years_table(others, year),
    )


def _ends_of(row: CriterionNumbers, rows: Sequence[CriterionNumbers]) -> tuple[float, float]:
    """The scale of a unit: fixed where the unit has ends, else from 0 to the longest wait."""
    fixed = {Unit.SCALE: (1.0, 5.0), Unit.POINTS: (0.0, 50.0)}
    unit = Unit(row.unit)
    if unit in fixed:
        return fixed[unit]
    same = [other for other in rows if Unit(other.unit) is unit]
    shown = [own for other in same for own in (*other.waves.values(), other.own) if own]
    values = [value for other in same for value in other.official.values()]
    values += [own.high for own in shown if own.is_shown]
    return 0.0, 1.15 * max(values, default=1.0) or 1.0


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
