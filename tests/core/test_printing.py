"""What goes to the printer: our letters in every PDF, tagged where it is asked for."""

import io

import pytest
from pypdf import PdfReader

from core.printing import print_html, print_page

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


@pytest.mark.django_db
def test_a_page_stands_under_the_name_of_the_association(settings):
    settings.ASSOCIATION_NAME = "Hiệp hội Doanh nghiệp tỉnh Ví Dụ"

    paper = print_page("reports/dialogues/base.html", {}, "dialogues-paper.css")

    reader = PdfReader(io.BytesIO(paper))
    said = " ".join(reader.pages[0].extract_text().split())
    assert "HIỆP HỘI DOANH NGHIỆP TỈNH VÍ DỤ" in said
    assert "/StructTreeRoot" in reader.trailer["/Root"]
