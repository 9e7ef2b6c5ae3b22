"""Reports as papers: HTML, PDF, Word and Excel have equal numbers, and the same bytes each time."""

import io
import re
import shutil
import subprocess
from datetime import UTC, datetime
from html import unescape
from unittest import mock

import openpyxl
import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation
from docx import Document
from PIL import Image

from analysis import actions
from analysis.models import AnalysisRun, FigureDecision, Report
from analysis.reports import wave as reports
from analysis.reports.papers import document, files, printed, stored, wave
from analysis.reports.papers.document import Cell, Grid, number, say, share
from analysis.reports.papers.word import share_width
from analysis.templatetags.report import outcomes
from core.access import Role
from core.charts.raster import write_png
from core.models import Job
from core.printing import Printed
from tests import tagged
from tests.factories.accounts import UserFactory
from tests.factories.analysis import closed_wave, fieldwork

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def run(once):
    return once(lambda: actions.analyse_wave(wave=closed_wave(90), now=NOW, by=None))


@pytest.fixture(scope="module")
def made(run, once):
    """The paper in Vietnamese and its files."""

    def build():
        cache.clear()
        with translation.override("vi"):
            paper = wave.paper_of(run)
            found = {kind: files.write(paper, kind) for kind in files.TYPES}
            return paper, printed.write_html(paper), found

    return once(build)


def test_the_paper_as_pdf_is_read_aloud_with_its_pictures(made):
    assert tagged.find_faults(made[2]["pdf"]) == []


def test_outcomes_stand_in_the_order_of_aapor_however_keys_are_kept():
    kept = {"O": 4, "P": 2, "I": 1, "NE": 7, "NC": 5, "UH": 6, "R": 3}

    found = [line.letter for line in outcomes(fieldwork(dispositions=kept))]

    assert found == ["I", "P", "R", "NC", "O", "UH", "NE"]


def numbers_of(rows):
    """The numbers of tables as they are read."""
    return [[cell.text for cell in row if cell.is_number] for row in rows]


def told(paper):
    return [grid for grid in paper.grids if grid.rows]


def test_word_has_every_cell_of_every_table(made):
    paper, _html, found = made
    word = Document(io.BytesIO(found["docx"]))

    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]

    assert tables == [
        [list(grid.head), *([cell.text for cell in row] for row in grid.rows)]
        for grid in paper.grids
    ]
    headings = [line.text for line in word.paragraphs if line.style.name == "Heading 1"]
    assert headings[:-1] == [part.heading for part in paper.parts]
    pictures = word.element.body.iter("{*}docPr")
    assert [each.get("descr") for each in pictures] == [
        chart.alternative for part in paper.parts for chart in part.charts
    ]


def test_no_row_of_a_word_table_stands_alone_on_a_page(made):
    tables = Document(io.BytesIO(made[2]["docx"])).tables

    kept = [[row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
            for table in tables]  # fmt: skip

    assert max(len(rows) for rows in kept) > 5
    for rows in kept:
        assert rows[-1] is None  # what follows may stand on the next page
        assert all(rows[:-1][:2])
        assert all(rows[:-1][-1:])
    assert not all(rows[2] for rows in kept if len(rows) > 5)  # a long one may be parted


def test_excel_has_the_numbers_that_are_read_as_numbers(made):
    paper, _html, found = made
    book = openpyxl.load_workbook(io.BytesIO(found["xlsx"]))

    for sheet, grid in zip(book.worksheets[1:], paper.grids, strict=True):
        assert [cell.value for cell in sheet[3]] == list(grid.head)
        for line, row in enumerate(grid.rows, start=4):
            for place, cell in enumerate(row, start=1):
                kept = sheet.cell(line, place)
                assert kept.value == (cell.value if cell.is_number else cell.text), grid.caption
                if cell.is_number:
                    assert write_as_excel(kept.value, kept.number_format) == cell.text


def write_as_excel(value, form):
    """What a Vietnamese spreadsheet shows of a number in one of our formats."""
    decimals = len(form.partition(".")[2].rstrip("%"))
    shown = value * 100 if form.endswith("%") else value
    text = f"{shown:,.{decimals}f}".translate(str.maketrans(",.", ".,")).replace("-", "−")
    return text + ("%" if form.endswith("%") else "")


def test_page_and_pdf_have_the_numbers_of_the_tables(made):
    paper, html, found = made
    cells = re.findall(r'<td data-label="[^"]*" class="num">([^<]*)</td>', html)
    assert [unescape(cell) for cell in cells] == [
        cell.text for grid in paper.grids for row in grid.rows for cell in row[1:] if cell.is_number
    ]
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (package poppler-utils)")
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],  # noqa: S607 -- poppler's own tool
        input=found["pdf"],
        capture_output=True,
        check=True,
    ).stdout.decode()
    for row in numbers_of(row for grid in told(paper) for row in grid.rows):
        assert all(text in read for text in row)


def test_the_paper_has_the_figures_of_the_stored_run(run, made):
    paper, _html, _found = made
    cells = cells_of(paper)

    assert cells["PCI 2017"][1].text == "5,94"
    assert run.results_digest in dict(paper.seal).values()


def test_a_score_that_waits_for_a_person_stands_in_the_paper_once_it_is_released(run, made):
    paper, _html, _found = made
    released = FigureDecision.Verdict.RELEASE
    actions.decide_figures(
        run=run, keys=["subindex"], verdict=released, reason="Đã xem", by=None, now=NOW
    )

    with translation.override("vi"):
        after = cells_of(wave.paper_of(AnalysisRun.objects.get(pk=run.pk)))

    assert "Khảo sát năm 2018" not in cells_of(paper)
    assert after["Khảo sát năm 2018"][1].value == round(run.results["own_score"]["value"], 2)


