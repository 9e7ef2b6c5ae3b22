"""Grids of an XLSForm: rows with one list of choices, shown as one table."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.instrument import types
from surveys.instrument.xlsform.row_types import SELECTS, Line

OF_ITS_OWN = ("relevant", "constraint", "calculation", "choice_filter")
ALIKE = ("required", "parameters")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table among the lines of a sheet: where it begins and ends, its heading and its rows."""

    start: int
    end: int
    opening: Line
    heading: Line | None
    rows: tuple[Line, ...]

    @property
    def is_uniform(self) -> bool:
        """Whether its rows are asked under the same conditions, so that one question holds them."""
        first = self.rows[0]
        return all(
            row.type == first.type
            and not any(row.cells.get(key) for key in OF_ITS_OWN)
            and not row.is_on("read_only")
            and all(row.cells.get(key, "") == first.cells.get(key, "") for key in ALIKE)
            for row in self.rows
        )

    def put_words(self) -> None:
        """The words above the columns are the question, those of the group stand below them."""
        own, heading = self.opening.texts, self.heading
        asked = heading.texts.get("text") if heading else None
        if not asked or heading is self.opening:
            return
        said = (own.get("text", {}), own.get("help", {}))
        own["text"] = asked
        own["help"] = {
            each: "\n".join(words[each] for words in said if words.get(each))
            for each in said[0] | said[1]
        }


def find_grids(lines: Sequence[Line]) -> dict[int, Grid]:
    """Find the grids among the lines, by the place of their first line."""
    found: dict[int, Grid] = {}
    at = 0
    while at < len(lines):
        grid = _group(lines, at) or _find_headed_rows(lines, at)
        if grid:
            found[at] = grid
        at = grid.end + 1 if grid else at + 1
    return found


def _group(lines: Sequence[Line], start: int) -> Grid | None:
    """A group that is shown as a table, with nothing in it but its rows."""
    opening = lines[start]
    if opening.kind != "begin_group" or not _is_table(opening):
        return None
    end = start + 1
    while end < len(lines) and _is_row(lines[end]):
        end += 1
    rows = [line for line in lines[start + 1 : end] if not is_heading(line)]
    if end == len(lines) or lines[end].kind != "end_group" or not rows:
        return None
    heading = next((line for line in lines[start + 1 : end] if is_heading(line)), None)
    return Grid(start, end, opening, heading, tuple(rows))


def _find_headed_rows(lines: Sequence[Line], start: int) -> Grid | None:
    """Rows without labels of their own below a row that shows the labels."""
    if not is_heading(lines[start]):
        return None
    end = start
    while end + 1 < len(lines) and "list-nolabel" in lines[end + 1].appearances():
        end += 1
    rows = tuple(lines[start + 1 : end + 1])
    if not rows or not all(_is_row(row) for row in rows):
        return None
    return Grid(start, end, lines[start], lines[start], rows)


def _is_table(opening: Line) -> bool:
    shown = {"table-list", "list-nolabel"} & set(opening.appearances())
    return bool(shown) or "rows" in types.kind_named(opening.own.get("kind")).uses


def _is_row(line: Line) -> bool:
    return line.kind == "select_one" and not line.type.endswith(" or_other")


def is_heading(line: Line) -> bool:
    """Whether a row only shows the labels of the choices, above a grid."""
    return line.kind in SELECTS and "label" in line.appearances()
