"""What ODK's own engine said of random forms, our engine says too."""

import pytest

from surveys.instrument.expressions.asking import lookup
from surveys.instrument.expressions.values import convert_answer, spell
from surveys.instrument.routing import walk
from surveys.instrument.xlsform import import_xlsform
from tests.golden import odk_vectors
from tests.surveys.instrument.test_xlsform import workbook

COLUMNS = ["type", "name", "label", "relevant", "constraint", "calculation", "parameters"]
CODES = ["a", "b", "1", "0", "-99"]
CHOICES = [["list_name", "name", "label"], *[["ab", code, code] for code in CODES]]


def read_form(rows):
    survey = [COLUMNS, *[[row.get(column) for column in COLUMNS] for row in rows]]
    return import_xlsform(workbook(survey, CHOICES)).document


@pytest.mark.parametrize("vector", odk_vectors(), ids=range(len(odk_vectors())))
def test_a_form_means_what_it_means_in_odk(vector):
    document = read_form(vector["rows"])
    passed = walk(document, vector["answers"])

    for name, (is_relevant, value, violated) in vector["odk"].items():
        answer = passed.answers.get(name)
        assert (name in passed.questions) == is_relevant, name
        if is_relevant:
            assert spell(convert_answer(answer)) == value, name
            find = lookup(passed.answers, answer)
            limits = document.question(name).constraints
            holds = answer is None or all(each.expression.holds(find) for each in limits)
            assert holds == (violated != "constraint"), name
