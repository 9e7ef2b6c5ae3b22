"""The page of groups compared: one figure by one grouping, then everything by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analysis.charts.groups import group_dots, write_difference, write_ends, write_span, write_value
from analysis.data.breakdowns import read_measured
from analysis.models import AnalysisRun, Breakdown
from analysis.numbers.figures import Figure
from analysis.numbers.groups import Compared, Group, GroupFigure, Grouping, Measured
from analysis.reports.groups import sentences
from core.charts.base import Chart
from core.models import site_is_demonstration
from pci.models import choose_wording

SORTED = frozenset({"legal_type", "sector", "place"})  # those without an order of their own


@dataclass(frozen=True, slots=True)
class Line:
    """One group in the table."""

    name: str
    n: int
    value: str
    ends: str
    rest: str
    rest_ends: str
    verdict: str
    change: str
    change_verdict: str
    is_apart: bool


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """One criterion or question in the list of all."""

    key: str
    name: str
    finding: str
    differs: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Criteria or questions that stand together."""

    title: str
    rows: list[ListedFinding]

    @property
    def is_open(self) -> bool:
        """Whether something in it differs or is being looked at; the rest is folded."""
        return any(row.differs or row.is_current for row in self.rows)


def order_groups(grouping: Grouping, compared: Compared) -> list[tuple[Group, GroupFigure, bool]]:
    """The groups as shown: in their own order, else the highest first; hidden ones last."""
    apart = {one.group for one in compared.apart}
    rows = [(grouping.group(one.group), one, one.group in apart) for one in compared.groups]
    if grouping.code in SORTED:
        rows.sort(key=lambda row: (not row[1].figure.is_shown, -row[1].figure.value))
    return rows


def context(
    run: AnalysisRun, found: Breakdown, grouping: Grouping, chosen: Measured
) -> dict[str, Any]:
    """Everything the page shows, in the active language."""
    measured = read_measured(found)
    compared = grouping.row(chosen.key) or Compared(chosen.key, ())
    title = sentences.headline(chosen, grouping, compared)
    return {
        "grouping": grouping,
        "chosen": chosen,
        "compared": compared,
        "title": title,
        "by": sentences.name_of_grouping(grouping.code),
        "chart": draw(run, grouping, chosen, compared, title),
        "lines": [_line(chosen, compared, *row) for row in order_groups(grouping, compared)],
        "promise": sentences.promise(grouping),
        "test_line": sentences.test_line(compared),
        "source_line": sentences.source_of(grouping),
        "groupings": [
            (one["code"], sentences.name_of_grouping(one["code"]))
            for one in found.content["groupings"]
        ],
        "blocks": _blocks(found, measured, grouping, chosen),
    }


def draw(
    run: AnalysisRun, grouping: Grouping, chosen: Measured, compared: Compared, title: str
) -> Chart:
    """The picture of one figure in all groups."""
    source = _("Source: %(wave)s. Results %(digest)s.") % {
        "wave": run.wave.title,
        "digest": run.results_digest[:12],
    }
    if site_is_demonstration():
        source = f"{source} {_('Invented data.')}"
    return group_dots(chosen, order_groups(grouping, compared), title=title, source=source)


def _line(
    row: Measured, compared: Compared, group: Group, one: GroupFigure, is_apart: bool
) -> Line:
    told = one.figure.is_shown
    return Line(
        name=group.name,
        n=one.figure.n,
        value=write_value(row, one.figure.value) if told else "–",
        ends=write_span(row, one.figure) if told else "–",
        rest=_write_signed(row, one.rest),
        rest_ends=_write_signed_ends(row, one.rest),
        verdict=sentences.say_verdict(row, compared, one),
        change=_write_signed(row, one.change),
        change_verdict=sentences.say_change(one),
        is_apart=is_apart,
    )


def _write_signed(row: Measured, told: Figure | None) -> str:
    return write_difference(row, told) if told else "–"


def _write_signed_ends(row: Measured, told: Figure | None) -> str:
    return write_ends(row, told) if told else "–"


def _blocks(
    found: Breakdown, measured: Mapping[str, Measured], grouping: Grouping, chosen: Measured
) -> list[Block]:
    """Everything that is compared, block after block, with what each says."""
    told: dict[str, list[ListedFinding]] = {}
    for compared in grouping.rows:
        row = measured[compared.key]
        told.setdefault(row.block, []).append(
            ListedFinding(
                key=row.key,
                name=row.name,
                finding=sentences.headline(row, grouping, compared),
                differs=compared.differs,
                is_current=row.key == chosen.key,
            )
        )
    titles = found.content["blocks"]
    return [Block(choose_wording(*titles[block]), rows) for block, rows in told.items()]
