"""What a report says, before it becomes a page or a file: parts, tables, pictures."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.charts.base import Chart, write_number

WHOLE = {0: "0", 1: "0.0", 2: "0.00", 3: "0.000"}  # formats of spreadsheets


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: as it is read, and the number behind it where there is one."""

    text: str
    value: float | None = None
    form: str = ""  # how a spreadsheet writes the number

    @property
    def is_number(self) -> bool:
        return self.value is not None


def say(text: object) -> Cell:
    """A cell of words; what is missing is a dash."""
    return Cell("–" if text in {None, ""} else str(text))


def number(value: float | None, decimals: int = 2) -> Cell:
    """A cell with a number; a spreadsheet gets the value that is read, never a finer one."""
    if value is None:
        return say(None)
    rounded = round(value, decimals)
    return Cell(write_number(rounded, decimals), rounded, WHOLE[decimals])


def share(value: float | None, decimals: int = 0) -> Cell:
    """A share as per cent."""
    if value is None:
        return say(None)
    rounded = round(value, decimals + 2)
    return Cell(write_number(rounded * 100, decimals) + "%", rounded, WHOLE[decimals] + "%")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its caption and what must be known to read it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def labelled(self) -> list[list[tuple[str, Cell]]]:
        """Rows of cells, each with the heading of its column, for cards on a phone."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: sentences, then tables, then pictures."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report; ``seal`` names what its numbers rest on and stands on the last page."""

    title: str
    subtitle: str
    author: str
    place_and_day: str
    parts: tuple[Part, ...]
    seal: tuple[tuple[str, str], ...]
    mark: str = ""  # of a demonstration
    language: str = "vi"
    is_sheet: bool = False  # one page, without a table of contents

    @property
    def grids(self) -> Iterator[Grid]:
        for part in self.parts:
            yield from part.grids
