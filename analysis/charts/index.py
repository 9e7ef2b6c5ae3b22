"""Pictures of what could move the sub-index, and of what moved it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analysis.charts.base import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    VERMILION,
    WIDTH,
    Chart,
    Table,
    alternative,
    draw_svg,
    labels,
    plot,
    plot_by_name,
    wrap_label,
    write_number,
    write_signed,
)
from analysis.numbers import Basket, CriterionNumbers


def levers(rows: Sequence[CriterionNumbers], *, title: str, source: str, most: int = 12) -> Chart:
    """What each criterion could still add to the sub-index, up to the best value ever reached."""
    import altair as alt

    weighed = (row for row in rows if row.gain_room is not None and row.weight)
    open_rows = sorted(weighed, key=lambda row: -(row.gain_room or 0))[:most]
    base = plot_by_name([_room(row) for row in open_rows])
    picture = alt.layer(
        base.mark_bar(color=BLUE, height=13, opacity=0.85).encode(
            x=alt.X("value:Q", title=_("Points of the sub-index"), scale=alt.Scale(zero=True))
        ),
        base.mark_rule(color=INK, strokeWidth=1.4).encode(x="low:Q", x2="high:Q"),
        base.mark_text(align="left", dx=5, fontWeight=600).encode(x="high:Q", text="text:N"),
    ).properties(width=WIDTH - 70, height=alt.Step(28))
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
        svg=draw_svg(picture),
        table=Table(
            (_("Criterion"), _("Room"), _("For one step"), _("Lead agency")),
            cells,
        ),
    )


def _room(row: CriterionNumbers) -> dict[str, Any]:
    """What a criterion could add, between the ends of the survey's interval."""
    low = high = row.gain_room or 0.0
    if row.score and row.weight:
        low = row.weight * (10 - row.score.high)
        high = row.weight * (10 - row.score.low)
    return {
        "name": wrap_label(row.short),
        "value": row.gain_room,
        "low": max(low, 0),
        "high": high,
        "text": write_number(row.gain_room),
    }


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
    cells = (first, *((step.label, write_signed(step.value)) for step in steps), last)
    return Chart(
        name="basket-change",
        title=title,
        subtitle=_("From the score of %(before)s to that of %(after)s, points from 1 to 10.")
        % {"before": basket.before, "after": basket.after},
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        svg=draw_svg(_draw_steps(steps, totals)),
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


def _draw_steps(steps: Sequence[Step], totals: Sequence[tuple[str, float]]) -> Any:
    import altair as alt

    floor, ceiling = _room_for(steps)
    data = [
        {
            "name": wrap_label(step.label, 40),
            "from": max(step.start, floor),
            "to": step.end,
            "edge": max(step.start, step.end),
            "colour": GREEN if step.value >= 0 else ORANGE,
            "text": write_signed(step.value),
        }
        for step in steps
    ]
    marks = [{"name": year, "to": score, "text": write_number(score)} for year, score in totals]
    order = [marks[0]["name"], *(d["name"] for d in data), marks[1]["name"]]
    y = alt.Y("name:N", sort=order, axis=labels())
    scale, heading = alt.Scale(domain=[floor, ceiling], nice=False), _("Points of the sub-index")
    bars, ends = plot(data).encode(y=y), plot(marks).encode(y=y)
    diamond = {"filled": True, "shape": "diamond", "size": 110, "opacity": 1}
    x = alt.X("to:Q", scale=scale, title=heading)
    return alt.layer(
        bars.mark_bar(height=15).encode(
            x=alt.X("from:Q", scale=scale, title=heading),
            x2="to:Q",
            color=alt.Color("colour:N", scale=None),
        ),
        bars.mark_text(align="left", dx=6, fontWeight=600).encode(
            x=alt.X("edge:Q", scale=scale), text="text:N"
        ),
        ends.mark_point(color=VERMILION, **diamond).encode(x=x),
        ends.mark_text(align="left", dx=9, fontWeight=600).encode(x=x, text="text:N"),
    ).properties(width=WIDTH - 80, height=alt.Step(26))


def _room_for(steps: Sequence[Step]) -> tuple[float, float]:
    """The ends of an axis with room for every bar and the number behind it."""
    low = min(min(step.start, step.end) for step in steps)
    high = max(max(step.start, step.end) for step in steps)
    return low - 0.25 * (high - low) - 0.05, high + 0.3 * (high - low) + 0.05
