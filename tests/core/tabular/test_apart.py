"""A large workbook is read by a process of its own: the same result, within limits."""

import io

import pytest
from django.utils import translation

from core.tabular import apart, reading
from core.tabular.cells import TableRefused
from core.tabular.workbooks import read_workbook, unpacked_size
from tests.core.tabular.test_reading import workbook


def test_apart_the_same_is_read(monkeypatch):
    content = workbook(["Tên", "Vốn"], ["Đắk Mil", 2.5], ["=1+1", None])
    monkeypatch.setattr(apart, "LARGE", 0)

    assert reading.sheets("x.xlsx", content) == read_workbook(content)


def test_a_refusal_comes_back_in_the_language_of_the_reader(monkeypatch):
    content = b"PK\x03\x04" + workbook(["a"])[4:-30]

    with translation.override("en"), pytest.raises(TableRefused, match="The workbook is damaged"):
        apart.read_apart(content)


def test_what_takes_too_long_is_given_up():
    with translation.override("en"), pytest.raises(TableRefused, match="takes too long to read"):
        apart.read_apart(workbook(["a"]), seconds=0.01)


@pytest.mark.parametrize(("beyond", "read_by"), [(0, "here"), (1, "apart")])
def test_a_large_workbook_alone_is_read_apart(monkeypatch, beyond, read_by):
    content, used = workbook(["a"], ["b"]), []
    monkeypatch.setattr(apart, "LARGE", unpacked_size(content) - beyond)
    for name, where in (("read_apart", "apart"), ("read_workbook", "here")):
        monkeypatch.setattr(
            reading, name, lambda given, where=where: (used.append(where), read_workbook(given))[1]
        )

    reading.sheets("x.xlsx", content)

    assert used == [read_by]


def test_what_is_no_workbook_has_no_size():
    assert unpacked_size(io.BytesIO(b"PK\x03\x04x").getvalue()) == 0
