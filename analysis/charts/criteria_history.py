"""Small multiples of the public index: every criterion over the editions."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from analysis.data.index_history import CriterionHistory
from core.charts.base import Chart, Table, alternative, draw, write_axis, write_number
from core.charts.grammar import Band, Key, Panel, Panels, Path, Point, Series
from core.charts.grammar.medium import PAIRED
from pci.models import Unit

Cells = tuple[tuple[str, ...], ...]
EDGES = {Unit.SHARE: (0.0, 100.0), Unit.SCALE: (1.0, 5.0), Unit.POINTS: (0.0, 50.0)}


def draw_criteria(
    rows: Sequence[CriterionHistory], *, name: str, title: str, source: str
) -> Chart | None:
    """Small multiples: each criterion over the editions, those of a unit on one scale."""
    if not rows:
        return None
    years = _span(rows)
    panels = tuple(_panel(row, years, _ends_of(row, rows)) for row in rows)
    keys = [Key(_("official"), "official", "diamond")]
    if any(row.own for row in rows):
        keys.append(Key(_("own survey"), "own"))
    if any(row.expected for row in rows):
        keys.append(Key(_("forecast"), "forecast", "square"))
    cells = tuple(line for row in rows for line in _cells(row))
    return Chart(
        name=name,
        title=title,
        subtitle=_(
            "Bars and bands are 95% confidence and 80% prediction intervals. A dashed upright line:"
            " measured in another way from that edition on. Panels of a unit have one scale."
        ),
        source=source,
        alternative=alternative(title, [_describe(row) for row in rows]),
        pictures=draw(Panels(panels, keys=tuple(keys)), PAIRED),
        table=Table((_("Criterion"), _("Year"), _("Source"), _("Value"), _("Interval")), cells),
    )


def _span(rows: Sequence[CriterionHistory]) -> tuple[int, ...]:
    """The years all panels of a picture share."""
    known = {year for row in rows for year in (*row.official, *row.own)}
    known |= {row.expected[0] for row in rows if row.expected}
    return tuple(range(min(known), max(known) + 1))


def _panel(row: CriterionHistory, years: tuple[int, ...], ends: tuple[float, float]) -> Panel:
    path = Path(
        series=tuple(line for line in _list_series(row) if line.points),
        years=years,
        low=ends[0],
        high=ends[1],
        write=write_axis,
        bands=_fan(row),
        breaks=tuple(year for year in row.breaks if years[0] < year <= years[-1]),
        ends=(0.5, 0.6),
    )
    return Panel(row.name, path)


def _list_series(row: CriterionHistory) -> tuple[Series, ...]:
    """Official values on a line, surveys with their intervals, the forecast; the last are named."""
    return (
        Series(_official_points(row), "official", "diamond"),
        Series(_survey_points(row), "own", is_joined=False),
        Series(_forecast_point(row), "forecast", "square"),
    )


def _official_points(row: CriterionHistory) -> tuple[Point, ...]:
    last, write = max(row.official, default=None), _writer(row)
    return tuple(
        Point(year, value * _factor(row), write(value) if year == last else "")
        for year, value in sorted(row.official.items())
    )


def _survey_points(row: CriterionHistory) -> tuple[Point, ...]:
    last, write, factor = max(row.own, default=None), _writer(row), _factor(row)
    return tuple(
        Point(
            year,
            told.value * factor,
            write(told.value) if year == last else "",
            told.low * factor,
            told.high * factor,
        )
        for year, told in sorted(row.own.items())
    )


def _forecast_point(row: CriterionHistory) -> tuple[Point, ...]:
    if row.expected is None:
        return ()
    year, told = row.expected
    return (Point(year, told.middle * _factor(row), _writer(row)(told.middle)),)


def _fan(row: CriterionHistory) -> tuple[Band, ...]:
    if row.expected is None:
        return ()
    (year, told), factor = row.expected, _factor(row)
    return (Band(None, year, told.low80 * factor, told.high80 * factor, "forecast", 0.4),)


def _ends_of(row: CriterionHistory, rows: Sequence[CriterionHistory]) -> tuple[float, float]:
    """The ends of a unit, or from 0 to the largest value of all criteria that have it."""
    unit = Unit(row.unit)
    if unit in EDGES:
        return EDGES[unit]
    same = [other for other in rows if Unit(other.unit) is unit]
    values = [value for other in same for value in other.official.values()]
    values += [told.high for other in same for told in other.own.values()]
    values += [other.expected[1].high80 for other in same if other.expected]
    return 0.0, 1.15 * max(values, default=1.0) or 1.0


def _factor(row: CriterionHistory) -> int:
    return 100 if row.unit == Unit.SHARE else 1


def _writer(row: CriterionHistory) -> Callable[[float], str]:
    if row.unit == Unit.SHARE:
        return lambda value: write_number(value * 100, 0) + "%"
    decimals = 2 if row.unit == Unit.SCALE else 1
    return lambda value: write_number(value, decimals)


def _cells(row: CriterionHistory) -> Cells:
    write = _writer(row)
    official = [
        (row.name, str(year), _("official"), write(value), "–")
        for year, value in sorted(row.official.items())
    ]
    own = [
        (row.name, str(year), _("survey"), write(told.value), _range(row, told.low, told.high))
        for year, told in sorted(row.own.items())
    ]
    if row.expected is None:
        return (*official, *own)
    year, told = row.expected
    ahead = (row.name, str(year), _("forecast"), write(told.middle))
    return (*official, *own, (*ahead, _range(row, told.low80, told.high80)))


def _range(row: CriterionHistory, low: float, high: float) -> str:
    write = _writer(row)
    return f"{write(low)} – {write(high)}"


def _describe(row: CriterionHistory) -> str:
    return f"{row.name}: " + ", ".join(f"{c[1]} {c[2]} {c[3]}" for c in _cells(row))
