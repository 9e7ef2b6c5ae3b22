"""The HTML of one question, by itself."""

import re

import pytest
from django.utils import translation

from surveys.answering.rendering import questions
from surveys.answering.rendering.questions import question_html
from surveys.answering.rendering.summary import sort_fields
from surveys.instrument import routing
from surveys.instrument.loading import load
from tests.surveys.instrument.documents import choices, data, question, words


@pytest.fixture(autouse=True)
def _vietnamese():
    with translation.override("vi"):
        yield


def shown(*asked, answers=None):
    section = {"name": "one", "title": words("Phần một"), "questions": list(asked)}
    page = routing.page(load(data(sections=[section])), "one", answers or {}, "vi", "seed")
    return page.questions[0]


def html(of, answers=None, typed=None, errors=None):
    return question_html(of, "vi", answers or {}, typed or {}, errors or {})


def ids_told(page):
    """The ids that each control or group says it is described by."""
    return [found.split() for found in re.findall(r'aria-describedby="([^"]*)"', page)]


REPEATING = words("Quý vị đã ghi ${t}?")
HELPED = {"help": words("Xin ghi số tròn")}


def test_help_and_unit_are_told_with_an_empty_field_as_with_a_wrong_one():
    of = shown(question("days", "number", unit=words("ngày"), **HELPED))

    assert ids_told(html(of)) == [["u-days", "h-days"]]
    wrong = html(of, typed={"days": ["bốn"]}, errors={"days": "“bốn” không phải là số."})
    assert ids_told(wrong) == [["e-days", "u-days", "h-days"]]
    assert 'aria-invalid="true"' in wrong
    assert 'value="bốn"' in wrong


def test_every_id_that_describes_something_is_on_the_page():
    other = [*choices("a"), {"code": "o", "text": words("Khác"), "other": True}]
    for kind, extra in [
        ("single", {"choices": other}),
        ("multiple", {"choices": other}),
        ("longtext", {}),
        ("percent", {}),
        ("matrix", {}),
    ]:
        page = html(
            shown(question("q", kind, **HELPED, **extra)),
            errors={"q": "Xin trả lời.", "q_other": "Xin ghi rõ."},
        )
        told = {each for ids in ids_told(page) for each in ids}
        assert told >= {"e-q", "h-q"}
        assert [each for each in told if f'id="{each}"' not in page] == []


def test_what_others_typed_in_their_fields_is_not_taken_for_its_own():
    of = shown(question("q", "text"))

    page = html(of, typed={"qu": ["không"], "q": ["đúng"]}, errors={"qu": "Sai."})

    assert "không" not in page
    assert "Sai." not in page
    assert 'value="đúng"' in page


def test_only_what_holds_nobodys_own_words_is_kept_for_others():
    other = [*choices("a"), {"code": "o", "text": words("Khác"), "other": True}]
    chosen = shown(question("q", "single", choices=other))
    written = shown(question("t", "text"))
    questions._render_once.cache_clear()

    html(chosen)
    html(chosen, answers={"q": "a"})
    html(chosen, answers={"q": "o", "q_other": "bí mật"})
    html(chosen, errors={"q": "Xin trả lời."})
    html(written)
    html(written, answers={"t": "bí mật"})
    both = [question("t", "text"), question("r", "single", choices=other, text=REPEATING)]
    answers = {"t": "bí mật"}
    section = {"name": "one", "title": words("Phần một"), "questions": both}
    page = routing.page(load(data(sections=[section])), "one", answers, "vi", "seed")
    assert "Quý vị đã ghi bí mật?" in html(page.questions[1])

    assert questions._render_once.cache_info().currsize == 3  # two of choices, one empty text
    assert set(written.made) == {"question"}
    assert "bí mật" not in str(written.made)
    assert shown(question("t", "text"), answers={"t": "bí mật"}).made is None
    assert page.questions[1].made is None  # it repeats an answer


def test_a_question_whose_condition_does_not_hold_is_hidden():
    of = shown(question("q", "text"))

    assert " hidden" not in html(of)
    unasked = html(of._replace(visible=False, made=None))
    assert re.search(r'<div class="q q--text"[^>]* hidden>', unasked)


def test_what_is_wrong_is_listed_in_the_order_of_the_page():
    document = load(data(question("a"), question("b", "matrix"), question("c")))

    assert sort_fields(document, ["c", "b.r2", "b.r1", "a"]) == ["a", "b.r1", "b.r2", "c"]