def cells_of(paper):
    return {row[0].text: row for grid in paper.grids for row in grid.rows}


@pytest.mark.usefixtures("printed_anew")
def test_the_same_run_gives_the_same_bytes(run, made, capsys, tmp_path):
    _paper, _html, found = made
    Report.objects.all().delete()
    report = actions.request_report(run=run, language="vi", now=NOW)
    actions.make_report(report=report, now=NOW)

    call_command("rebuild_report", run.pk, "--language", "vi", out=tmp_path)

    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("  ")[2] for line in lines] == [
        f"{run.pk}.vi.docx",
        f"{run.pk}.vi.xlsx",
        f"{run.pk}.vi.pdf  (as kept)",
    ]
    assert (tmp_path / f"{run.pk}.vi.docx").read_bytes() == found["docx"]
    assert (tmp_path / f"{run.pk}.vi.xlsx").read_bytes() == found["xlsx"]


def in_order_of_postgresql(value):
    """Keys as jsonb keeps them: the shorter first."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key))
        return {key: in_order_of_postgresql(value[key]) for key in keys}
    if isinstance(value, list):
        return [in_order_of_postgresql(one) for one in value]
    return value


def test_no_reader_sees_in_which_order_keys_were_stored(run, made):
    stored = AnalysisRun.objects.get(pk=run.pk)
    stored.results = in_order_of_postgresql(stored.results)
    assert list(stored.results) != list(run.results)

    with translation.override("vi"):
        assert printed.write_html(wave.paper_of(stored)) == made[1]
    assert reports.html(stored, "vi") == reports.html(run, "vi")


def test_a_file_that_is_not_the_kept_one_is_told(run, capsys, monkeypatch):
    monkeypatch.setattr(files, "write", lambda _paper, _kind: b"")
    monkeypatch.setattr("analysis.reports.wave.pdf", lambda _run, _language: Printed(b"", 1))
    report = actions.request_report(run=run, language="en", now=NOW)
    Report.objects.filter(pk=report.pk).update(made_at=NOW, pdf_digest="0" * 64)

    with pytest.raises(CommandError, match="differs"):
        call_command("rebuild_report", run.pk)

    assert capsys.readouterr().out.count("(not as kept)") == 1


def test_the_files_are_for_whoever_may_read_the_page(client, run):
    address = reverse("analysis:paper", args=[run.pk, "xlsx"])
    assert client.get(address).status_code == 404

    Report.objects.create(
        run=AnalysisRun.objects.get(pk=run.pk), requested_at=NOW, made_at=NOW, published_at=NOW
    )

    assert client.get(address).status_code == 202  # the worker writes it
    stored.write_all(run, "vi")

    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, files.TYPES["xlsx"])
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert client.get(reverse("analysis:paper", args=[run.pk, "pdf"])).status_code == 404


@pytest.mark.parametrize(
    ("cell", "text", "value", "form"),
    [
        (number(5.944), "5,94", 5.94, "0.00"),
        (number(-0.125, 1), "−0,1", -0.1, "0.0"),
        (share(0.666), "67%", 0.67, "0%"),
        (share(0.666, 1), "66,6%", 0.666, "0.0%"),
        (number(None), "–", None, ""),
        (say(""), "–", None, ""),
        (say("Sở Tư pháp"), "Sở Tư pháp", None, ""),
    ],
)
def test_a_cell_is_rounded_once_for_all_files(cell, text, value, form):
    assert cell == Cell(text, value, form)


def test_columns_of_words_share_what_numbers_leave():
    row = (say("Một tiêu chí có tên dài hơn cột số"), number(1.0), number(2.0))
    wide = [round(width.mm, 1) for width in share_width(Grid("", ("a", "b", "c"), (row,)))]

    assert wide == [137.0, 15.5, 15.5]


def test_a_picture_becomes_png_of_240_dots_an_inch():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40"><rect x="10" y="10" width="20" height="10" fill="#d55e00"/><text x="50" y="20" font-size="12" fill="#22201c">5,94</text><line x1="0" y1="30" x2="100" y2="30" stroke="#5d574e" stroke-width="2" stroke-dasharray="4 3"/><circle cx="80" cy="10" r="4" fill="#0072b2"/><path d="M0 0L10 0L10 5Z" fill="#00795a" fill-opacity="0.5"/></svg>'  # noqa: E501

    picture = Image.open(io.BytesIO(write_png(svg))).convert("RGB")
    assert picture.size == (250, 100)
    assert picture.getpixel((50, 37)) == (213, 94, 0)
    assert picture.getpixel((125, 92)) == (255, 255, 255)
    assert document.WHOLE[2] == "0.00"


def test_the_worker_writes_the_files_and_a_page_hands_them_out(run, client, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    client.force_login(UserFactory(role=Role.PLANNER))
    address = reverse("analysis:paper", args=[run.pk, "xlsx"])

    waits = client.get(address)
    job = Job.objects.get(kind="papers")
    assert (waits.status_code, job.arguments["language"]) == (202, "vi")
    with mock.patch.object(stored, "write", return_value=b"written") as writer:
        assert [stored.write_all(run, "vi"), stored.write_all(run, "vi")] == [2, 0]
        page = client.get(address)

    assert b"".join(page.streaming_content) == b"written"
    assert writer.call_count == 2
