"""The browser evaluates expressions as the server does."""

import json
from pathlib import Path

import pytest

from surveys.instrument import loading, routing
from surveys.instrument.expressions.language import parse
from surveys.instrument.flow import describe_flow
from tests.golden import odk_vectors
from tests.surveys.instrument import flows
from tests.surveys.instrument.documents import pci_2018
from tests.surveys.instrument.test_odk_vectors import read_form

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


def test_the_browser_means_what_odk_means(page):
    page.add_script_tag(path=SCRIPT)
    forms = [(read_form(each["rows"]), each["answers"]) for each in odk_vectors()]
    asked = [[trees(document), answers] for document, answers in forms]

    said = page.evaluate(
        """(forms) => forms.map(([questions, given]) => {
            const kept = {};
            return questions.map(([name, relevance, calculation]) => {
                const lookup = Expressions.lookupIn(kept);
                const condition = relevance && Expressions.evaluate(relevance, lookup);
                const met = !relevance || Expressions.truth(condition);
                const value = calculation ? Expressions.evaluate(calculation, lookup) : given[name];
                if (met) kept[name] = value ?? null;
                return [met, met ? value ?? null : null];
            });
        })""",
        asked,
    )

    for (document, answers), rows in zip(forms, said, strict=True):
        passed = routing.walk(document, answers)
        for question, (is_asked, value) in zip(document.questions(), rows, strict=True):
            assert is_asked == (question.name in passed.questions)
            assert value == passed.answers.get(question.name)


def trees(document):
    """The questions of a form as plain values, with their conditions."""
    return [
        [
            each.name,
            each.relevance and each.relevance.tree,
            each.calculation and each.calculation.tree,
        ]
        for each in document.questions()
    ]


def test_the_browser_goes_the_way_of_the_vectors(page):
    page.add_script_tag(path=SCRIPT)
    flow = json.loads(json.dumps(describe_flow(flows.document())))

    ways = page.evaluate(
        "([flow, cases]) => cases.map((each) => Expressions.walk(flow, each.answers))",
        [flow, flows.FLOWS["cases"]],
    )

    gone = [
        (way["sections"], {name: each for name, each in way["answers"].items() if each is not None})
        for way in ways
    ]
    assert gone == [(case["sections"], case["kept"]) for case in flows.FLOWS["cases"]]
