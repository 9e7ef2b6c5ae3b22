"""What keeps a basket from being published, and what changed against the edition before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from pci.baskets.rows import DEFINITION, Row, definition_of
from pci.models import BasketDraft, CriterionInEdition, Unit

LAST_NUMBER = 999  # of a criterion
WEIGHTS_MAY_MISS_ONE_BY = 0.005  # published weights are rounded
CONSTANTS = ("weight", "scale_min", "scale_max")
SAID_AS_CHANGES = set(DEFINITION) - {"number", "note_vi", "note_en", "source", "named_answers"}


def problems_of(draft: BasketDraft) -> list[str]:
    """Every sentence that must be answered before the basket can be published."""
    if not draft.rows:
        return [_("The basket holds no criterion yet.")]
    rows: list[Row] = draft.rows
    found = [sentence for row in rows for sentence in row_problems(row)]
    numbers = [row["number"] for row in rows]
    found += [
        _("The number %(number)s stands there twice.") % {"number": number}
        for number in sorted({one for one in numbers if numbers.count(one) > 1})
    ]
    return [*found, *_weight_problems(draft)]


def _weight_problems(draft: BasketDraft) -> Iterator[str]:
    rows: list[Row] = draft.rows
    known = [row for row in rows if row["weight"] is not None]
    if known and len(known) < len(rows):
        missing = ", ".join(row["wording_vi"][:40] for row in rows if row["weight"] is None)
        yield _("Weights are missing for: %(criteria)s.") % {"criteria": missing}
    total = sum(row["weight"] for row in known)
    is_off = known and abs(total - 1) > WEIGHTS_MAY_MISS_ONE_BY
    if is_off and len(known) == len(rows) and not draft.weights_note:
        yield _(
            "The weights add up to %(total)s, not to 1. Correct them, or write down why; the"
            " platform then computes no score by this basket."
        ) % {"total": _say(total)}


def row_problems(row: Row) -> Iterator[str]:
    """What is wrong with one criterion by itself."""
    named = {"criterion": row["wording_vi"][:60]}
    if not 1 <= row["number"] <= LAST_NUMBER:
        yield _("“%(criterion)s”: its number lies between 1 and %(last)s.") % (
            named | {"last": LAST_NUMBER}
        )
    low, high = definition_of(row).limits
    if not low < high:
        yield _("“%(criterion)s”: the lowest value must lie below the highest.") % named
    yield from _weight_of_row(row["weight"], named)
    ends = [row["scale_min"], row["scale_max"]]
    if ends.count(None) == 1:
        yield _("“%(criterion)s”: give both ends of the scale, or none.") % named
    elif None not in ends:
        yield from _end_problems(row, ends, (low, high), named)


def _weight_of_row(weight: float | None, named: dict[str, str]) -> Iterator[str]:
    if weight is None or 0 < weight <= 1:
        return
    if 1 < weight <= 100:
        yield _(
            "“%(criterion)s”: a weight is a share above 0 and at most 1. Is %(meant)s meant?"
        ) % (named | {"meant": _say(weight / 100)})
    else:
        yield _("“%(criterion)s”: a weight is a share above 0 and at most 1.") % named


def _end_problems(
    row: Row, ends: list[float], limits: tuple[float, float], named: dict[str, str]
) -> Iterator[str]:
    if not ends[0] < ends[1]:
        yield _("“%(criterion)s”: the lower end of the scale must lie below the upper end.") % named
    outside = [end for end in ends if not limits[0] <= end <= limits[1]]
    if outside and row["unit"] == Unit.SHARE and all(0 <= end <= 100 for end in ends):
        meant = f"{_say(ends[0] / 100)}–{_say(ends[1] / 100)}"
        yield _(
            "“%(criterion)s”: the ends of a share lie between 0 and 1. Are %(meant)s meant?"
        ) % (named | {"meant": meant})
    elif outside:
        yield _("“%(criterion)s”: an end of the scale (%(end)s) is no value of the unit.") % (
            named | {"end": _say(outside[0])}
        )


def _say(value: float) -> str:
    return f"{value:.6g}".replace(".", formats.get_format("DECIMAL_SEPARATOR"))


@dataclass(frozen=True, slots=True)
class Compared:
    """A draft beside the edition before: what is new, dropped, defined otherwise."""

    new: list[str]
    dropped: list[str]
    changed: list[tuple[str, list[str]]]


def compare(rows: Sequence[Row], before: Sequence[Row]) -> Compared:
    """Set the criteria of a draft beside those of the edition before, by their codes."""
    now, then = ({row["code"]: row for row in some} for some in (rows, before))
    changed = []
    for code in now.keys() & then.keys():
        differing = [name for name in SAID_AS_CHANGES if now[code].get(name) != then[code][name]]
        if differing:
            names = sorted(_name_of_field(name) for name in differing)
            changed.append((now[code]["wording_vi"], names))
    return Compared(
        new=[row["wording_vi"] for row in rows if row["code"] not in then],
        dropped=[row["wording_vi"] for row in before if row["code"] not in now],
        changed=sorted(changed),
    )


def _name_of_field(name: str) -> str:
    field = CriterionInEdition._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))
