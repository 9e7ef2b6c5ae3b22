"""Minutes as a DOCX that staff complete: the form of Decree 30/2020/NĐ-CP, appendix I.

A4, margins of 20, 20, 30 and 15 mm, a Times letter of 13 points, number of the page on top in the
middle from the second page on, issuing body and national title, signatures of both sides,
recipients.
"""

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from core.clock.timezone import localdate
from core.letterhead import current
from core.letterhead.official_paper import NATION, set_up_page
from core.letterhead.papers import in_words
from core.letterhead.word import add_pair, add_pairs, keep_with_next
from dialogues.models import Minutes
from dialogues.workflow import transitions

CENTRE, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


def write_document(minutes: Minutes, content: dict[str, Any]) -> bytes:
    """Lay minutes out as an office knows them, in Vietnamese whatever the reader's language."""
    with override("vi"):
        paper: Any = Document()
        _set_up(paper)
        _head(paper, minutes)
        _title(paper, content)
        _body(paper, content)
        _foot(paper, content)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _set_up(paper: Any) -> None:
    """Page, letter and number of the page."""
    set_up_page(paper)
    style = paper.styles["Normal"]
    style.paragraph_format.space_after = Pt(6)
    paper.core_properties.author, paper.core_properties.title = current().name, "Biên bản"


def _write(
    holder: Any, text: str, *, bold: bool = False, italic: bool = False, align: Any = LEFT
) -> Any:
    paragraph = holder.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    paragraph.paragraph_format.keep_with_next = bold or None  # a heading stands above something
    return paragraph


def _fill(cell: Any, lines: Iterable[tuple[str, bool, bool]]) -> None:
    """Centred lines of a cell: text, bold, italic; the national title fits one line."""
    first, titles = cell.paragraphs[0], {NATION[0], current().name.upper()}
    for number, (text, bold, italic) in enumerate(lines):
        line = first if number == 0 else cell.add_paragraph()
        line.alignment, line.paragraph_format.space_after = CENTRE, Pt(0)
        run = line.add_run(text)
        run.bold, run.italic = bold, italic
        run.font.size = Pt(8 if set(text) == {"―"} else 12 if text in titles else 13)


def _head(paper: Any, minutes: Minutes) -> None:
    """Issuing body and number on the left; national title, place and date on the right."""
    left, right = add_pair(paper, 64, 101)
    _fill(left, [(current().name.upper(), True, False), ("―――――", False, False),
                 ("Số: ……/BB-HHDN", False, False)])  # fmt: skip
    place = f"{current().town or '…………'}, {say_day(minutes)}"
    _fill(right, [(NATION[0], True, False), (NATION[1], True, False),
                  ("―――――――――――", False, False), (place, False, True)])  # fmt: skip


def say_day(minutes: Minutes) -> str:
    """The day of signing; of a draft, room for it."""
    if minutes.signed_at is None:
        return f"ngày … tháng … năm {minutes.session.year}"
    return in_words(localdate(minutes.signed_at))


def _title(paper: Any, content: dict[str, Any]) -> None:
    _write(paper, "", align=CENTRE)
    _write(paper, "BIÊN BẢN", bold=True, align=CENTRE)
    _write(paper, content["session"], bold=True, align=CENTRE)
    if content["topic"]:
        _write(paper, content["topic"], align=CENTRE)


def _body(paper: Any, content: dict[str, Any]) -> None:
    starts, ends = (datetime.fromisoformat(content[name]) for name in ("starts_at", "ends_at"))
    _write(paper, f"Thời gian bắt đầu: {starts:%H giờ %M}, {in_words(starts.date())}.")
    _write(paper, f"Địa điểm: {content['place'] or '…………'}.")
    _write(paper, f"Chủ trì: {content['chair'] or '…………'}.")
    _write(paper, f"Thư ký: {content['secretary'] or '…………'}.")
    _attendance(paper, content["attendance"])
    if content["agenda"]:
        _write(paper, "Chương trình:", bold=True)
    _list(paper, [item["title"] for item in content["agenda"]])
    for name, title in (("opening", "Khai mạc"), ("discussion", "Nội dung trao đổi")):
        _text(paper, title, content[name])
    _issues(paper, content["issues"])
    _commitments(paper, content["commitments"])
    _text(paper, "Kết luận", content["conclusions"])
    _write(paper, f"Phiên đối thoại kết thúc vào {ends:%H giờ %M}, {in_words(ends.date())}./.")
    for each in content.get("addenda", []):
        _text(paper, "Phụ lục", each["text"])


