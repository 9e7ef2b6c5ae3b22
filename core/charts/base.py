"""What all charts share: the frame around a picture, and how numbers are written on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils import formats
from django.utils.translation import gettext as _

from core.charts.grammar import MEDIA, Medium, Scene, write_svg

RANGE = re.compile(r"(?<=[\d%]) ?– ?(?=[+−]?\d)")


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart, already written for the reader."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Description(Protocol):
    """A picture without pixels; every part of the grammar is one."""

    def draw(self, medium: Medium) -> Scene: ...


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with everything that must stand around it, drawn for each place it may stand."""

    name: str
    title: str
    subtitle: str
    source: str
    alternative: str
    pictures: dict[str, str] = field(repr=False)  # by the name of the medium
    table: Table

    @property
    def svg(self) -> str:
        """The picture for paper."""
        return self.pictures["paper"]


def draw(description: Description, media: Sequence[Medium] = MEDIA) -> dict[str, str]:
    """Draw a description for a phone, a desk and paper, or for the media that are asked for."""
    return {medium.name: write_svg(description.draw(medium)) for medium in media}


def write_number(value: float | None, decimals: int = 2) -> str:
    """Write a number in the reader's language; a missing one is a dash, zero has no sign."""
    if value is None:
        return "–"
    return formats.number_format(round(value, decimals) or 0, decimals).replace("-", "−")


def write_count(number: int) -> str:
    """Write how many there are, its thousands set apart: ``1.974``."""
    return formats.number_format(number, 0, force_grouping=True)


def write_axis(value: float) -> str:
    """Write a value of an axis with no more decimals than it has."""
    rounded = round(value, 4)
    decimals = next(k for k in range(5) if round(rounded, k) == rounded)
    return write_number(rounded, decimals)


def write_signed(value: float) -> str:
    """Write a change with its sign; one that rounds to nothing has none."""
    rounded = round(value, 2)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return sign + write_number(abs(rounded))


def write_interval(low: float, high: float, decimals: int = 2) -> str:
    """Write a range of values."""
    return f"{write_number(low, decimals)} – {write_number(high, decimals)}"


def alternative(opening: str, rows: Sequence[str]) -> str:
    """The text alternative: the finding first, then the numbers, as they are read aloud."""
    return " ".join(_speak(row).rstrip(".") + "." for row in (opening, *rows))


def _speak(text: str) -> str:
    """Leave out the dash of what is missing, and say “to” where a range is written with one."""
    said = RANGE.sub(_(" to "), text.replace(" (–)", ""))
    return said[:-1] + _("no figure") if said.endswith(": –") else said
