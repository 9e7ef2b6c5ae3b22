"""What the overview shows to whom: the desk sees all, everybody what was released."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from analysis.data import sources
from analysis.models import AnalysisRun, Forecast, decisions_about
from analysis.numbers import OTHER_FORM, Basket, CriterionNumbers, decide_criteria
from analysis.queries import coming_forecast, released_forecast, released_run
from analysis.reports.forecast.lines import CriterionLine, lines
from analysis.reports.index_pictures import former_picture
from core.models import site_is_demonstration
from dashboard.overview import pictures
from dashboard.overview.criteria import (
    Known,
    Line,
    lines_of_edition,
    lines_of_forecast,
    open_issues,
)
from dashboard.overview.others import late_agencies, newest_survey
from dashboard.overview.score_summary import LATER, ScoreSummary, summarise_score
from pci.models import Province

logger = logging.getLogger("thuocdo.overview")


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion with its picture."""

    line: Line
    spark: SafeString


def for_desk(today: date) -> dict[str, Any] | None:
    """Everything, for planners and the Association."""
    home = Province.objects.filter(is_home=True).first()
    if home is None:
        return None
    forecast, rows = _readable(coming_forecast())
    known = _fetch_known(home, forecast.year if forecast else LATER)
    summary = summarise_score(known.histories, forecast, rows, None)
    found = lines_of_forecast(forecast, rows, known) if forecast else lines_of_edition(known, (), 0)
    return {
        **_picture(home, summary, found, forecast.year if forecast else None),
        "late": late_agencies(today),
        "survey": newest_survey(at_a_desk=True),
        "at_a_desk": True,
    }


def for_everybody() -> dict[str, Any] | None:
    """What was released: official history, the newest report's figures, a released forecast."""
    home = Province.objects.filter(is_home=True).first()
    if home is None:
        return None
    run = released_run()
    own, basket = _figures_of(run) if run else ((), None)
    forecast, rows = _readable(released_forecast())
    known = _fetch_known(home, LATER)
    found = lines_of_edition(known, own, run.wave.year if run else 0)
    return {
        **_picture(home, summarise_score(known.histories, forecast, rows, basket), found, None),
        "run": run,
        "survey": newest_survey(at_a_desk=False),
        "at_a_desk": False,
    }


def _readable(forecast: Forecast | None) -> tuple[Forecast | None, Sequence[CriterionLine]]:
    """The forecast with its lines, unless another version stored it in another form."""
    if forecast is None:
        return None, ()
    try:
        return forecast, lines(forecast)
    except OTHER_FORM as missing:
        logger.warning("forecast=%s not readable: %r", forecast.number, missing)
        return None, ()


def _fetch_known(home: Province, before: int) -> Known:
    """Fetch what every line is looked up in, once for all."""
    return Known(
        definitions=sources.definitions(before + 1),
        histories=sources.official(home, before),
        points=sources.assignments(),
        issues=open_issues(),
    )


def _figures_of(run: AnalysisRun) -> tuple[Sequence[CriterionNumbers], Basket | None]:
    """The criteria of a stored run and the change it tells, read alone out of its results."""
    stored = AnalysisRun.objects.filter(pk=run.pk)
    criteria, basket = stored.values_list("results__criteria", "results__basket").get()
    try:
        told = decide_criteria(criteria or (), decisions_about(run))
        read = tuple(CriterionNumbers.read(row) for row in told)
        return read, Basket.read(basket) if basket else None
    except OTHER_FORM as missing:
        logger.warning("run=%s not readable: %r", run.pk, missing)
        return (), None


def _picture(
    home: Province, summary: ScoreSummary, found: Sequence[Line], year: int | None
) -> dict[str, Any]:
    """The pictures and rows; a province without a past of its own shows its predecessors'."""
    source = _("Source: official PCI workbooks, own surveys.")
    if site_is_demonstration():
        source = f"{source} {_('Invented data.')}"
    drawn = (
        None if summary.years else former_picture(home, source, pictures.PLACES),
        pictures.draw_path(summary, source),
        pictures.draw_way(summary.way, source) if summary.way else None,
    )
    return {
        "summary": summary,
        "pictures": [picture for picture in drawn if picture],
        "source": source,
        "rows": [Row(line, mark_safe(pictures.draw_line(line, year))) for line in found],  # noqa: S308 -- our own drawing of numbers
    }
