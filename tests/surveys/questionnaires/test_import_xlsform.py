"""The command import_xlsform."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from surveys.instrument import loading
from surveys.instrument.xlsform import export_xlsform
from surveys.models import QuestionnaireVersion
from tests.surveys.instrument.documents import pci_2018
from tests.surveys.instrument.test_xlsform import HEAD, workbook

pytestmark = pytest.mark.django_db


def run(file, *arguments, language="en"):
    out, err = StringIO(), StringIO()
    call_command("import_xlsform", str(file), *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"


def test_an_export_comes_back_as_a_draft(tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(export_xlsform(loading.load(pci_2018())))

    out, err = run(file)

    version = QuestionnaireVersion.objects.get()
    assert (out, err) == ("Version 1 of “pci-2018” was made as a draft.\n", "")
    assert version.document == pci_2018()
    assert not version.is_published


def test_a_check_keeps_nothing(tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(export_xlsform(loading.load(pci_2018())))

    run(file, "--check")

    assert not QuestionnaireVersion.objects.exists()


def test_what_is_wrong_is_named_by_row_and_keeps_all_of_it_out(tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(workbook([HEAD, ["text", "a", "A", None, "${b} <<< ("]]))

    with pytest.raises(CommandError, match="Nothing was imported"):
        run(file)

    assert not QuestionnaireVersion.objects.exists()


def test_losses_are_named_and_must_be_accepted(tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(workbook([HEAD, ["text", "a", "A"], ["geopoint", "where", "Ở đâu?"]]))

    with pytest.raises(CommandError, match="--accept-losses"):
        run(file)
    _out, err = run(file, "--accept-losses", "--questionnaire", "thu")

    assert err == "survey:3: not supported: Questions of the type “geopoint” are not supported.\n"
    assert QuestionnaireVersion.objects.get().questionnaire.name == "thu"


def test_a_file_that_is_no_workbook_or_not_there_is_refused(tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(b"text")

    with pytest.raises(CommandError, match="not an XLSX"):
        run(file)
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "gone.xlsx")
