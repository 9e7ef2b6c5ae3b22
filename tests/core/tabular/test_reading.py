"""Uploaded tables: what is read, and what is refused with a sentence."""

import io
import re
import time
import zipfile
from datetime import datetime
from datetime import time as clock

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from core.tabular import reading
from core.tabular.cells import LARGEST_FILE, LARGEST_UNPACKED, Formula, TableRefused
from core.tabular.reading import sheets
from core.tabular.tables import table
from core.tabular.workbooks import read_workbook

NEW_YEAR = datetime(2020, 1, 1)  # noqa: DTZ001 -- spreadsheets know no time zones
HEADINGS = {"name": ["Tên", "name"], "value": ["Giá trị", "value"]}


def workbook(*rows, names=("Sheet1",), write=None):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False})
    for name in names:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if write:
            write(book, sheet)
    book.close()
    return content.getvalue()


def cells(content):
    return [line.cells for line in sheets("x", content)[0].lines]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator):
    text = f"Tên{separator}Giá trị\nĐắk Nông{separator}0.5\n"

    assert cells(text.encode()) == [("Tên", "Giá trị"), ("Đắk Nông", "0.5")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are(encoding):
    assert cells("Tên\nĐắk R'Lấp\n".encode(encoding)) == [("Tên",), ("Đắk R'Lấp",)]


def test_a_separator_in_quotation_marks_is_text():
    assert cells(b'name,value\n"A, B",1\n')[1] == ("A, B", "1")


def test_decomposed_letters_are_composed():
    assert cells("Tên\nĐa\u0306\u0301k".encode())[1] == ("Đắk",)


@pytest.mark.parametrize(
    "content",
    [
        "Tên\nĐắk Nông".encode().replace("Đ".encode(), b"\xd0"),
        "Tên\nH\xe0 N\u1ed9i".encode("cp1258", "replace"),
    ],
)
def test_a_broken_encoding_is_refused_with_its_line(content):
    with pytest.raises(TableRefused) as refusal:
        sheets("x.csv", content)

    assert "UTF-8" in str(refusal.value)
    assert "2" in str(refusal.value) or "1" in str(refusal.value)


@pytest.mark.parametrize("text", ["Tên\nĐắk Nông", "Giá trị\nPhường Nghĩa Đức"])
def test_text_encoded_twice_is_refused(text):
    twice = text.encode().decode("cp1252", "replace").encode()

    with pytest.raises(TableRefused):
        sheets("x.csv", twice)


def test_capital_letters_with_a_tilde_are_no_sign_of_damage():
    assert cells("Tên\nXÃ\u00a0HỘI, TỔ MÃ\n".encode())[1][0].startswith("XÃ")


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xd0\xcf\x11\xe0rest", b"PK\x03\x04rest"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(TableRefused):
        sheets("x", content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"\xd0\xcf\x11\xe0Workbook", ".xls"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        (b"\xef\xbb\xbf<html><table><tr><td>MST</td></tr></table></html>", "trang web"),
        (b'<?xml version="1.0"?><Workbook/>', "trang web"),
        (b"%PDF-1.7 ", "PDF"),
        (b"", "không có nội dung"),
    ],
)
def test_what_only_looks_like_a_table_says_what_to_do(content, words):
    with pytest.raises(TableRefused, match=words):
        sheets("danh-ba.xls", content)


def test_titles_above_the_headings_do_not_tell_the_separator():
    content = "Hiệp hội, tỉnh, năm 2026\nTên;Địa chỉ;Vốn\nA;Số 1, xã B;1,5\nC;Số 2, xã D;2,5\n"
    assert cells(content.encode())[2] == ("A", "Số 1, xã B", "1,5")


def test_an_open_quotation_mark_is_refused_with_its_line():
    with pytest.raises(TableRefused) as refusal:
        sheets("x.csv", b'name,value\n"A,1\nB,2\n')

    assert "3" in str(refusal.value)


def test_formulas_arrive_as_formulas_and_text_as_text():
    def write(book, sheet):
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_string(1, 1, "=1+1")
        sheet.write_array_formula("C2:C2", "{=SUM(1,2)}")

    line = cells(workbook(["a", "b", "c"], write=write))[1]

    assert isinstance(line[0], Formula)
    assert line[1] == "=1+1"
    assert isinstance(line[2], Formula)


def test_numbers_dates_and_texts_keep_their_kinds():
    def write(book, sheet):
        sheet.write_datetime(0, 2, NEW_YEAR, book.add_format({"num_format": "d/m/yy"}))

    assert cells(workbook(["Đắk", 7], write=write)) == [("Đắk", 7.0, NEW_YEAR)]


