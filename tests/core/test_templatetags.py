"""Filters every page may use."""

import re
from datetime import timedelta

import pytest
from django import forms
from django.utils import translation
from django.utils.timezone import localdate

from core.charts.base import write_count, write_number
from core.forms import DayInput
from core.templatetags.charts import aloud, dashes_aloud
from core.templatetags.components import plain
from core.templatetags.formats import days_from_today, decimal, percent


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "hôm nay"),
        (1, "ngày mai"),
        (5, "còn 5 ngày"),
        (-1, "quá hạn 1 ngày"),
        (-83, "quá hạn 83 ngày"),
    ],
)
def test_a_day_says_how_far_off_it_is(days, words):
    assert days_from_today(localdate() + timedelta(days=days)) == words


def test_english_counts_one_day_and_several():
    with translation.override("en"):
        assert days_from_today(localdate() + timedelta(days=2)) == "2 days left"
        assert days_from_today(localdate() - timedelta(days=1)) == "1 day overdue"


@pytest.mark.parametrize(
    ("value", "told"), [(-0.0049, "0,00"), (-0.0, "0,00"), (-0.0051, "-0,01"), (0.004, "0,00")]
)
def test_what_rounds_to_zero_has_no_sign(value, told):
    with translation.override("vi"):
        assert decimal(value) == told
        assert write_number(value) == told.replace("-", "−")
        assert percent(value / 100, 2) == told + "%"


class Sample(forms.Form):
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput({"placeholder": "E-mail"}))
    day = forms.DateField(label="Day", widget=DayInput)


def test_a_field_shows_no_placeholder_that_repeats_its_label():
    assert "placeholder" not in str(plain(Sample()["email"]))
    assert 'placeholder="E-mail"' not in Sample().as_div()
    assert 'placeholder="ngày/tháng/năm"' in Sample().as_div()  # how a day is written


def read(cell):
    """What a screen reader says of a cell: what is shown to eyes alone is left out."""
    with translation.override("vi"):
        return re.sub("<[^>]*>", "", re.sub('<span aria-hidden="true">.*?</span>', "", aloud(cell)))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("–", "không có số liệu"),
        ("6,04 – 6,72", "6,04 đến 6,72"),
        ("64% – 82%", "64% đến 82%"),
        ("−6 – +11", "−6 đến +11"),
        ("3–5", "3 đến 5"),
        ("Thương binh – Xã hội", "Thương binh – Xã hội"),
        ("A < B", "A &lt; B"),
        (7, "7"),
    ],
)
def test_the_dash_of_a_cell_is_read_as_words(cell, words):
    assert read(cell) == words


@pytest.mark.parametrize(("number", "shown"), [(999, "999"), (1974, "1.974"), (0, "0")])
def test_a_count_sets_its_thousands_apart(number, shown):
    with translation.override("vi"):
        assert write_count(number) == shown


def test_the_lone_dashes_of_a_table_are_read_as_words():
    table = """<tr><th scope="row">–</th><td class="num">–</td><td data-label="Lý do"><div>
    –</div></td><td>6,04 – 6,72</td><td><select><option>–</option></select></td><dd>–</dd></tr>"""
    with translation.override("vi"):
        read = dashes_aloud(table)
        said = re.sub('<span aria-hidden="true">.*?</span>', "", read)
        assert dashes_aloud(read) == read

    told = [" ".join(each.split()) for each in re.sub("<[^>]*>", "|", said).split("|")]
    assert [each for each in told if each] == [
        "–", "không có số liệu", "không có", "6,04 – 6,72", "–", "không có",
    ]  # fmt: skip
