"""What the browser is told of a questionnaire's flow."""

import pytest

from surveys.instrument import routing
from surveys.instrument.flow import describe_flow, names_in_conditions
from tests.surveys.instrument.flows import FLOWS, document


@pytest.mark.parametrize("case", FLOWS["cases"])
def test_a_walk_goes_the_way_of_the_vectors(case):
    passed = routing.walk(document(), case["answers"])
    assert list(passed.sections) == case["sections"]
    assert passed.answers == case["kept"]


def test_a_flow_has_conditions_and_not_a_word_of_text():
    flow = describe_flow(document())
    assert [section["name"] for section in flow["sections"]] == [
        "start",
        "firms",
        "large",
        "notes",
        "end",
    ]
    kind, staff, size = flow["sections"][0]["questions"]
    assert kind == {"name": "kind", "kind": "single", "shown": True, "reads": "text"}
    assert staff["reads"] == "number"
    assert (size["shown"], "reads" in size) == (False, False)
    assert size["calculation"][1] == "if"


def test_what_decides_nothing_is_not_told_to_other_pages():
    assert names_in_conditions(document()) == {
        "staff",
        "kind",
        "ways",
        "size",
        "board",
        "why",
        "more",
    }
