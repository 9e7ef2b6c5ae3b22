"""Files made to keep a reader busy, or to be read as something else: read or refused in words."""

import io
import re
import time
import zipfile
from contextlib import suppress

import pytest
from django.core.files.base import ContentFile

from core.attachments.cleaning import FileRefused, clean_file
from core.tabular import reading
from core.tabular.cells import TableRefused
from tests.core.tabular.test_reading import workbook

LAUGHS = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 12))
ENTITIES = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'.encode()
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>'
LONGEST = 5  # seconds of this process


def zipped(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def changed(part, change):
    """A small workbook, one part of which is another."""
    with zipfile.ZipFile(io.BytesIO(workbook(["a"]))) as source:
        held = {name: source.read(name) for name in source.namelist()}
    held[part] = change(held[part])
    return zipped(held)


def entities(before):
    def change(sheet):
        plain = re.sub(rb"^<\?xml[^>]*>", b"", sheet)
        row = b'<row r="9"><c r="A9" t="inlineStr"><is><t>&l11;</t></is></c></row></sheetData>'
        return before + plain.replace(b"</sheetData>", row)

    return changed("xl/worksheets/sheet1.xml", change)


def instead_of_rows(again, times, before=b"", after=b""):
    def change(sheet):
        made = before + again * times + after
        return re.sub(rb"<sheetData.*</sheetData>", lambda _old: made, sheet)

    return changed("xl/worksheets/sheet1.xml", change)


def in_directory(content, at, value):
    """The same archive; its directory tells something else of each part."""
    made, place = bytearray(content), 0
    while (place := made.find(b"PK\x01\x02", place)) >= 0:
        made[place + at : place + at + len(value)] = value
        place += 4
    return bytes(made)


MERGED = b'<mergeCell ref="A1:XFD1048576"/>'
TABLES = {
    "entities": lambda: entities(ENTITIES),
    "an entity from outside": lambda: entities(OUTSIDE),
    "100,000 parts": lambda: zipped({f"xl/{n}": b"" for n in range(100_000)}),
    "archives in archives": lambda: zipped({"xl/workbook.xml": zipped({"b": b"x" * 9_000_000})}),
    "all parts at one place": lambda: in_directory(workbook(["a"]), 42, b"\0\0\0\0"),
    "sizes elsewhere": lambda: in_directory(workbook(["a"]), 20, b"\xff" * 8),
    "locked parts": lambda: in_directory(workbook(["a"]), 8, b"\1\0"),
    "unknown packing": lambda: in_directory(workbook(["a"]), 10, b"\x63\0"),
    "a way out": lambda: zipped({"../../etc/passwd": b"x", "/etc/passwd": b"x"}),
    "cut off": lambda: workbook(["a"])[:-200],
    "merged cells": lambda: instead_of_rows(
        MERGED, 50_000, b"<sheetData/><mergeCells>", b"</mergeCells>"
    ),
    "deep": lambda: instead_of_rows(b"<a>", 200_000),
    "no such cells": lambda: instead_of_rows(
        b'<row r="-1"><c r="A0"/><c r="1A"/><c r="ZZZZ9"/></row>',
        1,
        b"<sheetData>",
        b"</sheetData>",
    ),
    "numbers": lambda: instead_of_rows(
        b'<row r="1"><c r="A1"><v>1e99999999</v></c><c r="B1"><v>'
        + b"9" * 100_000
        + b"</v></c></row>",
        1,
        b"<sheetData>",
        b"</sheetData>",
    ),
    "one line": lambda: b"Ten,Von\n" + b"a" * 9_000_000,
    "an open quote": lambda: b'Ten,Von\n"' + b"a,\n" * 2_000_000,
    "columns": lambda: b"," * 9_000_000,
    "NUL": lambda: b"Ten,Von\n" + b"\0a,\0\n" * 1000,
    "UTF-16": lambda: "Tên,Vốn\nĐắk,1\n".encode("utf-16"),
    "UTF-32": lambda: "Tên,Vốn\nĐắk,1\n".encode("utf-32"),
    "Windows-1258": lambda: b"T\xean,V\xf4\xecn\n\xd0\xe3k,1\n",
}


@pytest.mark.crawl
@pytest.mark.slow
@pytest.mark.parametrize("kind", TABLES)
def test_a_table_made_to_hurt_is_read_or_refused(settings, kind):
    settings.READ_APART = True
    content = TABLES[kind]()
    began = time.process_time()

    try:
        found = reading.sheets("x", content)
    except TableRefused:
        found = []

    assert time.process_time() - began < LONGEST
    assert "root:" not in str(found)[:100_000]


PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids "
    b"KIDS>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    b"4 0 obj<</Length 3000000>>stream\nSTREAM\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
JFIF = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
ATTACHMENTS = {
    "a JPEG of fillings": JFIF + b"\xff" * 1_000_000,
    "a JPEG of remarks": JFIF + b"\xff\xfe\0\2" * 500_000,
    "a JPEG of 65,535 lines": JFIF
    + b"\xff\xc0\0\x11\x08\xff\xff\xff\xff\3\1\x22\0\2\x11\1\3\x11\1",
    "a PDF of brackets": PDF.replace(b"STREAM", b"[" * 3_000_000).replace(b"KIDS", b"[3 0 R]"),
    "a PDF in a circle": PDF.replace(b"KIDS", b"[2 0 R 2 0 R]"),
    "a PDF of nothing": b"%PDF-1.7\n",
    "WebP": b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 20,
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\xff" * 1000,
    "SVG": ENTITIES + b"<svg xmlns='http://www.w3.org/2000/svg'>&l11;</svg>",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ATTACHMENTS)
def test_an_attachment_made_to_hurt_is_made_harmless_or_refused(kind):
    began, kept = time.process_time(), b""

    with suppress(FileRefused):
        kept = clean_file(ContentFile(ATTACHMENTS[kind], "x")).content

    assert time.process_time() - began < LONGEST
    assert len(kept) < 10_000
