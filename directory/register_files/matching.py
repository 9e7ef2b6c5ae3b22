"""Which column is which: by its heading, by what its cells hold, or as somebody said."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from core.tabular.cells import Cell, Line
from core.text import fold
from directory import taxcodes
from directory.register_files.layout import as_text
from directory.register_files.words import (
    ABBREVIATIONS,
    EXACTLY,
    IN_HEADINGS,
    LEGAL_TYPES,
    NO,
    OTHER_THINGS,
    STATES,
    YES,
)
from vietnam import phone_numbers

SAMPLED = 200
ENOUGH, HALF = 0.8, 0.5
MANY_WORDS = 3  # from which answers to yes or no are something else
YES_OR_NO = ("is_member", "is_woman_led")
SHORTEST_INSIDE = 4
PLAIN_THOUGH_SHORT = {"mst", "sdt"}
DIGITS = re.compile(r"\D+")


@lru_cache(maxsize=4096)
def column_of_heading(folded: str) -> str:
    """Name the column a heading speaks of, or nothing; words in other alphabets are passed over."""
    folded = "".join(sign for sign in folded if sign.isascii())
    if not folded or len(folded) > 45 or any(word in folded for word in OTHER_THINGS):
        return ""
    if folded in EXACTLY:
        return EXACTLY[folded]
    found = [
        (_weight(folded, word), column)
        for column, words in IN_HEADINGS.items()
        for word in words
        if _speaks_of(folded, word)
    ]
    return max(found)[1] if found else ""


def _speaks_of(folded: str, word: str) -> bool:
    if folded.startswith(word):
        return True
    return (len(word) >= SHORTEST_INSIDE or word in PLAIN_THOUGH_SHORT) and word in folded


def _weight(folded: str, word: str) -> tuple[int, int]:
    return (folded == word) * 2 + folded.startswith(word), len(word)


def holds_tax_code(cell: Cell) -> bool:
    """Whether a cell holds a tax code, be it without its zeros."""
    digits = DIGITS.sub("", as_text(cell))
    return bool(digits) and any(_is_code(zeros + digits) for zeros in ("", "0", "00"))


def is_plain_code(cell: Cell) -> bool:
    """Whether a cell holds a tax code and no words of a name."""
    return holds_tax_code(cell) and not holds_name(cell)


def _is_code(digits: str) -> bool:
    if len(digits) not in {10, 13}:
        return False
    try:
        taxcodes.check_tax_code(digits)
    except taxcodes.InvalidTaxCode:
        return False
    return True


def _holds_legal_type(cell: Cell) -> bool:
    words = fold(as_text(cell))
    return len(words) < 50 and (
        words in ABBREVIATIONS or any(words.startswith(one) for one, _type in LEGAL_TYPES)
    )


def holds_name(cell: Cell) -> bool:
    """Whether a cell begins like the name of an enterprise."""
    words = fold(as_text(cell))
    starts = ("congty", "cty", "hoptacxa", "htx", "dntn", "doanhnghiep", "hokinhdoanh", "tohop")
    return words.startswith(starts) and len(words) > 12


def _holds_phone(cell: Cell) -> bool:
    """Whether a cell holds a telephone number, be it as a number without its zero."""
    words = as_text(cell).split("/")[0]
    as_number = re.sub(r"^(\d)[.,](\d{8})[Ee]\+?0?8$", r"\1\2", words)
    shown = "0" + as_number if re.fullmatch(r"\d{9}", as_number) else words
    return bool(phone_numbers.normalise(shown))


RECOGNISERS: Mapping[str, Callable[[Cell], bool]] = {
    "tax_code": holds_tax_code,
    "email": lambda cell: "@" in as_text(cell),
    "phone": _holds_phone,
    "status": lambda cell: any(word in fold(as_text(cell)) for word, _state in STATES),
    "legal_type": _holds_legal_type,
    "name": holds_name,
    "is_member": lambda cell: fold(as_text(cell)) in YES | NO,
    "is_woman_led": lambda cell: fold(as_text(cell)) in YES | NO,
    "sector": lambda cell: bool(re.match(r"[A-V]?\.?\d{2,5}\b|[A-V]$", as_text(cell))),
}
BY_CONTENT = ("tax_code", "email", "legal_type", "name", "phone", "status", "district")
Recognisers = Mapping[str, Callable[[Cell], bool]]


def match(
    headings: Sequence[str],
    rows: Sequence[Line],
    is_place: Callable[[Cell], bool] = lambda cell: False,
) -> dict[int, str]:
    """Give each column its place: headings first, then what cells hold where a heading is dumb.

    Of several columns with one heading that counts which holds what it says, then the fullest.
    """
    known = {**RECOGNISERS, "district": is_place}
    named = [column_of_heading(fold(heading)) for heading in headings]
    best: dict[str, tuple[float, int]] = {}
    for place, column in enumerate(named):
        if column and not _says_something_else(rows, place, column, known):
            worth = _share(rows, place, known.get(column)) + _fill(rows, place) / 10
            found = (worth + _exactness(headings[place]), -place)
            best[column] = max(best.get(column, found), found)
    places = {-place: column for column, (_worth, place) in best.items()}
    return dict(sorted((places | _by_content(headings, rows, places, known)).items()))


def _says_something_else(rows: Sequence[Line], place: int, column: str, known: Recognisers) -> bool:
    """Whether a column whose heading speaks of members holds their names, or the like."""
    said = {fold(as_text(cell)) for cell in _list_filled(rows, place)}
    is_varied = len(said - YES - NO) >= MANY_WORDS  # names differ; a slip or two does not
    return column in YES_OR_NO and is_varied and _share(rows, place, known[column]) < HALF


def _exactness(heading: str) -> float:
    """How plainly a heading speaks; communes stand before districts, which ended in 2025."""
    words = fold(heading)
    plain = 0.01 if words in EXACTLY or len(heading) < 20 else 0.0
    return plain + (0.02 if "phuong" in words or "xa" in words else 0.0)


def _by_content(
    headings: Sequence[str], rows: Sequence[Line], places: Mapping[int, str], known: Recognisers
) -> dict[int, str]:
    found: dict[int, str] = {}
    free = [place for place in range(len(headings)) if place not in places]
    free = [p for p in free if not any(w in fold(headings[p]) for w in OTHER_THINGS)]
    for column in BY_CONTENT:
        if column in places.values():
            continue
        holds = known[column]
        shares = [(_share(rows, place, holds), -place) for place in free if place not in found]
        share, place = max(shares, default=(0.0, 0))
        if share >= ENOUGH:
            found[-place] = column
    return found


def _share(rows: Sequence[Line], place: int, holds: Callable[[Cell], bool] | None) -> float:
    """The share of filled cells that hold what the column is for."""
    filled = _list_filled(rows, place)
    if holds is None or not filled:
        return 0.0
    return sum(map(holds, filled)) / len(filled)


def _fill(rows: Sequence[Line], place: int) -> float:
    """The share of rows that say something in a column."""
    return len(_list_filled(rows, place)) / max(1, len(rows[:SAMPLED]))


def _list_filled(rows: Sequence[Line], place: int) -> list[Cell]:
    cells = (line.cells[place] for line in rows[:SAMPLED] if place < len(line.cells))
    return [cell for cell in cells if cell not in (None, "")]


def fingerprint(headings: Sequence[str]) -> str:
    """Tell a layout again: the same headings in the same order, however they are spaced."""
    known = [fold(heading) for heading in headings]
    known = [heading for heading in known if heading not in ("", "cansua", "tocorrect")]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()
