"""Places of a file held against the places known here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.text import slugify

from core.tabular.cells import Cell
from core.text import fold
from directory.models import District
from directory.register_files.readings import Reading, text
from directory.register_files.words import PLACE_STARTS

ADD = "+"  # a decision: this place is to be added as it is written
KINDS_OF_PLACES = re.compile(
    r"^\s*(phường|xã|thị trấn|đặc khu|huyện|thị xã|thành phố|quận)\s+\S", re.IGNORECASE
)
LONGEST = 60


@dataclass(slots=True)
class Places:
    """The places of the installation, what somebody decided, and those nobody knows yet.

    ``decided`` maps a folded spelling to the code of a place, or to ``ADD``.
    """

    decided: Mapping[str, str] = field(default_factory=dict)
    known: dict[str, District] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    added: dict[str, str] = field(default_factory=dict)  # code to name

    def __post_init__(self) -> None:
        places = list(District.objects.select_related("successor"))
        by_code = {place.code: place for place in places}
        for place in sorted(places, key=lambda one: one.valid_to is None):
            for spelling in (place.code, place.name, _bare(place.name)):
                self.known[fold(spelling)] = place
        for spelling, code in self.decided.items():
            if code in by_code:
                self.known[spelling] = by_code[code]

    def read(self, cell: Cell) -> Reading | None:
        """The place a cell names; None where nobody knows it."""
        words = text(cell).strip(" ,.;")
        if not words:
            return Reading(None)
        found = self.find(words)
        if found is None:
            return self._add(words)
        return self._follow(found)

    def names(self, cell: Cell) -> bool:
        """Whether a cell names a place that is known here."""
        return isinstance(cell, str) and self.find(cell.strip(" ,.;")) is not None

    def find(self, words: str) -> District | None:
        return self.known.get(fold(words)) or self.known.get(fold(_bare(words)))

    def read_address(self, cell: Cell) -> Reading | None:
        """The first place that a part of an address names; names may hold a dash themselves."""
        parts = _parts(text(cell), r"[,;\n]")
        for part in [*parts, *_parts(text(cell), r"[,;\n]|\s[-–]\s")]:
            if found := self.find(part):
                return Reading(self._follow(found).value, "place_address")
        return self._new_among(parts, "place_address")

    def read_section(self, words: Sequence[str]) -> Reading | None:
        """The place that a heading above some rows names."""
        bare = [re.sub(r"^[IVXLC\d]+\s*[.)/-]\s*", "", word).strip(" .:") for word in words]
        for word in bare:
            if found := self.find(word):
                return Reading(self._follow(found).value, "place_section")
        return self._new_among(bare, "place_section")

    def read_head(self, words: Sequence[str]) -> Reading | None:
        """The one place that the name of a sheet, or what stands above its table, speaks of."""
        for word in words:
            if found := self.find(word):
                return Reading(self._follow(found).value, "place_sheet")
        said = " ".join(fold(word) for word in words)
        named = {place.code: place for place in self.known.values() if fold(place.name) in said}
        if len(named) != 1:
            return None
        return Reading(self._follow(next(iter(named.values()))).value, "place_sheet")

    def _new_among(self, parts: Sequence[str], kind: str) -> Reading | None:
        """The first that says which kind of place it is, if it is to be added."""
        for part in parts:
            if KINDS_OF_PLACES.match(part) and (added := self._add(part)):
                return Reading(added.value, kind)
        return None

    def _follow(self, place: District) -> Reading:
        if place.valid_to is None or place.successor is None:
            return Reading(place.code)
        while place.successor is not None:
            place = place.successor
        return Reading(place.code, "place_ended")

    def _add(self, words: str) -> Reading | None:
        name = " ".join(words.title().split() if words.isupper() else words.split())[:LONGEST]
        if self.decided.get(fold(words)) != ADD:
            spelling = self.spellings.setdefault(fold(name), name)
            self.unknown[spelling] = self.unknown.get(spelling, 0) + 1
            return None
        code = slugify(fold_words(name))[:40] or "place"
        self.added[code] = name
        return Reading(code)


def _parts(words: str, between: str) -> list[str]:
    return [part.strip() for part in re.split(between, words) if part.strip()]


def fold_words(name: str) -> str:
    """Write a name without marks, word by word: what becomes its code."""
    return " ".join(fold(word) for word in re.findall(r"\w+", name))


def _bare(words: str) -> str:
    """A name without the kind of place before it: phường, xã, thị trấn, huyện, TP."""
    parts = words.split(maxsplit=2)
    for count in (2, 1):
        start, rest = fold("".join(parts[:count])), " ".join(parts[count:])
        if rest and start in PLACE_STARTS:
            return rest
    dotted = re.match(r"^\s*(\w{1,2})\.\s*(\S.*)$", words)
    if dotted and fold(dotted[1]) in PLACE_STARTS:
        return dotted[2]
    return words
