"""Agencies from a file: all of them, or none and what is wrong with each row."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from core.access import User
from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused, Problem
from core.tabular.cells import Cell
from core.tabular.reading import sheets
from core.tabular.tables import Row, table
from core.text import fold
from directory.actions.agencies import add_agency, change_agency
from directory.actions.file_rows import (
    FileRefused,
    Taken,
    find_contradictions,
    name_successors,
    part_names,
    read_row,
)
from directory.models import Agency, AgencyKind, District

HEADINGS = {
    "name_vi": ["Tên cơ quan", "Cơ quan", "Tên", "name"],
    "name_en": ["Tên tiếng Anh", "name (English)"],
    "short_name": ["Tên viết tắt", "Viết tắt", "Tên ngắn", "short name"],
    "kind": ["Loại", "Loại cơ quan", "kind"],
    "district": ["Địa bàn", "Xã, phường", "district"],
    "email": ["Thư điện tử", "Email", "e-mail"],
    "phone": ["Điện thoại", "phone"],
    "valid_from": ["Từ ngày", "Hiệu lực từ", "Có hiệu lực từ", "Ngày thành lập", "exists from"],
    "valid_to": ["Đến ngày", "Hiệu lực đến", "Hết hiệu lực", "Ngày kết thúc", "exists until"],
    "successor": ["Cơ quan kế thừa", "Kế thừa", "Sáp nhập vào", "Thay bằng", "successor"],
}
LATER = ("successor", "line")
KINDS = (  # how a name begins, folded; the first decides
    ("vanphongubnd", AgencyKind.OFFICE),
    ("vanphonguybannhandan", AgencyKind.OFFICE),
    ("so", AgencyKind.DEPARTMENT),
    ("ban", AgencyKind.DEPARTMENT),
    ("thanhtra", AgencyKind.DEPARTMENT),
    ("ubnd", AgencyKind.DISTRICT),
    ("uybannhandan", AgencyKind.DISTRICT),
    ("cucthue", AgencyKind.TAX),
    ("chicucthue", AgencyKind.TAX),
    ("thue", AgencyKind.TAX),
    ("hiephoi", AgencyKind.ASSOCIATION),
    ("bao", AgencyKind.PRESS),
    ("dai", AgencyKind.PRESS),
)


def import_agencies(*, name: str, content: bytes, by: User, now: datetime) -> Taken:
    """Add the agencies of a file and change those of the same name; tell how many of each."""
    rows, ignored, remarks = _read(name, content)  # before the transaction: it may take a minute
    return _take_in(rows, ignored, remarks, by=by, now=now)


@transaction.atomic
def _take_in(
    rows: list[dict[str, Any]], ignored: list[str], remarks: list[str], *, by: User, now: datetime
) -> Taken:
    known = {fold(agency.name_vi): agency for agency in Agency.objects.order_by("-valid_to")}
    counts = [0, 0]
    for values in rows:
        own = {name: value for name, value in values.items() if name not in LATER}
        agency = known.get(fold(own["name_vi"]))
        counts[agency is not None] += 1
        if agency is None:
            agency = add_agency(by=by, now=now, **own)
            known[fold(agency.name_vi)] = agency
        else:
            change_agency(agency=agency, by=by, now=now, **own)
    name_successors(
        [(known[fold(values["name_vi"])], values) for values in rows],
        known,
        unknown=_("“%(name)s” is no agency known here or in the file."),
        change=lambda agency: change_agency(
            agency=agency, by=by, now=now, successor=agency.successor
        ),
    )
    return Taken(counts[0], counts[1], ignored, remarks)


def _read(name: str, content: bytes) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """The rows as values, the headings nobody reads, and what to look at."""
    found = table(sheets(name, content)[0], HEADINGS, required=["name_vi"])
    reader = _Reader()
    problems: list[Problem] = []
    named, remarks = part_names(found.rows, "name_vi")
    rows = [values for row in named if (values := reader.read(row, problems))]
    problems = problems or find_contradictions(rows, "name_vi", HEADINGS["name_vi"][0])
    if problems or not rows:
        raise FileRefused(problems or [Problem(1, "", _("No agency stands in the file."))])
    return rows, found.ignored, remarks


class _Reader:
    """Reads rows with the places looked up once."""

    def __init__(self) -> None:
        self.places = {fold(place.name): place for place in District.objects.all()}
        self.readers = {
            "kind": _kind,
            "district": self.place,
            "email": _email,
            "valid_from": cell_parsing.day,
            "valid_to": cell_parsing.day,
        }

    def place(self, cell: Cell) -> District:
        words = cell_parsing.text(cell)
        found = self.places.get(fold(words))
        if found is None:
            raise CellRefused(
                _("“%(name)s” is no place of the province known here.") % {"name": words[:60]}
            )
        return found

    def read(self, row: Row, problems: list[Problem]) -> dict[str, Any] | None:
        values = read_row(row, HEADINGS, self.readers, problems)
        if values is not None and not values.get("name_vi"):
            problems.append(Problem(row.line, HEADINGS["name_vi"][0], _("An agency has a name.")))
            return None
        if values is not None:
            values.setdefault("kind", kind_of_name(values["name_vi"]))
        return values


def kind_of_name(name: str) -> str:
    """The kind of agency a name begins with."""
    start = fold(name)
    return str(next((kind for begin, kind in KINDS if start.startswith(begin)), AgencyKind.OTHER))


def _kind(cell: Cell) -> str:
    words = fold(cell_parsing.text(cell))
    for kind in AgencyKind:
        if words in {fold(str(kind.label)), fold(kind.value)}:
            return kind.value
    raise CellRefused(
        _("“%(text)s” is not known here. Possible: %(choices)s.")
        % {
            "text": cell_parsing.text(cell),
            "choices": ", ".join(str(kind.label) for kind in AgencyKind),
        }
    )


def _email(cell: Cell) -> str:
    words = cell_parsing.text(cell).strip().lower()
    try:
        validate_email(words)
    except ValidationError as problem:
        raise CellRefused(
            _("“%(address)s” is no e-mail address.") % {"address": words}
        ) from problem
    return words
