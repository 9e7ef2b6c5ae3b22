"""A paper as HTML and as a tagged PDF."""

from django.template.loader import render_to_string
from django.utils import translation

from analysis.reports.papers.document import Paper
from analysis.reports.wave.page import running_lines
from core.printing import Printed, print_html


def write_html(paper: Paper) -> str:
    """The document the PDF is made from."""
    return render_to_string("reports/paper/document.html", {"paper": paper, "medium": "pdf"})


def write_pdf(paper: Paper) -> Printed:
    language = translation.get_language() or "vi"
    lines = running_lines(language, is_demonstration=bool(paper.mark), running=paper.title)
    return print_html(write_html(paper), "report-pdf.css", rules=lines, tagged=True)
