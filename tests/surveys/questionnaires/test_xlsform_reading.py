"""A large XLSForm is read by a process of its own: the same result, within limits."""

from functools import partial

import pytest

from core.tabular import apart
from core.tabular.cells import TableRefused
from core.tabular.workbooks import unpacked_size
from surveys.instrument import loading
from surveys.instrument.xlsform import XLSFormError, export_xlsform, import_xlsform
from surveys.questionnaires import xlsform_reading
from tests.core.tabular.test_reading import workbook as table
from tests.surveys.instrument.documents import pci_2018
from tests.surveys.instrument.test_xlsform import workbook

FORM = [["type", "name", "label::Tiếng Việt (vi)"], ["integer", "n", "Số lao động?"]]


def test_apart_the_same_form_is_read(monkeypatch):
    content = export_xlsform(loading.load(pci_2018()))
    monkeypatch.setattr(xlsform_reading, "LARGE", 0)

    assert xlsform_reading.read_form(content) == import_xlsform(content)


def test_a_refusal_comes_back_with_its_words(monkeypatch):
    monkeypatch.setattr(xlsform_reading, "LARGE", 0)

    with pytest.raises(XLSFormError) as refused:
        xlsform_reading.read_form(table(["a"]))

    assert refused.value.params == {"sheet": "survey"}


def test_a_form_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(xlsform_reading, "LARGE", 0)
    hasty = partial(apart.run_apart, seconds=0.01)
    monkeypatch.setattr(xlsform_reading, "run_apart", hasty)

    with pytest.raises(TableRefused):
        xlsform_reading.read_form(workbook(FORM))


@pytest.mark.parametrize(
    "content",
    [b"\xd0\xcf\x11\xe0", b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet"],
)
def test_a_file_that_may_grow_is_read_apart_however_small(monkeypatch, content):
    monkeypatch.setattr(xlsform_reading, "unpacked_size", len)
    monkeypatch.setattr(xlsform_reading, "run_apart", lambda *_given: "apart")

    assert xlsform_reading.read_form(content) == "apart"


@pytest.mark.parametrize(("beyond", "read"), [(0, "here"), (1, "apart")])
def test_a_large_form_alone_is_read_apart(monkeypatch, beyond, read):
    content, used = workbook(FORM), []
    monkeypatch.setattr(xlsform_reading, "LARGE", unpacked_size(content) - beyond)
    monkeypatch.setattr(xlsform_reading, "run_apart", lambda *_given: used.append("apart"))
    monkeypatch.setattr(xlsform_reading, "import_xlsform", lambda _given: used.append("here"))

    xlsform_reading.read_form(content)

    assert used == [read]
