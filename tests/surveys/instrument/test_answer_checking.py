import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instrument import loading
from surveys.instrument.answer_checking import check_page
from surveys.instrument.notation import parse_number
from tests.surveys.instrument.documents import choices, loaded, pci_2018, question, words

PCI = loading.load(pci_2018())


def check(question_, posted, language="vi", **more):
    return check_page(loaded(question_), "page_1", posted, {}, language, **more)


@pytest.mark.parametrize(
    ("asked", "posted", "values"),
    [
        (question("q"), {"q": ["  Đắk Nông \r\n xa "]}, {"q": "Đắk Nông \n xa"}),
        (question("q"), {"q": ["a\x00b\u0065\u0302"]}, {"q": "abê"}),
        (question("q"), {}, {"q": None}),
        (question("q", "single"), {"q": ["b"]}, {"q": "b"}),
        (question("q", "single"), {"q": ["", "b"]}, {"q": "b"}),
        (question("q", "scale"), {"q": ["na"]}, {"q": "na"}),
        (question("q", "multiple"), {"q": ["c", "a", "c"]}, {"q": ["a", "c"]}),
        (question("q", "multiple"), {"q": [""]}, {"q": None}),
        (question("q", "number"), {"q": ["1.234"]}, {"q": 1234}),
        (question("q", "number"), {"q": ["-7"]}, {"q": -7}),
        (question("q", "number", decimals=2), {"q": ["1.234,5"]}, {"q": 1234.5}),
        (question("q", "percent"), {"q": ["12,5 %"]}, {"q": 12.5}),
        (question("q", "date"), {"q": ["2018-11-25"]}, {"q": "2018-11-25"}),
        (question("q", "date"), {"q": ["25/11/2018"]}, {"q": "2018-11-25"}),
        (question("q", "matrix"), {"q.r1": ["a"], "q.r9": ["b"]}, {"q": {"r1": "a"}}),
        (question("q", "ranking"), {"q.a": ["2"], "q.c": ["1"], "q.b": [""]}, {"q": ["c", "a"]}),
        (question("q", "ranking"), {"q": ["c", "b"]}, {"q": ["c", "b"]}),
        (question("q", "note"), {"q": ["x"]}, {}),
        (question("q", "calculated", calculation="1 + 1"), {"q": ["9"]}, {"q": 2}),
    ],
)
def test_what_was_posted_becomes_values(asked, posted, values):
    checked = check(asked, posted)

    assert checked.values == values
    assert checked.errors == {}


def test_numbers_follow_the_language():
    assert check(question("q", "number"), {"q": ["1,234"]}, "en").values == {"q": 1234}
    assert parse_number("1,5", "vi") == 1.5
    assert parse_number("1.5", "en") == 1.5
    assert parse_number("1 234 567", "vi") == 1234567
    assert parse_number("٣", "vi") is None


OTHER = [*choices("a", "b"), {"code": "o", "text": words("o"), "other": True}]
ALONE = [*choices("a", "b"), {"code": "none", "text": words("none"), "exclusive": True}]
OVER_9 = [{"expression": ". > 9", "message": words("Hơn 9")}]


