"""The report of a wave as a page and as a tagged PDF."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.translation import gettext as _

from analysis.data.decided import read_numbers
from analysis.models import AnalysisRun
from analysis.numbers import WaveNumbers
from analysis.reports.past_editions import read_backtest
from analysis.reports.wave import decisions, findings, response
from analysis.reports.wave import weighting as weighting_told
from analysis.reports.wave.pictures import charts
from analysis.reports.wave.summary import summary
from core.clock import timezone
from core.models import site_is_demonstration
from core.printing import Printed, print_html


def numbers_of(run: AnalysisRun) -> WaveNumbers:
    """Read what was computed, as people decided on its figures."""
    return read_numbers(run)


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
        "beyond_scale": response.beyond_scale(numbers),
        "decided": [line for line in decisions.lines(run, numbers) if line.decision],
        "by_room": findings.by_room(numbers.basket_criteria),
        **_weighting(numbers),
        "opened": date.fromisoformat(numbers.opened),
        "closed": date.fromisoformat(numbers.closed),
        "left_names": "; ".join(part.name for part in basket.left) if basket else "",
        "joined_names": "; ".join(part.name for part in basket.joined) if basket else "",
        "outlook_sentence": findings.outlook_sentence(numbers),
        "past": read_backtest(numbers.outlook.record)
        if numbers.outlook and numbers.outlook.record
        else None,
        "title": title(numbers),
        "description": _(
            "Sub-index “Transparency and access to information”, %(province)s, with a forecast"
            " of PCI %(year)s"
        )
        % {"province": numbers.province, "year": numbers.target_year},
        "author": _("Business Association of %(province)s") % {"province": numbers.province},
        "made_on": _day_made(run, numbers),
    }


def _weighting(numbers: WaveNumbers) -> dict[str, Any]:
    """How the answers were weighted; an older report kept nothing of it."""
    plan = numbers.weighting
    if plan is None:
        return {"weighting": [], "weight_head": (), "weight_rows": []}
    return {
        "weighting": list(weighting_told.sentences(plan)),
        "weight_head": weighting_told.head(plan),
        "weight_rows": list(weighting_told.rows(plan, numbers.criteria)),
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
