"""The findings of the first page of the report, each with what it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analysis.numbers import Basket, CriterionNumbers, OfficialYear, WaveNumbers
from analysis.reports.wave import findings, response, verdicts
from core.charts.base import write_number


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the summary: what it is about, and what was found."""

    head: str
    text: str


def summary(numbers: WaveNumbers) -> list[Finding]:
    """The findings of the first page, each with what it means."""
    rows = numbers.basket_criteria
    found = [
        Finding(_("Direction."), findings.direction_sentence(numbers)),
        *_promise(numbers),
        *_changes(rows),
        Finding(_("Where most can be gained:"), _gains(numbers)),
    ]
    if dropped := verdicts.dropped_sentence(numbers.criteria):
        found.append(Finding(_("No longer counted:"), dropped))
    if numbers.basket:
        title = findings.basket_title(numbers)
        found.append(Finding(_head_of_change(numbers.basket), f"{title}."))
    found.append(Finding(_("Who answered:"), findings.response_title(numbers) + "."))
    if numbers.target_rank_worst and numbers.last and numbers.last.rank:
        found.append(Finding(_("The plan's target:"), _target(numbers, numbers.last)))
    return found


def _promise(numbers: WaveNumbers) -> list[Finding]:
    said = response.promise_of_intervals(numbers)
    return [Finding(_("What the intervals rest on:"), said)] if said else []


def _head_of_change(basket: Basket) -> str:
    head = _("How to read the change from %(before)s to %(after)s:")
    if basket.change < 0:
        head = _("How to read the fall from %(before)s to %(after)s:")
    return head % {"before": basket.before, "after": basket.after}


def _target(numbers: WaveNumbers, last: OfficialYear) -> str:
    return _(
        "rank %(best)s to %(worst)s of %(provinces)s; the last published rank is %(rank)s. A rank"
        " depends on all other provinces and can hardly be predicted; this report speaks of points"
        " and directions."
    ) % {
        "best": numbers.target_rank_best,
        "worst": numbers.target_rank_worst,
        "provinces": last.provinces,
        "rank": last.rank,
    }


def _changes(rows: Sequence[Any]) -> list[Finding]:
    """What moved since the last official values, or why nothing can be said of it."""
    if verdicts.any_withheld(rows) and not verdicts.any_compared(rows):
        why = _(
            "not said: no edition lies beside an earlier survey of ours, so that nobody knows how"
            " far our survey leans from the official one."
        )
        return [Finding(_("Change since the last official values:"), why)]
    if not verdicts.any_compared(rows):
        why = _("not said: no figure of this survey can be compared with an official one.")
        return [Finding(_("Change since the last official values:"), why)]
    return [
        Finding(_("Better than the last official value:"), _list_names(rows, "better")),
        Finding(_("Worse than the last official value:"), _list_names(rows, "worse")),
    ]


def _list_names(rows: Sequence[Any], code: str) -> str:
    moved = verdicts.criteria_that_moved(rows, code)
    if not moved:
        return _("none that stands out from chance.")
    return findings.join_names(moved) + "."


def _gains(numbers: WaveNumbers) -> str:
    first = findings.by_room(numbers.basket_criteria)[:3]
    return "; ".join(map(_gain, first)) + "."


def _gain(row: CriterionNumbers) -> str:
    """One criterion with its room, and who leads where the plan says so."""
    shown = {"name": row.name, "points": write_number(row.gain_room), "lead": row.leads}
    if not row.leads:
        return _("%(name)s (up to %(points)s points)") % shown
    return _("%(name)s (up to %(points)s points, lead: %(lead)s)") % shown
