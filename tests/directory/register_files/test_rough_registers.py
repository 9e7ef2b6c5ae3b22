"""Registers nobody has prepared: nearly every row comes in, and nothing changes unseen."""

import io
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.text import fold
from directory.models import ColumnMapping, District, Enterprise
from directory.register_files.decisions import ALL
from tests.directory.register_files.messy import code, workbook
from tests.directory.register_files.test_examination import look, mended
from tests.factories.accounts import UserFactory
from tests.factories.directory import DistrictFactory

pytestmark = pytest.mark.django_db
CODES = [code(60_0010000 + number * 13) for number in range(60)]


@pytest.fixture(autouse=True)
def wards():
    tuy_duc = DistrictFactory(code="tuy-duc", name="Xã Tuy Đức")
    DistrictFactory(code="duc-trong", name="Xã Đức Trọng")
    DistrictFactory(code="da-lat", name="Phường Xuân Hương - Đà Lạt")
    DistrictFactory(
        code="dak-r-lap", name="Huyện Đắk R'Lấp", valid_to="2025-06-30", successor=tuy_duc
    )


def by_code(found):
    return {change.tax_code: change.after for change in found.new}


# Without marks and in capitals, old places, ownership for legal types, money in words.
IN_CAPITALS = [
    ("CONG TY TNHH AN PHU", "HUYEN DAK R'LAP", "Anh Hung 0912345678", "2tỷ5", "100% nuoc ngoai"),
    ("CTY CP BINH MINH", "XA TUY DUC", "0912.345.678 (chi Lan)", "500tr", "DN FDI"),
    ("DNTN CAO NGUYEN", "X. DUC TRONG", "C. Mai: 0987 654 321", "1 tỷ 500 tr", "DN ngoai nha nuoc"),
    ("CONG TY LIEN DOANH K", "XA TUY DUC", "02613544188 - 0905123456", "10 ty dong", "DNNN"),
    ("CTY TNHH MTV VINA", "XA TUY DUC", "0261.3544188/ 0914222333 A.Tuan", "1.5 tỷ", "TNHH"),
]  # fmt: skip


def in_capitals():
    head = [
        ["TT", "DOANH NGHIEP", "", "DIA BAN", "LIEN HE", "", "", ""],
        [
            "",
            "MST",
            "TEN DN",
            "XA/PHUONG (CU)",
            "NGUOI LH - SDT",
            "VON DK",
            "LOAI HINH KT",
            "NGANH",
        ],
    ]
    rows = [
        [at, CODES[at] + ("-001" if at % 2 else ""), name, place, phone, money, kind, "CÀ PHÊ"]
        for at, (name, place, phone, money, kind) in enumerate(IN_CAPITALS)
    ]
    middle = ["", "", "CONG 2 DN"]
    return workbook(("DS", [["UY BAN NHAN DAN"], *head, *rows[:2], middle, *rows[2:]]))


def test_ownership_is_no_legal_type_and_money_is_read_as_spoken():
    found = mended(in_capitals(), sectors={"caphe": "A"})

    assert [
        (after["legal_type"], after["district"], after["phone"], after["capital"], after["sector"])
        for after in by_code(found).values()
    ] == [
        ("llc_many", "tuy-duc", "0912345678", Decimal("2.5"), "A"),
        ("joint_stock", "tuy-duc", "0912345678", Decimal("0.5"), "A"),
        ("private", "duc-trong", "0987654321", Decimal("1.5"), "A"),
        ("llc_many", "tuy-duc", "02613544188", 10, "A"),
        ("llc_many", "tuy-duc", "02613544188", Decimal("1.5"), "A"),
    ]
    judged = {kind for kind, offer in found.offers.items() if not offer.kind.is_certain}
    assert {"legal_guess", "phone_two", "place_ended"} <= judged
    assert found.offers["legal_guess"].count == 1


def test_words_that_tell_no_section_wait_for_one_decision():
    found = mended(in_capitals())

    assert (found.unknown_sectors, len(found.new)) == ({"CÀ PHÊ": 5}, 0)
    assert "Đề nghị chọn ngành ở trên" in found.left[-1].sentence


