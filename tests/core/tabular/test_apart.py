"""A workbook is read by a process of its own: the same result, within limits."""

import io
import re
import subprocess
import sys
import time
import zipfile
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings as settings_of
from django.utils import translation

from core.tabular import apart, reading
from core.tabular.cells import TableRefused
from core.tabular.workbooks import read_workbook, unpacked_size
from tests.core.tabular.test_reading import workbook


def test_apart_the_same_is_read(settings):
    content = workbook(["Tên", "Vốn"], ["Đắk Mil", 2.5], ["=1+1", None])
    settings.READ_APART = True

    assert reading.sheets("x.xlsx", content) == read_workbook(content)


@pytest.mark.parametrize(("size", "is_apart"), [(1_000_000, False), (1_000_001, True)])
def test_a_csv_file_of_more_than_a_million_bytes_is_read_apart(
    settings, monkeypatch, size, is_apart
):
    content = "Tên,Vốn\nĐắk Mil,2\n".encode()
    content += b"\n" * (size - len(content))
    here = reading.sheets("x.csv", content)
    settings.READ_APART = True
    asked = []
    run = apart.run_apart
    monkeypatch.setattr(reading, "run_apart", lambda *told: asked.append(told[0]) or run(*told))

    assert reading.sheets("x.csv", content) == here
    assert bool(asked) is is_apart


def test_a_refusal_comes_back_in_the_language_of_the_reader(monkeypatch):
    content = b"PK\x03\x04" + workbook(["a"])[4:-30]

    with translation.override("en"), pytest.raises(TableRefused, match="The workbook is damaged"):
        apart.read_apart(content)


def test_what_takes_too_long_is_given_up():
    with translation.override("en"), pytest.raises(TableRefused, match="takes too long to read"):
        apart.read_apart(workbook(["a"]), seconds=0.01)


def swollen(**parts):
    """A small workbook, with some of its parts replaced."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["a"]))) as source:
        held = {name: source.read(name) for name in source.namelist()}
    held |= {f"xl/{name}.xml": content(held[f"xl/{name}.xml"]) for name, content in parts.items()}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in held.items():
            target.writestr(name, content)
    return packed.getvalue()


def sheet_of(first, others):
    """What makes a sheet one row, and twenty thousand more."""
    lines = first + "".join(others.format(number) for number in range(2, 20_000))
    data = f"<sheetData>{lines}</sheetData>".encode()
    return lambda sheet: re.sub(rb"<sheetData.*</sheetData>", lambda _old: data, sheet)


LONG = "+".join(["A1"] * 100_000)
SHARED = f'<row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A20000">{LONG}</f></c></row>'
MADE_SLOW = {
    "wide rows": ("", '<row r="{0}"><c r="A{0}"><v>1</v></c><c r="XFD{0}"/></row>'),
    "shared formula": (SHARED, '<row r="{0}"><c r="A{0}"><f t="shared" si="0"/></c></row>'),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", MADE_SLOW)
def test_a_small_workbook_that_takes_hours_is_given_up(settings, monkeypatch, kind):
    settings.READ_APART = True
    monkeypatch.setattr(reading, "read_apart", partial(apart.read_apart, seconds=6))
    content = swollen(**{"worksheets/sheet1": sheet_of(*MADE_SLOW[kind])})
    began = time.monotonic()

    with translation.override("en"), pytest.raises(TableRefused, match="takes too long to read"):
        reading.sheets("x.xlsx", content)

    assert len(content) < 400_000
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(("beyond", "is_read"), [(0, True), (1, False)])
def test_what_was_read_has_its_limit_too(monkeypatch, beyond, is_read):
    content, whole = workbook(["a"]), []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: whole.append(run(*a, **k)) or whole[-1])
    apart.read_apart(content)
    monkeypatch.setattr(apart, "LARGEST_FOUND", len(whole[0].stdout) - beyond)

    if is_read:
        assert apart.read_apart(content) == read_workbook(content)
    else:
        with pytest.raises(TableRefused):
            apart.read_apart(content)


def test_what_is_no_workbook_has_no_size():
    assert unpacked_size(io.BytesIO(b"PK\x03\x04x").getvalue()) == 0


def take(megabytes):
    """What a reader of ours would do with a file that makes it take memory."""
    return len(bytearray(int(megabytes) * 1024**2))


def sleep(_content):
    time.sleep(60)


@pytest.mark.parametrize(("megabytes", "is_read"), [(1000, True), (1536, False)])
def test_a_reader_that_takes_more_than_a_gigabyte_and_a_half_is_given_up(megabytes, is_read):
    reader, content = f"{__name__}.take", str(megabytes).encode()

    if is_read:
        assert apart.run_apart(reader, content) == megabytes * 1024**2
    else:
        with translation.override("en"), pytest.raises(TableRefused, match="takes too long"):
            apart.run_apart(reader, content)


def test_a_reader_ends_with_the_server_that_asked():
    ask = f"from core.tabular.apart import run_apart; run_apart({__name__ + '.sleep'!r}, b'')"
    setup = "import django; django.setup(); "
    server = subprocess.Popen([sys.executable, "-c", setup + ask], cwd=settings_of.BASE_DIR)  # noqa: S603 -- ours
    readers = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    try:
        _wait_until(readers.read_text)
        reader = int(readers.read_text().split()[0])
        _wait_until(lambda: b"apart" in Path(f"/proc/{reader}/cmdline").read_bytes())
        time.sleep(1)  # until it has asked for its end
    finally:
        server.kill()
        server.wait()

    _wait_until(lambda: not _lives(reader))


def _lives(process):
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False


def _wait_until(is_so):
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
