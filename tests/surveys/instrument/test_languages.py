"""Codes of languages, and what goes with each."""

import pytest

from surveys.instrument.languages import around, is_right_to_left, tidy_code, uses_comma
from surveys.instrument.notation import parse_number, say_value
from surveys.instrument.xlsform.languages import heading, language_of


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("ko", "ko"),
        ("KO", "ko"),
        ("zh-hans", "zh-Hans"),
        ("zh_Hans_CN", "zh-Hans-CN"),
        ("zh", "zh-Hans"),
        ("ZH_CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("pt_br", "pt-BR"),
        ("fil", "fil"),
        ("Korean", ""),
        ("", ""),
    ],
)
def test_codes_are_written_in_one_way(written, tidy):
    assert tidy_code(written) == tidy


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "vi"), ("ko", "ko"), ("zh-Hans", "zh-Hans"), ("zh-TW", "zh-Hans"), ("fr", "en")],
)
def test_the_words_around_questions_are_the_nearest_there_are(language, words):
    assert around(language) == words


def test_numbers_are_read_and_written_as_in_their_language():
    assert parse_number("1.234,5", "fr") == parse_number("1,234.5", "ko") == 1234.5
    assert (say_value(1234.5, "de"), say_value(1234.5, "zh-Hans")) == ("1.234,5", "1,234.5")
    assert uses_comma("pt-BR")
    assert not uses_comma("ja")


def test_arabic_runs_from_the_right():
    assert is_right_to_left("ar-EG")
    assert not is_right_to_left("vi")


@pytest.mark.parametrize(
    ("column", "language"),
    [
        ("Korean", "ko"),
        ("한국어 (ko)", "ko"),
        ("Chinese (zh-hans)", "zh-Hans"),
        ("Chinese (zh)", "zh-Hans"),
        ("中文", "zh-Hans"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("Chinese (Traditional)", "zh-Hant"),
        ("zh_CN", "zh-Hans"),
        ("Klingon", ""),
    ],
)
def test_headings_of_a_sheet_name_languages(column, language):
    assert language_of(column) == language


def test_what_is_exported_is_read_again():
    for code in ("vi", "en", "ko", "zh-Hans", "fr", "pt-BR"):
        assert language_of(heading("label", code).removeprefix("label::")) == code
