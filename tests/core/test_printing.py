"""What goes to the printer: our letters in every PDF, tagged where it is asked for."""

import io
from datetime import timedelta
from unittest import mock

import pytest
from pypdf import PdfReader

from core import printing
from core.clock import timezone
from core.printing import Printed, print_html, print_page, print_page_once

PAGE = "<html lang='vi'><title>Thư</title><p>Gửi <em>Quý</em> <strong>doanh nghiệp</strong></p>"
SHEET = "letters.css"


def fonts(content):
    resources = PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"]
    return {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in resources.values()}


def test_regular_italic_and_semibold_are_ours():
    bold = "strong { font-weight: 600 } "
    family = "p { font-family: 'Be Vietnam Pro' } "

    names = fonts(print_html(PAGE, SHEET, rules=bold + family).content)

    assert len(names) == 3
    assert all("Be-Vietnam-Pro" in name or "BeVietnamPro" in name for name in names), names


@pytest.mark.parametrize("tagged", [True, False])
def test_a_pdf_carries_its_structure_where_it_is_asked_for(tagged):
    catalogue = PdfReader(io.BytesIO(print_html(PAGE, SHEET, tagged=tagged).content)).trailer[
        "/Root"
    ]

    assert ("/StructTreeRoot" in catalogue) is tagged


def test_pages_are_counted():
    parted = f"{PAGE}<p style='break-before: page'>hai</p>"

    assert (print_html(PAGE, SHEET).pages, print_html(parted, SHEET).pages) == (1, 2)


@pytest.mark.parametrize("sheet", ["report-pdf.css", "dialogues-paper.css"])
def test_no_row_of_a_table_stands_alone_on_a_page(sheet):
    rows = "".join(f"<tr><td>hàng {n}</td></tr>" for n in (1, 2, 3))
    seen = set()
    for above in range(215, 250, 3):  # the foot of the page comes nearer, row by row
        table = f"<table><thead><tr><th>Tên</th></tr></thead><tbody>{rows}</tbody></table>"
        page = f"<html lang='vi'><title>T</title><div style='height: {above}mm'></div>{table}"
        pages = PdfReader(io.BytesIO(print_html(page, sheet).content)).pages
        seen.add(tuple(one.extract_text().count("hàng") for one in pages))

    assert seen == {(3,), (0, 3)}


@pytest.mark.django_db
def test_a_page_stands_under_the_name_of_the_association(settings):
    settings.ASSOCIATION_NAME = "Hiệp hội Doanh nghiệp tỉnh Ví Dụ"

    paper = print_page("reports/dialogues/base.html", {}, "dialogues-paper.css")

    reader = PdfReader(io.BytesIO(paper))
    said = " ".join(reader.pages[0].extract_text().split())
    assert "HIỆP HỘI DOANH NGHIỆP TỈNH VÍ DỤ" in said
    assert "/StructTreeRoot" in reader.trailer["/Root"]


@pytest.fixture
def ask(settings, tmp_path, db, monkeypatch):
    """Ask for a paper some minutes later; tell how many pages were laid out by then."""
    settings.MEDIA_ROOT = tmp_path
    laid_out, begin = mock.Mock(return_value=Printed(b"%PDF", 1)), timezone.now()
    monkeypatch.setattr(printing, "_lay_out", laid_out)
    monkeypatch.setattr(printing, "render_to_string", lambda _name, context: context["said"])

    def ask(minutes, said="Biên bản"):
        now = begin + timedelta(minutes=minutes)
        assert print_page_once("minutes.html", {"said": said}, SHEET, now=now) == b"%PDF"
        return laid_out.call_count

    return ask


def test_what_anybody_may_ask_for_is_printed_once_an_hour(ask):
    assert [ask(0), ask(1), ask(59), ask(61)] == [1, 1, 1, 2]


def test_other_words_are_another_paper(ask):
    assert [ask(0), ask(1, "Biên bản đã che tên"), ask(2)] == [1, 2, 2]


def test_what_is_erased_while_somebody_asks_is_printed_anew(ask, monkeypatch):
    said = iter([True])  # it was there when it was asked about, and nowhere afterwards
    monkeypatch.setattr(printing.default_storage, "exists", lambda _path: next(said, False))

    assert ask(0) == 1


@pytest.mark.parametrize(("minutes", "left"), [(59, 1), (61, 0)])
def test_what_was_printed_is_erased_after_an_hour(ask, settings, minutes, left):
    ask(0)
    printing.forget_printed(now=timezone.now() + timedelta(minutes=minutes))
    assert len(list((settings.MEDIA_ROOT / printing.FOLDER).iterdir())) == left
