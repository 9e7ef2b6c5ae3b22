"""Photos and documents as answers: what may stand in the field, on paper and in XLSForm."""

import pytest

from core.attachments import cleaning
from surveys.instrument import routing, types
from surveys.instrument.answer_checking import check_page
from surveys.instrument.types import file
from surveys.instrument.types.posted import Refusal
from surveys.instrument.xlsform import export_xlsform, import_xlsform
from tests.surveys.instrument.documents import loaded, question
from tests.surveys.instrument.test_xlsform import HEAD, workbook

KIND = types.KINDS["file"]
ANY = loaded(question("q", "file"))
NAME = "0123456789abcdef0123456789abcdef.jpg"


def check(typed):
    return check_page(ANY, "page_1", {"q": [typed]}, {}, "vi")


@pytest.mark.parametrize("name", [NAME, NAME.replace("jpg", "pdf"), "paper"])
def test_the_name_of_a_file_is_an_answer(name):
    assert check(name).values == {"q": name}


@pytest.mark.parametrize("typed", [NAME[1:], f"../{NAME}", NAME.replace("jpg", "exe"), "hoa.jpg"])
def test_nothing_else_is(typed):
    assert check(typed).errors["q"].code == "not_a_file"


def test_a_file_that_was_refused_leaves_the_one_before_standing():
    field = file.refuse("too_large", NAME)

    assert check(field).errors["q"].code == "too_large"
    assert (file.standing(field), file.standing(file.refuse("locked", ""))) == (NAME, "")
    assert check("refused:whatever").errors["q"].code == "not_a_file"


def test_every_reason_for_which_files_are_refused_has_the_same_sentence_here():
    assert {code: str(s) for code, s in cleaning.SENTENCES.items()}.keys() <= KIND.sentences.keys()
    for code in cleaning.SENTENCES:
        assert cleaning.SENTENCES[code]._args[0] == KIND.sentences[code]


def test_a_sheet_has_one_when_a_copy_came_with_it():
    assert KIND.read_entry(ANY.question("q"), "1") == "paper"
    with pytest.raises(Refusal, match="is not 1"):
        KIND.read_entry(ANY.question("q"), "2")


def test_a_respondent_reads_of_which_kind_a_file_is():
    asked = ANY.question("q")
    said = [KIND.say(asked, value, "vi") for value in (NAME, "paper")]

    assert said == ["tệp đã gửi (JPG)", "bản giấy kèm phiếu"]


def test_images_of_an_xlsform_are_photos_and_come_back_as_such():
    content = workbook([HEAD, ["image", "photo", "Ảnh?"], ["file", "paper", "Văn bản?"]])
    document = import_xlsform(content).document

    photo, paper = document.question("photo"), document.question("paper")
    assert (photo.kind, photo.properties) == ("file", {"picture_only": True})
    assert (paper.kind, paper.properties) == ("file", {})
    assert import_xlsform(export_xlsform(document)).document == document


def test_a_condition_knows_whether_there_is_a_file():
    document = loaded(question("q", "file"), question("why", relevance="${q} != ''"))

    assert "why" in routing.walk(document, {"q": NAME}).questions
    assert "why" not in routing.walk(document, {}).questions
