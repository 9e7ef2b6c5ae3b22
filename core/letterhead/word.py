"""An administrative paper as a DOCX that an office completes."""

import io
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from core.charts.raster import write_png
from core.letterhead.official_paper import set_up_page
from core.letterhead.papers import Line, Paper, Picture, Table

CENTRE, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
TEXT_WIDTH, WORDS = 165, 65  # millimetres: between the margins, and a first column
Style = tuple[str, bool, bool, int]  # text, bold, italic, points


def write_word(paper: Paper) -> bytes:
    """Lay a paper out page by page as the decree has it."""
    sheet: Any = Document()
    set_up_page(sheet)
    sheet.styles["Normal"].paragraph_format.space_after = Pt(6)
    sheet.core_properties.author, sheet.core_properties.title = paper.issuer, paper.name[:200]
    _head(sheet, paper)
    _title(sheet, paper)
    _addressees(sheet, paper.addressees)
    for part in paper.text:
        _write_part(sheet, part)
    _foot(sheet, paper)
    out = io.BytesIO()
    sheet.save(out)
    return out.getvalue()


def _fill(cell: Any, lines: Iterable[Style], *, align: Any = CENTRE) -> None:
    """Lines of a cell, without room between them."""
    first = cell.paragraphs[0]
    for number, (text, bold, italic, size) in enumerate(lines):
        line = first if number == 0 else cell.add_paragraph()
        line.alignment, line.paragraph_format.space_after = align, Pt(0)
        run = line.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def add_pair(sheet: Any, left: int, right: int) -> tuple[Any, Any]:
    """Two cells beside each other, of these widths in millimetres, never on two pages."""
    return add_pairs(sheet, left, right, rows=1)[0]


def add_pairs(sheet: Any, left: int, right: int, *, rows: int) -> list[tuple[Any, Any]]:
    """The same in several rows of one table: LibreOffice parts tables that are to stay together."""
    table = sheet.add_table(rows=rows, cols=2)
    set_widths(table, [left, right])
    keep_whole(table)
    return [(row.cells[0], row.cells[1]) for row in table.rows]


def keep_whole(table: Any) -> None:
    """No row begins on one page and ends on the next."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def keep_ends_together(table: Any) -> None:
    """No row alone on a page: head and first two rows stay together, and so do the last two."""
    rows = list(table.rows)
    for row in (*rows[:-1][:2], *rows[:-1][-1:]):
        keep_with_next(line for cell in row.cells for line in cell.paragraphs)


def keep_with_next(lines: Iterable[Any]) -> None:
    """Hold paragraphs on the page of what follows them."""
    for line in lines:
        line.paragraph_format.keep_with_next = True


def set_widths(table: Any, widths: Iterable[int]) -> None:
    """Widths in millimetres, in the grid for LibreOffice and in the cells for Word."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _head(sheet: Any, paper: Paper) -> None:
    left, right = add_pair(sheet, 64, 101)
    issuer: list[Style] = [(paper.above.upper(), False, False, 12)] if paper.above else []
    issuer += [(paper.issuer.upper(), True, False, 12), ("――――――", False, False, 8),
               (paper.number, False, False, 13)]  # fmt: skip
    if paper.about:
        issuer.append((f"V/v {paper.about}", False, False, 12))
    _fill(left, issuer)
    nation, motto = paper.nation
    _fill(right, [(nation, True, False, 12), (motto, True, False, 13),
                  ("――――――――――――", False, False, 8), (paper.dated, False, True, 13)])  # fmt: skip


def _title(sheet: Any, paper: Paper) -> None:
    sheet.add_paragraph()
    for mark in paper.marks:
        _add_centred(sheet, mark, italic=True)
    if paper.title:
        _add_centred(sheet, paper.title, bold=True, size=14)
    if paper.subject:
        _add_centred(sheet, paper.subject, bold=True, size=14)


def _add_centred(
    sheet: Any, text: str, *, bold: bool = False, italic: bool = False, size: int = 13
) -> None:
    line = sheet.add_paragraph()
    line.alignment = CENTRE
    run = line.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _addressees(sheet: Any, named: Iterable[str]) -> None:
    """“Kính gửi”, on one line for one body, in a list for several."""
    found = list(named)
    if len(found) == 1:
        _add_centred(sheet, f"Kính gửi: {found[0]}")
    elif found:
        _add_centred(sheet, "Kính gửi:")
        for number, each in enumerate(found, start=1):
            line = sheet.add_paragraph(f"- {each}{'.' if number == len(found) else ';'}")
            line.paragraph_format.left_indent = Mm(55)


def _write_part(sheet: Any, part: Line | Table | Picture) -> None:
    match part:
        case Table():
            _table(sheet, part)
        case Picture():
            _picture(sheet, part)
        case Line():
            _line(sheet, part)


def _picture(sheet: Any, part: Picture) -> None:
    """The finding above the picture, with what is measured; the source below it."""
    chart = part.chart
    for text, bold in ((chart.title, True), (chart.subtitle, False)):
        line = _note(sheet, text, bold=bold)
        line.paragraph_format.keep_with_next = True
    drawn = sheet.add_picture(io.BytesIO(write_png(chart.svg)), width=Mm(TEXT_WIDTH - 1))
    drawn._inline.docPr.set("descr", chart.alternative)
    sheet.paragraphs[-1].paragraph_format.keep_with_next = True
    _note(sheet, chart.source)


def _note(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """A line around a picture, smaller than the text."""
    line = sheet.add_paragraph()
    line.paragraph_format.space_after = Pt(2)
    run = line.add_run(text)
    run.bold, run.font.size = bold, Pt(12 if bold else 11)
    return line


def _line(sheet: Any, line: Line) -> None:
    paragraph = sheet.add_paragraph()
    paragraph.alignment = LEFT if line.is_heading else JUSTIFY
    paragraph.add_run(line.text).bold = line.is_heading
    if line.is_heading:
        paragraph.paragraph_format.keep_with_next = True
    else:
        paragraph.paragraph_format.first_line_indent = Mm(10)


def _table(sheet: Any, part: Table) -> None:
    """A first column for words, and narrow ones for figures."""
    table = sheet.add_table(rows=1, cols=len(part.heads), style="Table Grid")
    narrow = (TEXT_WIDTH - WORDS) // max(1, len(part.heads) - 1)
    set_widths(table, [WORDS, *[narrow] * (len(part.heads) - 1)])
    for number, cells in enumerate([part.heads, *part.rows]):
        row = table.rows[0] if number == 0 else table.add_row()
        for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = table.columns[place].width
            align = LEFT if number and place == 0 else CENTRE
            _fill(cell, [(text, number == 0, False, 11)], align=align)
    keep_whole(table)
    keep_ends_together(table)
    sheet.add_paragraph()


def _foot(sheet: Any, paper: Paper) -> None:
    """Recipients on the left, the signature on the right, on the page of the last words."""
    keep_with_next(sheet.paragraphs[-1:])
    left, right = add_pair(sheet, 82, 83)
    named: list[Style] = [("Nơi nhận:", True, True, 12)]
    named += [(f"- {each};", False, False, 11) for each in paper.recipients[:-1]]
    named += [(f"- {each}.", False, False, 11) for each in paper.recipients[-1:]]
    _fill(left, named, align=LEFT)
    signed: list[Style] = [(each, True, False, 13) for each in paper.signature.office]
    signed += [("(Ký, ghi rõ họ tên, đóng dấu)", False, True, 12), ("\n\n\n", False, False, 13),
               (paper.signature.name, True, False, 13)]  # fmt: skip
    _fill(right, signed)
