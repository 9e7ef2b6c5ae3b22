"""The browser evaluates expressions as the server does."""

import json
from pathlib import Path

import pytest

from surveys.instrument import loading, routing
from surveys.instrument.expressions.language import parse
from tests.surveys.instrument.documents import pci_2018

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/surveys/instrument/vectors.json").read_text())
SCRIPT = ROOT / "static/js/expressions.js"

pytestmark = pytest.mark.browser


def test_the_browser_agrees_with_all_vectors(page):
    page.add_script_tag(path=SCRIPT)
    trees = [parse(source).tree for source, _ in VECTORS["cases"]]

    values = page.evaluate(
        """([trees, answers, here]) => {
            const lookup = Expressions.lookupIn(answers, here);
            return trees.map((tree) => Expressions.evaluate(tree, lookup));
        }""",
        [trees, VECTORS["answers"], VECTORS["here"]],
    )

    wrong = [
        (source, expected, value)
        for (source, expected), value in zip(VECTORS["cases"], values, strict=True)
        if value != expected or isinstance(value, bool) != isinstance(expected, bool)
    ]
    assert wrong == []


def test_the_browser_filters_choices_as_the_vectors_say(page):
    page.add_script_tag(path=SCRIPT)
    cases = [[parse(s, columns=True).tree, choice] for s, choice, _ in VECTORS["filters"]]

    passes = page.evaluate(
        """([cases, answers]) => cases.map(([tree, choice]) => {
            const lookup = Expressions.lookupIn(answers, choice);
            return Expressions.truth(Expressions.evaluate(tree, lookup));
        })""",
        [cases, VECTORS["answers"]],
    )

    assert passes == [expected for _, _, expected in VECTORS["filters"]]


@pytest.mark.parametrize(
    "answers",
    [
        {"asked": "no", "received": "yes"},
        {"asked": "yes"},
        {"asked": "yes", "received": "yes"},
        {"asked": "yes", "received": "no"},
    ],
)
def test_the_browser_shows_the_questions_the_server_asks(page, answers):
    page.add_script_tag(path=SCRIPT)
    questionnaire = loading.load(pci_2018())
    script = json.loads(json.dumps(routing.page(questionnaire, "requests", {}, "vi", "s").script))

    asked = page.evaluate(
        "([script, answers]) => Expressions.asked(script, answers)", [script, answers]
    )

    shown = routing.page(questionnaire, "requests", answers, "vi", "s").questions
    assert asked == {each.name: each.visible for each in shown}
