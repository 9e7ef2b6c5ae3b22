"""Invented registers as people keep them, small enough to read."""

import io
from datetime import date

import xlsxwriter
from stdnum.vn import mst


def code(stem):
    """The first valid tax code at or after this stem of nine digits."""
    while True:
        digit = mst.calc_check_digit(f"{stem:09d}")
        if len(digit) == 1:
            return f"{stem:09d}{digit}"
        stem += 1


def workbook(*sheets):
    """Sheets of (name, rows) as a workbook; days become cells with a date."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    as_day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, as_day)
                elif value not in ("", None):
                    sheet.write(number, place, value)
    book.close()
    return out.getvalue()


HEADINGS = [
    "STT",
    "Mã số DN",
    "Tên doanh nghiệp",
    "Loại hình DN",
    "Mã ngành chính",
    "Vốn điều lệ (đồng)",
    "Số LĐ",
    "Ngày thành lập",
    "Xã, phường",
    "ĐT liên hệ",
    "Email",
    "Người đại diện",
    "Tình trạng hoạt động",
    "Hội viên",
]


def row(number, **changes):
    """One row of the register of an Association, without a fault."""
    cells = {
        "number": number,
        "code": code(58_0010000 + number * 7),
        "name": f"CÔNG TY TNHH Cao Nguyên {number}",
        "legal": "Công ty TNHH",
        "sector": "4711",
        "capital": 5_300_000_000,
        "employees": 4,
        "founded": "10/07/2002",
        "place": "Phường Phan Thiết",
        "phone": "0912345678",
        "email": "dn@vidu.example",
        "head": "Nguyễn Văn A",
        "status": "Đang hoạt động",
        "member": "x",
    }
    return list((cells | changes).values())


def of_an_association(rows):
    """Titles, merged heading, a numbered row, the rows, a total: as an Association sends it."""
    numbers = [f"({place})" for place in range(1, len(HEADINGS) + 1)]
    titles = [["HIỆP HỘI DOANH NGHIỆP TỈNH"], ["DANH SÁCH DOANH NGHIỆP TRÊN ĐỊA BÀN"], []]
    total = ["", f"Tổng cộng: {len(rows)} doanh nghiệp"]
    return workbook(("DS 2026", [*titles, HEADINGS, numbers, *rows, total]))


PORTAL = [
    "TT",
    "MST",
    "Tên công ty (tiếng Việt)",
    "Tên viết tắt",
    "Trụ sở chính",
    "Ngành nghề chính",
    "Vốn (triệu đồng)",
    "Tổng số nhân sự",
    "Ngày đăng ký lần đầu",
    "Di động",
    "E-mail",
    "TT pháp lý",
    "HV",
    "Ghi chú",
]


def of_a_portal():
    """An export with other headings, a cover, sections, no legal type and no column of places."""
    ward = "Xã Đức Trọng"
    rows = [
        [
            1,
            code(58_0012345),
            "Cty CP Cà phê A",
            "",
            f"12 Trần Phú, {ward}, Tỉnh Lâm Đồng",
            "4632 - Bán buôn thực phẩm",
            5000,
            "25 người",
            date(2012, 3, 4),
            "0912 345 678; 0263 3822222",
            "a@vidu.example",
            "NNT đang hoạt động",
            "Có",
        ],
        [
            2,
            float(code(3_1234567)),
            "CTY TNHH MTV B",
            "",
            f"Thôn 1, {ward}",
            127,
            "1.500",
            "9",
            41000,
            "+84 912345679",
            "b@vidu.example, b2@vidu.example",
            "00: Đang hoạt động (đã được cấp GCN ĐKT)",
            "x",
        ],
        ["II", "XÃ ĐỨC TRỌNG"],
        PORTAL,
        [
            3,
            f"'{code(58_0012399)} ",
            "Doanh nghiệp tư nhân C",
            "",
            ward,
            "Xây dựng",
            "2 tỷ",
            "",
            "7/2018",
            633822222,
            "không có",
            "NNT tạm nghỉ kinh doanh có thời hạn",
            "",
        ],
        [
            4,
            code(58_0012455),
            "HTX D",
            "",
            "Xã Đức Trong",
            "0111",
            "",
            "",
            "12/05/99",
            "0169 3456789",
            "d@ vidu.example",
            "Đã giải thể, phá sản, chấm dứt tồn tại",
            "V",
        ],
        [5, "5800012345", "Công ty TNHH E", "", ward, "4100", 1, 1, 2010, "", "", "", ""],
        ["", "Cộng: 5"],
        ["", "", "", "", "", "", "", "", "", "Lâm Đồng, ngày 12 tháng 11 năm 2026"],
    ]
    return workbook(
        ("Bìa", [["BÁO CÁO"], ["Mật khẩu: không"]]),
        ("Danh bạ", [["CỔNG THÔNG TIN"], [], ["Kết xuất 12/11/2026"], [], PORTAL, *rows]),
    )
