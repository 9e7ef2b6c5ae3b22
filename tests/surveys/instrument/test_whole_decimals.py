"""A whole decimal is 1 for some programs of ODK and 1.0 for others: where that counts is told."""

import pytest

from surveys.instrument.xlsform import import_xlsform
from tests.surveys.instrument.test_xlsform import workbook

HEADINGS = ["type", "name", "label", "calculation", "constraint"]


def remarks(*rows):
    survey = [HEADINGS, ["decimal", "d", "D"], ["integer", "n", "N"], *rows]
    imported = import_xlsform(workbook(survey, [["list_name", "name", "label"]]))
    return [each for each in imported.remarks if "decimal number as text" in each.template]


@pytest.mark.parametrize(
    "calculation",
    [
        "string-length(${d})",
        "concat(${n}, if(${n} > 1, ${d}, 2))",
        "regex(${d}, '^[0-9]$')",
        "${d} = '1'",
        "'2.0' != ${d}",
        "${d} = ${n}",
        "coalesce(${d}, '') = string(${n})",
    ],
)
def test_the_text_of_a_decimal_is_told_by_row(calculation):
    (found,) = remarks(["calculate", "c", "", calculation])
    assert (found.rows, found.params["source"]) == ((4,), calculation)


@pytest.mark.parametrize(
    "calculation",
    [
        "${d} + 1",
        "${d} = 1",
        "${d} = '1.5'",
        "${d} < '1'",
        "${d} = ${d}",
        "string-length(${n})",
        "if(${d} = 1, 'a', 'b') = 'a'",
        "string(round(${d}, 1))",
    ],
)
def test_what_is_read_as_a_number_is_not(calculation):
    assert remarks(["calculate", "c", "", calculation]) == []


def test_a_calculation_that_repeats_a_decimal_passes_its_text_on():
    repeated, read = ["calculate", "c", "", "${d}"], ["calculate", "e", "", "concat(${c}, 'đ')"]
    assert [each.rows for each in remarks(repeated, read)] == [(5,)]


def test_the_answer_itself_is_read_in_its_constraint():
    (found,) = remarks(["decimal", "e", "E", "", "string-length(.) = 3"])
    assert found.rows == (4,)
    assert remarks(["integer", "e", "E", "", "string-length(.) = 3"]) == []
