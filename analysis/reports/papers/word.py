"""A paper as a Word file to be edited: styles, captions, a table of contents, real tables."""

import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from analysis.reports.papers.document import Cell, Grid, Paper, Part
from core.charts.base import Chart
from core.charts.raster import write_png
from core.letterhead.official_paper import set_letter
from core.letterhead.word import keep_ends_together

LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
WIDTH, NARROW = 168.0, 15.5  # millimetres: of a table, of a column of numbers
SHORT = 12  # letters that fit into a narrow column
INK = RGBColor(0x22, 0x20, 0x1C)
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the day of every entry, so that equal papers are equal bytes
SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def write_docx(paper: Paper) -> bytes:
    """Write a paper; the same paper gives the same bytes."""
    file = Document()
    _set_up(file, paper)
    _write_cover(file, paper)
    if not paper.is_sheet:
        _write_contents(file, paper.parts)
    counted = {"grid": 0, "chart": 0}
    for part in paper.parts:
        _write_part(file, part, counted)
    _write_seal(file, paper)
    held = BytesIO()
    file.save(held)
    return _fix_days(held.getvalue())


def _set_up(file: Any, paper: Paper) -> None:
    section = file.sections[0]
    section.page_height, section.page_width = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin = section.bottom_margin = Mm(18)
    sizes = (("Normal", 12), ("Title", 20), ("Heading 1", 15), ("Heading 2", 13), ("Caption", 11))
    for name, size in sizes:
        style = file.styles[name]
        set_letter(style, size)
        style.font.color.rgb = INK
        letters = style.element.rPr.rFonts
        for place in [key for key in letters.attrib if key.endswith("Theme")]:
            del letters.attrib[place]  # a theme's letter would win over ours
    file.styles["Normal"].paragraph_format.space_after = Pt(6)
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{paper.title} · ")
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        _add_mark(foot, kind, code)
    told = file.core_properties
    told.title, told.author, told.language = paper.title, paper.author, LANGUAGES[paper.language]
    told.created = told.modified = SOME_DAY


def _write_cover(file: Any, paper: Paper) -> None:
    file.add_paragraph(paper.author).runs[0].bold = True
    file.add_paragraph(paper.place_and_day)
    if paper.mark:
        file.add_paragraph(paper.mark).runs[0].bold = True
    file.add_paragraph(paper.title, style="Title")
    file.add_paragraph(paper.subtitle)


def _write_contents(file: Any, parts: Sequence[Part]) -> None:
    """A field Word fills with pages when asked; until then it lists the chapters."""
    file.add_paragraph(_("Contents")).runs[0].bold = True
    lines = [file.add_paragraph(part.heading) for part in parts]
    _open_field(lines[0], 'TOC \\o "1-1" \\h \\z')
    _close_field(lines[-1])


def _open_field(paragraph: Any, code: str) -> None:
    """Put the beginning of a field before what the paragraph says."""
    text = paragraph.text
    paragraph.clear()
    for kind, words in (("begin", ""), ("", code), ("separate", "")):
        _add_mark(paragraph, kind, words)
    paragraph.add_run(text)


def _close_field(paragraph: Any) -> None:
    _add_mark(paragraph, "end", "")


def _add_mark(paragraph: Any, kind: str, code: str) -> None:
    tag = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        tag.set(qn("w:fldCharType"), kind)
    tag.text = code
    paragraph.add_run()._r.append(tag)


def _write_part(file: Any, part: Part, counted: dict[str, int]) -> None:
    file.add_heading(part.heading, level=1)
    for text in part.paragraphs:
        file.add_paragraph(text)
    for text in part.points:
        file.add_paragraph(text, style="List Bullet")
    for grid in part.grids:
        counted["grid"] += 1
        _write_grid(file, grid, counted["grid"])
    for chart in part.charts:
        counted["chart"] += 1
        _write_chart(file, chart, counted["chart"])


def _write_caption(file: Any, word: str, name: str, number: int, text: str) -> None:
    """A caption with a number Word counts."""
    line = file.add_paragraph(style="Caption")
    line.paragraph_format.keep_with_next = True
    line.add_run(f"{word} ")
    for kind, code in (("begin", ""), ("", f"SEQ {name} \\* ARABIC"), ("separate", "")):
        _add_mark(line, kind, code)
    line.add_run(str(number))
    _close_field(line)
    line.add_run(f". {text}")


def _write_grid(file: Any, grid: Grid, number: int) -> None:
    _write_caption(file, _("Table"), "Table", number, grid.caption)
    table = file.add_table(rows=1, cols=len(grid.head))
    table.style, table.autofit = "Table Grid", False
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    head._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    _fill(head.cells, [Cell(text) for text in grid.head], bold=True)
    for row in grid.rows:
        line = table.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        _fill(line.cells, row)
    keep_ends_together(table)
    for column, wide in zip(table.columns, share_width(grid), strict=True):
        column.width = wide
        for cell in column.cells:
            cell.width = wide
    for note in grid.notes:
        _set_small(file.add_paragraph(note))
    file.add_paragraph()


def share_width(grid: Grid) -> list[Any]:
    """Columns of numbers take what a number needs; those of words share the rest."""
    columns = list(zip(*grid.rows, strict=True)) or [()] * len(grid.head)
    longest = [max((len(cell.text) for cell in column), default=0) for column in columns]
    wordy = [min(max(length, 28), 80) if length > SHORT else 0 for length in longest]
    room = WIDTH - NARROW * wordy.count(0)
    if not any(wordy):
        return [Mm(WIDTH / len(wordy))] * len(wordy)
    return [Mm(room * length / sum(wordy)) if length else Mm(NARROW) for length in wordy]


def _fill(cells: Sequence[Any], row: Sequence[Cell], *, bold: bool = False) -> None:
    for cell, told in zip(cells, row, strict=True):
        line = cell.paragraphs[0]
        line.paragraph_format.space_after = Pt(0)
        run = line.add_run(told.text)
        run.bold, run.font.size = bold, Pt(9)
        if told.is_number:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_small(line: Any) -> None:
    for run in line.runs:
        run.font.size = Pt(9)


def _write_chart(file: Any, chart: Chart, number: int) -> None:
    _write_caption(file, pgettext("picture", "Figure"), "Figure", number, chart.title)
    below = file.add_paragraph(chart.subtitle)
    below.paragraph_format.keep_with_next = True
    _set_small(below)
    picture = file.add_picture(BytesIO(write_png(chart.svg)), width=Mm(168))
    picture._inline.docPr.set("descr", chart.alternative)
    _set_small(file.add_paragraph(chart.source))


def _write_seal(file: Any, paper: Paper) -> None:
    file.add_heading(_("What the numbers rest on"), level=1)
    for name, value in paper.seal:
        line = file.add_paragraph(f"{name}: ")
        line.add_run(value)
        _set_small(line)


def _fix_days(content: bytes) -> bytes:
    """Give every entry of the archive the same day."""
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for entry in old.infolist():
            kept = zipfile.ZipInfo(entry.filename, LONG_AGO)
            kept.compress_type, kept.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(kept, old.read(entry))
    return held.getvalue()
