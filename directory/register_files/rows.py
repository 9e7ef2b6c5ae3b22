"""A row of a file becomes values for an enterprise, with every repair it took."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.tabular import cell_parsing
from core.tabular.cells import Cell, Formula, Line
from core.tabular.tables import Row
from core.text import fold
from directory.models import Enterprise, LegalType, Size, Vsic
from directory.register_files import columns, figures, industries, readings
from directory.register_files.kinds import DROP
from directory.register_files.layout import Layout, as_text
from directory.register_files.matching import holds_tax_code
from directory.register_files.places import Places
from directory.register_files.readings import Reading
from directory.register_files.records import Record
from directory.register_files.sizes import settle_size
from directory.vsic import SECTIONS

OPTIONAL = (
    "employees",
    "revenue",
    "capital",
    "founded",
    "email",
    "phone",
    "is_member",
    "is_woman_led",
)


class RowReader:
    """Reads rows of one layout, with what its columns have in common looked at once."""

    def __init__(
        self,
        layout: Layout,
        matched: Mapping[int, str],
        *,
        places: Places,
        known: Mapping[str, Enterprise],
        this_year: int,
        said: Mapping[str, str],
    ) -> None:
        """``said`` maps words of an industry, folded, to the section somebody chose for them."""
        self.matched, self.places, self.known = matched, places, known
        self.said, self.unknown_sectors = said, Counter[str]()
        self.layout = layout
        self.this_year = this_year
        heading = {column: layout.headings[place] for place, column in matched.items()}
        cells = {column: _cells(layout.rows, place) for place, column in matched.items()}
        sectors = cells.get("sector", [])
        self.vsic = industries.edition_of_codes(sectors)
        self.code_length = industries.usual_length(sectors)
        self.units = {
            name: figures.unit_of_column(heading[name], cells[name], layout.titles)
            for name in ("revenue", "capital")
            if name in cells
        }
        self.readers: Mapping[str, Callable[[Cell], Reading | None]] = {
            "name": lambda cell: Reading(" ".join(readings.text(cell).split())[:200] or None),
            "legal_type": readings.read_legal_type,
            "vsic": lambda cell: Reading(cell_parsing.whole(cell)),
            "size": lambda cell: Reading(columns.choice(cell, Size)),
            "employees": lambda cell: readings.read_number(cell, self.count),
            "revenue": lambda cell: figures.read_money(cell, self.units["revenue"]),
            "capital": lambda cell: figures.read_money(cell, self.units["capital"]),
            "founded": lambda cell: figures.read_founded(cell, self.year),
            "district": self.places.read,
            "address": lambda cell: Reading(readings.text(cell)[:300] or None),
            "email": readings.read_email,
            "phone": readings.read_phone,
            "is_member": readings.read_yes_or_no,
            "is_woman_led": readings.read_yes_or_no,
            "status": readings.read_status,
        }

    def count(self, cell: Cell) -> int | None:
        return columns.check_employees(cell_parsing.whole(cell))

    def year(self, cell: Cell) -> int | None:
        return figures.read_year(cell, self.this_year)

    def read(self, line: Line) -> Record:
        """Read one row; nothing is written and nothing decided here."""
        row, record = self.begin(line)
        for column in self.readers:
            if row[column] not in (None, ""):
                self.read_cell(row, record, column)
        if row["sector"] not in (None, ""):
            self.read_sector(row, record)
        known = self.known.get(record.tax_code)
        if known is None:
            self.fill_what_is_missing(row, record)
        self.check_section(record, known)
        settle_size(record, known)
        if known is None:
            _require_all(record)
        return record

    def begin(self, line: Line) -> tuple[Row, Record]:
        """A row with its cells where they belong, and the tax code it is about."""
        row = Row(line.number, {c: _cell(line, place) for place, c in self.matched.items()})
        record = Record(line.number)
        row = _put_back(_show_results(row, record), record)
        self.read_tax_code(row, record)
        return row, record

    def read_tax_code(self, row: Row, record: Record) -> None:
        try:
            found = readings.read_tax_code(row["tax_code"])
        except DomainError as refusal:
            record.problem("tax_code", str(refusal))
            return
        record.tax_code = found.value
        if found.kind:
            record.repair(found.kind, "tax_code", as_text(row["tax_code"]), found.value)

    def read_cell(self, row: Row, record: Record, column: str) -> None:
        cell = row[column]
        try:
            found = self.readers[column](cell)
        except DomainError as refusal:
            if column == "employees":
                record.employees_between = readings.read_range(as_text(cell))
            if column in OPTIONAL and not _is_formula(cell):
                record.repair(DROP + column, column, as_text(cell), None, str(refusal))
            else:
                record.problem(column, str(refusal))
            return
        if found is None:
            record.problem("district", _unknown_place(as_text(cell)))
        elif found.value is not None:  # an empty cell changes nothing
            record.after[column] = found.value
            if found.kind:
                record.repair(found.kind, column, as_text(cell), found.value)

    def read_sector(self, row: Row, record: Record) -> None:
        """Read the industry, whose letters mean what the edition of VSIC says."""
        cell, vsic = row["sector"], record.after.get("vsic", self.vsic)
        edition = Vsic(vsic) if vsic in SECTIONS else self.vsic
        if chosen := self.said.get(fold(as_text(cell))):
            record.after["sector"] = chosen
            record.after.setdefault("vsic", int(edition))
            return
        try:
            found = industries.read_sector(cell, edition, self.code_length)
        except DomainError as refusal:
            if isinstance(refusal, industries.UnknownIndustry):
                self.unknown_sectors[as_text(cell)[: industries.LONGEST]] += 1
            record.problem("sector", str(refusal))
            return
        record.after["sector"] = found.value
        if found.kind:
            record.repair(found.kind, "sector", as_text(cell), found.value)
            record.after.setdefault("vsic", int(edition))

    def fill_what_is_missing(self, row: Row, record: Record) -> None:
        """Read from name and address what a new enterprise's own columns do not say."""
        after, name = record.after, record.after.get("name", "")
        if "legal_type" not in after and not record.is_wrong_in("legal_type"):
            self.tell_legal_type(record, name)
        if "district" not in after and not record.is_wrong_in("district"):
            self.find_place(row, record)

    def tell_legal_type(self, record: Record, name: str) -> None:
        found = readings.legal_type_of_name(name)
        kind = "legal_branch" if readings.is_branch(name) else "legal_name"
        if found is None and readings.is_a_company(name):
            found, kind = LegalType.LLC_MANY.value, "legal_guess"
        if found:
            record.after["legal_type"] = found
            record.repair(kind, "legal_type", name, found)

    def find_place(self, row: Row, record: Record) -> None:
        """Take the place from the address, else from the heading above the row."""
        section = self.layout.sections.get(record.line, [])
        place = self.places.read_address(row["address"]) if row["address"] else None
        said = as_text(row["address"]) if place else " ".join(section)
        place = place or self.places.read_section(section)
        if place is None:
            head = self.layout.heads.get(record.line, ())
            place, said = self.places.read_head(head), " · ".join(head)
        if place:
            record.after["district"] = place.value
            record.repair(place.kind, "district", said, place.value)

    def check_section(self, record: Record, known: Enterprise | None) -> None:
        """Refuse a section its edition of VSIC does not have."""
        after = record.after
        sector = after.get("sector") or (known and known.sector)
        vsic = after.get("vsic") or (known.vsic if known else Vsic.OF_2025)
        if vsic not in SECTIONS:
            record.problem("vsic", _("The edition of VSIC is 2018 or 2025."))
        elif sector and sector not in SECTIONS[vsic]:
            sentence = _("“%(sector)s” is no section of VSIC %(vsic)s; sections are %(letters)s.")
            letters = ", ".join(SECTIONS[vsic])
            record.problem(
                "sector", sentence % {"sector": sector, "vsic": vsic, "letters": letters}
            )


