"""The provincial report as a Word file, laid out as an administrative report and to be edited."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from core.models import site_is_demonstration
from plan.reporting.numbers import Contribution, Point, ProvincialReport

WIDE = (127, 38)  # millimetres: a column of words, one of a few


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
        (64, 20, 14, 24, 43),
    )
    if report.figures:
        head = (_("Figure"), _("Value"))
        _write_table(paper, _("Figures of the platform"), head, report.figures, WIDE)
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
    from docx.shared import Pt  # noqa: PLC0415 -- slow import

    from core.letterhead.official_paper import NATION  # noqa: PLC0415 -- slow import
    from core.letterhead.word import add_pair  # noqa: PLC0415 -- slow import

    centre = WD_ALIGN_PARAGRAPH.CENTER
    left, right = add_pair(paper, 64, 101)
    _add_bold(left.paragraphs[0], report.collector.upper())
    left.add_paragraph(_("Number: ……/BC-……"))
    _add_bold(right.paragraphs[0], NATION[0])
    right.paragraphs[0].runs[0].font.size = Pt(12)  # on one line, as the decree has it
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
        _("As of %(today)s, %(sent)s of %(asked)s reports asked for by %(day)s were sent.")
        % {
            "asked": report.asked,
            "sent": report.sent,
            "day": f"{report.due_on:%d/%m/%Y}",
            "today": f"{report.as_of:%d/%m/%Y}",
        }
    )
    if report.missing:
        names = "; ".join(report.missing)
        paper.add_paragraph(_("Not reported yet: %(names)s.") % {"names": names})
    if report.late:
        paper.add_paragraph(_("Reported late: %(names)s.") % {"names": "; ".join(report.late)})


def _write_point(paper: Any, point: Point) -> None:
    paper.add_heading(point.title, level=2)
    if point.tasks:
        head = (_("Task"), _("State"))
        _write_table(paper, _("How the tasks stand"), head, point.tasks, WIDE)
    for one in point.contributions:
        _write_contribution(paper, one)
    if point.missing:
        names = "; ".join(point.missing)
        paper.add_paragraph().add_run(_("No report: %(names)s.") % {"names": names}).italic = True


def _write_contribution(paper: Any, one: Contribution) -> None:
    said = paper.add_paragraph()
    said.paragraph_format.keep_with_next = True
    _add_bold(said, f"{one.agency}:")
    _write_list(paper, one.paragraphs)
    if one.obstacle_lines:
        paper.add_paragraph(_("Obstacles and proposals:")).paragraph_format.keep_with_next = True
        _write_list(paper, one.obstacle_lines)


def _write_list(paper: Any, lines: list[str]) -> None:
    for line in lines:
        paper.add_paragraph(line, style="List Bullet")


def _write_table(paper: Any, caption: str, head: Any, rows: Any, widths: Sequence[int]) -> None:
    """A table Word's users can edit, with its caption above and its head repeated on each page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- slow import

    from core.letterhead.word import keep_ends_together, keep_whole, set_widths  # noqa: PLC0415 -- slow import

    paper.add_paragraph(caption, style="Caption").paragraph_format.keep_with_next = True
    table = paper.add_table(rows=1, cols=len(head))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        _add_bold(cell.paragraphs[0], text)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    set_widths(table, widths)
    keep_whole(table)
    keep_ends_together(table)
    paper.add_paragraph()


def _write_foot(paper: Any, report: ProvincialReport) -> None:
    from core.letterhead.word import add_pair  # noqa: PLC0415 -- slow import

    left, right = add_pair(paper, 82, 83)
    _add_bold(left.paragraphs[0], _("Recipients:"))
    left.add_paragraph(_("- The provincial people's committee;"))
    left.add_paragraph(_("- Agencies of the plan;"))
    left.add_paragraph(_("- Archive."))
    _add_bold(right.paragraphs[0], _("HEAD OF THE AGENCY"))
    right.add_paragraph(_("(signature, full name, seal)"))
