"""Registers of other offices: old letters, merged cells, sections, codes, portals, CSV."""

import io
import unicodedata
from decimal import Decimal

import pytest
import xlsxwriter

from core.tabular.cell_parsing import CellRefused
from directory.models import District
from directory.register_files import readings
from tests.directory.register_files.messy import code, workbook
from tests.directory.register_files.test_examination import look, mended
from tests.factories.directory import DistrictFactory
from vietnam import old_letters

pytestmark = pytest.mark.django_db
CODES = [code(58_0010000 + number * 11) for number in range(1, 9)]
TO_TCVN3 = {chr(new): chr(old) for old, new in old_letters.TCVN3.items()}
TO_VNI = {new: old for old, new in reversed(old_letters.VNI.items())}


@pytest.fixture(autouse=True)
def wards():
    DistrictFactory(code="phan-thiet", name="Phường Phan Thiết")
    DistrictFactory(code="duc-trong", name="Xã Đức Trọng")
    DistrictFactory(code="da-lat", name="Phường Xuân Hương - Đà Lạt")


def old(table, text):
    return "".join(table.get(sign, sign) for sign in text) if isinstance(text, str) else text


def in_windows_1258(text):
    """Encode as Excel does on a Vietnamese Windows: letters with their shape, then the tone."""
    out = ""
    for sign in text:
        apart = unicodedata.normalize("NFD", sign)
        tone = "".join(mark for mark in apart if mark in old_letters.TONES)
        shape = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in tone))
        out += shape + tone
    return out.encode("cp1258")


def values(found, *columns):
    return [tuple(change.after.get(column) for column in columns) for change in found.new]


HEADINGS = ["STT", "Tên doanh nghiệp", "Mã số thuế", "Ngành nghề", "Vốn (tỷ đồng)", "Điện thoại"]


@pytest.mark.parametrize("table", [TO_TCVN3, TO_VNI], ids=["TCVN3", "VNI"])
def test_a_register_in_old_letters_with_sections_by_commune_is_read(table):
    rows = [
        ["Hiệp hội Doanh nghiệp tỉnh Lâm Đồng"],
        HEADINGS,
        ["I", "Phường Phan Thiết"],
        [1, "Công ty TNHH Đại Việt", CODES[0], "Xây dựng", 5, "0912345678"],
        [2, "DNTN Cao Nguyên", CODES[1], "4711", 0.5, "0912345679"],
        ["II", "Xã Đức Trọng"],
        [3, "Hợp tác xã Hưng Thịnh", CODES[2], "Chế biến nông sản", 1, "0912345670"],
    ]
    content = workbook(("A", [[old(table, cell) for cell in row] for row in rows]))

    found = mended(content)

    assert values(found, "name", "legal_type", "sector", "district") == [
        ("Công ty TNHH Đại Việt", "llc_many", "F", "phan-thiet"),
        ("DNTN Cao Nguyên", "private", "G", "phan-thiet"),
        ("Hợp tác xã Hưng Thịnh", "cooperative", "C", "duc-trong"),
    ]
    assert (found.offers["letters"].count, found.offers["place_section"].count) == (3, 3)
    assert not found.offers["sector_guess"].kind.is_certain


def test_a_place_merged_over_several_rows_is_that_of_each():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("A")
    sheet.write_row(0, 0, ["Xã", "Tên doanh nghiệp", "MST", "Mã ngành", "Số LĐ"])
    for number in range(4):
        sheet.write_row(
            number + 1, 1, [f"Công ty CP Lâm Sơn {number}", CODES[number], "4711", number]
        )
    sheet.merge_range("A2:A4", "Xã Đức Trọng")
    sheet.write("A5", "Phường Phan Thiết")
    book.close()

    found = mended(out.getvalue())

    places = [place for (place,) in values(found, "district")]
    assert places == ["duc-trong", "duc-trong", "duc-trong", "phan-thiet"]


