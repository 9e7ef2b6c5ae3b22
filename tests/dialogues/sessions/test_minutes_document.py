"""Minutes as a document of an office: what Decree 30/2020 asks for, and nobody's name too much."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.shared import Mm
from pypdf import PdfReader

from dialogues.sessions import minutes_content
from dialogues.sessions.actions import minutes, sessions
from tests.factories.dialogues import NOW, ParticipantFactory, running_session, staff


@pytest.fixture
def signed():
    session = running_session(year=2026, quarter=1)
    for number, agrees in ((1, True), (2, False)):
        ParticipantFactory(
            session=session, name=f"Trần Văn Khách {number}", may_be_named=agrees,
            consented_at=NOW, checked_in_at=NOW,
        )  # fmt: skip
    sessions.close(session=session, now=NOW)
    paper = session.minutes
    minutes.write(minutes=paper, chair="Phó Chủ tịch UBND tỉnh", discussion="Trao đổi về đất đai.")
    minutes.open_comments(minutes=paper, now=NOW)
    later = NOW + timedelta(days=20)
    content = minutes_content.content(paper)
    return minutes.sign(minutes=paper, by=staff().actor, now=later, content=content)


def document(paper) -> tuple[Document, str]:
    address = reverse("dialogues:minutes_document", args=[2026, paper.session.slot])
    with time_machine.travel(NOW + timedelta(days=21), tick=False):
        answer = Client().get(address)
    found = Document(io.BytesIO(answer.content))
    cells = [c.text for t in found.tables for row in t.rows for c in row.cells]
    return found, "\n".join([*(p.text for p in found.paragraphs), *cells])


def test_the_document_has_the_parts_and_the_page_of_the_decree(signed):
    found, text = document(signed)
    section = found.sections[0]

    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each / Mm(1)) for each in margins] == [20, 20, 30, 15]
    assert (
        round(found.tables[0].columns[1].width / Mm(1)) == 101
    )  # the national title stands on one line
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert found.styles["Normal"].font.name == "Times New Roman"
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: ……/BB-HHDN",
        "BIÊN BẢN", "ngày 22 tháng 3 năm 2026", "THƯ KÝ", "CHỦ TRÌ", "Nơi nhận:",
        "ĐẠI DIỆN CƠ QUAN NHÀ NƯỚC", "Trao đổi về đất đai.",
    ):  # fmt: skip
        assert part in text
    last = found.paragraphs[[p.text for p in found.paragraphs].index("Nơi nhận:") - 2 : -1]
    signatures = found.tables[-1]  # one table: of two LibreOffice takes the second to a new page
    cells = [cell for row in signatures.rows for cell in row.cells]
    assert [cell.text.split("\n")[0] for cell in cells] == [
        "THƯ KÝ", "CHỦ TRÌ", "ĐẠI DIỆN CƠ QUAN NHÀ NƯỚC", "ĐẠI DIỆN HIỆP HỘI DOANH NGHIỆP",
    ]  # fmt: skip
    last += [line for cell in cells for line in cell.paragraphs]
    last += [line for line in found.paragraphs if line.runs and line.runs[0].bold]  # headings
    assert all(line.paragraph_format.keep_with_next for line in last)  # nothing stands alone
    told = found.core_properties
    assert (told.title, told.comments, told.language) == ("Biên bản", "", "vi-VN")
    assert told.created.isoformat().startswith("2026-03-23T00:00:00")  # a day without an hour


def test_the_document_names_no_guest_and_no_enterprise_that_did_not_agree(signed):
    _found, text = document(signed)
    named, silent = signed.session.participants.order_by("pk")

    assert "Trần Văn Khách" not in text
    assert named.enterprise.name in text
    assert silent.enterprise.name not in text
    assert "Và 1 doanh nghiệp khác không nêu tên." in text
    signed.session.participants.update(may_be_named=False)
    text = document(signed)[1]
    assert "2 doanh nghiệp không nêu tên." in text.split("\n")
    assert "Chương trình:" not in text


def test_the_printed_minutes_have_the_same_form(signed):
    address = reverse("dialogues:minutes_pdf", args=[2026, signed.session.slot])
    with time_machine.travel(NOW + timedelta(days=21), tick=False):
        pages = PdfReader(io.BytesIO(Client().get(address).content)).pages
    text = " ".join(page.extract_text() for page in pages)
    for part in ("Số: ……/BB-HHDN", "BIÊN BẢN", "tháng 3 năm", "Nơi nhận:", "ĐẠI DIỆN HIỆP HỘI"):
        assert part in text
