"""The invented register of 2,900 enterprises in the eight districts."""

from numpy.random import Generator

from directory.models import District, Enterprise, LegalType, Size

HOW_MANY = 2900
DISTRICTS = {
    "gia-nghia": 0.27,
    "cu-jut": 0.14,
    "dak-glong": 0.06,
    "dak-mil": 0.15,
    "dak-rlap": 0.15,
    "dak-song": 0.10,
    "krong-no": 0.08,
    "tuy-duc": 0.05,
}
LEGAL = {
    LegalType.LLC_ONE: 0.42,
    LegalType.LLC_MANY: 0.22,
    LegalType.PRIVATE: 0.14,
    LegalType.JOINT_STOCK: 0.10,
    LegalType.COOPERATIVE: 0.09,
    LegalType.COOPERATIVE_GROUP: 0.03,
}
SIZES = {Size.MICRO: 0.66, Size.SMALL: 0.27, Size.MEDIUM: 0.05, Size.LARGE: 0.02}
SECTORS = {"A": 0.17, "C": 0.14, "F": 0.16, "G": 0.33, "H": 0.07, "I": 0.06, "M": 0.04, "S": 0.03}
PREFIXES = {
    LegalType.LLC_ONE: "Công ty TNHH MTV",
    LegalType.LLC_MANY: "Công ty TNHH",
    LegalType.PRIVATE: "Doanh nghiệp tư nhân",
    LegalType.JOINT_STOCK: "Công ty cổ phần",
    LegalType.COOPERATIVE: "Hợp tác xã",
    LegalType.COOPERATIVE_GROUP: "Tổ hợp tác",
}
TRADES = {
    "A": ("Nông sản", "Cà phê", "Hồ tiêu", "Trồng rừng"),
    "C": ("Chế biến nông sản", "Cơ khí", "Gỗ", "Phân bón"),
    "F": ("Xây dựng", "Cầu đường", "Thủy lợi"),
    "G": ("Thương mại", "Vật liệu xây dựng", "Xăng dầu", "Nông dược"),
    "H": ("Vận tải",),
    "I": ("Khách sạn", "Du lịch"),
    "M": ("Tư vấn", "Đo đạc"),
    "S": ("Dịch vụ",),
}
NAMES = (
    *("An Phát", "Bình Minh", "Cao Nguyên", "Đại Lợi", "Đông Gia", "Hòa Phú", "Hưng Thịnh"),
    *("Kim Long", "Minh Đức", "Nam Việt", "Phước An", "Quảng Phú", "Sơn Lâm", "Tân Tiến"),
    *("Thành Công", "Trường Sơn", "Tây Nguyên", "Vạn Xuân", "Thuận An", "Việt Hưng"),
)
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def tax_code(number: int) -> str | None:
    """A code with its check digit; some numbers have none."""
    digits = f"64{number:07d}"
    check = 10 - sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True)) % 11
    return f"{digits}{check}" if 0 <= check <= 9 else None


def create(*, rng: Generator) -> None:
    districts = {d.code: d for d in District.objects.all()}
    codes = (code for number in range(1, 4000) if (code := tax_code(number)))

    def pick(shares: dict[str, float]) -> str:
        keys = list(shares)
        weights = list(shares.values())
        return keys[int(rng.choice(len(keys), p=[w / sum(weights) for w in weights]))]

    rows = []
    for number, code in zip(range(HOW_MANY), codes, strict=False):
        legal, sector = pick(LEGAL), pick(SECTORS)  # type: ignore[arg-type]
        name = NAMES[int(rng.integers(len(NAMES)))]
        trade = TRADES[sector][int(rng.integers(len(TRADES[sector])))]
        rows.append(
            Enterprise(
                tax_code=code,
                name=f"{PREFIXES[LegalType(legal)]} {trade} {name} {number + 1}",
                legal_type=legal,
                sector=sector,
                size=pick(SIZES),  # type: ignore[arg-type]
                founded=int(rng.integers(1995, 2019)),
                district=districts[pick(DISTRICTS)],
                email=f"dn{number + 1}@doanhnghiep.example",
                phone=f"0261 {number + 3000000}",
                is_member=bool(rng.random() < 0.18),
            )
        )
    Enterprise.objects.bulk_create(rows, batch_size=500)