def with_size(content, size):
    """The same workbook, which says of its sheets that they are of another size."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(changed, "w") as written:
        for entry in held.infolist():
            part = re.sub(rb'<dimension ref="[^"]*" ?/>', size, held.read(entry))
            written.writestr(entry.filename, part)
    return changed.getvalue()


@pytest.mark.parametrize("size", [b'<dimension ref="A1"/>', b'<dimension ref="A1:B2"/>', b""])
@pytest.mark.parametrize("last", ["6", "=2+2"])
def test_what_a_workbook_says_of_its_size_is_not_believed(size, last):
    content = workbook(["a", "b", "c"], ["1", "2", "3"], ["4", "5", last])

    assert cells(with_size(content, size)) == cells(content)
    assert len(cells(content)) == len(cells(content)[0]) == 3


def test_a_hundred_thousand_empty_rows_are_read_quickly():
    def write(book, sheet):
        bold = book.add_format({"bold": True})
        for number in range(2, 100_002):
            for place in range(3):
                sheet.write_blank(number, place, None, bold)

    content = workbook(["name", "value"], ["A", 1], write=write)
    begun = time.process_time()
    [sheet] = read_workbook(content)
    spent = time.process_time() - begun

    assert [line.cells for line in sheet.lines] == [("name", "value"), ("A", 1.0)]
    assert spent < 3


def test_empty_rows_between_lines_keep_the_line_numbers():
    def write(book, sheet):
        sheet.write(40, 0, "B")

    lines = sheets("x", workbook(["name"], ["A"], write=write))[0].lines
    assert [line.number for line in lines] == [1, 2, 41]


def test_a_hundred_thousand_empty_csv_rows_are_read_quickly():
    content = b"name,value\nA,1\n" + b",\n" * 100_000

    begun = time.perf_counter()
    assert cells(content) == [("name", "value"), ("A", "1")]
    assert time.perf_counter() - begun < 3


def test_more_rows_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr("core.tabular.cells.MOST_ROWS", 2)

    with pytest.raises(TableRefused):
        sheets("x.csv", b"a\n1\n2\n")


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (LARGEST_UNPACKED + 1))
    assert len(content.getvalue()) < LARGEST_FILE

    with pytest.raises(TableRefused) as refusal:
        sheets("x.xlsx", content.getvalue())
    assert str(LARGEST_UNPACKED // 1024**2) in str(refusal.value)


def test_a_large_file_is_refused():
    with pytest.raises(TableRefused):
        sheets("x.csv", b"a" * (LARGEST_FILE + 1))


def test_xml_entities_are_refused():
    source = io.BytesIO(workbook(["a"], ["b"]))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            raw = old.read(entry)
            if entry.filename == "xl/workbook.xml":
                raw = raw.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY e "e">]><workbook', 1)
            new.writestr(entry, raw)

    with pytest.raises(TableRefused) as refusal:
        sheets("x.xlsx", target.getvalue())
    assert "XML" in str(refusal.value)


def test_columns_are_found_by_their_headings():
    found = table(sheets("x", "GIÁ TRỊ;Khác;ten\n1;x;A\n".encode())[0], HEADINGS)

    assert [(row.line, dict(row.cells)) for row in found.rows] == [(2, {"value": "1", "name": "A"})]
    assert found.ignored == ["Khác"]
    assert found.columns == {"value": "A", "name": "C"}


@pytest.mark.parametrize("heading", ["Tên", "Tên;name"])
def test_missing_and_doubled_columns_are_refused(heading):
    with pytest.raises(TableRefused):
        table(sheets("x", f"{heading}\nA\n".encode())[0], HEADINGS, required=["value"])


@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(content):
    for start in (b"", reading.ZIP):
        try:
            found = sheets("x", start + content)
        except TableRefused:
            continue
        assert found[0].lines


def changed(content, path, old, new):
    """Put other words into one part of a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.namelist():
            part = source.read(entry)
            assert entry != path or old in part
            target.writestr(entry, part.replace(old, new) if entry == path else part)
    return out.getvalue()


def test_times_of_day_are_read_as_text():
    def write(book, sheet):
        sheet.write_datetime(1, 0, clock(9, 30), book.add_format({"num_format": "hh:mm"}))

    assert cells(workbook(["Giờ"], write=write))[1] == ("09:30:00",)


SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (STYLES, b'fillId="0"', b'fillId="x"'),
        (SHEET, b"<v>7</v>", b"<v>" + b"9" * 400 + b"</v>"),
        (SHEET, b'<row r="2"', b'<row r="999999999"'),
    ],
)
def test_a_workbook_made_to_trip_the_reader_is_refused(path, old, new):
    content = changed(workbook(["Số"], [7]), path, old, new)

    with pytest.raises(TableRefused):
        sheets("x.xlsx", content)
