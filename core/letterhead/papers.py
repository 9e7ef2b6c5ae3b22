"""Administrative papers (Decree 30/2020/NĐ-CP, appendix I) as plain data: laid out as PDF or DOCX.

The parts of the form stand where the decree has them: issuing body, number and sign, national
title, place and date, kind and subject, addressees, text, signature, recipients. What only an
office can give (number, stamp) is left open. Papers are in Vietnamese whatever the reader's
language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from core.charts.base import Chart
from core.letterhead.association import current

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
OPEN = "……"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the text; a heading is bold and not indented."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first of each row is words, the others figures."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its finding, what is measured, and where the numbers come from."""

    chart: Chart


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: for whom, in which office, and the name below the stamp."""

    office: Sequence[str]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One administrative paper. Without a title it is an official letter, with ``about`` (V/v)."""

    issuer: str
    sign: str  # of the kind and the body, as in "BC-HHDN"
    place: str
    text: Sequence[Line | Table | Picture]
    signature: Signature
    recipients: Sequence[str]
    above: str = ""  # the body the issuer belongs to
    title: str = ""
    subject: str = ""
    about: str = ""
    addressees: Sequence[str] = ()
    day: date | None = None
    marks: Sequence[str] = field(default_factory=tuple)  # "Dự thảo" and the like

    @property
    def nation(self) -> Sequence[str]:
        return NATION

    @property
    def number(self) -> str:
        return f"Số: {OPEN}/{self.sign}"

    @property
    def dated(self) -> str:
        """Place and date; room for a day that is not known yet."""
        return f"{self.place or OPEN}, {in_words(self.day) if self.day else 'ngày … tháng … năm …'}"

    @property
    def name(self) -> str:
        """What a file of this paper is called inside."""
        return ": ".join(filter(None, [self.title or "Công văn", self.subject or self.about]))


def in_words(day: date) -> str:
    """A day as official papers write it: two digits for days below 10 and months 1 and 2."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def sign_for_association() -> Signature:
    """The signature of the Association, as its letterhead names who signs."""
    ours = current()
    office = (ours.signatory_title or "Chủ tịch").upper()
    return Signature(("TM. HIỆP HỘI", office), ours.signatory)


def split_text(text: str) -> list[Line]:
    """A text somebody typed as paragraphs."""
    return [Line(part.strip()) for part in text.splitlines() if part.strip()]
