"""The last look: each answer as its respondent gave it, and nothing of it kept for others."""

import pytest
from django.utils import translation

from surveys.answering.rendering import overview
from surveys.instrument import routing
from surveys.instrument.loading import load
from tests.surveys.instrument.documents import choices, data, question, words

OTHER = [*choices("a", "b"), {"code": "o", "text": words("Khác"), "other": True}]
ASKED = [
    question("q", "single", choices=OTHER),
    question("t", "text"),
    question("again", "single", choices=choices("a", "b"), text=words("Quý vị đã ghi ${t}?")),
    question("rated", "matrix", required=False),
]
GIVEN = {"q": "a", "t": "bí mật", "again": "b", "rated": {"r1": "a"}}


@pytest.fixture(autouse=True)
def _vietnamese():
    overview._render_once.cache_clear()
    with translation.override("vi"):
        yield


def answers_of(given, problem=""):
    document = load(data(sections=[{"name": "one", "title": words("Phần"), "questions": ASKED}]))
    page = routing.page(document, "one", given, "vi", "seed")
    return {
        shown.name: overview.answer_html(document, shown, given, "vi", "one", problem)
        for shown in page.questions
    }


def test_each_answer_leads_back_to_its_question_without_naming_the_link():
    page = answers_of(GIVEN)
    assert [f'href="../p/one/#q-{name}"' in html for name, html in page.items()] == [True] * 4


def test_an_answer_reads_as_it_was_given_and_a_missing_one_says_so():
    page = answers_of(GIVEN)
    assert "bí mật" in page["t"]
    assert "Quý vị đã ghi bí mật?" in page["again"]
    assert page["rated"].count("<strong>") == 2
    assert "chưa trả lời" in answers_of({})["t"]


def test_what_holds_own_words_is_not_kept_for_others():
    answers_of(GIVEN)
    answers_of({"q": "o", "q_other": "bí mật"})
    answers_of({"q": "b"}, problem="Xin trả lời.")

    assert overview._render_once.cache_info().currsize == 3  # "a" of q, the matrix, the empty one
