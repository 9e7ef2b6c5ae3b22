"""What came true of a forecast and of those before it, as parts of its paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analysis.numbers import Basket, PastYear
from analysis.reports.forecast.outcomes import OutcomeLine
from analysis.reports.papers.document import Cell, Grid, Part, number, say, share
from core.charts.base import Chart, write_number, write_signed


def tell_outcomes(lines: Sequence[OutcomeLine]) -> Part | None:
    """Forecast and published value side by side, once the edition is out."""
    if not lines:
        return None
    head = (
        _("Value"),
        _("Forecast (80%% interval)") % {},
        _("Published value"),
        _("Inside the interval"),
        _("Against repeating the last value"),
    )
    rows = tuple(
        (
            say(line.name),
            say(line.told),
            say(line.kind_text if line.kind == "not_published" else line.came),
            say(_say_whether_inside(line)),
            say(None if line.better is None else _("better") if line.better else _("worse")),
        )
        for line in lines
    )
    return Part(_("Actual results"), grids=(Grid(_("Forecasts and outcomes"), head, rows),))


def _say_whether_inside(line: OutcomeLine) -> str:
    if line.inside is not None:
        return _("hit") if line.inside else _("miss")
    given = line.figures.get("probability")
    if given is None:
        return ""
    return _("the forecast probability of this range was %(p)s") % {
        "p": f"{write_number(100 * given, 0)}%"
    }


def tell_backtest(past: Mapping[str, Any] | None) -> Part | None:
    """What intervals of this kind have held on past editions, year by year."""
    if past is None:
        return None
    head = (
        _("Edition"),
        _("Published scores"),
        _("Inside the 80%% interval") % {},
        _("Inside the 90%% interval") % {},
        _("Higher than the middle"),
        _("Criteria inside 80%%") % {},
    )
    return Part(
        _("How often such intervals held"),
        paragraphs=(f"{past['promise']} {past['criteria']}", past["country"]),
        grids=(
            Grid(
                _("Hits and misses by edition"), head, tuple(map(_tell_year, past["record"].years))
            ),
        ),
    )


def _tell_year(row: PastYear) -> tuple[Cell, ...]:
    counts = (row.score.n, row.score.inside_80, row.score.inside_90, row.score.above)
    return (
        say(f"PCI {row.year}"),
        *(number(count, 0) for count in counts),
        share(row.criteria.share_80),
    )


def tell_basket(basket: Basket | None, chart: Chart | None) -> Part | None:
    """Why the score changed between the last two editions, with its picture."""
    if basket is None or chart is None:
        return None
    title = _("Why the score changed from %(before)s to %(after)s")
    named = {"before": basket.before, "after": basket.after}
    return Part(title % named, paragraphs=(_explain_basket(basket),), charts=(chart,))


def _explain_basket(basket: Basket) -> str:
    """Say what moved by itself and what the set of criteria, weights and scales did."""
    told = _(
        "The published score went from %(from)s (%(before)s) to %(to)s (%(after)s), %(change)s"
        " points. Both editions count the same criteria. Counted with the weights and scales of"
        " %(before)s, the province’s own values moved it by %(like)s points; weights and scale ends"
        " that changed account for the other %(rest)s."
    )
    if basket.is_another_set:
        told = _(
            "The published score went from %(from)s (%(before)s) to %(to)s (%(after)s), %(change)s"
            " points. But the two editions do not measure the same: criteria left and joined, and"
            " weights and scales changed. On the %(common)s criteria both editions have, counted"
            " with the weights of %(before)s, the province moved by %(like)s points; the new set of"
            " criteria accounts for the other %(rest)s."
        )
    return told % {
        "before": basket.before,
        "after": basket.after,
        "from": write_number(basket.score_before),
        "to": write_number(basket.score_after),
        "change": write_signed(basket.change),
        "like": write_signed(basket.like_for_like),
        "rest": write_signed(basket.rest),
        "common": len(basket.moved),
    }