def test_a_csv_of_a_vietnamese_windows_with_titles_is_read():
    lines = [
        "Hiệp hội Doanh nghiệp tỉnh, phường Phan Thiết",
        "",
        "TT;MST;Tên đơn vị;Loại hình;Ngành nghề KD chính;Vốn ĐL (tr.đ);LĐ;Ngày cấp;Địa bàn;ĐT;TT",
        f"1;{CODES[0]};Công ty Đại Việt;TNHH MTV;4711 - Bán lẻ;5.300;4;28.11.20;xã Đức Trọng;"
        "0912.345.678;Tạm ngưng",
        f"2;{CODES[1]};Công ty Cao Nguyên;CP;210 - Lâm nghiệp;900;4;01.02.99;P. Phan Thiết;;",
        f"3;{CODES[2]};Công ty Minh Tâm;TNHH;1077 - Chế biến;900;4;01.02.99;P. Phan Thiết;;",
    ]
    found = mended(in_windows_1258("\r\n".join(lines)))

    assert values(found, "legal_type", "sector", "founded", "district") == [
        ("llc_one", "G", 2020, "duc-trong"),
        ("joint_stock", "A", 1999, "phan-thiet"),
        ("llc_many", "C", 1999, "phan-thiet"),
    ]
    assert float(found.new[0].after["capital"]) == 5.3
    assert found.new[0].after["phone"] == "0912345678"


def test_an_export_of_the_national_portal_is_read():
    headings = [
        "STT",
        "Tên doanh nghiệp viết bằng tiếng Việt",
        "Tên doanh nghiệp viết bằng tiếng nước ngoài",
        "Mã số nội bộ",
        "Mã số doanh nghiệp",
        "Loại hình pháp lý",
        "Ngày thành lập",
        "Ngày thay đổi gần nhất",
        "Quận/Huyện",
        "Phường/Xã",
        "Ngành, nghề kinh doanh",
        "Vốn điều lệ",
        "Đơn vị tiền",
        "Địa chỉ email",
    ]
    activities = "4632 Bán buôn\n4931 Vận tải đường bộ (Chính)\n6810 Bất động sản"
    llc = "Công ty trách nhiệm hữu hạn một thành viên"
    rest = ["", "Xã Đức Trọng", activities, "5.300.000.000", "VND", "A1@VIDU.EXAMPLE"]
    rows = [
        [n, f"CÔNG TY {n}", f"COMPANY {n}", f"A{n}", CODES[n], llc, "16/10/2016", "", *rest]
        for n in range(1, 4)
    ]
    found = mended(workbook(("Sheet1", []), ("Kết quả", [["CỔNG THÔNG TIN"], headings, *rows])))

    assert values(found, "sector", "district", "founded", "email")[0] == (
        "H",
        "duc-trong",
        2016,
        "a1@vidu.example",
    )
    assert float(found.new[0].after["capital"]) == 5.3
    assert found.offers["money_guess"].count == 3


def test_codes_of_places_are_no_places_and_of_two_columns_the_known_one_counts():
    headings = ["MST", "Tên cơ sở", "Mã huyện", "Tên huyện", "Mã xã", "Tên xã", "Mã ngành", "LĐ nữ"]
    row = [CODES[0], "DNTN A", 672, "Huyện Cũ", 24769, "X. Đức Trọng", "4711", 3]
    found = mended(workbook(("A", [headings, row])))

    assert values(found, "district", "employees") == [("duc-trong", None)]
    assert District.objects.count() == 3


@pytest.mark.parametrize(
    ("heading", "title", "written", "kind", "billions"),
    [
        ("Vốn", "Đơn vị tính: triệu đồng", 5300, "money_unit", 5.3),
        ("Vốn", "", 5300, "money_guess", 5.3),
        ("Vốn", "", 100, "money_guess", 0.1),
        ("Vốn", "", 99, "money_guess", 99),
        ("Vốn", "", 999_999, "money_guess", 999.999),
        ("Vốn", "", 5_300_000_000, "money_guess", 5.3),
        ("Vốn (tỷ đồng)", "Đơn vị tính: triệu đồng", 5300, "", 5300),
    ],
)
def test_money_is_in_the_unit_that_is_named_else_somebody_judges(
    heading, title, written, kind, billions
):
    headings = ["MST", "Tên doanh nghiệp", "Xã", "Mã ngành", heading]
    row = [CODES[0], "DNTN A", "Xã Đức Trọng", "4711", written]
    content = workbook(("A", [[title], headings, row]))

    assert float(mended(content).new[0].after["capital"]) == billions
    assert {code for code in look(content).offers if code.startswith("money")} == {kind} - {""}


