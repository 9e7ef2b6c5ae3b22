"""Importing enterprises: first what would change, then exactly that."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from core.people import User
from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused, Problem
from core.tabular.cells import Cell
from core.tabular.reading import sheets
from core.tabular.tables import Row, table
from core.tabular.uploads import AlreadyConfirmed, PreviewOutdated, ProblemsRemain
from core.text import fold
from directory import taxcodes
from directory.actions import columns
from directory.models import (
    DERIVED,
    District,
    Enterprise,
    EnterpriseStatus,
    LegalType,
    RegisterUpload,
    Size,
    Vsic,
)
from directory.sizes import size_of
from directory.vsic import SECTIONS

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    line: int
    tax_code: str
    before: Values | None
    after: Values

    @property
    def kind(self) -> Literal["new", "changed", "same"]:
        if self.before is None:
            return "new"
        return "same" if self.before == self.after else "changed"

    @property
    def labels(self) -> dict[str, str]:
        """Return the words for the codes of a new enterprise."""
        return {
            "legal_type": str(LegalType(self.after["legal_type"]).label),
            "size": str(Size(self.after["size"]).label),
        }

    @property
    def differences(self) -> list[tuple[str, Any, Any]]:
        """Return (column, now, in the file) where they differ."""
        before = self.before or {}
        return [
            (
                columns.HEADINGS[name][0],
                columns.write_cell(name, before.get(name)),
                columns.write_cell(name, value),
            )
            for name, value in self.after.items()
            if before.get(name) != value
        ]


@dataclass(slots=True)
class Preview:
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def new(self) -> list[Change]:
        return self.of_kind("new")

    @property
    def changed(self) -> list[Change]:
        return self.of_kind("changed")

    @property
    def counts(self) -> dict[str, Any]:
        same = len(self.changes) - len(self.new) - len(self.changed)
        return {"new": len(self.new), "changed": len(self.changed), "same": same}

    @property
    def digest(self) -> str:
        rows = sorted((c.tax_code, _stable(c.before), _stable(c.after)) for c in self.changes)
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _stable(values: Values | None) -> str:
    return json.dumps(values, sort_keys=True, default=str)


def preview(*, name: str, content: bytes, this_year: int) -> Preview:
    """Tell what importing the file would do, and name every row that is wrong."""
    found = table(sheets(name, content)[0], columns.HEADINGS, required=columns.REQUIRED)
    return _Check(found.rows, found.ignored, this_year).run()


def preview_upload(upload: RegisterUpload, now: datetime) -> Preview:
    return preview(name=upload.name, content=bytes(upload.content), this_year=now.year)


@transaction.atomic
def confirm(*, upload: RegisterUpload, digest: str, by: User, now: datetime) -> dict[str, Any]:
    """Import what was previewed, once; refuse when the preview would look different now."""
    upload.refresh_from_db(from_queryset=RegisterUpload._base_manager.select_for_update())
    if upload.confirmed_at:
        raise AlreadyConfirmed
    found = preview_upload(upload, now)
    if found.problems:
        raise ProblemsRemain
    if found.digest != digest:
        raise PreviewOutdated
    _write(found, now)
    audit.record(
        actor=by,
        action="directory.import_register",
        now=now,
        target=upload,
        content_digest=upload.content_digest,
        preview_digest=digest,
        **found.counts,
    )
    upload.settle(outcome=found.counts, now=now)
    return found.counts


def _write(found: Preview, now: datetime) -> None:
    districts = {district.code: district for district in District.objects.all()}

    def filled(enterprise: Enterprise, values: Values) -> Enterprise:
        for name, value in values.items():
            setattr(enterprise, name, districts[value] if name == "district" else value)
        enterprise.updated_at = now
        return enterprise.derive()

    Enterprise.objects.bulk_create(
        [filled(Enterprise(tax_code=change.tax_code), change.after) for change in found.new],
        batch_size=500,
    )
    after = {change.tax_code: change.after for change in found.changed}
    rows = list(Enterprise.objects.filter(tax_code__in=after))
    fields = {name for values in after.values() for name in values} | {*DERIVED, "updated_at"}
    if rows:
        changed = [filled(row, after[row.tax_code]) for row in rows]
        Enterprise.objects.bulk_update(changed, sorted(fields), batch_size=200)


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
        before = _stored_values(enterprise, after) if enterprise else None
        return Change(row.line, tax_code, before, after)

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
        first = self.lines.setdefault(tax_code, row.line)
        if first != row.line:
            sentence = _("This tax code stands in line %(line)s already. Keep one of them.")
            self.problem(row, "tax_code", sentence % {"line": first})
        known = self.known.get(tax_code)
        sector = after.get("sector") or (known and known.sector)
        vsic = after.get("vsic") or (known.vsic if known else Vsic.OF_2025)
        if vsic not in SECTIONS:
            self.problem(row, "vsic", _("The edition of VSIC is 2018 or 2025."))
        elif sector and sector not in SECTIONS[vsic]:
            letters = ", ".join(SECTIONS[vsic])
            self.problem(
                row,
                "sector",
                _("“%(sector)s” is no section of VSIC %(vsic)s; sections are %(letters)s.")
                % {"sector": sector, "vsic": vsic, "letters": letters},
            )
        elif sector:
            self.size(row, after, known, str(sector), int(vsic))
        if not known:
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


def _stored_values(enterprise: Enterprise, after: Values) -> Values:
    return {
        name: enterprise.district.code if name == "district" else getattr(enterprise, name)
        for name in after
    }
