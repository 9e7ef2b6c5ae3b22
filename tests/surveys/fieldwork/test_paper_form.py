"""The sheet of paper says who answers a question, and prints with our own letters."""

import io

import pytest
from pypdf import PdfReader

from surveys.fieldwork import paper_form
from tests.factories.surveys import WaveFactory
from tests.surveys.instrument.documents import choices, loaded, question, words


@pytest.mark.parametrize(
    ("relevance", "expected"),
    [
        ("${one} = 'a'", "Answer only if: question 1 is “a (en)”."),
        ("${one} != 'a' and ${n} >= 3", "question 1 is not “a (en)” and question 2 is at least 3."),
        (
            "selected(${many}, 'b') or ${n} < 2.5",
            "question 3 is “b (en)” or question 2 is less than 2.5.",
        ),
        (
            "(${one} = 'a' or ${one} = 'b') and ${n} > 1 and ${n} < 9",
            "if: (question 1 is “a (en)” or question 1 is “b (en)”) and question 2 is more than 1"
            " and question 2 is less than 9.",
        ),
        ("${n} != ''", "question 2 was answered."),
        ("${n} + 1 > 3", "Answer only if it applies to your enterprise."),
        ("regex(${one}, 'a|b')", "Answer only if it applies to your enterprise."),
    ],
)
@pytest.mark.django_db
def test_conditions_are_written_in_words(relevance, expected):
    document = loaded(
        question("one", "single"), question("n", "number"), question("many", "multiple"),
        question("note", "note"), question("q", relevance=relevance),
    )  # fmt: skip

    page = paper_form.html(wave=WaveFactory(), document=document, language="en")

    assert expected in page
    assert "4. q (en)" in page


@pytest.mark.django_db
def test_the_sheet_says_how_many_to_circle_and_leaves_room_for_days_and_times():
    document = loaded(
        question("any", "multiple"), question("some", "multiple", at_most=2),
        question("said", "multiple", help=words("Xin chọn tối đa ba ý.")),
        question("order", "ranking"), question("one", "single"),
        question("day", "date"), question("hour", "time"),
    )  # fmt: skip

    page = paper_form.html(wave=WaveFactory(), document=document, language="vi")

    assert page.count("Có thể khoanh nhiều câu trả lời.") == 1
    assert page.count("Xin khoanh tối đa 2 câu trả lời.") == 1
    assert "Ngày ____ tháng ____ năm ________" in page
    assert "____ giờ ____ phút" in page


@pytest.mark.django_db
def test_the_sheet_is_printed_in_the_letters_we_ship():
    other = {"code": "o", "text": words("Khác"), "other": True}
    document = loaded(question("q", "single", choices=[*choices("a"), other]))

    pdf = PdfReader(
        io.BytesIO(paper_form.pdf(wave=WaveFactory(), document=document, language="vi"))
    )

    fonts = str(pdf.pages[0]["/Resources"]["/Font"].get_object())
    names = [str(f.get_object()["/BaseFont"]) for f in pdf.pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    assert any("Be-Vietnam-Pro" in name or "BeVietnamPro" in name for name in names), names
    assert "Khác:" in pdf.pages[0].extract_text()
