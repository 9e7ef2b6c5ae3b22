"""Random answers fit the columns of an export before a questionnaire is published."""

import pytest

from surveys.dataset.table import Source, build
from surveys.instrument.advice import review
from surveys.instrument.columns import columns, in_words
from surveys.instrument.loading import load
from surveys.instrument.trial_export import find_strays, random_answers
from surveys.instrument.types import calculated
from surveys.instrument.types.coding import DataType, fits
from tests.surveys.instrument.documents import data, loaded, pci_2018, question

CHAIN = [
    question("n", "number"),
    question("size", "calculated", calculation="if(${n} > 49, 'lớn', 'nhỏ')"),
    question("again", "calculated", calculation="${size}"),
    question("twice", "calculated", calculation="coalesce(${again}, ${n})"),
    question("doubled", "calculated", calculation="${n} * 2"),
    question("more", "calculated", calculation="if(${doubled} > 1, ${doubled}, 0)"),
]


def types_of(document):
    words = in_words(document, "vi")
    return {each.name: each.describe(words).type for each in columns(document)}


def test_the_type_of_a_calculation_follows_through_others():
    text, number = DataType.TEXT, DataType.NUMBER
    assert types_of(loaded(*CHAIN)) == {
        "n": number,
        "size": text,
        "again": text,
        "twice": text,
        "doubled": number,
        "more": number,
    }
    assert find_strays(loaded(*CHAIN)) == {}


def test_the_shipped_questionnaire_fits():
    assert find_strays(load(pci_2018())) == {}


@pytest.mark.parametrize("number", [0, 3])
def test_random_answers_are_the_same_each_time(number):
    tried = load(pci_2018())
    answers = list(random_answers(tried, number))
    assert answers == list(random_answers(tried, number))
    assert len(answers) == number


def test_a_column_that_cannot_hold_its_answers_is_told_before_publishing(monkeypatch):
    monkeypatch.setattr(calculated, "TEXTUAL", frozenset())
    wrong = loaded(*CHAIN[:1], question("said", "calculated", calculation="concat('n ', ${n})"))
    assert set(find_strays(wrong)) == {"said"}
    found = [each for each in review(wrong) if each.code == "does_not_fit"]
    assert [(each.name, each.is_grave) for each in found] == [("said", True)]


@pytest.mark.parametrize(
    ("kind", "value", "does"),
    [
        (DataType.NUMBER, "tám", False),
        (DataType.NUMBER, "8", True),
        (DataType.NUMBER, ["a"], False),
        (DataType.DATE, "31/12", False),
        (DataType.DATE, "2018-12-31", True),
        (DataType.TEXT, 8, True),
        (DataType.NUMBER, None, True),
    ],
)
def test_what_fits_a_column(kind, value, does):
    assert fits(kind, value) is does


def test_a_table_takes_what_its_questionnaire_did_not_promise():

    document = load(data(question("n", "number"), question("m", "number")))
    answers = [{"n": "tám", "m": 1}, {"n": 8, "m": 2}]
    table = build(document, Source("", "", "vi"), [], [((), each) for each in answers])
    assert table.column("n") == ["tám", "8"]
    assert table.column("m") == [1.0, 2.0]
