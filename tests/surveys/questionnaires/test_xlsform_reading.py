"""An XLSForm is read by a process of its own: the same result, within limits."""

from functools import partial

import pytest

from core.tabular import apart
from core.tabular.cells import TableRefused
from surveys.instrument import loading
from surveys.instrument.xlsform import XLSFormError, export_xlsform, import_xlsform
from surveys.questionnaires import xlsform_reading
from tests.core.tabular.test_reading import workbook as table
from tests.surveys.instrument.documents import pci_2018
from tests.surveys.instrument.test_xlsform import workbook

FORM = [["type", "name", "label::Tiếng Việt (vi)"], ["integer", "n", "Số lao động?"]]


def test_apart_the_same_form_is_read(settings):
    content = export_xlsform(loading.load(pci_2018()))
    settings.READ_APART = True

    assert xlsform_reading.read_form(content) == import_xlsform(content)


def test_a_refusal_comes_back_with_its_words(settings):
    settings.READ_APART = True

    with pytest.raises(XLSFormError) as refused:
        xlsform_reading.read_form(table(["a"]))

    assert refused.value.params == {"sheet": "survey"}


def test_a_form_that_takes_too_long_is_given_up(monkeypatch, settings):
    settings.READ_APART = True
    hasty = partial(apart.run_apart, seconds=0.01)
    monkeypatch.setattr(xlsform_reading, "run_apart", hasty)

    with pytest.raises(TableRefused):
        xlsform_reading.read_form(workbook(FORM))
