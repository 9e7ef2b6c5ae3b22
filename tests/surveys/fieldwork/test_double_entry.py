"""What is typed by number becomes the answer, and can be written back."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.fieldwork import double_entry
from surveys.instrument import loading
from surveys.instrument import model as documents
from surveys.instrument.types.posted import Refusal
from tests.surveys.instrument import documents as made
from tests.surveys.instrument.documents import loaded

FILE = Path(__file__).parents[3] / "fixtures" / "questionnaires" / "pci_2018.json"
DOCUMENT = loading.load(json.loads(FILE.read_text(encoding="utf-8")))


def question(name: str) -> documents.Question:
    return DOCUMENT.question(name)


def ask(name, kind, **more):
    return loaded(made.question(name, kind, **more)).question(name)


def test_a_number_is_the_choice_in_its_place():
    asked = question("asked")

    assert double_entry.read_entry(asked, " 1 ") == asked.choices[0].code
    assert double_entry.read_entry(asked, "") is None


def test_a_matrix_is_one_number_a_row():
    planning = question("planning")
    typed = "12345-"

    value = double_entry.read_entry(planning, typed)

    assert list(value) == [row.code for row in planning.rows[:5]]
    assert double_entry.write_entry(planning, value) == typed


def test_several_choices_are_separated_by_spaces_or_commas():
    kinds = question("need_kinds")

    assert double_entry.read_entry(kinds, "1, 3") == [kinds.choices[0].code, kinds.choices[2].code]


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("asked", "9", "no_such_choice"),
        ("asked", "x", "no_such_choice"),
        ("planning", "123", "wrong_row_count"),
        ("days", "nhiều", "no_number"),
        ("days", "nan", "no_number"),
    ],
)
def test_what_is_no_answer_is_refused_by_name(name, typed, code):
    with pytest.raises(Refusal) as refusal:
        double_entry.read_entry(question(name), typed)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("typed", "decimals", "value", "written"),
    [
        ("1.500", 0, 1500, "1500"),
        ("1.234.567,25", 2, 1234567.25, "1234567,25"),
        ("1 234 567", 0, 1234567, "1234567"),
        ("1,5", 1, 1.5, "1,5"),
        ("-0,000001", 6, -0.000001, "-0,000001"),
    ],
)
def test_a_number_on_paper_is_read_as_it_is_written_here(typed, decimals, value, written):
    asked = ask("n", "number", decimals=decimals)

    assert double_entry.read_entry(asked, typed) == value
    assert double_entry.write_entry(asked, value) == written
    assert double_entry.read_entry(asked, written) == value


@pytest.mark.parametrize(
    ("typed", "code"),
    [("1,5", "not_whole"), ("1,500", "not_whole"), ("1e3", "no_number"), ("9" * 16, "number_size")],
)
def test_a_number_that_the_question_cannot_hold_is_refused_on_paper(typed, code):
    with pytest.raises(Refusal) as refusal:
        double_entry.read_entry(ask("n", "number"), typed)

    assert refusal.value.code == code


def test_a_decimal_comma_is_read_and_written():
    assert double_entry.read_entry(question("online_share"), "12,5") == 12.5
    assert double_entry.write_entry(question("online_share"), 12.5) == "12,5"


@given(st.data())
def test_every_answer_survives_being_written_and_read(data):
    asked = data.draw(st.sampled_from(list(double_entry.typed_questions(DOCUMENT))))
    if asked.kind in {"single", "scale"}:
        value = data.draw(st.sampled_from([c.code for c in asked.choices]))
    elif asked.kind in {"multiple", "ranking"}:
        value = data.draw(st.lists(st.sampled_from([c.code for c in asked.choices]), min_size=1))
    elif asked.kind == "matrix":
        codes = st.sampled_from([c.code for c in asked.choices])
        value = {row.code: data.draw(codes) for row in asked.rows if data.draw(st.booleans())}
    elif asked.kind in {"number", "percent"}:
        value = data.draw(st.integers(0, 10**15))
    else:
        value = data.draw(st.text("ăâđêôơư abc", min_size=1).map(str.strip).filter(bool))

    assert double_entry.read_entry(asked, double_entry.write_entry(asked, value)) == value


def test_differences_come_in_the_order_of_the_sheet():
    first = {"asked": "yes", "days": 4, "comment": "Tốt"}
    second = {"asked": "yes", "days": 5, "comment": "Tot"}

    assert [d.question.name for d in double_entry.differences(DOCUMENT, first, second)] == [
        "days",
        "comment",
    ]