@pytest.mark.parametrize(
    ("column", "written", "field", "value", "kind"),
    [
        ("Trạng thái", "00", "status", "active", "status_code"),
        ("Trạng thái", "05", "status", "suspended", "status_code"),
        ("Trạng thái", "03", "status", "dissolved", "status_code"),
        ("Loại hình", "Chi nhánh", "legal_type", "llc_many", "legal_branch"),
        ("Loại hình", "CP", "legal_type", "joint_stock", "legal_words"),
        ("Số lao động", "1,200", "employees", 1200, "number_words"),
        ("Ngày bắt đầu HĐKD", "2015-10-03 00:00:00", "founded", 2015, "founded_date"),
    ],
)
def test_a_cell_of_another_office_is_read_and_offered(column, written, field, value, kind):
    headings = ["MST", "Tên doanh nghiệp", "Xã", "Mã ngành", column]
    row = [CODES[0], "Chi nhánh Công ty TNHH A", "Xã Đức Trọng", "4711", written]
    found = mended(workbook(("A", [headings, row])))

    assert found.new[0].after[field] == value
    assert kind in found.offers


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (f"{CODES[0]}-1", f"{CODES[0]}-001"),
        (f"{CODES[0]}/012", f"{CODES[0]}-012"),
        (f"{int(CODES[0]):,}", CODES[0]),
        (f"MST {CODES[0][:4]} {CODES[0][4:7]} {CODES[0][7:]}", CODES[0]),
    ],
)
def test_a_tax_code_is_freed_of_its_signs(written, stored):
    headings = ["MST", "Tên doanh nghiệp", "Xã", "Mã ngành"]
    row = [written, "DNTN A", "Xã Đức Trọng", "4711"]
    assert [one.tax_code for one in mended(workbook(("A", [headings, row]))).new] == [stored]


def test_an_address_names_its_place_between_dashes():
    headings = ["MST", "Tên doanh nghiệp", "Địa chỉ", "Mã ngành"]
    rows = [
        [CODES[0], "DNTN A", "Thôn 1 - Xã Đức Trọng - Lâm Đồng", "4711"],
        [CODES[1], "DNTN B", "Số 2, Phường Xuân Hương - Đà Lạt, Lâm Đồng", "4711"],
    ]
    found = mended(workbook(("A", [headings, *rows])))

    assert values(found, "district") == [("duc-trong",), ("da-lat",)]


