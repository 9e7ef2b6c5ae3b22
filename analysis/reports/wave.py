"""The report of a wave: stored numbers, then a page, then a PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from analysis.charts import criteria as criteria_charts
from analysis.charts import index as index_charts
from analysis.charts import survey as survey_charts
from analysis.charts.base import Chart, write_number
from analysis.charts.score_path import score_path
from analysis.models import AnalysisRun
from analysis.numbers import WaveNumbers
from analysis.provenance import drawing_version
from analysis.reports import findings
from core.models import site_is_demonstration
from core.printing import Printed, print_html

WEEK = 7 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the summary: what it is about, and what was found."""

    head: str
    text: str


def numbers_of(run: AnalysisRun) -> WaveNumbers:
    return WaveNumbers.read(run.results)


def charts(run: AnalysisRun, numbers: WaveNumbers) -> dict[str, Any]:
    """Draw all pictures in the active language; kept for a week, because drawing takes a second."""
    key = f"charts:{run.results_digest[:32]}:{translation.get_language()}:{drawing_version()}"
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


def _draw(run: AnalysisRun, numbers: WaveNumbers) -> dict[str, Chart | list[Chart] | None]:
    source = source_line(run, numbers)
    rows, year = numbers.basket_criteria, numbers.year
    basket = numbers.basket
    breaks = [basket.after] if basket and basket.is_another_set else []
    drawn: dict[str, Chart | list[Chart] | None] = {
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
        "score_path": score_path(
            numbers.official,
            numbers.own_score,
            numbers.outlook.score if numbers.outlook else None,
            year=numbers.target_year,
            basket_breaks=breaks,
            title=findings.score_title(numbers),
            source=source,
        ),
        "levers": index_charts.levers(rows, title=findings.levers_title(numbers), source=source),
        "response": survey_charts.response_by_stratum(
            numbers.fieldwork.groups, title=findings.response_title(numbers), source=source
        ),
        "needs": [
            survey_charts.question_shares(
                question,
                name=question.name,
                title=findings.needs_title(question),
                source=source,
            )
            for question in numbers.needs
        ],
        "basket": None,
        "satisfaction": None,
        "issues": None,
    }
    if numbers.basket:
        drawn["basket"] = index_charts.basket_change(
            numbers.basket, title=findings.basket_title(numbers), source=source
        )
    if numbers.satisfaction:
        drawn["satisfaction"] = survey_charts.satisfaction(
            numbers.satisfaction,
            title=findings.satisfaction_title(numbers.satisfaction),
            source=source,
        )
    if numbers.dialogues:
        drawn["issues"] = survey_charts.issues_by_state(
            [(row.label, row.count, row.overdue) for row in numbers.dialogues.states],
            title=findings.issues_title(numbers.dialogues),
            source=_("Source: dialogue sessions recorded on the platform."),
        )
    return drawn


def summary(numbers: WaveNumbers) -> list[Finding]:
    """The findings of the first page, each with what it means."""
    rows = numbers.basket_criteria
    found = [
        Finding(_("Direction."), findings.direction_sentence(numbers)),
        Finding(_("Better than the last official value:"), _list_names(rows, "better")),
        Finding(_("Worse than the last official value:"), _list_names(rows, "worse")),
        Finding(_("Where most can be gained:"), _gains(numbers)),
    ]
    if dropped := findings.dropped_sentence(numbers.criteria):
        found.append(Finding(_("No longer counted:"), dropped))
    if numbers.basket:
        found.append(
            Finding(
                _("How to read the fall from %(before)s to %(after)s:")
                % {"before": numbers.basket.before, "after": numbers.basket.after}
                if numbers.basket.change < 0
                else _("How to read the change from %(before)s to %(after)s:")
                % {"before": numbers.basket.before, "after": numbers.basket.after},
                findings.basket_title(numbers) + ".",
            )
        )
    found.append(Finding(_("Who answered:"), findings.response_title(numbers) + "."))
    if numbers.target_rank_worst and numbers.last and numbers.last.rank:
        found.append(
            Finding(
                _("The plan's target:"),
                _(
                    "rank %(best)s to %(worst)s of %(provinces)s; the last published rank is"
                    " %(rank)s. A rank depends on all other provinces and can hardly be"
                    " predicted; this report speaks of points and directions."
                )
                % {
                    "best": numbers.target_rank_best,
                    "worst": numbers.target_rank_worst,
                    "provinces": numbers.last.provinces,
                    "rank": numbers.last.rank,
                },
            )
        )
    return found


