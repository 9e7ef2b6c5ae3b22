"""A value of each place as a map, or as tiles where nobody has loaded outlines."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from core.charts.base import Chart, Table, alternative, draw
from core.charts.grammar import Area, Areas, Key, Tiles
from core.charts.grammar.areas import Ring
from core.charts.grammar.scale import round_steps

STEPS = ("step1", "step2", "step3", "step4", "step5")
HIDDEN = "grid"
Outlines = Mapping[str, tuple[Ring, ...]]


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """What is known of a place; one that may not be shown has no value and says why."""

    code: str
    name: str
    value: float | None
    text: str
    base: str = ""  # of how many, for the table


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands around a map."""

    name: str
    title: str
    subtitle: str
    source: str
    head: tuple[str, ...]  # of the table
    hidden: str  # of places whose value is not shown


def draw_places(
    rows: Sequence[PlaceValue], outlines: Outlines, wording: Wording,
    write: Callable[[float], str], *, whole: bool = False,
) -> Chart:  # fmt: skip
    """Draw places by value; those without an outline stand in the table, and are named."""
    limits = find_limits([row.value for row in rows if row.value is not None], whole=whole)
    areas = tuple(_describe(row, limits, outlines) for row in rows)
    keys = tuple(_name_keys(rows, limits, wording, write, whole=whole))
    lying = tuple(area for area in areas if area.rings)
    picture = Areas(lying, keys) if lying else Tiles(areas, keys)
    note = _name_missing(areas) if lying else ""
    cells = tuple((row.name, *([row.base] if row.base else []), row.text) for row in rows)
    return Chart(
        name=wording.name,
        title=wording.title,
        subtitle=" ".join(filter(None, [wording.subtitle, note])),
        source=wording.source,
        alternative=alternative(wording.title, [f"{row.name}: {row.text}" for row in rows]),
        pictures=draw(picture),
        table=Table(wording.head, cells),
    )


def find_limits(values: Sequence[float], *, whole: bool = False) -> list[float]:
    """Round values between which the colour changes: at most four, so that there are five steps."""
    if not values:
        return []
    low, high = min(values), max(values)
    return [step for step in round_steps(low, high, 4, whole=whole) if low < step <= high][:4]


def _name_missing(areas: Sequence[Area]) -> str:
    missing = [area.name for area in areas if not area.rings]
    return _("Not on the map: %(places)s.") % {"places": ", ".join(missing)} if missing else ""


def _describe(row: PlaceValue, limits: Sequence[float], outlines: Outlines) -> Area:
    told, rings = f"{row.name}: {row.text}", outlines.get(row.code, ())
    if row.value is None:
        return Area(row.name, row.text, HIDDEN, told, rings)
    step = sum(row.value >= limit for limit in limits)
    return Area(row.name, row.text, STEPS[step], told, rings)


def _name_step(low: float, high: float, write: Callable[[float], str], *, whole: bool) -> str:
    """A step of the scale; of counts, the numbers themselves."""
    if not whole:
        return _("%(low)s to under %(high)s") % {"low": write(low), "high": write(high)}
    return write(low) if high - low == 1 else f"{write(low)}–{write(high - 1)}"


def _name_keys(
    rows: Sequence[PlaceValue], limits: Sequence[float], wording: Wording,
    write: Callable[[float], str], *, whole: bool,
) -> list[Key]:  # fmt: skip
    """The scale in words, from the lowest step to the highest."""
    said = (
        [_("all the same")] if not limits else [_("under %(limit)s") % {"limit": write(limits[0])}]
    )
    said += [_name_step(low, high, write, whole=whole) for low, high in pairwise(limits)]
    if limits:
        said.append(_("%(limit)s or more") % {"limit": write(limits[-1])})
    keys = [Key(text, tone, "square") for text, tone in zip(said, STEPS, strict=False)]
    if any(row.value is None for row in rows):
        keys.append(Key(wording.hidden, HIDDEN, "square"))
    return keys if any(row.value is not None for row in rows) else keys[-1:]
