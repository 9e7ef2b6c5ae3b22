"""Rows of a file held against the register: what they would change, what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused, Problem
from core.tabular.cells import Cell
from core.tabular.previews import Values
from core.tabular.tables import Row, Table
from core.text import fold
from directory import taxcodes
from directory.actions import columns
from directory.actions.changes import Change, Preview
from directory.models import District, Enterprise, EnterpriseStatus, Size, Vsic
from directory.sizes import size_of
from directory.vsic import SECTIONS


def check_rows(table: Table, this_year: int) -> Preview:
    """Tell what importing the rows would do, and name every cell that is wrong."""
    return _Check(table.rows, table.ignored, this_year).run()


class _Check:
    """One pass over the rows, with everything they are compared to loaded once."""

    def __init__(self, rows: list[Row], ignored: list[str], this_year: int) -> None:
        self.rows, self.this_year = rows, this_year
        self.found = Preview(ignored=ignored)
        self.districts = {
            fold(spelling): district.code
            for district in District.objects.all()
            for spelling in (district.code, district.name)
        }
        rows_of = Enterprise.objects.select_related("district")
        self.known = {enterprise.tax_code: enterprise for enterprise in rows_of}
        self.lines: dict[str, int] = {}
        self.readers: Mapping[str, Callable[[Cell], Any]] = {
            "name": lambda cell: cell_parsing.text(cell)[:200] or None,
            "legal_type": columns.legal_type,
            "sector": lambda cell: cell_parsing.text(cell).upper()[:20] or None,
            "vsic": cell_parsing.whole,
            "size": lambda cell: columns.choice(cell, Size),
            "employees": lambda cell: columns.not_negative(cell_parsing.whole(cell)),
            "revenue": columns.billions,
            "capital": columns.billions,
            "founded": self.year,
            "district": self.district,
            "address": lambda cell: cell_parsing.text(cell)[:300] or None,
            "email": columns.email,
            "phone": lambda cell: columns.phone(cell_parsing.text(cell)),
            "is_member": columns.yes_or_no,
            "is_woman_led": columns.yes_or_no,
            "status": lambda cell: columns.choice(cell, EnterpriseStatus),
        }

    def run(self) -> Preview:
        for row in self.rows:
            change = self.change(row)
            if change:
                self.found.changes.append(change)
        return self.found

    def change(self, row: Row) -> Change | None:
        problems_before = len(self.found.problems)
        tax_code = self.read(
            row, "tax_code", lambda cell: taxcodes.check_tax_code(cell_parsing.text(cell))
        )
        after: Values = {}
        for column, reader in self.readers.items():
            value = self.read(row, column, reader) if column in row.cells else None
            if value is not None:  # an empty cell changes nothing
                after[column] = value
        if tax_code:
            self.complete(row, tax_code, after)
        if len(self.found.problems) > problems_before or not tax_code:
            return None
        enterprise = self.known.get(tax_code)
        before = stored_values(enterprise, after) if enterprise else None
        return Change(line=row.line, tax_code=tax_code, before=before, after=after)

    def read(self, row: Row, column: str, reader: Callable[[Cell], Any]) -> Any:
        try:
            return reader(row[column])
        except DomainError as refusal:
            self.problem(row, column, str(refusal))
            return None

    def problem(self, row: Row, column: str, sentence: str) -> None:
        self.found.problems.append(Problem(row.line, columns.HEADINGS[column][0], sentence))

    def complete(self, row: Row, tax_code: str, after: Values) -> None:
        """Check what needs more than one cell: duplicates, sections, size, what is missing."""
        known = self.known.get(tax_code)
        self.refuse_repeated(row, tax_code)
        self.check_section(row, after, known)
        if known is None:
            self.require_all(row, after)

    def refuse_repeated(self, row: Row, tax_code: str) -> None:
        first = self.lines.setdefault(tax_code, row.line)
        if first != row.line:
            sentence = _("This tax code stands in line %(line)s already. Keep one of them.")
            self.problem(row, "tax_code", sentence % {"line": first})

    def check_section(self, row: Row, after: Values, known: Enterprise | None) -> None:
        """Refuse a section its edition of VSIC does not have; derive the size where it does."""
        sector = after.get("sector") or (known and known.sector)
        vsic = after.get("vsic") or (known.vsic if known else Vsic.OF_2025)
        if vsic not in SECTIONS:
            self.problem(row, "vsic", _("The edition of VSIC is 2018 or 2025."))
        elif sector and sector not in SECTIONS[vsic]:
            sentence = _("“%(sector)s” is no section of VSIC %(vsic)s; sections are %(letters)s.")
            letters = ", ".join(SECTIONS[vsic])
            words = {"sector": sector, "vsic": vsic, "letters": letters}
            self.problem(row, "sector", sentence % words)
        elif sector:
            self.size(row, after, known, str(sector), int(vsic))

    def require_all(self, row: Row, after: Values) -> None:
        for column in columns.NEEDED_WHEN_NEW:
            if column not in after and not self.has_problem(row, column):
                self.problem(row, column, _("A new enterprise needs this."))

    def has_problem(self, row: Row, column: str) -> bool:
        heading = columns.HEADINGS[column][0]
        return any(p.line == row.line and p.column == heading for p in self.found.problems)

    def size(
        self, row: Row, after: Values, known: Enterprise | None, sector: str, vsic: int
    ) -> None:
        """Derive the size from employees and money, and compare with the one given."""

        def figure(name: str) -> Any:
            return after.get(name, getattr(known, name) if known else None)

        if figure("employees") is None:
            return
        derived = size_of(
            sector=sector,
            employees=figure("employees"),
            revenue=figure("revenue"),
            capital=figure("capital"),
            vsic=vsic,
        )
        if derived is None:
            return
        if after.get("size", derived) != derived:
            sentence = _("By Decree 80/2021 its figures make it “%(derived)s”, not “%(given)s”.")
            given = Size(after["size"]).label
            self.problem(row, "size", sentence % {"derived": derived.label, "given": given})
        after["size"] = derived.value

    def district(self, cell: Cell) -> str | None:
        words = cell_parsing.text(cell)
        if not words:
            return None
        key = fold(words)
        for start in ("huyen", "thixa", "thanhpho", "tp", "tx", "h", ""):
            if key.startswith(start) and key.removeprefix(start) in self.districts:
                return self.districts[key.removeprefix(start)]
        names = ", ".join(District.objects.values_list("name", flat=True))
        raise CellRefused(
            _("“%(name)s” is no district of the province. Districts: %(names)s.")
            % {"name": words, "names": names}
        )

    def year(self, cell: Cell) -> int | None:
        value = cell_parsing.whole(cell)
        if value is not None and not columns.FIRST_YEAR <= value <= self.this_year:
            raise CellRefused(
                _("A founding year lies between %(first)s and %(last)s.")
                % {"first": columns.FIRST_YEAR, "last": self.this_year}
            )
        return value


def stored_values(enterprise: Enterprise, after: Values) -> Values:
    return {
        name: enterprise.district.code if name == "district" else getattr(enterprise, name)
        for name in after
    }
