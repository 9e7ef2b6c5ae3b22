import pytest

from vietnam.phone_numbers import for_messages, is_mobile, normalise, say, was_valid

WRITTEN = {
    "0912345678": "0912345678",
    " 0912 345 678 ": "0912345678",
    "0912.345.678": "0912345678",
    "(091) 234-5678": "0912345678",
    "0912\u00a0345\u00a0678": "0912345678",
    "0912–345–678": "0912345678",
    "+84912345678": "0912345678",
    "+84 (0) 912 345 678": "0912345678",
    "84912345678": "0912345678",
    "0084 912 345 678": "0912345678",
    "912345678": "0912345678",
    "842345678": "0842345678",
    "0323456789": "0323456789",
    "0523456789": "0523456789",
    "0723456789": "0723456789",
    "0261 3555 666": "02613555666",
    "+84 261 3555666": "02613555666",
    "2613555666": "02613555666",
    "024 3825 1234": "02438251234",
}
NONE = [
    "", "0", "abc", "091234567", "09123456789", "0261355566", "026135556667", "1900 1234", "113",
    "0612345678", "0123456789", "01234567890", "+1 415 555 0123", "0912345678 máy lẻ 3",
    "0912345678, 0905111222", "٠٩١٢٣٤٥٦٧٨", "84", "+84", "=0912345678", "0912345678x",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "number"), WRITTEN.items())
def test_a_number_is_read_however_it_is_written(typed, number):
    assert normalise(typed) == number
    assert normalise(number) == number
    assert normalise(say(number)) == number


@pytest.mark.parametrize("typed", NONE)
def test_what_is_no_number_of_today_is_none(typed):
    assert normalise(typed) is None


@pytest.mark.parametrize(
    ("typed", "was"),
    [
        ("01234567890", True), ("0612345678", True), ("04 3825 1234", True),
        ("0501 3555 666", True), ("0912345678", False), ("02613555666", False),
        ("012345678", False), ("091234567890", False), ("1900 1234", False),
    ],
)  # fmt: skip
def test_numbers_of_before_2018_are_known_as_such(typed, was):
    assert was_valid(typed) is was


def test_mobile_numbers_are_told_from_landlines():
    assert is_mobile("0912345678")
    assert not is_mobile("02613555666")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0912345678", "0912 345 678"),
        ("02613555666", "0261 3555 666"),
        ("02438251234", "024 3825 1234"),
        ("02838251234", "028 3825 1234"),
    ],
)
def test_a_number_is_said_in_parts(number, said):
    assert say(number) == said


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0912345678", "84912345678"), ("+84912345678", "84912345678"),
        ("84912345678", "84912345678"), ("091 234.56-78", "84912345678"),
        ("912345678", ""), ("02613555666", ""), ("0261000123", ""), ("+14155550123", ""), ("", ""),
    ],
)  # fmt: skip
def test_only_mobile_numbers_of_vietnam_take_text_messages(number, expected):
    assert for_messages(number) == expected