@pytest.mark.parametrize(
    ("asked", "posted", "field", "code"),
    [
        (question("q", required=True), {"q": ["  "]}, "q", "required"),
        (question("q", "single"), {"q": ["z"]}, "q", "not_offered"),
        (question("q", "single"), {"q": ["a", "b"]}, "q", "only_one"),
        (question("q", "multiple", choices=ALONE), {"q": ["a", "none"]}, "q", "exclusive"),
        (question("q", "multiple", at_most=1), {"q": ["a", "b"]}, "q", "too_many"),
        (question("q", "multiple"), {"q": ["z"]}, "q", "not_offered"),
        (question("q", "single", choices=OTHER), {"q": ["o"]}, "q_other", "other_words"),
        (
            question("q", "single", choices=OTHER),
            {"q": ["o"], "q_other": ["x" * 301]},
            "q_other",
            "too_long",
        ),
        (question("q", "number"), {"q": ["bốn"]}, "q", "not_a_number"),
        (question("q", "number"), {"q": ["1" * 30]}, "q", "not_a_number"),
        (question("q", "number"), {"q": ["1" * 17]}, "q", "number_size"),
        (question("q", "number"), {"q": ["4,5"]}, "q", "not_whole"),
        (question("q", "number", decimals=1), {"q": ["4,55"]}, "q", "decimals"),
        (question("q", "percent"), {"q": ["101"]}, "q", "percent_range"),
        (question("q", "percent"), {"q": ["-1"]}, "q", "percent_range"),
        (question("q", "date"), {"q": ["31/02/2018"]}, "q", "not_a_date"),
        (question("q", "date"), {"q": ["hôm qua"]}, "q", "not_a_date"),
        (question("q"), {"q": ["x" * 10_001]}, "q", "too_long"),
        (question("q", "longtext"), {"q": ["x" * 10_001]}, "q", "too_long"),
        (question("q", "matrix", required=True), {"q.r1": ["a"]}, "q.r2", "row_required"),
        (question("q", "matrix"), {"q.r1": ["z"]}, "q.r1", "not_offered"),
        (question("q", "matrix"), {"q.r1": ["a", "b"]}, "q.r1", "only_one"),
        (question("q", "ranking"), {"q.a": ["1"], "q.b": ["1"]}, "q", "rank"),
        (question("q", "ranking"), {"q.a": ["1"], "q.b": ["3"]}, "q", "rank"),
        (question("q", "ranking"), {"q": ["a", "a"]}, "q", "rank"),
        (question("q", "ranking", at_most=1), {"q": ["a", "b"]}, "q", "too_many"),
        (question("q", "number", constraints=OVER_9), {"q": ["9"]}, "q", "constraint"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_kept_as_typed(asked, posted, field, code):
    checked = check(asked, posted)

    assert {name: refusal.code for name, refusal in checked.errors.items()} == {field: code}
    assert "%(" not in str(checked.errors[field])
    assert checked.typed == posted
    assert field not in checked.values


def test_a_constraint_speaks_its_own_words_in_the_readers_language():
    asked = question("q", "number", constraints=OVER_9)

    assert str(check(asked, {"q": ["1"]}, "en").errors["q"]) == "Hơn 9 (en)"


def test_a_missing_code_meets_every_constraint():
    asked = question("q", "scale", constraints=OVER_9)

    assert check(asked, {"q": ["na"]}).errors == {}


def test_a_page_saved_half_way_requires_nothing():
    checked = check(question("q", required=True), {}, partial=True)

    assert (checked.errors, checked.values) == ({}, {"q": None})


def test_other_words_are_kept_only_where_other_was_chosen():
    asked = question("q", "single", choices=OTHER)

    assert check(asked, {"q": ["o"], "q_other": ["lời"]}).values == {"q": "o", "q_other": "lời"}
    assert check(asked, {"q": ["a"], "q_other": ["lời"]}).values == {"q": "a", "q_other": None}


def test_a_question_not_asked_is_cleared_and_not_required():
    posted = {"asked": ["no"], "received": ["yes"], "days": ["nonsense"]}

    checked = check_page(PCI, "requests", posted, {}, "vi")

    assert checked.errors == {}
    assert checked.values == {
        "asked": "no",
        "asked_agency": None,
        "asked_agency_other": None,
        "received": None,
        "days": None,
        "not_received": None,
        "not_received_other": None,
    }


def test_a_question_that_became_relevant_is_required():
    checked = check_page(PCI, "requests", {"asked": ["yes"], "received": ["yes"]}, {}, "vi")

    assert {name: refusal.code for name, refusal in checked.errors.items()} == {"days": "required"}


def test_conditions_use_the_page_as_posted_not_as_stored():
    stored = {"asked": "yes", "received": "yes", "days": 3}

    checked = check_page(PCI, "requests", {"asked": ["no"]}, stored, "vi")

    assert checked.values["days"] is None
    assert checked.is_valid


FIELDS = st.sampled_from(["asked", "asked_agency", "asked_agency_other", "received", "days", "x"])
TYPED = st.lists(st.sampled_from(["yes", "no", "other", "4", ""]) | st.text(max_size=9), max_size=3)


@given(st.dictionaries(FIELDS, TYPED))
def test_anything_posted_is_taken_or_refused(posted):
    checked = check_page(PCI, "requests", posted, {}, "vi")

    answers = {name: value for name, value in checked.values.items() if value is not None}
    again = check_page(PCI, "requests", _as_posted(answers), {}, "vi", partial=True)
    assert {name: value for name, value in again.values.items() if value is not None} == answers


def _as_posted(answers):
    return {name: [str(value)] for name, value in answers.items()}


def test_a_choice_that_the_filter_took_away_is_told_when_the_page_is_left():
    from_north = {"code": "n", "text": words("Bắc"), "attributes": {"region": "a"}}
    from_south = {"code": "s", "text": words("Nam"), "attributes": {"region": "b"}}
    asked = loaded(
        question("region", "single"),
        question(
            "q", "multiple", choices=[from_north, from_south], choice_filter="region = ${region}"
        ),
    )
    posted = {"region": ["a"], "q": ["n", "s"]}

    left = check_page(asked, "page_1", posted, {}, "vi")
    saved = check_page(asked, "page_1", posted, {}, "vi", partial=True)

    assert left.errors["q"].params == {"choice": "Nam"}
    assert (saved.values, saved.errors) == ({"region": "a", "q": ["n"]}, {})


def test_a_pattern_constrains_an_answer():
    phone = question(
        "q", constraints=[{"expression": "regex(., '(0|\\+84)[0-9]{9}')", "message": {}}]
    )

    assert check(phone, {"q": ["0912345678"]}).is_valid
    assert check(phone, {"q": ["12345"]}).errors["q"].code == "constraint"