def test_a_register_on_the_second_sheet_with_headings_over_two_lines_is_read_whole():
    """Hidden columns, a branch's code, numbers with +84 and Zalo, NFD names, money in million."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Bìa").write_column(0, 0, ["BÁO CÁO TỔNG HỢP", "Phan Thiết: 12"])
    sheet = book.add_worksheet("Chi tiết")
    sheet.merge_range(0, 0, 0, 7, "DANH SÁCH DOANH NGHIỆP")
    for place, words in enumerate(["TT", "Tên đơn vị", "", "", "Địa chỉ trụ sở", "", "Ngành KD"]):
        if words:
            sheet.merge_range(2, place, 3, place, words)
    sheet.merge_range(2, 2, 2, 3, "Đăng ký")
    sheet.write_row(3, 2, ["Mã số", "Ngày cấp lần đầu"])
    sheet.write_row(2, 5, ["Liên hệ"])
    sheet.write_row(3, 5, ["ĐT/Zalo"])
    sheet.write_row(2, 7, ["Vốn ĐL (triệu đồng)", "LĐ"])
    name = unicodedata.normalize("NFD", "C.ty TNHH 1TV Hồng Đức")
    rows = [
        [1, name, f"{CODES[0]}-001", "1/7/2015", "12 Trần Phú, P. Phan Thiết",
         "0912.345.678 (zalo)", "A0111", "3.500", 12],
        [2, "Cty CP Nắng Mới", CODES[1], "15-8-09", "Thôn 3, xã Đức Trọng", "+84 912 345 679",
         "G.4711", 12000, 150],
    ]  # fmt: skip
    for number, row in enumerate(rows, 4):
        sheet.write_row(number, 0, row)
    sheet.write(8, 6, "NGƯỜI LẬP BIỂU")
    sheet.set_column(3, 3, 10, None, {"hidden": True})
    book.close()

    found = mended(out.getvalue())

    assert [change.tax_code for change in found.new] == [f"{CODES[0]}-001", CODES[1]]
    assert values(found, "phone", "founded", "legal_type", "district") == [
        ("0912345678", 2015, "llc_one", "phan-thiet"),
        ("0912345679", 2009, "joint_stock", "duc-trong"),
    ]
    assert [float(change.after["capital"]) for change in found.new] == [3.5, 12.0]
    assert found.new[0].after["name"] == "C.ty TNHH 1TV Hồng Đức"


def of_a_district():
    """Three rows of merged headings, units, phones as numbers, hidden rows, formulas, totals."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("DS 2026")
    sheet.merge_range("A1:I1", "DANH SÁCH TỔ CHỨC KINH TẾ TRÊN ĐỊA BÀN (tính đến 31/10/2026)")
    sheet.merge_range("A2:I2", "Đơn vị tính: triệu đồng")
    for place, words in (("A3:A4", "TT"), ("B3:B4", "Mã số DN"), ("C3:C4", "Tên tổ chức")):
        sheet.merge_range(place, words)
    sheet.merge_range("D3:E3", "Thông tin liên hệ")
    sheet.write_row("D4", ["Số máy", "Địa chỉ trụ sở"])
    for place, words in (
        ("F3:F4", "Ngày cấp lần đầu"), ("G3:G4", "Vốn ĐK (tr.đ)"), ("J3:J4", "Mã ngành"),
        ("H3:H4", "Số LĐ (người)"), ("I3:I4", "Hiện trạng"),
    ):  # fmt: skip
        sheet.merge_range(place, words)
    rows = [
        (1, CODES[0], "CTY TNHH MTV ĐẠI PHÁT", 912345678.0, "Số 1, Xã Đức Trọng", "05/03/2011", 5000, 12, "Đang HĐ", "4711"),  # noqa: E501
        (2, CODES[1], "Công ty cổ phần Hoà Bình", "9.12345679E8", "Thôn 2, Xã Đức Trọng", "2012-07-30", 800, 3, "Đang HĐ", "4711"),  # noqa: E501
        (3, CODES[1], "Công ty cổ phần Hòa Bình", "0912345679", "Thôn 2, Xã Đức Trọng", "30.7.2012", 800, 3, "Đang HĐ", "4711"),  # noqa: E501
        (4, f"{CODES[2]}-001", "Chi nhánh Công ty TNHH An Cư", "9,12E+08", "Phường Phan Thiết", "2015", 100, 4, "Đang HĐ", "4711"),  # noqa: E501
        (5, CODES[3], "DNTN Ẩn Mình", "0912345671", "Phường Phan Thiết", "01/01/2016", 300, 2, "Tạm nghỉ", "4711"),  # noqa: E501
    ]  # fmt: skip
    for at, row in enumerate(rows, 4):
        sheet.write_row(at, 0, row)
    sheet.set_row(8, None, None, {"hidden": True})
    sheet.write_row(9, 0, [6, CODES[4], "HTX Công Thức", "0912345672", "Phường Phan Thiết", 2018])
    sheet.write_formula("G10", "=G9*2", None, "")
    sheet.write("C11", "Cộng: 6 đơn vị")
    sheet.write("G12", "Người lập biểu")
    book.close()
    return out.getvalue()


def test_a_district_s_list_with_three_rows_of_headings_is_read():
    found = mended(of_a_district())

    assert values(found, "phone", "founded", "capital", "size", "status", "district") == [
        ("0912345678", 2011, 5, "small", "active", "duc-trong"),
        ("0912345679", 2012, Decimal("0.8"), "micro", "active", "duc-trong"),
        (None, 2015, Decimal("0.1"), "micro", "active", "phan-thiet"),
        ("0912345671", 2016, Decimal("0.3"), "micro", "suspended", "phan-thiet"),
    ]
    (dropped,) = found.offers["drop_phone"].examples
    assert (dropped.line, "chỉ còn các chữ số đầu" in dropped.why) == (8, True)
    assert {left.line.number for left in found.left} == {10}
    assert "Ô chứa công thức (=G9*2)" in found.left[0].problems[0].sentence
    assert found.offers["row_same_code"].count == 1


@pytest.mark.parametrize(
    ("written", "stored"), [("9.12345678E8", "0912345678"), ("9,12345678e+08", "0912345678")]
)
def test_a_number_written_with_a_power_is_read_where_no_digit_is_lost(written, stored):
    assert readings.read_phone(written) == readings.Reading(stored, "phone_zero")


@pytest.mark.parametrize("written", ["9,12E+08", "9.1234567E8"])
def test_a_number_that_lost_digits_is_told_and_never_guessed(written):
    with pytest.raises(CellRefused, match="chữ số đầu"):
        readings.read_phone(written)
