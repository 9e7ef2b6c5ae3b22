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

FILE = Path(__file__).parents[3] / "fixtures" / "questionnaires" / "pci_2018.json"
DOCUMENT = loading.load(json.loads(FILE.read_text(encoding="utf-8")))


def question(name: str) -> documents.Question:
    return DOCUMENT.question(name)


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
        value = data.draw(st.integers(0, 99999))
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
