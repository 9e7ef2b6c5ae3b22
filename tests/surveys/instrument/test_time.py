"""A time of day: read however it is written, kept as hours and minutes, text everywhere."""

import io

import openpyxl
import pytest

from surveys.answering.rendering.questions import question_html
from surveys.instrument import routing, types
from surveys.instrument.answer_checking import check_page
from surveys.instrument.answer_import import Reading
from surveys.instrument.types.posted import Refusal
from surveys.instrument.xlsform import export_xlsform, import_xlsform
from tests.surveys.instrument.documents import loaded, question
from tests.surveys.instrument.test_xlsform import HEAD, workbook

ANY = loaded(question("q", "time"), question("why", relevance="${q} = '07:30'"))


def check(typed):
    return check_page(ANY, "page_1", {"q": [typed]}, {}, "vi")


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("07:30", "07:30"), (" 7:30 ", "07:30"), ("7h30", "07:30"), ("7H30", "07:30"),
        ("07.30", "07:30"), ("7.30", "07:30"), ("7 h 30", "07:30"), ("7\uff1a30", "07:30"),
        ("7h", "07:00"), ("0:00", "00:00"), ("23:59", "23:59"), ("24:00", "00:00"),
        ("24h", "00:00"), ("24h00", "00:00"), ("", None), ("   ", None),
    ],
)  # fmt: skip
def test_a_time_is_kept_as_hours_and_minutes(typed, time):
    assert check(typed).values["q"] == time
    assert check(typed).errors == {}


@pytest.mark.parametrize(
    "typed",
    ["24:01", "25:00", "7:60", "7:3", "7", "730", "7:30:15", "-7:30", "sáng", "7:30 - 11:30",
     "١٢:٣٠", "107:30"],
)  # fmt: skip
def test_what_is_no_time_is_refused_and_kept_as_typed(typed):
    checked = check(typed)

    assert checked.errors["q"].code == "not_a_time"
    assert typed in str(checked.errors["q"])
    assert checked.typed["q"] == [typed]


def test_paper_is_read_by_the_same_rules():
    kind, asked = types.KINDS["time"], ANY.question("q")

    assert kind.read_entry(asked, "7h30") == "07:30"
    with pytest.raises(Refusal, match="time of day"):
        kind.read_entry(asked, "24:30")


@pytest.mark.parametrize(
    "cell", ["7h30", "07:30", "07:30:00", "07:30:00.000+07:00", "07:30:00.000Z"]
)
def test_seconds_and_zones_of_files_are_left_out(cell):
    collected = Reading({"Giờ mở cửa": "q"}, {}, ANY, "vi").row(2, {"Giờ mở cửa": cell})

    assert (collected.answers["q"], collected.errors) == ("07:30", ())


def test_the_browser_stores_what_the_server_stores():
    rules = routing.page(ANY, "page_1", {}, "vi", "seed").script["questions"]

    assert rules[0]["rewrites"] == types.KINDS["time"].rewrites


def test_a_time_is_typed_as_text():
    shown = routing.page(ANY, "page_1", {"q": "07:30"}, "vi", "seed").questions[0]

    html = question_html(shown, "vi", {"q": "07:30"}, {}, {})

    assert 'type="text"' in html
    assert 'name="q" id="f-q" value="07:30"' in html
    assert "inputmode" not in html  # the keys of numbers have no colon on an iPhone


def test_xlsform_has_a_row_of_type_time():
    content = export_xlsform(ANY)

    rows = list(openpyxl.load_workbook(io.BytesIO(content))["survey"].values)
    assert ("time", "q") in [row[:2] for row in rows]
    assert import_xlsform(content).document == ANY


def test_a_time_made_elsewhere_is_a_time():
    content = workbook([HEAD, ["time", "q", "Mấy giờ?"]])

    imported = import_xlsform(content)
    assert imported.document.question("q").kind == "time"
    assert list(imported.remarks) == []
