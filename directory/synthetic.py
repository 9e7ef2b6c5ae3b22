"""An invented register for demonstrations and tests: plausible, seeded, never a real enterprise.

Tax codes have right check digits but come from an office number nobody uses, addresses end in
``.example``, and the telephone numbers cannot be dialled.
"""

from decimal import Decimal

import numpy as np
from numpy.random import Generator

from directory import taxcodes
from directory.models import District, Enterprise, EnterpriseStatus, LegalType, Size
from directory.sizes import size_of

DISTRICTS = {
    "gia-nghia": 0.30,
    "dak-rlap": 0.17,
    "dak-mil": 0.14,
    "cu-jut": 0.13,
    "dak-song": 0.09,
    "krong-no": 0.08,
    "dak-glong": 0.06,
    "tuy-duc": 0.03,
}
LEGAL_TYPES = {
    LegalType.LLC_ONE: 0.42,
    LegalType.LLC_MANY: 0.21,
    LegalType.PRIVATE: 0.12,
    LegalType.JOINT_STOCK: 0.10,
    LegalType.COOPERATIVE: 0.08,
    LegalType.HOUSEHOLD: 0.04,
    LegalType.COOPERATIVE_GROUP: 0.03,
}
PREFIXES = {
    LegalType.LLC_ONE: "Công ty TNHH MTV",
    LegalType.LLC_MANY: "Công ty TNHH",
    LegalType.PRIVATE: "Doanh nghiệp tư nhân",
    LegalType.JOINT_STOCK: "Công ty cổ phần",
    LegalType.COOPERATIVE: "Hợp tác xã",
    LegalType.HOUSEHOLD: "Hộ kinh doanh",
    LegalType.COOPERATIVE_GROUP: "Tổ hợp tác",
}
SECTORS = {  # VSIC 2025
    "G": 0.36,
    "F": 0.15,
    "A": 0.13,
    "C": 0.11,
    "H": 0.06,
    "I": 0.06,
    "N": 0.05,
    "O": 0.03,
    "K": 0.02,
    "M": 0.01,
    "Q": 0.01,
    "T": 0.01,
}
FARMING = ["A", "C", "G"]
TRADES = {
    "A": ["Nông nghiệp", "Cà phê", "Hồ tiêu", "Trồng rừng", "Chăn nuôi", "Cây ăn quả"],
    "C": ["Chế biến nông sản", "Sản xuất gỗ", "Cơ khí", "Gạch ngói", "Chế biến mắc ca"],
    "F": ["Xây dựng", "Xây dựng giao thông", "Xây lắp điện", "Nội thất"],
    "G": ["Thương mại", "Vật tư nông nghiệp", "Xăng dầu", "Vật liệu xây dựng", "Phân bón"],
    "H": ["Vận tải", "Kho vận", "Giao nhận"],
    "I": ["Nhà hàng", "Khách sạn", "Du lịch sinh thái"],
    "K": ["Công nghệ", "Phần mềm"],
    "M": ["Bất động sản"],
    "N": ["Tư vấn thiết kế", "Kiểm toán", "Đo đạc bản đồ"],
    "O": ["Dịch vụ bảo vệ", "Lữ hành", "Cho thuê máy"],
    "Q": ["Đào tạo", "Ngoại ngữ"],
    "T": ["Dịch vụ tổng hợp", "Sửa chữa"],
}
FIRST = ["An", "Bình", "Đại", "Đức", "Hải", "Hoàng", "Hồng", "Hưng", "Kim", "Lâm", "Long", "Minh"]
FIRST += ["Nam", "Ngọc", "Nhật", "Phú", "Phước", "Quang", "Sơn", "Tâm", "Tân", "Thành", "Thiên"]
FIRST += ["Trường", "Việt", "Vĩnh", "Xuân", "Gia", "Bảo", "Khánh"]
SECOND = ["An", "Anh", "Bảo", "Cường", "Dũng", "Đạt", "Hà", "Hạnh", "Hòa", "Khang", "Lộc", "Lợi"]
SECOND += ["Mai", "Nguyên", "Nhân", "Phát", "Phong", "Phúc", "Quý", "Tài", "Thắng", "Thịnh"]
SECOND += ["Tiến", "Tín", "Toàn", "Trí", "Tú", "Vinh", "Vượng", "Yến"]
SIZES = {Size.MICRO: 0.62, Size.SMALL: 0.30, Size.MEDIUM: 0.05, Size.LARGE: 0.03}
EMPLOYEES = {
    Size.MICRO: (1, 10),
    Size.SMALL: (11, 50),
    Size.MEDIUM: (60, 100),
    Size.LARGE: (210, 600),
}
CAPITAL = {Size.MICRO: (0.2, 3), Size.SMALL: (3, 20), Size.MEDIUM: (55, 95), Size.LARGE: (120, 900)}


