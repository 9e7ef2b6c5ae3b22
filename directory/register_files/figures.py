"""Money, founding years and industries, in the units and codes registers write them in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median, mode

from django.utils.translation import gettext as _

from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused
from core.tabular.cells import Cell
from core.text import fold
from directory.models import Vsic
from directory.register_files import columns
from directory.register_files.readings import Reading, text
from directory.register_files.words import INDUSTRIES

# The first division of each section; the divisions up to the next one belong to it.
BEGINS = {
    Vsic.OF_2018: "A01 B05 C10 D35 E36 F41 G45 H49 I55 J58 K64 L68 M69 N77 O84 P85 Q86 R90 S94"
    " T97 U99",
    Vsic.OF_2025: "A01 B05 C10 D35 E36 F41 G46 H49 I55 J58 K61 L64 M68 N69 O77 P84 Q85 R86 S90"
    " T94 U97 V99",
}
DIVISIONS_WITH_ZERO = {"01", "02", "03", "05", "06", "07", "08", "09"}
FIRST_OF_2018_ALONE = "45"  # trade in motor vehicles: division 45 ended with VSIC 2018
UNITS = (  # of a heading or beside a number: how many of them are a billion VND
    ({"tỷ", "tỉ"}, {"ty"}, Decimal(1)),
    ({"triệu", "tr", "trđ"}, {"trieu"}, Decimal(1000)),
    ({"nghìn", "ngàn", "1000", "1000đ"}, {"nghin", "ngan"}, Decimal(10**6)),
    ({"đồng", "vnd", "vnđ", "đ"}, {"dong"}, Decimal(10**9)),
)
NO_UNIT_AFTER = {"cong", "hoat", "lao", "co"}  # cong ty, hoat dong, lao dong, co dong
EXCEL_BEGINS = date(1899, 12, 30)
UNIT_IN_TITLE = re.compile(r"(?:đvt|đơn\s+vị(?:\s+tính)?)\b\W*(.*)", re.IGNORECASE)
MAIN_ACTIVITY = re.compile(r"\((?:ngành\s+)?chính\)", re.IGNORECASE)
BY_SIZE = ((10**6, 10**9), (100, 1000), (0, 1))  # the middle figure, at least; its unit


def unit_of_heading(heading: str) -> Decimal | None:
    """How many of the unit a heading names are a billion VND."""
    words = re.findall(r"\w+", heading.lower().replace("1.000", "1000"))
    pairs = zip(["", *words], words, strict=False)
    bare = {word for before, word in pairs if before not in NO_UNIT_AFTER}
    for marked, unmarked, per_billion in UNITS:
        if marked & set(words) or (heading.isascii() and unmarked & bare):
            return per_billion
    return None


@dataclass(frozen=True, slots=True)
class Unit:
    """How many of a column's figures are a billion VND, and whether the file says so."""

    per_billion: Decimal
    is_guess: bool = False


def unit_of_column(heading: str, cells: Sequence[Cell], titles: Sequence[str]) -> Unit:
    """The unit a column is in: as its heading or a title says, else by the size of its figures."""
    named = unit_of_heading(heading)
    for title in titles if named is None else ():
        if found := UNIT_IN_TITLE.search(title):
            named = named or unit_of_heading(found[1])
    if named is not None:
        return Unit(named)
    values = [abs(value) for cell in cells if (value := _plain_number(cell))]
    middle = median(values) if values else 0
    return Unit(Decimal(next(unit for least, unit in BY_SIZE if middle >= least)), is_guess=True)


def _plain_number(cell: Cell) -> float | None:
    if isinstance(cell, float):
        return cell
    is_number = isinstance(cell, str) and re.fullmatch(r"\d{1,3}(?:[.,\s]\d{3})+|\d+", cell)
    return float(re.sub(r"\D", "", str(cell))) if is_number else None


def read_money(cell: Cell, column: Unit) -> Reading:
    """Read money as billion VND; a unit beside the number counts before that of the column."""
    words = text(cell).strip()
    if not words:
        return Reading(None)
    found = re.fullmatch(r"([\d.,\s]+?)\s*([^\d.,\s].*)?", words)
    if not found:
        return Reading(columns.billions(cell))
    unit = unit_of_heading(found[2]) if found[2] else column.per_billion
    if unit is None:
        return Reading(columns.billions(cell))
    value = Decimal(_number(found[1], unit)) / unit
    if not 0 <= value < 10**6:
        raise CellRefused(
            _("“%(value)s” would be %(billions)s billion VND; no enterprise has that much.")
            % {"value": words[:40], "billions": f"{value.normalize():f}"[:20]}
        )
    is_same = unit == 1 and not found[2]
    kind = "money_guess" if column.is_guess and not found[2] else "" if is_same else "money_unit"
    return Reading(value.quantize(Decimal("0.001")), kind)


