"""Pictures of what could move the sub-index, and of what moved it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.numbers import Basket, CriterionNumbers
from core.charts.base import (
    Chart,
    Table,
    alternative,
    draw,
    write_axis,
    write_number,
    write_signed,
)
from core.charts.grammar import Bar, Dot, Interval, Row, Rows, Word


def levers(rows: Sequence[CriterionNumbers], *, title: str, source: str, most: int = 12) -> Chart:
    """What each criterion could still add to the sub-index, up to the best value ever reached."""
    weighed = (row for row in rows if row.gain_room is not None and row.weight)
    open_rows = sorted(weighed, key=lambda row: -(row.gain_room or 0))[:most]
    described = [_room(row) for row in open_rows]
    picture = Rows(
        tuple(row for row, _high in described),
        low=0,
        high=max((high for _row, high in described), default=1.0) or 1.0,
        write=write_axis,
        heading=_("Points of the sub-index"),
        zero=0,
    )
    cells = tuple(
        (row.name, write_number(row.gain_room), write_number(row.gain_step, 3), row.leads)
        for row in open_rows
    )
    return Chart(
        name="levers",
        title=title,
        subtitle=_(
            "Points the sub-index would gain if the criterion reached the best value of its scale;"
            " thin lines show the uncertainty of the survey (95%)."
        ),
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        pictures=draw(picture),
        table=Table(
            (_("Criterion"), _("Room"), _("For one step"), _("Lead agency")),
            cells,
        ),
    )


def _room(row: CriterionNumbers) -> tuple[Row, float]:
    """What a criterion could add, between the ends of the survey's interval."""
    room = low = high = row.gain_room or 0.0
    if row.score and row.score.is_shown and row.weight:
        low = row.weight * (10 - row.score.high)
        high = row.weight * (10 - row.score.low)
    doubt = Interval(max(low, 0), high, "ink", is_thin=True)
    end = max(room, high)
    marks = (Bar(0, room, "own", opacity=0.85), doubt, Word(end, write_number(room)))
    return Row(row.short, marks), end


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the way from one score to the next."""

    label: str
    start: float
    value: float

    @property
    def end(self) -> float:
        return self.start + self.value


def basket_change(basket: Basket, *, title: str, source: str) -> Chart:
    """The change between two editions: each common criterion, then what the new basket did."""
    steps = _steps(basket)
    totals = [(str(basket.before), basket.score_before), (str(basket.after), steps[-1].end)]
    first, last = ((label, write_number(score)) for label, score in totals)
    whole = {part.short: part.name for part in basket.moved}
    moves = ((whole.get(step.label, step.label), write_signed(step.value)) for step in steps)
    cells = (first, *moves, last)
    return Chart(
        name="basket-change",
        title=title,
        subtitle=_("From the score of %(before)s to that of %(after)s, points from 1 to 10.")
        % {"before": basket.before, "after": basket.after},
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        pictures=draw(describe_steps(steps, totals)),
        table=Table((_("Part"), _("Points")), cells),
    )


def _steps(basket: Basket) -> list[Step]:
    """The common criteria, the largest gain first, then what the new basket did."""
    parts = sorted(basket.moved, key=lambda part: -part.value)
    values = [(part.short, part.value) for part in parts]
    values.append((_("New criteria, weights and scales"), basket.rest))
    steps, at = [], basket.score_before
    for label, value in values:
        steps.append(Step(label, at, value))
        at += value
    return steps


def describe_steps(steps: Sequence[Step], totals: Sequence[tuple[str, float]]) -> Rows:
    """The way from the first total to the last, a bar for each step."""
    low, high = _room_for(steps)
    (first, before), (last, after) = totals
    rows = [_total(first, before)]
    for step in steps:
        tone = "good" if step.value >= 0 else "bad"
        word = Word(max(step.start, step.end), write_signed(step.value))
        rows.append(Row(step.label, (Bar(step.start, step.end, tone), word)))
    rows.append(_total(last, after))
    return Rows(
        tuple(rows), low=low, high=high, write=write_axis, heading=_("Points of the sub-index")
    )


def _total(label: str, score: float) -> Row:
    told = write_number(score)
    return Row(label, (Dot(score, "official", "diamond", told=told), Word(score, told)))


def _room_for(steps: Sequence[Step]) -> tuple[float, float]:
    """The ends of an axis that holds every bar."""
    low = min(min(step.start, step.end) for step in steps)
    high = max(max(step.start, step.end) for step in steps)
    room = 0.06 * (high - low) + 0.02
    return low - room, high + room
