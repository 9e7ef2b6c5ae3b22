"""Money and founding years, in the units registers write them in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _

from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused
from core.tabular.cells import Cell
from directory.register_files import columns
from directory.register_files.readings import Reading, text

UNITS = (  # of a heading or beside a number: how many of them are a billion VND
    ({"tỷ", "tỉ", "billion", "billions", "bn"}, {"ty"}, Decimal(1)),
    ({"triệu", "tr", "trđ", "mil", "mill", "million", "millions", "mio"}, {"trieu"}, Decimal(1000)),
    (
        {"nghìn", "ngàn", "1000", "1000đ", "thousand", "thousands"},
        {"nghin", "ngan"},
        Decimal(10**6),
    ),
    ({"đồng", "vnd", "vnđ", "đ"}, {"dong"}, Decimal(10**9)),
)
NO_UNIT_AFTER = {"cong", "hoat", "lao", "co"}  # cong ty, hoat dong, lao dong, co dong
EXCEL_BEGINS = date(1899, 12, 30)
UNIT_IN_TITLE = re.compile(r"(?:đvt|đơn\s+vị(?:\s+tính)?)\b\W*(.*)", re.IGNORECASE)
SPOKEN = re.compile(r"(\d+)\s*t[ỷỉyi]\s*(\d{1,3})\s*(triệu|trieu|tr)?(?:\s*đồng|đ)?", re.IGNORECASE)
RANGE = re.compile(r"(?:[-–~]|đến|tới|to)\s*\d", re.IGNORECASE)  # after a number: up to another
LEAST_BILLIONS = Decimal("0.001")
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
    if spoken := SPOKEN.fullmatch(words):
        return Reading(_as_spoken(*spoken.groups()), "money_unit")
    found = re.fullmatch(r"([\d.,\s]+?)\s*([^\d.,\s].*)?", words)
    if not found:
        return Reading(columns.billions(cell))
    unit = unit_of_heading(found[2]) if found[2] else column.per_billion
    if unit is None or RANGE.match(found[2] or ""):
        return Reading(columns.billions(cell))
    value = Decimal(_number(found[1], unit)) / unit
    _refuse_unlikely(value, words)
    is_same = unit == 1 and not found[2]
    kind = "money_guess" if column.is_guess and not found[2] else "" if is_same else "money_unit"
    return Reading(value.quantize(Decimal("0.001")), kind)


def _refuse_unlikely(value: Decimal, words: str) -> None:
    """A unit that is not the one meant shows in the sum: more than anybody has, or nothing."""
    if not 0 <= value < 10**6:
        raise CellRefused(
            _("“%(value)s” would be %(billions)s billion VND; no enterprise has that much.")
            % {"value": words[:40], "billions": f"{value.normalize():f}"[:20]}
        )
    if value and value < LEAST_BILLIONS:
        raise CellRefused(
            _("“%(value)s” would be less than a million VND. Please check the unit of the column.")
            % {"value": words[:40]}
        )


def _as_spoken(billions: str, rest: str, unit: str | None) -> Decimal:
    """``2 tỷ 500 triệu`` and ``2 tỷ 5`` are both 2.5 billion."""
    parts = Decimal(rest) / 1000 if unit else Decimal(f"0.{rest}")
    return (Decimal(billions) + parts).quantize(Decimal("0.001"))


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


def read_year(cell: Cell, this_year: int) -> int | None:
    value = cell_parsing.whole(cell)
    if value is not None and not columns.FIRST_YEAR <= value <= this_year:
        raise CellRefused(
            _("A founding year lies between %(first)s and %(last)s.")
            % {"first": columns.FIRST_YEAR, "last": this_year}
        )
    return value
