"""Groups compared as an Excel workbook for readers: a sheet a grouping, in the reader's words."""

from collections.abc import Iterable

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.data.breakdowns import read_groupings, read_measured
from analysis.models import AnalysisRun, Breakdown
from analysis.numbers.figures import Figure
from analysis.numbers.groups import Compared, Grouping, Measured
from analysis.reports.groups import page, sentences
from analysis.reports.papers.document import Cell, Grid, Paper, Part, number, say, share
from analysis.reports.papers.wave import demonstration_mark
from core.clock import timezone
from pci.models import Unit


def paper_of(run: AnalysisRun, found: Breakdown) -> Paper:
    """Every figure of every group; the table of codes, for programs, is the CSV file."""
    made = formats.date_format(timezone.localtime(run.made_at), "H:i d/m/Y")
    grids = tuple(_grid(grouping, read_measured(found)) for grouping in _groupings(found))
    return Paper(
        title=_("Groups of enterprises compared"),
        subtitle=run.wave.title,
        author=run.wave.title,
        place_and_day="",
        parts=(Part(_("Groups of enterprises compared"), grids=grids),),
        seal=((_("Analysed at"), made), (_("Digest of the results"), run.results_digest)),
        mark=demonstration_mark(),
        language=translation.get_language() or "vi",
    )


def _groupings(found: Breakdown) -> Iterable[Grouping]:
    return read_groupings(found).values()


def _grid(grouping: Grouping, measured: dict[str, Measured]) -> Grid:
    low, high = pgettext("interval", "from"), pgettext("interval", "to")
    head = [_("Criterion or question"), _("Group"), _("Value"), low, high, _("answers")]
    head += [_("Against the rest"), low, high, _("What it says")]
    if grouping.since:
        head += [_("Since %(year)s") % {"year": grouping.since}, _("Of the change")]
    rows = [
        row
        for compared in grouping.rows
        for row in _rows(grouping, measured[compared.key], compared)
    ]
    caption = sentences.name_of_grouping(grouping.code)
    hidden = _(
        "A figure with fewer than 30 answers is not published, nor one that could be computed from"
        " the others; what is too uncertain is not published either."
    )
    notes = (
        _("Columns “from” and “to”: interval of 95 per cent."),
        sentences.promise(grouping),
        hidden,
    )
    return Grid(caption[:1].upper() + caption[1:], tuple(head), tuple(rows), notes)


def _rows(grouping: Grouping, row: Measured, compared: Compared) -> Iterable[tuple[Cell, ...]]:
    for group, one, _is_apart in page.order_groups(grouping, compared):
        cells = [
            say(row.name),
            say(group.name),
            *_ends(row, one.figure if one.figure.is_shown else None),
            number(one.figure.n, 0),
            *_ends(row, one.rest),
            say(sentences.say_verdict(row, compared, one)),
        ]
        if grouping.since:
            change = _cell(row, one.change.value) if one.change else say(None)
            cells += [change, say(sentences.say_change(one))]
        yield tuple(cells)


def _ends(row: Measured, told: Figure | None) -> list[Cell]:
    values = (told.value, told.low, told.high) if told else (None, None, None)
    return [_cell(row, value) for value in values]


def _cell(row: Measured, value: float | None) -> Cell:
    if row.is_share:
        return share(value, 1)
    return number(value, 2 if row.unit == Unit.SCALE else 1)
