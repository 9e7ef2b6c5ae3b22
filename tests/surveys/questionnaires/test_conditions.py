"""Conditions in words."""

import pytest
from django.utils.translation import override

from surveys.questionnaires.conditions import Conditions
from tests.surveys.instrument.documents import choices, data, question


@pytest.fixture(scope="module")
def conditions():
    return Conditions(
        data(
            question("met", "single", text={"vi": "Có gặp?", "en": "Met?"}),
            question("ways", "multiple", choices=choices("web", "phone")),
            question("days", "number"),
            question("rated", "matrix"),
        )
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("${met} = 'a'", "“Met?” is “a (en)”"),
        ("'a' != ${met}", "“Met?” is not “a (en)”"),
        ("${days} >= 3", "“days (en)” is at least 3"),
        ("3 < ${days}", "“days (en)” is more than 3"),
        ("${met} != ''", "“Met?” is answered"),
        ("${met} = ''", "“Met?” is left blank"),
        ("selected(${ways}, 'web')", "“ways (en)” includes “web (en)”"),
        ("not(selected(${ways}, 'web'))", "not: “ways (en)” includes “web (en)”"),
        ("${rated.r1} = 'b'", "“rated (en), r1 (en)” is “b (en)”"),
        (
            "${days} < 3 and (${met} = 'a' or ${met} = 'b')",
            "“days (en)” is less than 3 and (“Met?” is “a (en)” or “Met?” is “b (en)”)",
        ),
        ("${days} + 1 > 3", "${days} + 1 > 3"),
        ("${gone} = 'a'", "${gone} = 'a'"),
        ("${met} = (", "${met} = ("),
        ("", ""),
    ],
)
def test_a_condition_is_said_in_words_or_as_it_was_written(conditions, source, said):
    with override("en"):
        assert conditions.say(source) == said