def register(*, rng: Generator, size: int = 2900, last_year: int = 2018) -> list[Enterprise]:
    """Invent enterprises, not stored yet; the districts must have been loaded."""
    districts = {district.code: district for district in District.objects.all()}
    codes = _tax_codes(size)
    names: set[str] = set()
    return [
        _enterprise(rng, number, code, names, districts, last_year)
        for number, code in enumerate(codes, 1)
    ]


def create(*, rng: Generator, size: int = 2900, last_year: int = 2018) -> int:
    """Store an invented register; enterprises of an earlier call stay as they are."""
    rows = register(rng=rng, size=size, last_year=last_year)
    before = Enterprise.objects.count()
    Enterprise.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return Enterprise.objects.count() - before


def _tax_codes(size: int) -> list[str]:
    codes: list[str] = []
    number = 0
    while len(codes) < size:
        number += 1
        code = taxcodes.synthetic(number)
        if code:
            codes.append(code)
    return codes


def _enterprise(
    rng: Generator,
    number: int,
    tax_code: str,
    names: set[str],
    districts: dict[str, District],
    last_year: int,
) -> Enterprise:
    legal_type = LegalType(_pick(rng, LEGAL_TYPES))
    shares_land = legal_type in {LegalType.COOPERATIVE, LegalType.COOPERATIVE_GROUP}
    sector = str(rng.choice(FARMING)) if shares_land else _pick(rng, SECTORS)
    small = legal_type in {LegalType.HOUSEHOLD, LegalType.COOPERATIVE_GROUP, LegalType.PRIVATE}
    kind = Size.MICRO if small else Size(_pick(rng, SIZES))
    employees = int(rng.integers(*EMPLOYEES[kind], endpoint=True))
    capital = Decimal(str(round(float(rng.uniform(*CAPITAL[kind])), 3)))
    age = min(int(rng.exponential(7)), last_year - 1992)
    enterprise = Enterprise(
        tax_code=tax_code,
        name=_name(rng, legal_type, sector, names),
        legal_type=legal_type,
        sector=sector,
        employees=employees,
        capital=capital,
        size=size_of(sector=sector, employees=employees, capital=capital) or Size.MICRO,
        founded=last_year - age,
        district=districts[_pick(rng, DISTRICTS)],
        email=f"dn{number:04d}@doanhnghiep.example" if rng.random() < 0.85 else "",
        phone=f"0500{number:06d}" if number % 5 < 3 else f"02610{number:06d}",
        is_member=bool(rng.random() < (0.35 if kind != Size.MICRO else 0.12)),
        is_woman_led=bool(rng.random() < 0.24),
        status=EnterpriseStatus.ACTIVE if rng.random() < 0.97 else EnterpriseStatus.SUSPENDED,
    )
    return enterprise.derive()


def _name(rng: Generator, legal_type: LegalType, sector: str, names: set[str]) -> str:
    """Invent a name nobody in this register has yet."""
    while True:
        words = [PREFIXES[legal_type], str(rng.choice(TRADES[sector]))]
        words += [str(rng.choice(FIRST)), str(rng.choice(SECOND))]
        name = " ".join(words)
        if name in names:
            name = f"{name} {rng.integers(2, 99)}"
        if name not in names:
            names.add(name)
            return name


def _pick(
    rng: Generator, shares: dict[str, float] | dict[LegalType, float] | dict[Size, float]
) -> str:
    weights = np.array(list(shares.values()))
    return str(list(shares)[int(rng.choice(len(weights), p=weights / weights.sum()))])
