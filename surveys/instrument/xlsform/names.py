"""Names and words that both directions share, and names that are ours only after a change."""

import re
import unicodedata
from collections.abc import Mapping

from surveys.instrument.parsing import NAME, RESERVED

OWN = "thuocdo"
INTRO = "__intro"
LONGEST = 32
REFERENCE = re.compile(r"\$\{\s*([A-Za-z][A-Za-z0-9_]*)(?:\.([A-Za-z0-9_-]+))?\s*\}")
ANY_REFERENCE = re.compile(r"\$\{\s*([^{}]+?)\s*\}")
STRAIGHT = str.maketrans(  # quotes, spaces and signs that word processors put in
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2212": "-"}
    | dict.fromkeys("\u00a0\u202f\u2009", " ")
    | dict.fromkeys("\u200b\ufeff")
)


def with_columns(expression: str) -> str:
    """Name rows of a matrix as XLSForm does: ``${grid.row}`` becomes ``${grid_row}``."""

    def column(found: re.Match[str]) -> str:
        name, row = found[1], found[2]
        return f"${{{name}_{row.replace('-', '_')}}}" if row else found[0]

    return REFERENCE.sub(column, expression)


def with_rows(expression: str, rows: Mapping[str, str]) -> str:
    """Turn the columns of matrices back into rows; ``rows`` maps ``grid_row`` to ``grid.row``."""

    def row(found: re.Match[str]) -> str:
        return f"${{{rows[found[1]]}}}" if found[1] in rows and not found[2] else found[0]

    return REFERENCE.sub(row, expression)


def straighten(expression: str) -> str:
    """Make curly quotes straight and odd spaces plain, as ODK's own converter does."""
    return expression.translate(STRAIGHT)


def plain(text: str) -> str:
    """A text without its accents."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


class Renames:
    """Gives every row a name the platform can keep; references follow."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.new: dict[str, str] = {}

    def reserve(self, names: list[str]) -> None:
        """Keep the names that can stay, so that no other row takes them."""
        self.kept = {name for name in names if _is_fit(name, 0)}

    def name(self, old: str, room: int) -> str:
        """The name a row has here; ``room`` is what its columns add to it."""
        is_free = old.lower() not in self.taken
        new = old if _is_fit(old, room) and is_free else self._free(_fit(old, room), room)
        self.taken.add(new.lower())
        self.new.setdefault(old, new)
        return new

    def is_second(self, old: str) -> bool:
        """Whether a name could have stayed, had it not been taken by a row above."""
        return _is_fit(old, 0) and self.new.get(old) == old

    def _free(self, stem: str, room: int) -> str:
        others = self.taken | {name.lower() for name in self.kept}
        name, at = stem, 1
        while name.lower() in others:
            at += 1
            name = f"{stem[: LONGEST - room - len(str(at)) - 1]}_{at}"
        return name

    def follow(self, text: str) -> str:
        """Let the references of a text follow."""

        def rename(found: re.Match[str]) -> str:
            new = self.new.get(found[1])
            return f"${{{new}}}" if new and new != found[1] else found[0]

        return ANY_REFERENCE.sub(rename, text)


def _is_fit(name: str, room: int) -> bool:
    is_short = len(name) + room <= LONGEST or room > LONGEST - 6
    return bool(NAME.fullmatch(name)) and name.lower() not in RESERVED and is_short


def _fit(name: str, room: int) -> str:
    stem = re.sub(r"[^A-Za-z0-9_]+", "_", plain(name))
    stem = stem if stem[:1].isalpha() else f"q_{stem.lstrip('_')}"
    longest = LONGEST - room if room <= LONGEST - 6 else LONGEST
    stem = stem[:longest].rstrip("_") or "q"
    return f"{stem[: longest - 2]}_q" if stem.lower() in RESERVED else stem
