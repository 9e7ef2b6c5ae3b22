"""Passwords that would be guessed soon are refused; sentences of words are taken."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.signing_in import passwords

OWNER = User(email="nguyenthianh@congty.example", full_name="Nguyễn Thị Ánh")
WEAK = [
    "matkhau123",
    "Matkhau@123",
    "Mật khẩu 1",
    "Abc@123456",
    "Abcd@1234",
    "0912345678",
    "0987654321",
    "daknong123",
    "DakNong2018",
    "Daknong@2026",
    "Đắk Nông 2018",
    "vietnam2026",
    "Vietnam@123",
    "hanoi123456",
    "saigon1975",
    "anhyeuem123",
    "emyeuanh99",
    "Nguyenthianh1",
    "NguyenThiAnh@1",
    "nguyenvana1",
    "hiephoi2018",
    "HiepHoi@123",
    "congty1234",
    "qwerty12345",
    "Qwerty@123",
    "1234567890",
    "Password@1",
    "P@ssw0rd123",
    "admin@1234",
    "Admin123456",
    "thuocdo2026",
    "khaosat2018",
    "iloveyou12",
    "doanhnghiep1",
    "DoanhNghiep@",
    "Matkhau2026!",
    "aaaaaaaaaa1",
    "01011990abc",
    "hochiminh19",
    "Quantri@123",
    "Sdt0905123456",
    "phuongtrang1",
    "ketoantruong1",
    "Thuydung@99",
    "Ngọc Anh 123",
    "tetnguyendan2026",
    "Agribank@1",
    "viettel@123",
    "levanluyen1",
    "tuan@deptrai",
    "lan.xinh.2000",
    "phongkinhdoanh",
    "caphesuada1",
    "S@uRieng2025",
    "hoangsatruongsa",
    "chienthang30/4",
    "tr@n.v4n.b1nh",
    "pci2026pci",
    "doimatkhau1",
    "vietnamquehuongtoi",
    "conheo123456",
    "petrolimex1",
    "taodeptrai1",
    "kocogi12345",
    "chaobuoisang",
]
STRONG = [
    "correct horse battery",
    "mưa rơi trên mái tôn cũ",
    "caphe den khong duong sang som",
    "7 con voi di qua cau treo",
    "xK9#mQ2$vL7p",
    "ghế gỗ xanh cạnh ao sen",
    "ZuYh4-qqT1w-Rm82",
    "hoa mai nở trước hiên nhà",
    "trâu xanh uống cà phê",
    "bảy con mèo đọc báo buổi tối",
    "con trâu đi giày màu tím",
    "tram nam co le lang quen bat bun",
    "nồi đất nứt nấu canh rau dền",
    "zebra-cactus-violin-42",
    "seven quiet tractors sleep",
    "9vK-x2M-pQ7w",
    "Lp3&yHs8@cNe",
]


@pytest.mark.parametrize("password", WEAK)
def test_a_password_that_is_guessed_soon_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, OWNER)


@pytest.mark.parametrize("password", STRONG)
def test_a_sentence_of_words_is_taken(password):
    assert validate_password(password, OWNER) is None


@pytest.mark.parametrize("user", [None, OWNER])
def test_one_s_own_name_alone_is_no_password(user):
    with pytest.raises(ValidationError):
        validate_password("thianhnguyen", OWNER)
    validate_password("thianhnguyen bưởi da xanh", user)


@pytest.mark.parametrize(
    ("password", "is_few"),
    [
        ("hoa mai lan", True),
        ("hoa mai lan truc", False),
        ("hoamai 12345678", True),
        ("hoamai 123456789", False),
        ("hoa mai xyzzy", False),
    ],
)
def test_up_to_three_common_words_with_a_date_around_are_few(password, is_few):
    assert passwords.is_few_words(password) is is_few
