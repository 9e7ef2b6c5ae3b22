from datetime import UTC, datetime

import pytest

from surveys.instrument import loading
from surveys.instrument.answer_import import OTHER, Reading, suggest_columns, targets
from tests.surveys.instrument.documents import choices, loaded, pci_2018, question, words

WORDS = [
    {"code": "plan", "text": {"vi": "Quy hoạch, kế hoạch", "en": "Plans"}},
    {"code": "law", "text": {"vi": "Văn bản pháp luật", "en": "Laws"}},
    {"code": "other", "text": {"vi": "Khác", "en": "Other"}, "other": True},
]
FORM = loaded(
    question("asked", "single", choices=choices("yes", "no"), text={"vi": "Có hỏi không?"}),
    question("n", "number", relevance="${asked} = 'yes'", decimals=1),
    question("kinds", "multiple", choices=WORDS, text={"vi": "Cần gì?"}),
    question("grid", "matrix", choices=choices("1", "2"), text={"vi": "Dễ không?"}),
    question("order", "ranking"),
    question("day", "date"),
    question("source", "single", choices=WORDS),
)


def read(mapping, cells, values=None, language="vi"):
    return Reading(mapping, values or {}, FORM, language).row(7, cells)


@pytest.mark.parametrize(
    ("target", "cell", "answers"),
    [
        ("asked", "yes", {"asked": "yes"}),
        ("asked", "YES (en)", {"asked": "yes"}),
        ("kinds", "plan law", {"kinds": ["plan", "law"]}),
        ("kinds", "Văn bản pháp luật, Quy hoạch, kế hoạch", {"kinds": ["plan", "law"]}),
        ("kinds", "Plans; Laws", {"kinds": ["plan", "law"]}),
        ("kinds_law", 1.0, {"kinds": ["law"]}),
        ("kinds_law", True, {"kinds": ["law"]}),
        ("kinds_law", "Có", {"kinds": ["law"]}),
        ("grid_r2", 2.0, {"grid": {"r2": "2"}}),
        ("order", "c a", {"order": ["c", "a"]}),
        ("order_b", 1.0, {"order": ["b"]}),
        ("day", datetime(2018, 11, 5, 9, 30, tzinfo=UTC), {"day": "2018-11-05"}),
        ("day", "05/11/2018", {"day": "2018-11-05"}),
    ],
)
def test_cells_of_other_programs_become_answers(target, cell, answers):
    collected = read({"Cột": target}, {"Cột": cell})

    assert (collected.answers, collected.errors) == (answers, ())


@pytest.mark.parametrize("apostrophe", ["'", "\u2019", "\u2018", "\u02bc"])
@pytest.mark.parametrize("target", ["one", "many"])
def test_a_district_is_known_by_any_apostrophe(target, apostrophe):
    rlap = [
        {"code": "rlap", "text": {"vi": "Huyện Đắk R'Lấp"}},
        {"code": "mil", "text": {"vi": "Huyện Đắk Mil"}},
    ]
    form = loaded(
        question("one", "single", choices=rlap), question("many", "multiple", choices=rlap)
    )
    cells = {
        "one": f"huyện Đắk R{apostrophe}lấp",
        "many": f"Huyện Đắk Mil, Huyện Đắk R{apostrophe}Lấp",
    }

    collected = Reading({target: target}, {}, form, "vi").row(7, cells)

    assert collected.errors == ()
    assert collected.answers == ({"one": "rlap"} if target == "one" else {"many": ["rlap", "mil"]})


def test_a_decimal_number_is_not_taken_for_thousands():
    mapping = {"a": "asked", "b": "n"}

    assert read(mapping, {"a": "yes", "b": 1.5}).answers["n"] == 1.5
    assert read(mapping, {"a": "yes", "b": "1.234"}).answers["n"] == 1234
    assert read(mapping, {"a": "yes", "b": "1.2"}, language="en").answers["n"] == 1.2


def test_answers_to_questions_not_asked_are_left_out():
    assert read({"a": "asked", "b": "n"}, {"a": "no", "b": 4.0}).answers == {"asked": "no"}


@pytest.mark.parametrize(
    ("target", "cell", "part"),
    [
        ("asked", "có lẽ", "có lẽ"),
        ("kinds", "Plans, báo chí", "báo chí"),
        ("kinds_law", "hai", "hai"),
        ("grid_r1", "9", "9"),
        ("day", "hôm qua", "hôm qua"),
        ("order_a", "2", "1"),
        ("asked", object(), "formula"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_column(target, cell, part):
    collected = read({"Cột": target}, {"Cột": cell})

    assert [error.heading for error in collected.errors] == ["Cột"]
    assert part in collected.errors[0].template % collected.errors[0].params


def test_words_nobody_knows_are_collected_and_can_be_given_a_meaning():
    cells = {"Cột": "hỏi trên mạng"}
    assert read({"Cột": "source"}, cells).unknown == (("source", "hỏi trên mạng"),)

    known = read({"Cột": "source"}, cells, {"source": {"hỏi trên mạng": "law"}})
    own = read({"Cột": "source"}, cells, {"source": {"hỏi trên mạng": OTHER}})

    assert known.answers == {"source": "law"}
    assert own.answers == {"source": "other", "source_other": "hỏi trên mạng"}


def test_a_row_without_any_answer_is_told():
    assert read({"Cột": "asked"}, {"Cột": None}).errors[0].template.startswith("The row")


def test_columns_are_suggested_by_name_and_by_words():
    headings = ["Dấu thời gian", "Có hỏi không?", "group/n", "Cần gì?", "Dễ không? [r1]", "grid_r2"]

    assert suggest_columns(headings, FORM) == {
        "Có hỏi không?": "asked",
        "group/n": "n",
        "Cần gì?": "kinds",
        "Dễ không? [r1]": "grid_r1",
        "grid_r2": "grid_r2",
    }


def test_every_column_of_2018_is_a_target_and_suggests_itself():
    questionnaire = loading.load(pci_2018())
    names = list(targets(questionnaire))

    assert suggest_columns(names, questionnaire) == {name: name for name in names}


def test_words_of_the_language_are_compared_without_marks():
    one = loaded(
        question("q", "single", choices=[*choices("a"), {"code": "b", "text": words("Đắk Nông")}])
    )

    assert Reading({"x": "q"}, {}, one, "vi").row(1, {"x": "dak nong"}).answers == {"q": "b"}
