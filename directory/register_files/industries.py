"""Industries: sections told by letter, code, name or a word that says what an enterprise does."""

import re
from collections.abc import Sequence
from statistics import mode

from django.utils.translation import gettext as _

from core.tabular.cell_parsing import CellRefused
from core.tabular.cells import Cell
from core.text import fold
from directory.models import Vsic
from directory.register_files import columns
from directory.register_files.readings import Reading, text

# The first division of each section; the divisions up to the next one belong to it.
BEGINS = {
    Vsic.OF_2018: "A01 B05 C10 D35 E36 F41 G45 H49 I55 J58 K64 L68 M69 N77 O84 P85 Q86 R90 S94"
    " T97 U99",
    Vsic.OF_2025: "A01 B05 C10 D35 E36 F41 G46 H49 I55 J58 K61 L64 M68 N69 O77 P84 Q85 R86 S90"
    " T94 U97 V99",
}
DIVISIONS_WITH_ZERO = {"01", "02", "03", "05", "06", "07", "08", "09"}
FIRST_OF_2018_ALONE = "45"  # trade in motor vehicles: division 45 ended with VSIC 2018
LONGEST = 60
MAIN_ACTIVITY = re.compile(r"\((?:ngành\s+)?chính\)", re.IGNORECASE)
# Words that tell an industry where no code and no name of a section does, by a division of it; the
# first decides.
INDUSTRIES = (
    ("xaydung xaylap congtrinh construction", 41),
    ("vantai transport", 49),
    ("khobai logistic", 52),
    ("khachsan nhanghi luutru homestay hotel", 55),
    ("nhahang anuong restaurant catering", 56),
    ("dulich luhanh tourism travel", 79),
    ("giaoduc daotao maugiao mamnon education", 85),
    ("yte phongkham benhvien nhakhoa health", 86),
    ("batdongsan bds realestate", 68),
    ("nganhang tindung taichinh finance", 64),
    ("baohiem insurance", 65),
    ("ketoan kiemtoan luatsu", 69),
    ("tuvan consult", 70),
    ("thietke kientruc", 71),
    ("quangcao advertis", 73),
    ("baove", 80),
    ("vesinh", 81),
    ("chothue", 77),
    ("phanmem congnghethongtin tinhoc software", 62),
    ("vienthong telecom", 61),
    ("thuydien diennang dienmattroi", 35),
    ("capnuoc", 36),
    ("moitruong racthai", 38),
    ("khaithac khaikhoang mining", 5),
    ("chebien sanxuat giacong congnghiep maymac cokhi rangxay inan sx manufactur", 10),
    ("banle retail", 47),
    ("banbuon thuongmai muaban nhathuoc duocpham wholesale trading trade", 46),
    ("trongtrot channuoi nongnghiep lamnghiep thuysan agricultur farming", 1),
    ("trongca trongrau tronghoa trongche", 1),
)


class UnknownIndustry(CellRefused):
    """Words that tell no section; somebody says which is meant, for all rows at once."""

    def __init__(self, words: str) -> None:
        self.words = words[:LONGEST]
        sentence = _("“%(words)s” tells no section of VSIC. Say above which one is meant.")
        super().__init__(sentence % {"words": self.words})


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
    return Reading(section, "sector_words") if section else _guess_industry(words, vsic)


def _guess_industry(words: str, vsic: Vsic) -> Reading:
    said = fold(words)
    for told, division in INDUSTRIES:
        if any(word in said for word in told.split()):
            return Reading(section_of_division(division, vsic), "sector_guess")
    raise UnknownIndustry(words)
