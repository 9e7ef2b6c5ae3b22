"""What the paper of a survey says of needs, of satisfaction and of groups, table by table."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.charts.experiences import head_of_gaps, say_step
from analysis.numbers import Figure, WaveNumbers
from analysis.numbers.experiences import Drivers, Gaps
from analysis.numbers.groups import GroupDifference, GroupSummary
from analysis.reports.groups import sentences
from analysis.reports.papers.document import Cell, Grid, Part, number, say, share
from analysis.reports.wave import experiences
from core.charts.base import Chart


def parts(numbers: WaveNumbers, charts: Mapping[str, object]) -> Iterator[Part]:
    """The chapters this run has something to say in."""
    if numbers.gaps:
        yield _gaps(numbers.gaps, charts.get("gaps"))
    if numbers.drivers:
        yield _drivers(numbers.drivers, charts.get("drivers"))
    if numbers.groups:
        yield _groups(numbers.groups)


def _pictures(found: object) -> tuple[Chart, ...]:
    return (found,) if isinstance(found, Chart) else ()


def _shares(told: Figure | None) -> list[Cell]:
    if told is None or not told.is_shown:
        return [say(None)] * 3
    return [share(value) for value in (told.value, told.low, told.high)]


def _gaps(told: Gaps, picture: object) -> Part:
    name, need, _ends, easy, _more, lead = head_of_gaps()
    head = (
        name,
        need,
        pgettext("interval", "from"),
        pgettext("interval", "to"),
        easy,
        pgettext("interval", "from"),
        pgettext("interval", "to"),
        lead,
    )
    rows = tuple(
        (say(kind.name), *_shares(kind.need), *_shares(kind.easy), say(kind.leads))
        for kind in told.kinds
    )
    note = _("from, to: confidence interval (95%)")
    grid = Grid(_("Kinds of information: needed, and got easily"), head, rows, (note,))
    return Part(
        _("Needed and hard to get"),
        paragraphs=(experiences.reading_of_gaps(told),),
        grids=(grid,),
        charts=_pictures(picture),
    )


def _drivers(told: Drivers, picture: object) -> Part:
    warning = _("This is no cause.") + " " + _(
        "The figures say which experiences satisfied enterprises have had more often. Whether they"
        " would be more satisfied if an experience were better, a survey cannot tell."
    )  # fmt: skip
    heading, notes = _("What goes with satisfaction"), tuple(experiences.notes_of_drivers(told))
    if told.refused:
        return Part(heading, paragraphs=(warning, experiences.why_refused(told)), points=notes)
    head = (
        _("Experience"), _("A step is"), _("More often satisfied, points"),
        pgettext("interval", "from"), pgettext("interval", "to"),
        _("p, adjusted"), _("Variance inflation"),
    )  # fmt: skip
    rows = tuple(
        (
            say(row.name),
            say(say_step(row)),
            *(number(x * 100, 0) for x in (row.effect.value, row.effect.low, row.effect.high)),
            number(row.adjusted, 3),
            number(row.inflation, 1),
        )
        for row in told.rows
    )
    grid = Grid(_("Overall satisfaction by experience"), head, rows, notes)
    paragraphs = (warning, experiences.reading_of_drivers(told))
    return Part(heading, paragraphs, grids=(grid,), charts=_pictures(picture))


def _groups(told: GroupSummary) -> Part:
    finding = sentences.title_of_summary(told.differences, told.tested)
    head = (
        _("Criterion or question"), _("Group"), _("Grouped by"), _("Value"), "n",
        _("Against the rest"), pgettext("interval", "from"), pgettext("interval", "to"),
    )  # fmt: skip
    rows = tuple(
        (
            say(row.name),
            say(row.group),
            say(sentences.name_of_grouping(row.by)),
            _in_unit(row, row.figure.value),
            number(row.figure.n, 0),
            *(_in_unit(row, x) for x in (row.rest.value, row.rest.low, row.rest.high)),
        )
        for row in told.differences
    )
    note = _(
        "Each group is compared with all other enterprises; of the differences given here at most"
        " one in ten is expected to be chance (Benjamini-Hochberg, 10%, within each way of"
        " grouping)."
    )
    grids = (Grid(_("Groups that lie apart"), head, rows, (note,)),) if rows else ()
    return Part(_("Groups of enterprises"), paragraphs=(finding,), grids=grids)


def _in_unit(row: GroupDifference, value: float) -> Cell:
    return share(value) if row.is_share else number(value)
