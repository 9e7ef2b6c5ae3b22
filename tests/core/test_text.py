"""Words are compared and sorted as Vietnamese people spell them."""

import pytest

from core.text import fold, name_sort_key, nest_quotes, sort_key

DICTIONARY = [
    "An", "An Bình", "Anh", "Ăn", "Ân", "Công ty 10", "Dak", "Diện",
    "Đắk Glong", "Đắk Mil", "Đắk R'Lấp", "Đắk Song", "Điện",
    "ma", "mà", "mả", "mã", "má", "mạ", "mai", "tu", "Tuy Đức", "tư", "Tự",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "nested"),
    [
        ("“a “b” c” “d”", "“a \u2018b\u2019 c” “d”"),
        ("““a” b”", "“\u2018a\u2019 b”"),
        ("a” “b", "a” “b"),
    ],
)
def test_quotation_marks_inside_others_are_single(text, nested):
    assert nest_quotes(text) == nested


def test_names_stand_as_in_a_vietnamese_dictionary():
    shuffled = sorted(DICTIONARY, key=hash)

    assert sorted(shuffled, key=sort_key) == DICTIONARY


def test_letters_written_in_two_signs_sort_like_one():
    assert sort_key("Đắk Mil") == sort_key("Đa\u0306\u0301k Mil")


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "ʼ", "`"])  # noqa: RUF001 -- as people type it
def test_every_apostrophe_of_a_district_is_the_same(apostrophe):
    typed = f"Đắk R{apostrophe}Lấp"

    assert fold(typed) == "dakrlap"
    assert sort_key(typed) == sort_key("Đắk R'Lấp")


def test_people_are_sorted_by_their_given_name():
    people = ["Nguyễn Hữu Lộc", "Lê Thị Thu Hà", "Trần Văn Hà", "Phạm Quang Huy", "Hà"]

    found = sorted(people, key=name_sort_key)

    assert found == ["Hà", "Lê Thị Thu Hà", "Trần Văn Hà", "Phạm Quang Huy", "Nguyễn Hữu Lộc"]


@pytest.mark.parametrize("text", ["", "'", "...", "́", "ấ " * 500, "漢字 ½ ²"])
def test_any_text_has_a_key_of_digits_that_fits_its_column(text):
    assert sort_key(text).isdecimal()
    assert len(sort_key(text)) <= 250
