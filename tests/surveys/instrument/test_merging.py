"""Two devices, one questionnaire: which answer stands, and when the person is asked."""

import pytest

from surveys.instrument.loading import load
from surveys.instrument.merging import (
    Merge,
    Sender,
    Stored,
    read_revisions,
    revision_of,
    write_revisions,
)
from tests.surveys.instrument.documents import choices, data, question, words

OTHER = {"code": "else", "text": words("else"), "other": True}
FORM = load(
    data(
        question("met", "single"),
        question("days", "number"),
        question("ways", "multiple", choices=[*choices("a", "b"), OTHER]),
        question("rated", "matrix"),
        question("total", "calculated", calculation="${days} + 1"),
    )
)


def merge(posted, stored, seen, *, page="new", number=1):
    """Merge fields with what is stored; ``seen`` is what was stored when the page was made."""
    revisions = None if seen is None else read_revisions(write(seen))
    return Merge(FORM, posted, stored, revisions, Sender(page, number), "vi").run("page_1")


def write(stored):
    return write_revisions(FORM, "page_1", stored, "vi")


@pytest.mark.parametrize(
    ("before", "there", "here", "stands", "asked"),
    [
        ({}, {}, {"met": ["a"]}, ["a"], False),  # answered here alone
        ({}, {"met": "b"}, {}, ["b"], False),  # answered there alone; here it is blank
        ({"met": "a"}, {"met": "b"}, {"met": ["a"]}, ["b"], False),  # changed there alone
        ({"met": "a"}, {"met": "a"}, {"met": ["b"]}, ["b"], False),  # changed here alone
        ({"met": "a"}, {"met": "a"}, {}, None, False),  # taken back where it was seen
        ({"met": "a"}, {"met": "b"}, {}, ["b"], False),  # a blank erases nothing from elsewhere
        ({"met": "a"}, {}, {"met": ["b"]}, ["b"], False),  # taken back there, answered anew here
        ({"met": "a"}, {}, {"met": ["a"]}, None, False),  # taken back there, untouched here
        ({}, {"met": "b"}, {"met": ["b"]}, ["b"], False),  # the same on both
        ({}, {"met": "b"}, {"met": ["a"]}, ["b"], True),  # both answered
        ({"met": "a"}, {"met": "b"}, {"met": ["c"]}, ["b"], True),  # both changed
    ],
)
def test_which_answer_stands(before, there, here, stands, asked):
    merged = merge(here, Stored(there), Stored(before))
    assert merged.fields.get("met") == stands
    assert merged.disputed == ({"met": {"met": here["met"]}} if asked else {})


@pytest.mark.parametrize(
    ("there", "here", "stands"),
    [({"met": "b"}, {"met": ["a"]}, ["a"]), ({"met": "b"}, {}, ["b"]), ({}, {}, None)],
)
def test_a_page_that_knows_no_revisions_adds_and_changes_but_erases_nothing(there, here, stands):
    assert merge(here, Stored(there), None).fields.get("met") == stands


def test_rows_of_a_matrix_are_answers_of_their_own():
    stored = Stored({"rated": {"r1": "a"}})
    merged = merge({"rated.r2": ["b"]}, stored, Stored())
    assert merged.fields == {"rated.r1": ["a"], "rated.r2": ["b"]}
    assert merged.disputed == {}
    assert set(merged.differs) == {"rated.r1"}


def test_what_a_page_posts_again_with_more_is_its_own():
    stored = Stored({"days": 3}, revisions={"days": ["tab", 4]})
    again = merge({"days": ["31"]}, stored, Stored(), page="tab", number=5)
    assert (again.fields["days"], again.disputed) == (["31"], {})
    assert again.revisions == {"days": ["tab", 5]}
    emptied = merge({}, stored, Stored(), page="tab", number=5)
    assert "days" not in emptied.fields


@pytest.mark.parametrize(("number", "stands"), [(3, "5"), (4, "31"), (5, "31")])
def test_what_a_page_posted_before_does_not_undo_what_it_posted_later(number, stands):
    stored = Stored({"days": 5}, revisions={"days": ["tab", 4]})
    late = merge({"days": ["31"]}, stored, Stored(), page="tab", number=number)
    assert late.fields["days"] == [stands]
    assert late.disputed == {}


def test_what_was_typed_and_refused_is_an_answer_of_its_device():
    stored = Stored({}, typed={"days": ["bốn"]})
    assert merge({}, stored, Stored()).fields == {"days": ["bốn"]}
    assert merge({"days": ["4"]}, stored, Stored()).disputed == {"days": {"days": ["4"]}}
    assert merge({"days": ["4"]}, stored, stored).fields == {"days": ["4"]}


def test_words_beside_a_choice_belong_to_their_question():
    stored = Stored({"ways": ["else"], "ways_other": "Zalo"})
    here = {"ways": ["else"], "ways_other": ["Viber"]}
    assert merge(here, stored, stored).fields == here
    assert merge(here, stored, Stored()).disputed == {"ways": here}
    assert merge({"ways": ["else"], "ways_other": ["Zalo"]}, stored, Stored()).disputed == {}


@pytest.mark.parametrize(
    ("choice", "stands", "settled"),
    [("stored", ["b"], True), ("other", ["a"], True), ("", ["b"], False)],
)
def test_the_person_who_is_asked_decides(choice, stands, settled):
    stored = Stored({"met": "b"}, disputed={"met": {"met": ["a"]}})
    merged = merge({"met": ["b"], "keep.met": [choice]}, stored, stored)
    assert merged.fields["met"] == stands
    assert merged.disputed == ({"met": None} if settled else {})


@pytest.mark.parametrize(
    ("seen", "stands"),
    [("a", ["b"]), ("b", ["a"])],  # on its way when it was chosen; changed once more afterwards
)
def test_what_was_chosen_is_undone_only_on_purpose(seen, stands):
    stored = Stored({"met": "b"}, revisions={"met": ["tab", 2]})
    posted = {"met": ["a"], "keep.met": ["other"]}
    merged = merge(posted, stored, Stored({"met": seen}), page="tab", number=3)
    assert (merged.fields["met"], merged.disputed) == (stands, {})


def test_a_new_answer_settles_a_dispute_too():
    stored = Stored({"met": "b"}, disputed={"met": {"met": ["a"]}})
    merged = merge({"met": ["c"]}, stored, stored)
    assert (merged.fields["met"], merged.disputed) == (["c"], {"met": None})


def test_a_number_has_one_revision_however_it_is_written():
    stored = Stored({"days": 1234})
    assert write(stored) == f"days:{revision_of([1234, ''])}"
    assert merge({"days": ["1.234"]}, stored, Stored()).disputed == {}


def test_revisions_leave_out_blanks_and_what_is_calculated():
    assert write(Stored({"total": 4})) == ""
    assert read_revisions("") == {}
    assert read_revisions("rated.r1:0a b:1f") == {"rated.r1": "0a", "b": "1f"}
