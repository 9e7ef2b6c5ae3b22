"""A file of Excel 97 with one sheet, as small as its format allows; no library here writes one.

A cell is a text, or the number of an error such as 7, “#DIV/0!”.
"""

import struct

SECTOR = 512
FREE, END, IS_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def old_excel(title, rows):
    """The workbook: a stream of records in the container of all old Office files."""
    stream = _records(title, rows).ljust(4096, b"\0")  # shorter streams lie elsewhere
    stream += b"\0" * (-len(stream) % SECTOR)
    sectors = len(stream) // SECTOR
    chain = [*range(3, sectors + 2), END]
    fat = [IS_FAT, END, *chain]
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 2, len(stream))
    return _header() + table + directory.ljust(SECTOR, b"\0") + stream


def _header():
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    sizes = struct.pack("<HHHHHHI", 0x3E, 3, 0xFFFE, 9, 6, 0, 0)
    places = struct.pack("<IIIIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0, 0, FREE)
    return (magic + sizes + places).ljust(SECTOR, b"\xff")


def _entry(name, kind, child, start, size):
    written = (name + "\0").encode("utf-16-le")
    head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1)
    links = struct.pack("<III", FREE, FREE, child) + bytes(36)
    return head + links + struct.pack("<IQ", start, size)


def _records(title, rows):
    book = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    name = title.encode("utf-16-le")
    sheet_head = struct.pack("<BB", len(title), 1) + name
    place = len(book) + 4 + 6 + len(sheet_head) + 4
    book += _record(0x0085, struct.pack("<IH", place, 0) + sheet_head) + _record(0x000A, b"")
    cells = b"".join(
        _label(row, column, text) if isinstance(text, str) else _error(row, column, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    return book + start + cells + _record(0x000A, b"")


def _label(row, column, text):
    words = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHH", row, column, 0) + words)


def _error(row, column, code):
    return _record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def _record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content
