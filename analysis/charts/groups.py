"""One criterion or question in several groups: dots with intervals, all enterprises as a line."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from analysis.charts.survey_words import say_why_not_told
from analysis.numbers.figures import Figure
from analysis.numbers.groups import Group, GroupFigure, Measured
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
from core.charts.grammar import Dot, Interval, Row, Rows, Word
from pci.models import Unit

ENDS = {Unit.SHARE: (0.0, 100.0), Unit.SCALE: (1.0, 5.0)}


def write_value(row: Measured, value: float, *, fine: bool = False) -> str:
    """A value of what is compared, with the decimals of its unit."""
    if row.is_share:
        return write_number(value * 100, int(fine)) + "%"
    return write_number(value, 2 if row.unit == Unit.SCALE else 1)


def write_difference(row: Measured, told: Figure) -> str:
    """A difference with its sign; of shares in percentage points."""
    factor, places = (100, 0) if row.is_share else (1, 2)
    size = write_number(abs(told.value) * factor, places)
    sign = "+" if told.value > 0 else "−"
    text = sign + size
    return _("%(change)s percentage points") % {"change": text} if row.is_share else text


def write_ends(row: Measured, told: Figure) -> str:
    """The interval of a figure."""
    factor, places = (100, 0) if row.is_share else (1, 2 if row.unit == Unit.SCALE else 1)
    return write_interval(told.low * factor, told.high * factor, places)


def write_span(row: Measured, told: Figure) -> str:
    """The interval of a value, with the sign of its unit."""
    return write_ends(row, told) + "%" * row.is_share


def sign_of(one: GroupFigure, row: Measured) -> str:
    """A mark beside the value of a group that lies apart."""
    if one.rest is None or not one.differs:
        return ""
    return "▲" if one.rest.value > 0 else "▼"


def tone_of(one: GroupFigure, row: Measured, *, is_apart: bool) -> str:
    if not is_apart or one.rest is None or not row.direction:
        return "own"
    return "good" if one.rest.value * row.direction > 0 else "bad"


def group_dots(
    row: Measured,
    groups: Sequence[tuple[Group, GroupFigure, bool]],
    *,
    title: str,
    source: str,
) -> Chart:
    """Every group with its interval; the line is all enterprises."""
    factor = 100 if row.is_share else 1
    cells = tuple(
        (
            group.name,
            write_value(row, one.figure.value)
            if one.figure.is_shown
            else say_why_not_told(one.figure),
            write_span(row, one.figure) if one.figure.is_shown else "–",
            write_count(one.figure.n),
        )
        for group, one, _apart in groups
    )
    shown = [one.figure for _group, one, _apart in groups if one.figure.is_shown]
    low, high = ENDS.get(Unit(row.unit), (0.0, max([f.high for f in shown], default=1.0) * 1.1))
    picture = Rows(
        tuple(_row(row, *one) for one in groups),
        low=low,
        high=high,
        write=write_axis,
        heading=_heading(row),
        zero=row.overall.value * factor if row.overall.is_shown else None,
    )
    return Chart(
        name="groups",
        title=title,
        subtitle=_subtitle(row),
        source=source,
        alternative=alternative(
            title, [f"{c[0]}: {c[1]} ({c[2]})" if c[2] != "–" else f"{c[0]}: {c[1]}" for c in cells]
        ),
        pictures=draw(picture),
        table=Table((_("Group"), _("Value"), _("Interval (95%)"), "n"), cells),
    )


def _row(row: Measured, group: Group, one: GroupFigure, is_apart: bool) -> Row:
    told, factor = one.figure, 100 if row.is_share else 1
    if not told.is_shown:
        return Row(f"{group.name}: {say_why_not_told(told)}", ())
    tone = tone_of(one, row, is_apart=is_apart)
    text = write_value(row, told.value)
    mark = f" {sign_of(one, row)}" if is_apart else ""
    return Row(
        f"{group.name} (n = {told.n})",
        (
            Interval(told.low * factor, told.high * factor, tone),
            Dot(told.value * factor, tone, told=f"{text} ({write_span(row, told)})"),
            Word(told.high * factor, text + mark),
        ),
    )


def _heading(row: Measured) -> str:
    if row.is_share:
        return _("Per cent of answers; the line is all enterprises")
    if row.unit == Unit.SCALE:
        return _("Rating from 1 to 5; the line is all enterprises")
    return _("Working days, median; the line is all enterprises")


def _subtitle(row: Measured) -> str:
    if not row.overall.is_shown:
        return _("%(name)s. Bars are 95%% confidence intervals.") % {"name": row.name.rstrip(".")}
    return _("%(name)s. All enterprises: %(value)s. Bars are 95%% confidence intervals.") % {
        "name": row.name.rstrip(".?"),
        "value": write_value(row, row.overall.value),
    }
