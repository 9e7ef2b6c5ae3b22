"""The sheet of an agency as a paper."""

from collections.abc import Sequence
from datetime import date

from django.utils import formats, translation
from django.utils.translation import gettext as _

from analysis.data import sources
from analysis.forecasts.chances import chance_of_better
from analysis.models import Forecast
from analysis.numbers import OTHER_FORM
from analysis.reports.forecast.lines import CriterionLine, lines
from analysis.reports.papers.document import Cell, Grid, Paper, Part, number, say, share
from analysis.reports.papers.forecast import in_unit
from analysis.reports.papers.wave import demonstration_mark
from core import letterhead
from dashboard.follow_up.facts import count_clocks
from dialogues.models import Clock
from directory.models import Agency
from pci.models import CriterionInEdition, Province, choose_wording
from plan import queries
from plan.models import TaskState

LATER = 10_000  # a year after every edition


def paper_of(agency: Agency, forecast: Forecast | None, today: date) -> Paper:
    """What an agency leads and how it stands; ``forecast`` is what the reader may know."""
    codes = [code for code, point in sources.assignments().items() if agency in point.leads.all()]
    parts = (_criteria(codes, forecast), _issues(agency, today), _tasks(agency))
    home = Province.objects.filter(is_home=True).first()
    place = home.name if home else ""
    day = formats.date_format(today, _("j F Y"))
    seal = [(_("Official values"), _("PCI workbooks as published"))]
    if forecast:
        seal.append((_("Forecast"), f"{forecast.number} · {forecast.digest}"))
    return Paper(
        title=_("Sheet of %(agency)s") % {"agency": agency.name},
        subtitle=_("Criteria of the transparency sub-index it leads, as known on %(day)s")
        % {"day": day},
        author=letterhead.current().name,
        place_and_day=_("%(province)s, %(day)s") % {"province": place, "day": day},
        parts=tuple(part for part in parts if part),
        seal=tuple(seal),
        mark=demonstration_mark(),
        language=translation.get_language() or "vi",
        is_sheet=True,
    )


def _criteria(codes: Sequence[str], forecast: Forecast | None) -> Part:
    """Official values beside what is expected and how likely it gets better."""
    home = Province.objects.filter(is_home=True).first()
    official = sources.official(home, LATER) if home else None
    defined, expected = sources.definitions(LATER), _list_expected(forecast)
    head = (
        _("Criterion"),
        _("Last official value"),
        _("Edition"),
        _("Own survey"),
        _("Forecast"),
        _("From (80%)"),
        _("To (80%)"),
        _("Chance of better"),
    )
    rows = [
        _criterion(defined[code], official, expected.get(code), forecast)
        for code in codes
        if code in defined
    ]
    notes = (_("Direction: a criterion is better where its value moves as the index rewards it."),)
    grid = Grid(_("The criteria of the agency"), head, tuple(rows), notes)
    return Part(_("Where its criteria stand"), grids=(grid,))


def _list_expected(forecast: Forecast | None) -> dict[str, CriterionLine]:
    try:
        return {row.code: row for row in lines(forecast)} if forecast else {}
    except OTHER_FORM:
        return {}


def _criterion(
    defined: CriterionInEdition,
    official: sources.Official | None,
    line: CriterionLine | None,
    forecast: Forecast | None,
) -> tuple[Cell, ...]:
    code, unit = defined.criterion.code, defined.unit
    known = official.history(code) if official else {}
    year = max(known, default=None)
    last = known[year] if year else None
    told = line.told if line else None
    ahead = (told.middle, told.low80, told.high80) if told else (None, None, None)
    chance = None
    if line and forecast and last is not None:
        chance = chance_of_better(forecast.content["grid"][code], last, defined.direction)
    return (
        say(choose_wording(defined.criterion.name_vi, defined.criterion.name_en)),
        in_unit(unit, last),
        number(year, 0) if year is None else Cell(str(year), year, "0"),
        in_unit(unit, line.own if line else None),
        *(in_unit(unit, value) for value in ahead),
        share(chance),
    )


def _tasks(agency: Agency) -> Part | None:
    """The tasks of its points, with the newest note it made."""
    plan = queries.current_plan()
    found = queries.task_lines(plan, agency) if plan else []
    if not found:
        return None
    words = dict(TaskState.choices)
    head = (_("Task"), _("State"))
    rows = tuple((say(line.task.text), say(words[line.state])) for line in found)
    return Part(_("Its tasks in the plan"), grids=(Grid(_("Tasks"), head, rows),))


def _issues(agency: Agency, today: date) -> Part:
    """What enterprises asked it, and what became of that."""
    clocks = Clock.objects.filter(agency=agency, handed_over=False)
    counted = count_clocks(clocks, None, today)
    names = (
        (_("Issues sent to the agency"), "received"),
        (_("Answered"), "replied"),
        (_("Answered in time"), "in_time"),
        (_("Overdue"), "overdue"),
    )
    rows = tuple((say(name), number(counted[key], 0)) for name, key in names)
    return Part(
        _("Issues of enterprises"),
        grids=(Grid(_("Issues"), (_("What became of them"), _("Issues")), rows),),
    )