def _number(words: str, unit: Decimal) -> str:
    """Write a number with a decimal point; in đồng every mark parts thousands."""
    plain = re.sub(r"\s", "", words)
    grouped = re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain)
    if grouped and (unit > 1 or plain.count(".") + plain.count(",") > 1):
        decimals = re.search(r"[.,](\d{1,2}|\d{4,})$", plain)
        whole = plain[: decimals.start()] if decimals else plain
        return re.sub(r"\D", "", whole) + (f".{decimals[1]}" if decimals else "")
    value = cell_parsing.number(plain)
    return str(value or 0)


def read_founded(cell: Cell, check: Callable[[Cell], int | None]) -> Reading:
    """Read a founding year, or take it from a date."""
    if isinstance(cell, date | datetime):
        return Reading(check(float(cell.year)), "founded_date")
    if isinstance(cell, float) and 10_000 < cell < 80_000:  # a day as Excel counts them
        return Reading(check(float((EXCEL_BEGINS + timedelta(int(cell))).year)), "founded_date")
    words = text(cell).strip()
    found = re.search(r"(?:^|\D)((?:18|19|20)\d{2})(?:\D|$)", words)
    if found and found[1] != words:
        return Reading(check(found[1]), "founded_date")
    short = re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-](\d{2})", words)
    if short:
        return Reading(check(_century(int(short[1]), check)), "founded_date")
    return Reading(check(cell))


def _century(year: int, check: Callable[[Cell], int | None]) -> str:
    try:
        check(str(2000 + year))
    except CellRefused:
        return str(1900 + year)
    return str(2000 + year)


def edition_of_codes(cells: Sequence[Cell]) -> Vsic:
    """The edition of VSIC a column of codes is from, told by the division that ended with 2018."""
    starts = (re.sub(r"^\D+", "", text(cell))[:2] for cell in cells if not_a_formula(cell))
    return Vsic.OF_2018 if FIRST_OF_2018_ALONE in starts else Vsic.OF_2025


def not_a_formula(cell: Cell) -> bool:
    return isinstance(cell, str | float)


def usual_length(cells: Sequence[Cell]) -> int:
    """How many digits the codes of a column usually have."""
    lengths = [len(words) for cell in cells if (words := _digits(cell))]
    return mode(lengths) if lengths else 0


def _digits(cell: Cell) -> str:
    """The code a cell begins with; behind it may stand its name."""
    found = re.match(r"\d{2,5}(?!\d)", text(cell)) if not_a_formula(cell) else None
    return found[0] if found else ""


def section_of_division(division: int, vsic: Vsic) -> str | None:
    """The section a division of two digits belongs to."""
    section: str | None = None
    for one in BEGINS[vsic].split():
        if int(one[1:]) <= division:
            section = one[0]
    return section


def read_sector(cell: Cell, vsic: Vsic, length: int) -> Reading:
    """Read a section: its letter, a code of 2 to 5 digits, or its words."""
    words = _main_activity(text(cell))
    if not words:
        return Reading(None)
    if len(words) == 1:
        return Reading(words.upper())
    found = re.match(r"([A-Va-v])?[.\s]?(\d{1,5})(?!\d)", words)
    if found:
        return _read_code(found, words, vsic, length)
    by_letter = re.match(r"([A-Va-v])\s*[-–:.]", words)
    if by_letter:
        return Reading(by_letter[1].upper(), "sector_words")
    return _read_words(words, vsic)


def _main_activity(words: str) -> str:
    """Of several activities the one called the main one, else the first."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    main = [line for line in lines if MAIN_ACTIVITY.search(line)]
    return (main or lines or [""])[0]


def _read_code(found: "re.Match[str]", words: str, vsic: Vsic, length: int) -> Reading:
    digits, kind = str(found[2]), "vsic_code"
    if len(digits) == length - 1 and not found[1] and "0" + digits[:1] in DIVISIONS_WITH_ZERO:
        digits, kind = "0" + digits, "vsic_zero"
    letter = section_of_division(int(digits[:2]), vsic) if len(digits) > 1 else None
    return Reading(letter or words[:20], kind if letter else "")


def _read_words(words: str, vsic: Vsic) -> Reading:
    sought = fold(words)
    named: dict[str, str] = {}
    for letter, name in columns.section_names(int(vsic)):
        named[fold(name)] = letter
    exact = named.get(sought)
    close = [letter for name, letter in named.items() if sought in name or name in sought]
    section = exact or (close[0] if len(set(close)) == 1 and len(sought) > 5 else None)
    return Reading(section, "sector_words") if section else _guess_industry(words)


def _guess_industry(words: str) -> Reading:
    told = next((letter for inside, letter in INDUSTRIES if inside in fold(words)), None)
    return Reading(told or words.upper()[:20], "sector_guess" if told else "")


def read_year(cell: Cell, this_year: int) -> int | None:
    value = cell_parsing.whole(cell)
    if value is not None and not columns.FIRST_YEAR <= value <= this_year:
        raise CellRefused(
            _("A founding year lies between %(first)s and %(last)s.")
            % {"first": columns.FIRST_YEAR, "last": this_year}
        )
    return value
