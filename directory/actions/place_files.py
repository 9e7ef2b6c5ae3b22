"""Places from a file: all of them, or none and what is wrong with each row."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import User
from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused, Problem
from core.tabular.cells import Cell
from core.tabular.reading import sheets
from core.tabular.tables import table
from core.text import fold
from directory.actions.file_rows import (
    FileRefused,
    Taken,
    find_contradictions,
    name_successors,
    part_names,
    read_row,
    squeeze,
)
from directory.actions.places import NewPlace, add_places, change_place, find_region
from directory.models import District

HEADINGS = {
    "name": [
        "Tên địa bàn", "Địa bàn", "Tên", "Tên xã, phường", "Xã, phường", "Tên đơn vị hành chính",
        "Đơn vị hành chính", "Tên xã, phường, đặc khu", "Xã, phường, đặc khu", "Xã/phường",
        "Tên xã/phường", "Phường, xã", "Huyện", "Tên huyện", "place", "commune", "district",
    ],
    "region": ["Khu vực", "Vùng", "Thuộc khu vực", "Nhóm", "Thuộc huyện", "Cụm", "region"],
    "valid_from": ["Từ ngày", "Ngày thành lập", "Hiệu lực từ", "Có hiệu lực từ", "exists from"],
    "valid_to": ["Đến ngày", "Ngày kết thúc", "Hiệu lực đến", "Hết hiệu lực", "exists until"],
    "successor": ["Địa bàn kế thừa", "Kế thừa", "Sáp nhập vào", "Nhập vào", "Thay bằng",
                  "successor"],
}  # fmt: skip
LONGEST = 60
DAYS = ("valid_from", "valid_to")
MOST_ROWS = 20_000
READERS = dict.fromkeys(DAYS, cell_parsing.day)


def import_places(*, name: str, content: bytes, by: User, now: datetime) -> Taken:
    """Add the places of a file and change those of the same name; tell how many of each."""
    rows, ignored, remarks = _read(name, content)  # before the transaction: it may take a minute
    return _take_in(rows, ignored, remarks, by=by, now=now)


@transaction.atomic
def _take_in(
    rows: list[dict[str, Any]], ignored: list[str], remarks: list[str], *, by: User, now: datetime
) -> Taken:
    known = _by_name()
    new = sum(fold(values["name"]) not in known for values in rows)
    typed = [NewPlace(values["name"]) for values in rows]
    add_places(places=typed, by=by, now=now)
    known = _by_name()
    regions = {
        words: find_region(words, by=by, now=now)
        for words in dict.fromkeys(values["region"] for values in rows if values.get("region"))
    }
    for values in rows:
        given = {key: values[key] for key in DAYS if key in values}
        if values.get("region"):
            given |= {"region": regions[values["region"]]}
        if given:
            change_place(place=known[fold(values["name"])], by=by, now=now, **given)
    name_successors(
        [(known[fold(values["name"])], values) for values in rows],
        known,
        unknown=_("“%(name)s” is no place known here or in the file."),
        change=lambda place: change_place(place=place, by=by, now=now, successor=place.successor),
    )
    return Taken(new, len(rows) - new, ignored, remarks)


def _by_name() -> dict[str, District]:
    """Places by their folded names; of two of one name the one that goes on."""
    return {fold(place.name): place for place in District.objects.order_by("-valid_to")}


def _read(name: str, content: bytes) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    found = table(sheets(name, content)[0], HEADINGS, required=["name"])
    if len(found.rows) > MOST_ROWS:
        sentence = _("A province has no %(rows)s places; is this the right file?")
        raise FileRefused([Problem(1, "", sentence % {"rows": len(found.rows)})])
    problems: list[Problem] = []
    readers = READERS | dict.fromkeys(("name", "region", "successor"), _short)
    named, remarks = part_names(found.rows, "name")
    rows = [values for row in named if (values := read_row(row, HEADINGS, readers, problems))]
    problems += [
        Problem(values["line"], HEADINGS["name"][0], _("A place has a name."))
        for values in rows
        if not fold(values.get("name", ""))
    ]
    problems = problems or find_contradictions(rows, "name", HEADINGS["name"][0])
    if problems or not rows:
        raise FileRefused(problems or [Problem(1, "", _("No place stands in the file."))])
    return rows, found.ignored, remarks


def _short(cell: Cell) -> str:
    words = squeeze(cell)
    if len(words) > LONGEST:
        raise CellRefused(
            _("“%(name)s” is longer than %(limit)s letters.")
            % {"name": words[:80], "limit": LONGEST}
        )
    return words
