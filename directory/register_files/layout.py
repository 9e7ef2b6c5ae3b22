"""Where the table stands on a sheet: its heading, its rows, and rows that are none."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from core.tabular.cells import Cell, Formula, Line, Sheet
from core.text import fold

SEARCHED = 40  # lines within which the heading is looked for
NUMBERING = re.compile(r"\(?\s*(\d{1,2}|[A-ZĐ])\s*\)?")
TOTAL = re.compile(
    r"\s*(?:tổng\s+(?:cộng|số)|tổng|cộng|tong\s+(?:cong|so)|total)\s*(?:[:.(\d]|$|các|số|toàn)",
    re.IGNORECASE,
)
MOST_WORDS_OF_A_REMARK = 3
MOST_DIGITS = 5
Recognise = Callable[[str], str]  # a heading, folded, to the column it names, or ""


@dataclass(slots=True)
class Layout:
    """One sheet, taken apart."""

    sheet: str
    headings: list[str]
    rows: list[Line] = field(default_factory=list)
    left_out: list[tuple[str, Line]] = field(default_factory=list)  # kind of repair, line
    titles: list[str] = field(default_factory=list)  # what stands above the heading
    sections: dict[int, list[str]] = field(default_factory=dict)  # by row: the remark above it
    heads: dict[int, tuple[str, ...]] = field(default_factory=dict)  # by row: sheet and titles
    origins: dict[int, tuple[str, int]] = field(default_factory=dict)  # by row: sheet and line
    parted: dict[int, str] = field(default_factory=dict)  # by row: name and tax code in one cell

    def describe_rows(self) -> "Layout":
        """Note for each row its sheet with its titles, and where it stands."""
        head = (self.sheet, *(words for words in self.titles if words not in self.headings))
        for line in (*self.rows, *(line for _kind, line in self.left_out)):
            self.heads[line.number] = head
            self.origins[line.number] = (self.sheet, line.number)
        return self


def as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return cell.text if cell.shown is None else as_text(cell.shown)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def choose_sheet(sheets: Sequence[Sheet], recognise: Recognise, named: str = "") -> Sheet:
    """The sheet somebody named, else the visible one whose heading says most."""
    for sheet in sheets:
        if sheet.name == named and sheet.lines:
            return sheet
    filled = [sheet for sheet in sheets if sheet.lines]
    visible = [sheet for sheet in filled if sheet.is_visible] or filled

    def worth(sheet: Sheet) -> tuple[int, int]:
        _first, headings = find_heading(sheet.lines, recognise)
        return len(_recognise_all(headings, recognise)), len(sheet.lines)

    return max(visible, key=worth)


def find_heading(lines: Sequence[Line], recognise: Recognise) -> tuple[int, list[str]]:
    """Tell before which line the rows begin, and the headings above them.

    The heading is the line, or the two lines, that name most columns; a table may have none.
    """
    best: tuple[int, list[str]] = (0, [])
    for at, line in enumerate(lines[:SEARCHED]):
        one = [as_text(cell) for cell in line.cells]
        if _worth(one, recognise) > _worth(best[1], recognise):
            best = (at + 1, one)
        if at + 1 < len(lines) and _may_be_heading(lines[at + 1]):
            two = _join(one, [as_text(cell) for cell in lines[at + 1].cells], recognise)
            own = len(_recognise_all(one, recognise))
            if own > 1 and len(_recognise_all(two, recognise)) > max(
                own, _worth(best[1], recognise)
            ):
                best = (at + 2, two)
    return best if _worth(best[1], recognise) > 1 else (0, [])


def _may_be_heading(line: Line) -> bool:
    """Headings hold neither numbers nor addresses; the first row of a table does."""
    words = [as_text(cell) for cell in line.cells]
    return not any("@" in word or len(re.sub(r"\D", "", word)) > MOST_DIGITS for word in words)


def take_apart(sheet: Sheet, recognise: Recognise, is_code: Callable[[Cell], bool]) -> Layout:
    """Part the rows of the table from numbered rows, totals, repeated headings and notes."""
    begin, headings = find_heading(sheet.lines, recognise)
    width = max((len(line.cells) for line in sheet.lines[begin:]), default=0)
    headings += [""] * (width - len(headings))
    layout = Layout(sheet.name, headings)
    layout.titles = [word for line in sheet.lines[:begin] for word in _words(line)]
    section: list[str] = []
    for line in sheet.lines[begin:]:
        kind = _kind_of_line(line, headings, is_code)
        if kind:
            layout.left_out.append((kind, line))
            section = _words(line) if kind == "row_remark" else section
        else:
            layout.rows.append(line)
            layout.sections[line.number] = section
    return layout.describe_rows()


def join(layouts: Sequence[Layout]) -> Layout:
    """Sheets with the same headings as one; their lines are counted on from sheet to sheet."""
    first = layouts[0]
    joined = Layout(first.sheet, first.headings, titles=first.titles)
    last = 0
    for layout in layouts:
        _append(joined, layout, last)
        last = max(joined.origins, default=last)
    return joined


def _append(joined: Layout, layout: Layout, last: int) -> None:
    def move(line: Line) -> Line:
        return replace(line, number=last + line.number)

    joined.rows += [move(line) for line in layout.rows]
    joined.left_out += [(kind, move(line)) for kind, line in layout.left_out]
    joined.sections |= {last + at: words for at, words in layout.sections.items()}
    joined.heads |= {last + at: head for at, head in layout.heads.items()}
    joined.origins |= {last + at: origin for at, origin in layout.origins.items()}


def find_alike(sheets: Sequence[Sheet], chosen: Sheet, recognise: Recognise) -> list[Sheet]:
    """The sheets one sees whose headings are those of the chosen one, itself among them."""
    own = _headings_of(chosen, recognise)
    others = [one for one in sheets if one.lines and (one.is_visible or one is chosen)]
    return [one for one in others if own and _headings_of(one, recognise) == own]


def _headings_of(sheet: Sheet, recognise: Recognise) -> list[str]:
    headings = [fold(heading) for heading in find_heading(sheet.lines, recognise)[1]]
    while headings and not headings[-1]:
        headings.pop()
    return headings


def _words(line: Line) -> list[str]:
    return [word for cell in line.cells if (word := as_text(cell))]


def _worth(headings: Sequence[str], recognise: Recognise) -> int:
    """How many columns a line names; long sentences are titles, however many words they hold."""
    if any(len(heading) > 120 for heading in headings):
        return 0
    return len(_recognise_all(headings, recognise))


def _recognise_all(headings: Sequence[str], recognise: Recognise) -> set[str]:
    return {column for heading in headings if (column := recognise(fold(heading)))}


def _join(upper: list[str], lower: list[str], recognise: Recognise) -> list[str]:
    """Two lines of headings as one: below a group stand its columns."""

    def join(above: str, below: str) -> str:
        if not below or below == above or recognise(fold(below)):
            return below or above
        return f"{above} {below}".strip()

    width = max(len(upper), len(lower))
    above, below = (row + [""] * (width - len(row)) for row in (upper, lower))
    return [join(a, b) for a, b in zip(above, below, strict=True)]


def is_no_name(words: str) -> bool:
    """Tell whether what stands where a name should is a total, or the number of its column."""
    return bool(TOTAL.match(words) or NUMBERING.fullmatch(words))


def _kind_of_line(line: Line, headings: list[str], is_code: Callable[[Cell], bool]) -> str:
    words = _words(line)
    if any(map(is_code, line.cells)):
        return ""
    if len(words) > 2 and all(map(NUMBERING.fullmatch, words)):
        return "row_numbers"
    if line.is_all_formulas or any(map(TOTAL.match, words[:3])):
        return "row_total"
    if _repeats(words, headings):
        return "row_heading"
    return "row_remark" if len(words) <= MOST_WORDS_OF_A_REMARK else ""


def _repeats(words: list[str], headings: list[str]) -> bool:
    """Whether most of what stands here are the headings once more."""
    known = {fold(heading) for heading in headings if heading}
    return sum(fold(word) in known for word in words) * 2 > len(words)