def _attendance(paper: Any, attendance: dict[str, Any]) -> None:
    _write(paper, "Thành phần dự:", bold=True)
    named = [_who(each) for each in [*attendance["agencies"], *attendance["enterprises"]]]
    _list(paper, named)
    if others := attendance.get("others"):
        beside = f"Và {others} doanh nghiệp khác" if named else f"{others} doanh nghiệp"
        _write(paper, f"{beside} không nêu tên.")
    _write(paper, f"Tổng số người dự: {attendance['people']}.")


def _who(each: dict[str, Any]) -> str:
    name = each.get("name")
    return f"{each['who']} – {name}" if name else str(each["who"])


def _list(paper: Any, lines: Iterable[str]) -> None:
    for number, line in enumerate(lines, start=1):
        _write(paper, f"{number}. {line}")


def _text(paper: Any, title: str, text: str) -> None:
    if text:
        _write(paper, f"{title}:", bold=True)
        for part in filter(None, map(str.strip, text.splitlines())):
            _write(paper, part)


def _issues(paper: Any, issues: list[dict[str, Any]]) -> None:
    if not issues:
        return
    _write(paper, "Các kiến nghị:", bold=True)
    for issue in issues:
        title = issue["title"] or _("(wording not published yet)")
        _write(paper, f"{issue['number']} – {title}", bold=True)
        facts = [issue["raiser"], issue["lead"], str(transitions.State(issue["state"]).label)]
        _write(paper, "; ".join(filter(None, facts)), italic=True)
        if issue["text"]:
            _write(paper, issue["text"])


def _commitments(paper: Any, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    _write(paper, "Các cam kết:", bold=True)
    heads = ("Kiến nghị", "Cơ quan", "Thời hạn", "Người chịu trách nhiệm")
    table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _fill(cell, [(head, True, False)])
    for each in rows:
        until = f"{date.fromisoformat(each['until']):%d/%m/%Y}" if each["until"] else ""
        said = (each["number"], each["agency"], until, each["owner"])
        for cell, text in zip(table.add_row().cells, said, strict=True):
            cell.text = text


def _foot(paper: Any, content: dict[str, Any]) -> None:
    """Signatures of both sides, then who receives the paper, on one page with the last words."""
    keep_with_next([*paper.paragraphs[-1:], _write(paper, "")])
    pairs = add_pairs(paper, 82, 83, rows=2)
    note, room = ("(Ký, ghi rõ họ tên)", False, True), ("\n\n\n", False, False)
    (left, right), (agencies, association) = pairs
    _fill(left, [("THƯ KÝ", True, False), note, room, (content["secretary"] + "\n", True, False)])
    _fill(right, [("CHỦ TRÌ", True, False), note, room, (content["chair"] + "\n", True, False)])
    _fill(agencies, [("ĐẠI DIỆN CƠ QUAN NHÀ NƯỚC", True, False), note, room])
    _fill(association, [("ĐẠI DIỆN HIỆP HỘI DOANH NGHIỆP", True, False), note, room])
    keep_with_next(line for pair in pairs for cell in pair for line in cell.paragraphs)
    line = _write(paper, "Nơi nhận:", bold=True, italic=True)
    line.paragraph_format.space_after, line.paragraph_format.keep_with_next = Pt(0), True
    for each in ("- UBND tỉnh (báo cáo);", "- Các cơ quan dự họp;", "- Doanh nghiệp dự họp;",
                 "- Lưu: VT."):  # fmt: skip
        small = _write(paper, each)
        small.paragraph_format.space_after = Pt(0)
        small.paragraph_format.keep_with_next = not each.endswith(".")
        small.runs[0].font.size = Pt(11)
