"""Paths from one row to another, as older forms write them: “../zone” beside “${zone}”."""

import re
from collections.abc import Iterable

from surveys.instrument.xlsform.row_types import EXPRESSIONS, Line

PATH = re.compile(
    r"(?<![\w./'\"-])(?:current\(\)/)?(?P<up>(?:\.\./)+)(?P<down>[A-Za-z_][\w.-]*(?:/[A-Za-z_][\w.-]*)*)"
)
QUOTED = re.compile(r"('[^']*'|\"[^\"]*\")")
Place = tuple[str, ...]


def follow_paths(lines: Iterable[Line]) -> None:
    """Write the references of a form by names, where a path leads to a row of its own."""
    rows = list(lines)
    places = _find_places(rows)
    names = {place: line.name for place, line in zip(places, rows, strict=True) if line.name}
    for place, line in zip(places, rows, strict=True):
        for column in EXPRESSIONS & line.cells.keys():
            line.cells[column] = _by_names(line.cells[column], place, names)


def _by_names(source: str, place: Place, names: dict[Place, str]) -> str:
    def name(found: re.Match[str]) -> str:
        up, down = found["up"].count("/"), found["down"].split("/")
        target = (*place[: max(0, len(place) - up)], *down)
        return f"${{{names[target]}}}" if target in names and up <= len(place) else found[0]

    parts = QUOTED.split(source)  # what stands between quotes is a text, not a path
    return "".join(part if at % 2 else PATH.sub(name, part) for at, part in enumerate(parts))


def _find_places(lines: list[Line]) -> list[Place]:
    """Where each row stands: the names of its groups, and its own."""
    open_groups: list[str] = []
    places: list[Place] = []
    for line in lines:
        if line.kind.startswith("end_"):
            del open_groups[-1:]
        places.append((*open_groups, line.name))
        if line.kind.startswith("begin_"):
            open_groups.append(line.name)
    return places
