"""The provincial report as a Word file, laid out as an administrative report and to be edited."""

from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from core.models import site_is_demonstration
from plan.reporting.numbers import Contribution, Point, ProvincialReport


def write_docx(report: ProvincialReport, *, place: str, today: date) -> bytes:
    """Write the paper; number, addressees and signature are left to the office."""
    from docx import Document  # noqa: PLC0415 -- slow import

    paper = Document()
    _set_page(paper)
    _write_head(paper, report, place, today)
    _write_summary(paper, report)
    paper.add_heading(_("Results by point of the plan"), level=1)
    for point in report.points:
        _write_point(paper, point)
    _write_table(
        paper,
        _("Progress of the targets"),
        (_("Target"), _("To reach"), _("By"), _("Reached"), _("Source")),
        [(row.target, row.wanted, row.by, row.reached, row.source) for row in report.targets],
    )
    if report.figures:
        _write_table(paper, _("Figures of the platform"), (_("Figure"), _("Value")), report.figures)
    _write_foot(paper, report)
    held = BytesIO()
    paper.save(held)
    return held.getvalue()


def _set_page(paper: Any) -> None:
    from core.letterhead.official_paper import set_letter, set_up_page  # noqa: PLC0415 -- slow import

    set_up_page(paper)
    for name, size in (("Normal", 13), ("Heading 1", 14), ("Heading 2", 13), ("Caption", 12)):
        style = paper.styles[name]
        set_letter(style, size)
        if name != "Normal":
            style.font.bold = True
            style.font.color.rgb = None


def write_place_and_day(place: str, today: date) -> str:
    """Place and day as official papers have them: two digits below 10, and for two months."""
    month = f"{today.month:02}" if today.month < 3 else str(today.month)
    said = {"place": place, "day": f"{today.day:02}", "month": month, "year": today.year}
    return _("%(place)s, day %(day)s month %(month)s year %(year)s") % said


def _write_head(paper: Any, report: ProvincialReport, place: str, today: date) -> None:
    """Who writes on the left, the nation on the right; below them day, kind and subject."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 -- slow import

    from core.letterhead.official_paper import NATION  # noqa: PLC0415 -- slow import

    centre = WD_ALIGN_PARAGRAPH.CENTER
    head = paper.add_table(rows=1, cols=2)
    left, right = head.rows[0].cells
    left.text, right.text = "", ""
    _add_bold(left.paragraphs[0], report.collector.upper())
    left.add_paragraph(_("Number: ……/BC-……"))
    _add_bold(right.paragraphs[0], NATION[0])
    _add_bold(right.add_paragraph(), NATION[1])
    right.add_paragraph().add_run(write_place_and_day(place, today)).italic = True
    for paragraph in (*left.paragraphs, *right.paragraphs):
        paragraph.alignment = centre
    if site_is_demonstration():
        invented = paper.add_paragraph()
        invented.alignment = centre
        _add_bold(invented, _("Demonstration data, not real"))
    title = paper.add_paragraph()
    title.alignment = centre
    _add_bold(title, _("REPORT"))
    subject = paper.add_paragraph()
    subject.alignment = centre
    _add_bold(subject, f"{report.name}: {report.plan}")


def _add_bold(paragraph: Any, text: str) -> None:
    paragraph.add_run(text).bold = True


def _write_summary(paper: Any, report: ProvincialReport) -> None:
    paper.add_paragraph(
        _("Of %(asked)s reports asked for by %(day)s, %(sent)s were sent.")
        % {"asked": report.asked, "sent": report.sent, "day": f"{report.due_on:%d/%m/%Y}"}
    )
    if report.missing:
        names = "; ".join(report.missing)
        paper.add_paragraph(_("Not reported yet: %(names)s.") % {"names": names})
    if report.late:
        paper.add_paragraph(_("Reported late: %(names)s.") % {"names": "; ".join(report.late)})


def _write_point(paper: Any, point: Point) -> None:
    paper.add_heading(point.title, level=2)
    if point.tasks:
        _write_table(paper, _("How the tasks stand"), (_("Task"), _("State")), point.tasks)
    for one in point.contributions:
        _write_contribution(paper, one)


def _write_contribution(paper: Any, one: Contribution) -> None:
    said = paper.add_paragraph()
    _add_bold(said, f"{one.agency}: ")
    if one.is_missing:
        said.add_run(_("no report.")).italic = True
        return
    for line in one.paragraphs:
        paper.add_paragraph(line.lstrip("- "), style="List Bullet")
    if one.obstacles.strip():
        paper.add_paragraph(_("Obstacles and proposals: %(text)s") % {"text": one.obstacles})


def _write_table(paper: Any, caption: str, head: Any, rows: Any) -> None:
    """A table Word's users can edit, with its caption above and its head repeated on each page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- slow import

    paper.add_paragraph(caption, style="Caption")
    table = paper.add_table(rows=1, cols=len(head))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        _add_bold(cell.paragraphs[0], text)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    paper.add_paragraph()


def _write_foot(paper: Any, report: ProvincialReport) -> None:
    foot = paper.add_table(rows=1, cols=2)
    left, right = foot.rows[0].cells
    _add_bold(left.paragraphs[0], _("Recipients:"))
    left.add_paragraph(_("- The provincial people's committee;"))
    left.add_paragraph(_("- Agencies of the plan;"))
    left.add_paragraph(_("- Archive."))
    _add_bold(right.paragraphs[0], _("HEAD OF THE AGENCY"))
    right.add_paragraph(_("(signature, full name, seal)"))
