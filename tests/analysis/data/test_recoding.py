"""Answers become numbers in the official orientation."""

import json
import math

import pytest

from analysis.data.recoding import choice_columns, column_of, criterion_columns, row_columns
from demo.waves import DOCUMENT
from surveys.instrument import loading
from surveys.instrument.routing import walk


@pytest.fixture(scope="module")
def document():
    return loading.load(json.loads(DOCUMENT.read_text(encoding="utf-8")))


def column(document, criterion, item, *answers):
    rule = next(rule for rule in document.criteria if rule.criterion == criterion)
    items, _asked = criterion_columns(document, [walk(document, each) for each in answers])
    return list(items[column_of(rule, item)])


def test_very_easy_becomes_the_best_value_because_the_printed_label_is_reversed(document):
    found = column(document, "planning", "planning.land", {"planning": {"land": "1"}})

    assert found == [5.0]


def test_not_applicable_is_left_out_item_by_item(document):
    answer = {"planning": {"land": "na", "master": "4"}}

    assert math.isnan(column(document, "planning", "planning.land", answer)[0])
    assert column(document, "planning", "planning.master", answer) == [2.0]


@pytest.mark.parametrize(("answer", "value"), [("3", 0.0), ("4", 1.0), ("5", 1.0)])
def test_a_share_counts_the_named_answers(document, answer, value):
    assert column(document, "ba_role", "ba_role", {"ba_role": answer}) == [value]


def test_only_those_who_asked_count_for_having_received(document):
    found = column(
        document,
        "info_received",
        "received",
        {"asked": "yes", "received": "yes"},
        {"asked": "yes", "received": "no"},
        {"asked": "no"},
        {"asked": "no", "received": "yes"},
        {},
    )

    assert found[:2] == [1.0, 0.0]
    assert all(math.isnan(value) for value in found[2:])


def test_days_are_kept_as_typed(document):
    answer = {"asked": "yes", "received": "yes", "days": 7}

    assert column(document, "info_days", "days", answer) == [7.0]


def test_no_rows_give_the_same_columns(document):
    none, one = criterion_columns(document, []), criterion_columns(document, [walk(document, {})])

    assert [list(each.columns) for each in none] == [list(each.columns) for each in one]


def test_choices_are_ones_and_zeros_among_those_who_answered(document):
    found = choice_columns(document.question("need_kinds"), [["land", "tax"], None])

    assert found.loc[0, ["land", "tax", "budget"]].tolist() == [1.0, 1.0, 0.0]
    assert found.loc[1].isna().all()


def test_rows_of_a_matrix_leave_out_no_opinion(document):
    found = row_columns(document.question("satisfied"), ["4", "na"])

    assert found.loc[0].tolist() == [0.0, 0.0, 0.0, 1.0, 0.0]
    assert found.loc[1].isna().all()