def _put_back(row: Row, record: Record) -> Row:
    """A name where the tax code belongs and a code where the name does have changed places."""
    code, name = row["tax_code"], row["name"]
    if holds_tax_code(code) or not holds_tax_code(name) or not as_text(code):
        return row
    record.repair("cells_swapped", "name", as_text(name), as_text(code))
    return Row(row.line, {**row.cells, "tax_code": name, "name": code})


def _show_results(row: Row, record: Record) -> Row:
    """Formulas, read as what the spreadsheet showed where they stand."""
    cells = dict(row.cells)
    for column, cell in row.cells.items():
        if isinstance(cell, Formula) and cell.shown is not None:
            cells[column] = cell.shown
            record.repair_words("formula", column, cell.text, as_text(cell))
    return Row(row.line, cells)


def _is_formula(cell: Cell) -> bool:
    """Whether somebody could still paste a value; of ``#N/A`` there is none."""
    return isinstance(cell, Formula) and not cell.text.startswith("#")


def _cell(line: Line, place: int) -> Cell:
    return line.cells[place] if place < len(line.cells) else None


def _cells(rows: Sequence[Line], place: int) -> list[Cell]:
    shown = (_without_formula(_cell(line, place)) for line in rows)
    return [cell for cell in shown if cell not in (None, "")]


def _without_formula(cell: Cell) -> Cell:
    return cell.shown if isinstance(cell, Formula) else cell


def _unknown_place(name: str) -> str:
    return _("“%(name)s” is no place of the province known here.") % {"name": name[:60]}


def _require_all(record: Record) -> None:
    for column in columns.NEEDED_WHEN_NEW:
        if column not in record.after and not record.is_wrong_in(column):
            record.problem(column, _("A new enterprise needs this."))
