"""The page of an administrative paper (Decree 30/2020/NĐ-CP, appendix I) in a Word file."""

from datetime import datetime, time
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.clock.timezone import localdate
from core.letterhead.papers import NATION as NATION

FONT, SIZE = "Times New Roman", 13


def set_up_page(paper: Any) -> None:
    """A4, margins, the letter, and the number of the page on top from the second page on."""
    section = paper.sections[0]
    section.page_height, section.page_width = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(number, "PAGE")
    set_letter(paper.styles["Normal"], SIZE)
    _tell_origin(paper)


def _tell_origin(paper: Any) -> None:
    """The day of the file, without an hour, and none of what the library says of itself."""
    told = paper.core_properties
    told.language, told.comments = "vi-VN", ""
    told.created = told.modified = datetime.combine(localdate(), time())


def set_letter(style: Any, size: int) -> None:
    """Give a style the letter of the form, in East Asian text, too."""
    style.font.name, style.font.size = FONT, Pt(size)
    letters = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        letters.attrib.pop(qn(f"w:{theme}"), None)  # the theme's letter would win
    letters.set(qn("w:eastAsia"), FONT)
    letters.set(qn("w:cs"), FONT)


def _add_field(paragraph: Any, name: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        tag = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            tag.set(qn("w:fldCharType"), kind)
        tag.text = text
        run._r.append(tag)