def _list_names(rows: Sequence[Any], code: str) -> str:
    moved = findings.criteria_that_moved(rows, code)
    if not moved:
        return _("none that stands out from chance.")
    return findings.join_names(moved) + "."


def _gains(numbers: WaveNumbers) -> str:
    first = findings.by_room(numbers.basket_criteria)[:3]
    return (
        "; ".join(
            _("%(name)s (up to %(points)s points, lead: %(lead)s)")
            % {"name": row.name, "points": write_number(row.gain_room), "lead": row.leads}
            for row in first
        )
        + "."
    )


def context(run: AnalysisRun, *, medium: str) -> dict[str, Any]:
    """Everything the templates of page and PDF need, in the active language."""
    numbers = numbers_of(run)
    basket = numbers.basket
    return {
        "run": run,
        "n": numbers,
        "medium": medium,
        "charts": charts(run, numbers),
        "summary": summary(numbers),
        "years": _years(numbers),
        "by_room": findings.by_room(numbers.basket_criteria),
        "opened": date.fromisoformat(numbers.opened),
        "closed": date.fromisoformat(numbers.closed),
        "left_names": "; ".join(part.name for part in basket.left) if basket else "",
        "joined_names": "; ".join(part.name for part in basket.joined) if basket else "",
        "outlook_sentence": findings.outlook_sentence(numbers),
        "title": title(numbers),
        "description": _(
            "Sub-index “Transparency and access to information”, %(province)s, with a forecast"
            " of PCI %(year)s"
        )
        % {"province": numbers.province, "year": numbers.target_year},
        "author": _("Business Association of %(province)s") % {"province": numbers.province},
        "made_on": _day_made(run, numbers),
    }


def _years(numbers: WaveNumbers) -> list[int]:
    """The last official years the table has room for; the pictures show all."""
    known = {year for row in numbers.criteria for year in row.official}
    return sorted(year for year in known if year in {row.year for row in numbers.official})[-3:]


def title(numbers: WaveNumbers) -> str:
    return _("Report on the enterprise survey of %(year)s") % {"year": numbers.year}


def _day_made(run: AnalysisRun, numbers: WaveNumbers) -> str:
    day = timezone.localdate(run.made_at)
    return _("%(province)s, %(day)s") % {
        "province": numbers.province,
        "day": formats.date_format(day, _("j F Y")),
    }


def html(run: AnalysisRun, language: str) -> str:
    """The document the PDF is made from."""
    with translation.override(language):
        given: Mapping[str, Any] = {
            **context(run, medium="pdf"),
            "is_demonstration": site_is_demonstration(),
        }
        return render_to_string("reports/wave_pdf.html", given)


def running_lines(language: str, *, is_demonstration: bool, running: str) -> str:
    """The lines at the edges of each page of the PDF."""
    with translation.override(language):
        mark = _("Invented data, to demonstrate only") if is_demonstration else ""
        page = _("Page")
    return (
        f"@page {{ @top-left {{ content: {_css_string(running)}; }}"
        f" @top-right {{ content: {_css_string(mark)}; }}"
        f" @bottom-right {{ content: {_css_string(f'{page} ')} counter(page)"
        " ' / ' counter(pages); }"
        f" @bottom-left {{ content: {_css_string('Thước Đo')}; }} }}\n"
    )


def _css_string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def pdf(run: AnalysisRun, language: str) -> Printed:
    """A tagged PDF of the stored numbers."""
    with translation.override(language):
        running = title(numbers_of(run))
    lines = running_lines(language, is_demonstration=site_is_demonstration(), running=running)
    return print_html(html(run, language), "report-pdf.css", rules=lines, tagged=True)
