"""A whole file looked at: what would be imported, what waits for a decision, what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.tabular.cell_parsing import Problem
from core.tabular.cells import Cell, Line, Sheet, TableRefused
from core.tabular.previews import Values
from directory.models import Enterprise, Vsic
from directory.register_files import columns, letters
from directory.register_files.changes import Change, Preview
from directory.register_files.decisions import ALL, Decisions, keys_of
from directory.register_files.kinds import Offer, Repair, kind_of
from directory.register_files.layout import (
    Layout,
    as_text,
    choose_sheet,
    find_alike,
    join,
    take_apart,
)
from directory.register_files.matching import column_of_heading, holds_tax_code, match
from directory.register_files.parting import part_codes
from directory.register_files.places import Places
from directory.register_files.records import Record
from directory.register_files.rows import RowReader

STEP, SAMPLED = 500, 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is not imported, with everything that keeps it back."""

    line: Line
    problems: list[Problem]

    @property
    def sentence(self) -> str:
        return " ".join(f"{one.column}: {one.sentence}" for one in self.problems)


@dataclass(slots=True)
class Found(Preview):
    """What the file holds by the decisions made so far."""

    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    alike: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    matched: dict[int, str] = field(default_factory=dict)
    rows: int = 0
    samples: dict[int, list[str]] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    unknown_places: dict[str, int] = field(default_factory=dict)
    unknown_sectors: dict[str, int] = field(default_factory=dict)
    vsic: int = Vsic.OF_2025
    new_places: dict[str, str] = field(default_factory=dict)


def examine(
    sheets: Sequence[Sheet],
    decisions: Decisions,
    *,
    this_year: int,
    progress: Progress = lambda done, of: None,
) -> Found:
    """Tell what importing the file would do by these decisions, row by row."""
    turned = letters.modernise(sheets)
    sheet = choose_sheet(turned.sheets, column_of_heading, decisions.sheet)
    alike = find_alike(turned.sheets, sheet, column_of_heading)
    together = alike if decisions.sheet == ALL and alike else [sheet]
    apart = [take_apart(one, column_of_heading, holds_tax_code) for one in together]
    layout = part_codes(join(apart))
    places = Places(decisions.places)
    matched = match_columns(layout, decisions.columns, places.names)
    found = Found(
        sheets=[one.name for one in sheets if one.lines],
        sheet=ALL if len(together) > 1 else sheet.name,
        alike=[one.name for one in alike],
        headings=layout.headings,
        keys=keys_of(layout.headings),
        matched=matched,
        rows=len(layout.rows),
        samples=_samples(layout),
        ignored=[h for p, h in enumerate(layout.headings) if h and p not in matched],
    )
    if "tax_code" not in matched.values():
        raise NoTaxCodes(found)
    _Examination(layout, found, decisions, places, this_year, turned).run(progress)
    found.unknown_places, found.new_places = places.unknown, places.added
    return found


def _samples(layout: Layout) -> dict[int, list[str]]:
    """The first few cells of each column, to know it by."""
    return {
        place: [
            as_text(line.cells[place])[:60]
            for line in layout.rows[:SAMPLED]
            if place < len(line.cells)
        ]
        for place in range(len(layout.headings))
    }


class NoTaxCodes(TableRefused):
    """No column holds tax codes; which columns there are is known, so that somebody can say."""

    def __init__(self, found: Found) -> None:
        super().__init__(
            _("No column of this sheet holds tax codes. Choose the sheet, or say which column.")
        )
        self.found = found


def match_columns(
    layout: Layout, said: Mapping[str, str], is_place: Callable[[Cell], bool]
) -> dict[int, str]:
    """Which column is which, by the file itself and then by what somebody said."""
    matched = match(layout.headings, layout.rows, is_place)
    for place, key in enumerate(keys_of(layout.headings)):
        if key not in said:
            continue
        matched.pop(place, None)
        if said[key] in columns.HEADINGS:
            matched = {p: c for p, c in matched.items() if c != said[key]}
            matched[place] = said[key]
    return dict(sorted(matched.items()))


