"""What somebody decided about a file: its sheet, its columns, kinds of repairs, places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.text import fold

ALL = "*"  # instead of a sheet: all with the same headings


@dataclass(frozen=True, slots=True)
class Decisions:
    """``columns`` maps a heading to a column, or to "" where it is left out.

    ``sectors`` maps words of an industry, folded, to a section.
    """

    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    places: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Decisions":
        """Read what an upload keeps."""
        return cls(
            sheet=str(options.get("sheet", "")),
            columns=dict(options.get("columns", {})),
            accepted=frozenset(options.get("accepted", ())),
            places=dict(options.get("places", {})),
            sectors=dict(options.get("sectors", {})),
        )


def keys_of(headings: Sequence[str]) -> list[str]:
    """A key for each column of a file: its heading folded, with its number where it repeats."""
    seen: dict[str, int] = {}
    keys = []
    for place, heading in enumerate(headings):
        key = fold(heading) or f"#{place}"
        seen[key] = seen.get(key, 0) + 1
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return keys
