"""A frozen forecast as a paper: score, chances, criteria, and what it rests on."""

from collections.abc import Sequence
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

from analysis.models import Forecast, Scenario
from analysis.numbers import Quantiles
from analysis.reports.forecast import context
from analysis.reports.forecast.lines import CriterionLine
from analysis.reports.forecast.what_if import compare, levers
from analysis.reports.papers.document import Cell, Grid, Paper, Part, number, say, share
from analysis.reports.papers.past import tell_backtest, tell_basket, tell_outcomes
from analysis.reports.papers.wave import charts_of, demonstration_mark
from analysis.what_if.summary import summarise
from core.clock import timezone
from pci.models import Unit


def paper_of(forecast: Forecast, *, with_scenarios: bool = False) -> Paper:
    """Everything the page of a forecast says that is not a link, in the active language.

    ``with_scenarios``: what the desk keeps of its wishes, which the public page does not have.
    """
    told = context(forecast)
    year, province = forecast.year, forecast.province.name
    made = timezone.localtime(forecast.made_at)
    parts = (
        tell_outcomes(told["outcomes"]),
        _score(told),
        _chances(told),
        _criteria(told["rows"], (told["merger_note"], told["own_note"])),
        _levers(told["levers"], told["without_room"]),
        _scenarios(forecast) if with_scenarios else None,
        tell_backtest(told["past"]),
        tell_basket(told["basket"], told["charts"]["basket"]),
        Part(
            _("Readers ask"),
            paragraphs=tuple(f"{row.asked} {row.answer}" for row in told["questions"]),
        ),
    )
    return Paper(
        title=_("Forecast of PCI %(year)s for %(province)s") % {"year": year, "province": province},
        subtitle=told["headline"],
        author=_("Business Association of %(province)s") % {"province": province},
        place_and_day=_("%(province)s, %(day)s")
        % {"province": province, "day": formats.date_format(made, _("j F Y"))},
        parts=tuple(part for part in parts if part),
        seal=(
            (_("Number"), str(forecast.number)),
            (_("Frozen at"), formats.date_format(made, "H:i d/m/Y")),
            (_("Random seed"), str(forecast.seed)),
            (_("Version of the code"), forecast.code_version),
            (_("Digest"), forecast.digest),
        ),
        mark=demonstration_mark(),
        language=translation.get_language() or "vi",
    )


def _score(told: dict[str, Any]) -> Part:
    score: Quantiles = told["score"]
    head = (_("Sub-index (points from 1 to 10)"), _("Points"))
    rows = (
        (_("Median"), score.middle),
        (_("Interval (80%), from"), score.low80),
        (_("Interval (80%), to"), score.high80),
        (_("Interval (90%), from"), score.low90),
        (_("Interval (90%), to"), score.high90),
        (told["name_of_last"], told["last_score"]),
    )
    cells = tuple((say(name), number(value)) for name, value in rows)
    return Part(
        _("Score"),
        paragraphs=tuple(
            filter(None, (told["direction"], told["ahead"], f"{told['blurred']} {_why_wide()}"))
        ),
        points=tuple(told["moved"]),
        grids=(Grid(_("Expected score"), head, cells),),
        charts=charts_of(told["charts"]["path"]),
    )


def _why_wide() -> str:
    return _(
        "Each official value rests on few answers, the whole country moves from year to year, and"
        " a new record in any province moves the ends of a scale for all."
    )


def _chances(told: dict[str, Any]) -> Part:
    rows = [(say(name), share(chance)) for name, chance in told["score_chances"]]
    rows += [(say(name), share(chance)) for name, chance in told["rank_chances"]]
    if told["p_above_last"] is not None:
        rows.insert(0, (say(_("Above the last score")), share(told["p_above_last"])))
    return Part(
        _("How likely is what?"),
        paragraphs=(told["target"],) if told["target"] else (),
        grids=(Grid(_("Chances"), (_("Event"), _("Probability")), tuple(rows)),),
        charts=charts_of(told["charts"]["rank"]),
    )


def in_unit(unit: str, value: float | None) -> Cell:
    """A value of a criterion, with the decimals of the page."""
    if unit == Unit.SHARE:
        return share(value)
    return number(value, 2 if unit == Unit.SCALE else 1)


def _criteria(rows: Sequence[CriterionLine], notes: Sequence[str]) -> Part:
    head = (
        _("Criterion"),
        _("Last official value"),
        _("Own figure"),
        _("Forecast"),
        _("From (80%)"),
        _("To (80%)"),
        _("Lead agency"),
    )
    cells = tuple(
        (
            say(row.name),
            in_unit(row.unit, row.last),
            in_unit(row.unit, row.own),
            *(in_unit(row.unit, x) for x in (row.told.middle, row.told.low80, row.told.high80)),
            say(row.leads),
        )
        for row in rows
    )
    grid = Grid(_("The criteria in the forecast"), head, cells)
    return Part(_("The criteria"), paragraphs=tuple(filter(None, notes)), grids=(grid,))


def _levers(rows: Sequence[CriterionLine], without_room: Sequence[str]) -> Part | None:
    if not rows:
        return None
    head = (
        _("Criterion"),
        _("Points expected (1–10)"),
        _("Room"),
        _("Lead agency"),
        _("First task"),
    )
    cells = tuple(
        (say(row.name), number(row.points, 1), number(row.room), say(row.leads), say(row.task))
        for row in rows
    )
    grid = Grid(_("What would move the score most"), head, cells)
    told = [
        _(
            "“Room” is what the sub-index would gain if the criterion came out not as forecast but"
            " at the best value any province has had. It follows from weights and scales and does"
            " not promise that an action has this effect."
        )
    ]
    if without_room:
        told.append(
            _(
                "Not in the table, because the criterion has never been scored and its scale is not"
                " known yet: %(names)s."
            )
            % {"names": "; ".join(without_room)}
        )
    return Part(_("What would move the score most"), paragraphs=tuple(told), grids=(grid,))


def _scenarios(forecast: Forecast) -> Part | None:
    """The kept scenarios with what they give, and what each wishes of the criteria."""
    kept = list(Scenario.objects.filter(forecast=forecast))
    if not kept:
        return None
    content = forecast.content
    summary = summarise(content, digest=forecast.digest, year=forecast.year)
    rows = levers(forecast, summary, {})
    found = compare(summary, rows, kept)
    head = (
        _("Scenario"),
        _("Median"),
        _("Interval (80%), from"),
        _("Interval (80%), to"),
        _("Score to reach"),
        _("Its chance"),
    )
    cells = tuple(
        (
            say(one.scenario.name),
            number(one.told.outcome.middle),
            number(one.told.outcome.low),
            number(one.told.outcome.high),
            number(one.told.target),
            say(one.told.edge) if one.told.edge else share(one.told.chance),
        )
        for one in found
    )
    wished = tuple(
        (say(lever.line.name), *(say(one.cells[at]) for one in found))
        for at, lever in enumerate(rows)
        if any(one.cells[at] != "–" for one in found)
    )
    names = (_("Criterion"), *(one.scenario.name for one in found))
    return Part(
        _("What if"),
        paragraphs=(_("Scenarios are wishes, not forecasts: each shifts what is expected."),),
        grids=(
            Grid(_("What the scenarios give"), head, cells),
            Grid(_("What they wish of the criteria"), names, wished),
        ),
    )
