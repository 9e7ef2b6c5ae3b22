"""What an Association of Lâm Đồng has in its drawer in 2026: invented files for a set-up."""

from tests.directory.register_files.messy import of_an_association, row, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = "Khảo sát doanh nghiệp tỉnh Lâm Đồng"
WARDS = ("Phường Xuân Hương - Đà Lạt", "Phường Phan Thiết", "Phường Bắc Gia Nghĩa")


def excel(name, content):
    return {"name": name, "mimeType": XLSX, "buffer": content}


def agencies():
    return workbook(
        (
            "Cơ quan",
            [
                ["Tên cơ quan", "Tên viết tắt", "Thư điện tử"],
                ["Văn phòng UBND tỉnh", "VP UBND", "vp@lamdong.example"],
                ["Sở Tài chính", "STC", "stc@lamdong.example"],
                ["Sở Tư pháp", "STP", "stp@lamdong.example"],
                ["Thuế tỉnh Lâm Đồng", "Thuế tỉnh", "thue@lamdong.example"],
                ["Hiệp hội Doanh nghiệp tỉnh", "HHDN", "hh@lamdong.example"],
            ],
        )
    )


def plan_table():
    return workbook(
        (
            "Phụ lục",
            [
                ["Tiêu chí", "Nhiệm vụ", "Chủ trì", "Phối hợp"],
                [
                    "Tiếp cận tài liệu quy hoạch",
                    "Công bố quy hoạch đã phê duyệt.",
                    "Sở Tài chính",
                    "",
                ],
                [
                    "Tiếp cận tài liệu pháp lý",
                    "Đăng đủ văn bản của tỉnh.",
                    "Sở Tư pháp",
                    "Sở Tài chính",
                ],
            ],
        )
    )


FAULTS = (
    {"legal": "Cty TNHH MTV"},
    {"phone": 912345678.0},
    {"founded": "2012"},
    {"sector": "47"},
    {"status": "NNT đang hoạt động"},
    {"phone": "0912 345 678; 0263 3822222"},
    {"place": "Xã Đức Trọng"},
    {"legal": "HTX"},
)


def register():
    """Seventy rows with the faults that registers have, below titles and above a total."""
    rows = []
    for number in range(1, 71):
        place = {"place": WARDS[number % len(WARDS)]}
        email = {"email": f"dn{number}@vidu.example"}
        faults = FAULTS[number % 16] if number % 16 < len(FAULTS) else {}
        rows.append(row(number, **(place | email | faults)))
    return of_an_association(rows)
