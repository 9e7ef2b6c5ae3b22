"""The pictures of the overview: the score's way, what moved it, a line of a word's size a row."""

from dataclasses import replace

from django.utils.translation import gettext as _

from analysis.charts.index import describe_steps
from analysis.charts.score_path import describe_path
from core.charts.base import (
    Chart,
    Table,
    alternative,
    draw,
    write_interval,
    write_number,
    write_signed,
)
from core.charts.grammar import CARD, PAPER, PHONE, draw_sparkline
from dashboard.overview.criteria import Line
from dashboard.overview.score_summary import ScoreSummary, Way
from pci.models import Unit

PLACES = (PHONE, CARD, PAPER)


def draw_path(summary: ScoreSummary, source: str) -> Chart | None:
    """The published scores and what is expected next."""
    last, expected = summary.last, summary.expected
    if last is None:
        return None
    cells = [(str(row.year), _("official"), write_number(row.score), "–") for row in summary.years]
    title = _("PCI %(year)s: %(score)s points") % {
        "year": last.year,
        "score": write_number(last.score),
    }
    if expected:
        score = expected.score
        interval = write_interval(score.low80, score.high80)
        cells.append((str(expected.year), _("forecast"), write_number(score.middle), interval))
        title = _("PCI %(year)s is expected at %(score)s points, likely between %(interval)s") % {
            "year": expected.year,
            "score": write_number(score.middle),
            "interval": interval,
        }
    year = expected.year if expected else last.year
    score_or_none = expected.score if expected else None
    picture = describe_path(summary.years, None, score_or_none, year, summary.breaks)
    picture = replace(picture, height=110.0, heading="")
    return Chart(
        name="overview-path",
        title=title,
        subtitle=_(
            "Sub-index, points from 1 to 10. Diamonds: published; green: forecast with the"
            " intervals that hold 8 and 9 chances in 10."
        )
        if expected
        else _("Sub-index as published, points from 1 to 10."),
        source=source,
        alternative=alternative(title, [f"{c[0]}, {c[1]}: {c[2]} ({c[3]})" for c in cells]),
        pictures=draw(picture, PLACES),
        table=Table((_("Year"), _("Source"), _("Points"), _("Interval")), tuple(cells)),
    )


def draw_way(way: Way, source: str) -> Chart:
    """What moved the score since the edition before, in bars that add up."""
    largest = max(way.steps, key=lambda step: abs(step.value))
    title = _("Change of %(change)s points; most of it by “%(part)s” (%(value)s)") % {
        "change": write_signed(way.change),
        "part": largest.label,
        "value": write_signed(largest.value),
    }
    first, last = ((label, write_number(score)) for label, score in (way.before, way.after))
    cells = (first, *((step.label, write_signed(step.value)) for step in way.steps), last)
    picture = describe_steps(way.steps, (way.before, way.after))
    return Chart(
        name="overview-way",
        title=title,
        subtitle=_("From one score to the next, points from 1 to 10; the bars add up."),
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        pictures=draw(replace(picture, heading=""), PLACES),
        table=Table((_("Part"), _("Points")), cells),
    )


def draw_line(line: Line, year: int | None) -> str:
    """The sparkline of a criterion."""
    factor = 100 if line.unit == Unit.SHARE else 1
    told = line.expected.told if line.expected else None
    forecast = None
    if told and year:
        forecast = (year, told.low80 * factor, told.middle * factor, told.high80 * factor)
    own = (line.own_year, line.own * factor) if line.own is not None and line.own_year else None
    return draw_sparkline([(y, v * factor) for y, v in line.official], forecast, own)
