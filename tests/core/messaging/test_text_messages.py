import pytest

from core.messaging.text_messages import Size, plain, size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Size(0, 1, is_plain=True)),
        ("a" * 160, Size(160, 1, is_plain=True)),
        ("a" * 161, Size(161, 2, is_plain=True)),
        ("a" * 306, Size(306, 2, is_plain=True)),
        ("a" * 307, Size(307, 3, is_plain=True)),
        ("€" * 80, Size(160, 1, is_plain=True)),
        ("à", Size(1, 1, is_plain=True)),
        ("ả", Size(1, 1, is_plain=False)),
        ("ả" * 70, Size(70, 1, is_plain=False)),
        ("ả" * 71, Size(71, 2, is_plain=False)),
        ("ả" * 135, Size(135, 3, is_plain=False)),
        ("😀", Size(2, 1, is_plain=False)),
    ],
)
def test_a_text_is_counted_as_providers_count(text, expected):
    assert size(text) == expected


def test_marks_are_taken_off_vietnamese_letters():
    text = plain("Kính gửi Quý doanh nghiệp ở Đắk Nông: “ưỡn ẹo”…")

    assert text == 'Kinh gui Quy doanh nghiep o Dak Nong: "uon eo"...'
    assert size(text).is_plain
