"""From an uploaded table to records: who, when, what, how much; not yet checked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused, Problem
from core.tabular.cells import Cell, Line, Sheet, TableRefused
from core.tabular.reading import sheets
from core.tabular.tables import Row, cell_at, table
from core.text import fold
from pci.models import Criterion

SCORE = "score"
SHEETS = {"transparency", "tinhminhbach"}
PROVINCE = {"province", "tinh", "tinhthanhpho", "diaphuong"}
TIDY = {
    "province": ["province", "tỉnh", "tỉnh, thành phố", "địa phương"],
    "year": ["year", "năm", "edition"],
    "criterion": ["criterion", "tiêu chí", "mã tiêu chí"],
    "value": ["value", "giá trị"],
    "base": ["base", "n", "số phiếu trả lời"],
    "rank": ["rank", "thứ hạng", "xếp hạng"],
    "source": ["source", "nguồn"],
}
SCORES = {
    "province": TIDY["province"],
    "year": TIDY["year"],
    "subindex": ["subindex", "chỉ số thành phần"],
    "value": ["score", "điểm", "điểm số"],
    "rank": TIDY["rank"],
    "provinces": ["n_provinces", "số tỉnh"],
    "source": TIDY["source"],
}
BRACKETS = re.compile(r"\([^)]*\)")
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Record:
    """One figure as the file has it; ``criterion`` is a code, or ``score`` for the sub-index."""

    line: int
    column: str
    province: str
    year: int
    criterion: str
    value: Cell
    rank: str = ""
    base: Cell = None
    source: str = ""


@dataclass(slots=True)
class Reading:
    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0


def read_records(
    name: str, content: bytes, *, year: int | None, years: tuple[int, int] | None
) -> Reading:
    """Read a tidy table or an official workbook, whichever the file is."""
    found = sheets(name, content)
    official = [sheet for sheet in found if fold(sheet.name) in SHEETS]
    if official:
        best = max(official, key=lambda sheet: sheet.is_visible)
        return _workbook(best, name, year or _year_named(name))
    if len(found) > 1 and not _is_tidy(found[0]):
        raise TableRefused(
            _("No sheet is called “Transparency” or “Tính minh bạch”, and the first is no table.")
        )
    return _tidy(found[0], years)


def _year_named(name: str) -> int:
    years = YEAR.findall(name)
    if len(set(years)) != 1:
        raise TableRefused(
            _("The name of the workbook does not tell its edition. Please give the year.")
        )
    return int(years[0])


def _is_tidy(sheet: Sheet) -> bool:
    first = {fold(str(cell)) for cell in sheet.lines[0].cells} if sheet.lines else set()
    return bool(first & PROVINCE)


def _tidy(sheet: Sheet, years: tuple[int, int] | None) -> Reading:
    headings = {fold(str(cell)) for cell in sheet.lines[0].cells}
    has_subindices = bool(headings & {fold(word) for word in SCORES["subindex"]})
    layout = SCORES if has_subindices else TIDY
    what_column = "subindex" if has_subindices else "criterion"
    found = table(sheet, layout, required=["province", "year", what_column, "value"])
    reading = Reading()
    for row in found.rows:
        try:
            record = _record(row, what_column, years)
        except CellRefused as refusal:
            reading.problems.append(Problem(row.line, refusal.column, str(refusal)))
            continue
        if record is None:
            reading.left_out += 1
        else:
            reading.records.append(record)
    return reading


def _record(row: Row, what_column: str, years: tuple[int, int] | None) -> Record | None:
    """Read a row; nothing where it is about another sub-index or another year."""
    year, what = cell_parsing.whole(row["year"]), cell_parsing.text(row[what_column])
    if what_column == "subindex" and fold(what) not in SHEETS:
        return None
    if year is None:
        raise CellRefused(_("The year is missing."), column="year")
    if years and not years[0] <= year <= years[1]:
        return None
    return Record(
        line=row.line,
        column="value",
        province=cell_parsing.text(row["province"]),
        year=year,
        criterion=SCORE if what_column == "subindex" else what,
        value=row["value"],
        rank=cell_parsing.text(row["rank"]),
        base=row["base"],
        source=cell_parsing.text(row["source"]),
    )


def _workbook(sheet: Sheet, name: str, year: int) -> Reading:
    """Read the sheet as published: headings, perhaps a line of variable names, then provinces."""
    reading = Reading()
    heading, body = sheet.lines[0], sheet.lines[1:]
    places = _places(heading, reading)
    source = f"{name}, {sheet.name}"
    province_at = places.pop("province", None)
    if province_at is None or SCORE not in places:
        raise TableRefused(
            _("The sheet “%(sheet)s” needs a column of provinces and one of the sub-index.")
            % {"sheet": sheet.name}
        )
    for line in body:
        if line.is_all_formulas or _is_variable_names(line, places.values()):
            reading.left_out += 1
            continue
        try:
            province = cell_parsing.text(cell_at(line, province_at))
        except CellRefused as refusal:
            reading.problems.append(Problem(line.number, "province", str(refusal)))
            continue
        for criterion, place in places.items():
            value = cell_at(line, place)
            reading.records.append(
                Record(line.number, criterion, province, year, criterion, value, source=source)
            )
    return reading


def _places(heading: Line, reading: Reading) -> dict[str, int]:
    captions = {
        fold(BRACKETS.sub("", caption)): criterion.code
        for criterion in Criterion.objects.all()
        for caption in criterion.captions
    }
    places: dict[str, int] = {}
    for place, cell in enumerate(heading.cells):
        caption = str(cell or "")
        key = fold(BRACKETS.sub("", caption))
        if key in {"", "pciid", "id", "stt", "no"}:
            continue
        name = _name_of(key, captions)
        if name is None:
            sentence = _(
                "This heading names no known criterion. If its wording changed, add the new"
                " wording to the captions of the criterion first."
            )
            reading.problems.append(Problem(heading.number, caption[:80], sentence))
        elif name in places:
            sentence = _("The same criterion stands in two columns.")
            reading.problems.append(Problem(heading.number, caption[:80], sentence))
        else:
            places[name] = place
    return places


def _name_of(key: str, captions: dict[str, str]) -> str | None:
    if key in PROVINCE:
        return "province"
    if key.startswith(("subindex3", "chisothanhphan3")):
        return SCORE
    return captions.get(key)


def _is_variable_names(line: Line, places: Iterable[int]) -> bool:
    """Tell the line ``pci_id, sub3_transparency, planning_avg, …`` under the headings."""
    values = [cell_at(line, place) for place in places]
    return all(isinstance(value, str) and re.fullmatch(r"[a-z]\w*", value) for value in values)