class _Examination:
    """One pass over the rows, some hundred at a time."""

    def __init__(
        self,
        layout: Layout,
        found: Found,
        decisions: Decisions,
        places: Places,
        this_year: int,
        turned: letters.Turned,
    ) -> None:
        self.layout, self.found, self.decisions = layout, found, decisions
        self.turned = turned.before
        self.known: dict[str, Enterprise] = {}  # what the rows at hand name
        self.reader = RowReader(
            layout,
            found.matched,
            places=places,
            known=self.known,
            this_year=this_year,
            said=decisions.sectors,
        )
        self.first: dict[str, Line] = {}

    def run(self, progress: Progress) -> None:
        for kind, line in self.layout.left_out:
            self.leave_out(kind, line)
        rows = self.layout.rows
        for start in range(0, len(rows), STEP):
            some = rows[start : start + STEP]
            self.look_up(some)
            for line in some:
                self.take(line)
            progress(start + len(some), len(rows))
        self.found.unknown_sectors = dict(self.reader.unknown_sectors)
        self.found.vsic = int(self.reader.vsic)

    def look_up(self, lines: Sequence[Line]) -> None:
        """Fetch the enterprises that some rows name, of a register that may be large."""
        codes = {self.reader.begin(line)[1].tax_code for line in lines}
        found = Enterprise.objects.select_related("district").filter(tax_code__in=codes)
        self.known.clear()
        self.known.update({enterprise.tax_code: enterprise for enterprise in found})

    def take(self, line: Line) -> None:
        record = self.reader.read(line)
        self.note_repairs_of_the_row(line, record)
        if record.tax_code and self.is_repeated(line, record):
            return
        for repair in record.repairs:
            self.offer(repair)
        waiting = [one for one in record.repairs if one.kind not in self.decisions.accepted]
        problems = record.problems + [
            Problem(record.line, one.column, one.sentence) for one in waiting
        ]
        if problems:
            self.keep_back(line, problems)
            return
        enterprise = self.known.get(record.tax_code)
        before = stored_values(enterprise, record.after) if enterprise else None
        self.found.changes.append(
            Change(line=record.line, tax_code=record.tax_code, before=before, after=record.after)
        )

    def note_repairs_of_the_row(self, line: Line, record: Record) -> None:
        """Note what was done to a row before its cells were read."""
        if changed := self.turned.get(self.layout.origins[line.number]):
            record.repair("letters", "name", *changed)
        if both := self.layout.parted.get(line.number):
            record.repair_words("cells_parted", "name", both, str(record.after.get("name", "")))
        if line.is_hidden:
            record.repair("row_hidden", "name", record.after.get("name") or record.tax_code, "")

    def is_repeated(self, line: Line, record: Record) -> bool:
        """Tell whether the tax code stood in a row before; the first row counts."""
        first = self.first.setdefault(record.tax_code, line)
        if first is line:
            return False
        kind = "row_twice" if _say_same(first, line) else "row_same_code"
        said = _("line %(first)s; line %(line)s") % {"first": first.number, "line": line.number}
        column = columns.HEADINGS["tax_code"][0]
        sentence = _("This tax code stands in line %(line)s already. Keep one of them.")
        why = sentence % {"line": first.number}
        repair = Repair(kind, line.number, column, f"{record.tax_code} ({said})", "", why)
        self.offer(repair)
        if kind not in self.decisions.accepted:
            self.keep_back(line, [Problem(line.number, column, why)])
        return True

    def leave_out(self, kind: str, line: Line) -> None:
        words = " · ".join(as_text(cell) for cell in line.cells if cell not in (None, ""))
        repair = Repair(kind, line.number, "", words[:80], "")
        self.offer(repair)
        if kind not in self.decisions.accepted:
            self.keep_back(line, [Problem(line.number, "", _("This is no row of an enterprise."))])

    def offer(self, repair: Repair) -> None:
        offers, accepted = self.found.offers, repair.kind in self.decisions.accepted
        if repair.kind not in offers:
            kind = kind_of(repair.kind)
            offers[repair.kind] = Offer(kind=kind, column=repair.column, accepted=accepted)
        offers[repair.kind].add(repair)

    def keep_back(self, line: Line, problems: list[Problem]) -> None:
        self.found.left.append(Left(line, problems))
        self.found.problems.extend(problems)


def _say_same(one: Line, other: Line) -> bool:
    """Whether two rows say the same, whatever their running number."""

    def says(line: Line) -> list[str]:
        return [as_text(cell) for cell in line.cells[1:]]

    return says(one) == says(other)


def stored_values(enterprise: Enterprise, after: Values) -> Values:
    return {
        name: enterprise.district.code if name == "district" else getattr(enterprise, name)
        for name in after
    }
