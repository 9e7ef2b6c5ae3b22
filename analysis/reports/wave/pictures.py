"""The pictures of the report of a wave, each with the finding for its title."""

from dataclasses import asdict
from typing import Any

from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.charts import criteria as criteria_charts
from analysis.charts import experiences as experience_charts
from analysis.charts import index as index_charts
from analysis.charts import survey as survey_charts
from analysis.charts.response_map import draw_response
from analysis.charts.score_path import score_path
from analysis.models import AnalysisRun
from analysis.numbers import WaveNumbers
from analysis.provenance import digest, drawing_version
from analysis.reports.comments import chart_of_codes
from analysis.reports.wave import experiences, findings
from core.charts.base import Chart
from core.models import site_is_demonstration
from dialogues.charts import issues as issue_charts
from directory.outlines.keeping import find_outlines

WEEK = 7 * 24 * 60 * 60
Drawn = dict[str, Chart | list[Chart] | None]


def charts(run: AnalysisRun, numbers: WaveNumbers) -> dict[str, Any]:
    """Draw all pictures in the active language; kept for a week, because drawing takes a second."""
    told = digest(asdict(numbers))[:32]
    key = f"charts:{told}:{translation.get_language()}:{drawing_version()}"
    known = cache.get(key)
    if known is None:
        known = _draw(run, numbers)
        cache.set(key, known, WEEK)
    return dict(known)


def source_line(run: AnalysisRun, numbers: WaveNumbers) -> str:
    """What stands in the foot of every picture."""
    line = _("Source: %(wave)s (n = %(n)s); official PCI workbooks. Results %(digest)s.") % {
        "wave": numbers.title,
        "n": numbers.fieldwork.used,
        "digest": run.results_digest[:12],
    }
    mark = _("Invented data.")
    return f"{line} {mark}" if site_is_demonstration() else line


def _draw(run: AnalysisRun, numbers: WaveNumbers) -> Drawn:
    source = source_line(run, numbers)
    return {
        **_draw_criteria(numbers, source),
        **_draw_index(numbers, source),
        **_draw_survey(numbers, source),
        **_draw_experiences(numbers, source),
        "issues": _draw_issues(numbers),
    }


def _draw_criteria(numbers: WaveNumbers, source: str) -> Drawn:
    rows, year = numbers.basket_criteria, numbers.year
    return {
        "criterion_scores": criteria_charts.criterion_scores(
            rows,
            year=year,
            last=numbers.basket_year,
            title=findings.criteria_title(numbers),
            source=source,
        ),
        "panels": criteria_charts.criterion_panels(
            rows, year=year, title=findings.shares_title(numbers), source=source
        ),
        "panels_other": criteria_charts.criterion_panels_other(
            rows, year=year, title=findings.others_title(numbers), source=source
        ),
        "levers": index_charts.levers(rows, title=findings.levers_title(numbers), source=source),
    }


def _draw_index(numbers: WaveNumbers, source: str) -> Drawn:
    basket, title = numbers.basket, findings.basket_title(numbers)
    change = index_charts.basket_change(basket, title=title, source=source) if basket else None
    return {"score_path": _draw_path(numbers, source), "basket": change}


def _draw_path(numbers: WaveNumbers, source: str) -> Chart | None:
    """The sub-index over the years; nothing where a new province has no score of any kind yet."""
    forecast = numbers.outlook.score if numbers.outlook else None
    if not (numbers.official or numbers.told_score or forecast):
        return None
    basket = numbers.basket
    return score_path(
        numbers.official,
        numbers.told_score,
        forecast,
        year=numbers.target_year,
        basket_breaks=[basket.after] if basket and basket.is_another_set else [],
        title=findings.score_title(numbers),
        source=source,
        measured=numbers.coverage.short,
    )


def _draw_survey(numbers: WaveNumbers, source: str) -> Drawn:
    title, rated = findings.response_title(numbers), [q for q in numbers.satisfaction if q.is_told]
    return {
        "response": survey_charts.response_by_stratum(
            numbers.fieldwork.groups, title=title, source=source
        ),
        "places": draw_response(numbers.fieldwork.places, find_outlines(), source=source),
        "needs": [
            survey_charts.question_shares(
                question, name=question.name, title=findings.needs_title(question), source=source
            )
            for question in numbers.needs
        ],
        "satisfaction": survey_charts.satisfaction(
            rated, title=findings.satisfaction_title(rated), source=source
        )
        if rated
        else None,
        "comments": _draw_comments(numbers, source),
    }


def _draw_comments(numbers: WaveNumbers, source: str) -> list[Chart]:
    """One picture for each open question with a share that may be shown."""
    questions = numbers.comments.questions if numbers.comments else ()
    drawn = [chart_of_codes(row.question, source) for row in questions]
    return [chart for chart in drawn if chart]


def _draw_experiences(numbers: WaveNumbers, source: str) -> Drawn:
    told, gaps = numbers.drivers, numbers.gaps
    return {
        "drivers": experience_charts.driver_dots(
            told, title=experiences.drivers_title(told), source=source
        )
        if told and told.rows
        else None,
        "gaps": experience_charts.gap_quadrants(
            gaps, title=experiences.gaps_title(gaps), source=source
        )
        if gaps
        else None,
    }


def _draw_issues(numbers: WaveNumbers) -> Chart | None:
    if numbers.dialogues is None:
        return None
    return issue_charts.draw_states(
        [(row.label, row.count, row.overdue) for row in numbers.dialogues.states],
        title=findings.issues_title(numbers.dialogues),
        source=_("Source: dialogue sessions recorded on the platform."),
    )