def in_english_by_commune():
    """A sheet a commune; the words of foreigners; million VND; rows a filter has hidden."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for at, ward in enumerate(["Xã Tuy Đức", "Xã Đức Trọng", "Phường Xuân Hương - Đà Lạt"]):
        sheet = book.add_worksheet(ward[:31] if at < 2 else "Sheet3")
        sheet.write(0, 0, f"Company list – {ward}")
        sheet.write_row(2, 0, [
            "No.", "Company name (회사명)", "Tax ID / MST", "Type 类型", "Industry",
            "Charter capital (mil. VND)", "Staff", "Est. date", "Tel.", "Status",
        ])  # fmt: skip
        for row in range(4):
            kind, trade = [("LLC", "Manufacturing"), ("JSC", "Trade"), ("FDI", "Construction"),
                           ("Private", "Tourism")][row]  # fmt: skip
            name = f"Công ty TNHH Vina {at}{row}"
            sheet.write_row(row + 3, 0, [
                row + 1, name, CODES[20 + at * 4 + row], kind, trade, "5,000", "1,200", "Mar-2012",
                "+84-261-3544188", ["Operating", "Closed", "Suspended", "Active"][row],
            ])  # fmt: skip
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.write_row(8, 1, ["Subtotal", "4"])
    book.add_worksheet("Ghi chú").write(0, 0, "Danh sách cũ")
    book.close()
    return out.getvalue()


def test_sheets_by_commune_are_read_together_and_tell_the_place():
    one, together = mended(in_english_by_commune()), mended(in_english_by_commune(), sheet=ALL)

    assert (len(one.new), len(one.alike), len(together.new)) == (4, 3, 12)
    first = by_code(together)[CODES[20]]
    assert (first["legal_type"], first["sector"], first["capital"], first["employees"]) == (
        "llc_many", "C", 5, 1200,
    )  # fmt: skip
    assert [after["district"] for after in by_code(together).values()] == [
        *["tuy-duc"] * 4, *["duc-trong"] * 4, *["da-lat"] * 4,
    ]  # fmt: skip
    assert [after["status"] for after in by_code(together).values()][:4] == [
        "active", "dissolved", "suspended", "active",
    ]  # fmt: skip
    assert not together.offers["place_sheet"].kind.is_certain
    assert len({change.line for change in together.new}) == 12


def test_hidden_rows_come_in_only_when_somebody_says_so():
    content = in_english_by_commune()
    kinds = frozenset(look(content).offers)
    found = look(content, accepted=kinds - {"row_hidden"})

    assert (len(found.new), found.offers["row_hidden"].count) == (3, 1)
    assert CODES[21] not in by_code(found)
    assert "bị ẩn" in found.left[0].sentence


def test_names_and_codes_that_changed_places_are_put_back():
    wide = str.maketrans("0123456789", "".join(chr(0xFF10 + k) for k in range(10)))
    rows = [
        ["DNTN A", f"'{CODES[40]}", "X. Tuy Đức", "SX gỗ", "12 LĐ", "#N/A"],
        [CODES[41].translate(wide), "Cty CP B", "X. Tuy Đức", "May mặc", "trên 100", "1.250,5"],
        ["QTDND C", CODES[42], "X. Tuy Đức", "nhà nghỉ", "~20", "không PS"],
    ]
    headings = ["Tên DN", "MST", "Đ/c", "Ngành", "LĐ BQ", "DT 2025 (tr.đ)"]
    found = mended(workbook(("PL2", [headings, *rows])))

    assert [
        (key, after["name"], after["sector"], after.get("employees"), after.get("revenue"))
        for key, after in by_code(found).items()
    ] == [
        (CODES[40], "DNTN A", "C", 12, None),
        (CODES[41], "Cty CP B", "C", None, Decimal("1.25")),
        (CODES[42], "QTDND C", "I", None, None),
    ]
    (swapped,) = found.offers["cells_swapped"].examples
    assert swapped.after == "Cty CP B"


@pytest.mark.parametrize(
    ("heading", "written", "billions"),
    [
        ("Capital (million VND)", "5,000", 5), ("Capital (mil. VND)", 5000, 5),
        ("Capital (bn VND)", 5, 5), ("Capital (VND)", 5_000_000_000, 5),
        ("Capital (VND)", 999_999, None), ("Capital (VND)", 1_000_000, Decimal("0.001")),
    ],
)  # fmt: skip
def test_money_is_never_a_thousandth_of_what_was_written(heading, written, billions):
    headings = ["MST", "Tên doanh nghiệp", "Xã", "Mã ngành", heading]
    found = mended(workbook(("A", [headings, [CODES[0], "DNTN A", "Xã Tuy Đức", "4711", written]])))
    assert found.new[0].after.get("capital") == billions
    assert ("drop_capital" in found.offers) is (billions is None)


def test_the_page_takes_sections_and_all_sheets_and_remembers_them(client):
    client.force_login(UserFactory(role="staff"))
    headings = ["MST", "Tên doanh nghiệp", "Xã", "Ngành nghề"]
    rows = [[[CODES[at + 50], "DNTN A", "Xã Tuy Đức", "Cà phê"]] for at in range(2)]
    content = workbook(*((f"S{at}", [headings, *some]) for at, some in enumerate(rows)))
    sent = {"file": SimpleUploadedFile("ds.xlsx", content)}
    address = client.post(reverse("directory:upload"), sent).url
    page = client.get(address).content.decode()

    assert "cùng tiêu đề: S0, S1" in page
    assert 'name="sector-1"' in page
    said = {"decide": "1", "sheet": ALL, "sector-1": "A", "accept": ["size_unknown", "legal_name"]}
    client.post(address, said)
    page = client.get(address)
    client.post(address, {"import": "1", "digest": page.context["found"]["digest"]})

    assert set(Enterprise.objects.values_list("sector", flat=True)) == {"A"}
    assert Enterprise.objects.count() == 2
    assert ColumnMapping.objects.get().sectors == {fold("Cà phê"): "A"}
    assert District.objects.count() == 4
