"""A plan's table as provinces issue it, in Word or Excel: points with tasks and agencies."""

import difflib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.tabular.cells import LARGEST_UNPACKED, Formula, TableRefused
from core.tabular.reading import sheets
from core.tabular.workbooks import unpacked_size
from core.text import fold
from directory.models import Agency
from pci.models import Criterion

HEADINGS = {
    "criteria": ("tieuchi", "chiso", "noidung", "linhvuc"),
    "tasks": ("nhiemvu", "giaiphap", "congviec", "noidungthuchien"),
    "leads": ("chutri", "donvithuchien", "coquanthuchien"),
    "coordinators": ("phoihop",),
}
SEARCHED = 10  # rows within which the headings stand
CLOSE = 0.75  # how alike two names of a criterion are
BULLET = re.compile(r"^\s*(?:[-–+•*]|\d{1,2}[.)]|[a-zđ][.)])\s+")
LONGEST_WORDS = 300
MOST_COLUMNS = 63  # as in Word
Grid = Sequence[Sequence[str]]


@dataclass(slots=True)
class Point:
    """What one point of the plan would be."""

    title: str
    tasks: list[str] = field(default_factory=list)
    leads_vi: str = ""
    coordinators_vi: str = ""
    criteria: list[int] = field(default_factory=list)
    leads: list[int] = field(default_factory=list)
    coordinators: list[int] = field(default_factory=list)


def read(name: str, content: bytes) -> list[Point]:
    """Read the first table that names tasks or criteria, and who leads."""
    for grid in _grids(name, content):
        found = _find_headings(grid)
        if found:
            points = _points(grid, *found)
            _recognise(points)
            return points
    raise TableRefused(
        _(
            "No table has a column of tasks or criteria and one of lead agencies. Name the columns"
            " “Nhiệm vụ”, “Cơ quan chủ trì”, “Cơ quan phối hợp”."
        )
    )


def _grids(name: str, content: bytes) -> Iterator[Grid]:
    if content.startswith(b"PK") and _is_word(content):
        yield from _word_tables(content)
        return
    for sheet in sheets(name, content):
        yield [[_text(cell) for cell in line.cells] for line in sheet.lines]


def _is_word(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _word_tables(content: bytes) -> Iterator[Grid]:
    import docx  # noqa: PLC0415 -- slow import

    if unpacked_size(content) > LARGEST_UNPACKED:
        raise TableRefused(
            _("Unpacked, the workbook holds more than %(limit)s MB; it is not read.")
            % {"limit": LARGEST_UNPACKED // 1024**2}
        )
    try:
        tables = [_word_grid(each) for each in docx.Document(io.BytesIO(content)).tables]
    except Exception as problem:  # whatever the reader of Word files trips over
        raise TableRefused(
            _("The Word file is damaged. Open it in Word and save it again as .docx.")
        ) from problem
    yield from tables


def _word_grid(table: Any) -> Grid:
    """What stands in each place; what was merged stands in all of its places.

    A file may say of a cell that it spans millions of columns; Word itself knows 63.
    """
    from docx.table import _Cell  # noqa: PLC0415 -- slow import

    grid: list[list[str]] = []
    for row in table.rows:
        places: list[str] = []
        for cell in row._tr.tc_lst[:MOST_COLUMNS]:
            goes_on = cell.vMerge == "continue" and grid and len(places) < len(grid[-1])
            words = grid[-1][len(places)] if goes_on else _Cell(cell, table).text
            places += [words] * min(max(cell.grid_span, 1), MOST_COLUMNS)
        grid.append(places[:MOST_COLUMNS])
    return grid


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return cell.text
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _find_headings(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of headings, and which column is which; without leads it is no plan."""
    for at, row in enumerate(grid[:SEARCHED]):
        places: dict[str, int] = {}
        for place, words in enumerate(row):
            for column, known in HEADINGS.items():
                if column not in places and any(one in fold(words) for one in known):
                    places[column] = place
                    break
        if "leads" in places and places.keys() & {"tasks", "criteria"}:
            return at, places
    return None


def _points(grid: Grid, heading: int, places: dict[str, int]) -> list[Point]:
    """Rows that repeat a criterion, or leave it empty, go on with the point above."""
    points: list[Point] = []
    for row in grid[heading + 1 :]:
        said = {column: _cell(row, place) for column, place in places.items()}
        if not any(said.values()) or len(set(filter(None, row))) < 2:
            continue
        title = said.get("criteria") or ""
        if not points or (title and title != points[-1].title) or "criteria" not in places:
            points.append(Point(title or said.get("tasks", "")))
        _go_on(points[-1], said)
    return points


def _cell(row: Sequence[str], place: int) -> str:
    lines = row[place].splitlines() if place < len(row) else []
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _go_on(point: Point, said: dict[str, str]) -> None:
    lines = (BULLET.sub("", line).strip() for line in said.get("tasks", "").splitlines())
    point.tasks += [line for line in lines if line and line not in point.tasks]
    for name in ("leads", "coordinators"):
        words = "; ".join(said.get(name, "").splitlines())
        before = getattr(point, f"{name}_vi")
        if words and words not in before:
            joined = f"{before}; {words}" if before else words
            setattr(point, f"{name}_vi", joined[:LONGEST_WORDS])


Names = Sequence[tuple[int, Sequence[str]]]


def _recognise(points: Iterable[Point]) -> None:
    """Find the agencies and criteria of the installation in what the table says."""
    agencies = [
        (agency.pk, _fold_all(agency.name_vi, agency.short_name))
        for agency in Agency.objects.filter(valid_to=None)
    ]
    criteria = [(one.pk, _fold_all(one.name_vi, *one.captions)) for one in Criterion.objects.all()]
    for point in points:
        point.leads = _find_named(point.leads_vi, agencies)
        others = _find_named(point.coordinators_vi, agencies)
        point.coordinators = [pk for pk in others if pk not in point.leads]
        point.criteria = _meant_by(fold(point.title), criteria)


def _fold_all(*names: str) -> list[str]:
    return [fold(name) for name in names if name]


def _find_named(words: str, known: Names) -> list[int]:
    said = fold(words)
    return [pk for pk, names in known if any(name in said for name in names)]


def _meant_by(title: str, known: Names) -> list[int]:
    """The criteria a title names; where it names none, the one it is most like."""
    named = [pk for pk, names in known if any(len(name) > 12 and name in title for name in names)]
    if named or not known:
        return named
    closest, pk = max((max(_likeness(title, name) for name in names), pk) for pk, names in known)
    return [pk] if closest >= CLOSE else []


def _likeness(title: str, name: str) -> float:
    return difflib.SequenceMatcher(None, title, name).ratio()
