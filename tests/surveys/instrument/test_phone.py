"""A telephone number: read however it is written, kept as 0 and its digits, text everywhere."""

import io

import openpyxl
import pytest

from surveys.answering.rendering.questions import question_html
from surveys.instrument import routing, types
from surveys.instrument.answer_checking import check_page
from surveys.instrument.answer_import import Reading
from surveys.instrument.piping import repeat_answer
from surveys.instrument.types.posted import Refusal
from surveys.instrument.xlsform import export_xlsform, import_xlsform
from surveys.questionnaires.forms.questions import QuestionForm
from tests.surveys.instrument.documents import loaded, question
from tests.surveys.instrument.test_xlsform import HEAD, workbook

ANY = loaded(question("q", "phone"), question("why", text={"vi": "Gọi ${q} khi nào?"}))
MOBILE = loaded(question("q", "phone", mobile_only=True))


def check(typed, document=ANY):
    return check_page(document, "page_1", {"q": [typed]}, {}, "vi")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (" +84 912 345 678 ", "0912345678"), ("0261.3555.666", "02613555666"),
        ("912345678", "0912345678"), ("", None), ("   ", None),
    ],
)  # fmt: skip
def test_a_number_is_kept_as_0_and_its_digits(typed, number):
    assert check(typed).values["q"] == number
    assert check(typed).errors == {}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("091234567", "not_a_phone"), ("09123456789", "not_a_phone"), ("bốn", "not_a_phone"),
        ("0912345678 hoặc 0905111222", "not_a_phone"), ("0612345678", "old_phone"),
        ("0123 456 7890", "old_phone"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_and_kept_as_typed(typed, code):
    checked = check(typed)

    assert checked.errors["q"].code == code
    assert typed in str(checked.errors["q"])
    assert checked.typed["q"] == [typed]


def test_mobile_numbers_alone_may_be_asked_for():
    assert check("0912 345 678", MOBILE).values == {"q": "0912345678"}
    assert check("0261 3555 666", MOBILE).errors["q"].code == "not_mobile"
    assert ANY.question("q").coding != MOBILE.question("q").coding


def test_paper_is_read_by_the_same_rules():
    kind, asked = types.KINDS["phone"], MOBILE.question("q")

    assert kind.read_entry(asked, "0912.345.678") == "0912345678"
    with pytest.raises(Refusal, match="landline"):
        kind.read_entry(asked, "0261 3555 666")


@pytest.mark.parametrize("cell", ["0912345678", 912345678, 912345678.0, "+84 912 345 678"])
def test_the_zero_that_a_table_dropped_comes_back(cell):
    collected = Reading({"Điện thoại": "q"}, {}, ANY, "vi").row(2, {"Điện thoại": cell})

    assert (collected.answers, collected.errors) == ({"q": "0912345678"}, ())


def test_a_number_is_repeated_in_parts():
    assert repeat_answer(ANY, "q", {"q": "02613555666"}, "vi") == "0261 3555 666"


def test_a_phone_shows_the_keys_of_a_telephone():
    shown = routing.page(ANY, "page_1", {"q": "0912345678"}, "vi", "seed").questions[0]

    html = question_html(shown, "vi", {"q": "0912345678"}, {}, {})

    assert 'inputmode="tel" autocomplete="tel" name="q" id="f-q" value="0912345678"' in html


def test_xlsform_has_a_text_with_the_keys_of_numbers_and_names_the_kind_itself():
    content = export_xlsform(MOBILE)

    head, row = list(openpyxl.load_workbook(io.BytesIO(content))["survey"].values)[0:3:2]
    cells = dict(zip(head, row, strict=True))
    assert (cells["type"], cells["appearance"]) == ("text", "numbers")
    assert cells["thuocdo"] == '{"kind": "phone", "mobile_only": true}'
    assert import_xlsform(content).document == MOBILE


def test_a_text_of_numbers_made_elsewhere_stays_a_text():
    content = workbook([HEAD, ["text", "q", "Mã số thuế?", None, None, "numbers"]])

    assert import_xlsform(content).document.question("q").kind == "text"


def test_the_editor_asks_whether_mobile_numbers_alone_are_taken():
    page = {"name": "q", "kind": "phone", "text_vi": "Số điện thoại?", "mobile_only": "on"}
    form = QuestionForm(page, part={})

    assert form.is_valid()
    assert form.data_of_part()["mobile_only"] is True
    assert not QuestionForm({**page, "kind": "text"}, part={}).errors
