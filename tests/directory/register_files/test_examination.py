"""Registers as people have them: found, matched, mended by kind, the rest handed back."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry, Job
from core.text import fold
from directory.actions import register
from directory.models import ColumnMapping, District, Enterprise, RegisterUpload
from directory.register_files.decisions import Decisions
from directory.register_files.examination import NoTaxCodes
from tests.directory.register_files.messy import (
    HEADINGS,
    code,
    of_a_portal,
    of_an_association,
    row,
    workbook,
)
from tests.factories.accounts import UserFactory
from tests.factories.directory import DistrictFactory, EnterpriseFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)


@pytest.fixture
def ward():
    return DistrictFactory(code="phan-thiet", name="Phường Phan Thiết")


@pytest.fixture
def staff(client):
    user = UserFactory(role="staff")
    client.force_login(user)
    return user


def look(content, **decided):
    return register.preview(
        name="r.xlsx", content=content, this_year=2026, decisions=Decisions(**decided)
    )


def mended(content, **decided):
    """Look, accept every kind that is offered, look again."""
    accepted = frozenset(look(content, **decided).offers)
    return look(content, accepted=accepted, **decided)


def only(content, **decided):
    found = mended(content, **decided)
    assert [str(problem) for problem in found.problems] == []
    return found.new[0].after


def test_titles_numbers_and_totals_are_no_rows(ward):
    found = look(of_an_association([row(1), row(2)]))

    assert (found.sheet, found.rows) == ("DS 2026", 2)
    assert found.offers["row_numbers"].count == 1
    assert found.offers["row_total"].count == 1


def test_nothing_is_mended_before_its_kind_is_accepted(ward):
    content = of_an_association([row(1, phone=912345678.0), row(2, capital="", sector="G")])

    assert look(content).counts == {"new": 0, "changed": 0, "same": 0}
    kinds = {"founded_date", "money_unit", "vsic_code", "phone_zero", "row_numbers", "row_total"}
    assert look(content, accepted=frozenset(kinds)).counts["new"] == 1
    kinds.add("size_one_figure")
    assert look(content, accepted=frozenset(kinds)).counts["new"] == 2


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"legal": "Công ty TNHH MTV"}, "legal_type", "llc_one"),
        ({"legal": "Cty CP"}, "legal_type", "joint_stock"),
        ({"legal": "DN tư nhân"}, "legal_type", "private"),
        ({"legal": "HTX"}, "legal_type", "cooperative"),
        ({"legal": "Công ty TNHH 2 TV trở lên"}, "legal_type", "llc_many"),
        ({"legal": "", "name": "Hợp tác xã Bơ"}, "legal_type", "cooperative"),
        ({"sector": 127.0}, "sector", "A"),
        ({"sector": "01"}, "sector", "A"),
        ({"sector": "56101"}, "sector", "I"),
        ({"sector": "G4711"}, "sector", "G"),
        ({"sector": "Xây dựng"}, "sector", "F"),
        ({"founded": 2011.0}, "founded", 2011),
        ({"founded": "03-07-2011"}, "founded", 2011),
        ({"founded": "03/07/99"}, "founded", 1999),
        ({"founded": "03/07/05"}, "founded", 2005),
        ({"founded": 40000.0}, "founded", 2009),
        ({"status": "NNT đang hoạt động"}, "status", "active"),
        ({"status": "Tạm ngừng hoạt động có thời hạn"}, "status", "suspended"),
        ({"status": "NNT ngừng hoạt động và đã đóng MST"}, "status", "dissolved"),
        ({"status": "Không hoạt động tại địa chỉ đã đăng ký"}, "status", "suspended"),
        ({"phone": 912345678.0}, "phone", "0912345678"),
        ({"phone": "+84 912 345 678"}, "phone", "0912345678"),
        ({"phone": "0263.3822222 (máy lẻ 12)"}, "phone", "02633822222"),
        ({"phone": "0912345678 - 0263 3822222"}, "phone", "0912345678"),
        ({"phone": "gọi sau 5 giờ"}, "phone", None),
        ({"email": "A@Vidu.example; b@vidu.example"}, "email", "a@vidu.example"),
        ({"email": "mail: a@ vidu.example"}, "email", "a@vidu.example"),
        ({"email": "chưa có"}, "email", None),
        ({"employees": "khoảng 20 người"}, "employees", 20),
        ({"employees": "1.200"}, "employees", 1200),
        ({"employees": "10-20"}, "employees", None),
        ({"capital": "5.300.000.000"}, "capital", 5.3),
        ({"capital": "5,3 tỷ"}, "capital", 5.3),
        ({"capital": "5.300 triệu"}, "capital", 5.3),
        ({"member": "Hội viên"}, "is_member", True),
        ({"member": "chưa"}, "is_member", False),
    ],
)
def test_a_cell_is_read_as_people_write_it(ward, changes, field, value):
    after = only(of_an_association([row(1, **changes), row(2), row(3)]))

    found = after.get(field)
    assert (float(found) if field == "capital" else found) == value


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (float(code(3_1234567)), code(3_1234567)),
        (float(code(1234567)), code(1234567)),
        (f"'{code(58_0012399)} ", code(58_0012399)),
        (f"MST: {code(58_0012399)}", code(58_0012399)),
        (f"{code(58_0012399)}001", f"{code(58_0012399)}-001"),
        (68090012345.0, "068090012345"),
    ],
)
def test_a_tax_code_is_mended_where_its_check_digit_proves_it(ward, written, stored):
    found = mended(of_an_association([row(1, code=written), row(2)]))

    assert found.new[0].tax_code == stored


@pytest.mark.parametrize("written", ["5800012345", 580001234.0, "5.8E+09", "không có", ""])
def test_a_tax_code_nobody_can_prove_is_handed_back(ward, written):
    found = mended(of_an_association([row(1, code=written), row(2)]))

    assert [change.tax_code for change in found.new] == [row(2)[1]]
    assert [left.line.number for left in found.left] == [6]


def test_a_register_with_other_headings_and_faults_is_read_the_same_way():
    content = of_a_portal()
    places = {fold(name): "+" for name in look(content).unknown_places}

    found = mended(content, places=places)

    assert (found.sheet, found.counts["new"], len(found.left)) == ("Danh bạ", 4, 1)
    assert found.new_places == {"xa-duc-trong": "Xã Đức Trọng"}
    first, second, third, fourth = (change.after for change in found.new)
    assert (first["legal_type"], first["sector"], first["size"]) == ("joint_stock", "G", "small")
    assert (second["sector"], second["founded"], float(second["capital"])) == ("A", 2012, 1.5)
    assert (third["status"], float(third["capital"])) == ("suspended", 2.0)
    assert (fourth["status"], fourth["size"], fourth["founded"]) == ("dissolved", "micro", 1999)


def test_money_without_a_unit_is_told_by_its_figures(ward):
    headings = [word.replace(" (đồng)", "") for word in HEADINGS]
    after = only(workbook(("A", [headings, row(1), row(2)])))
    assert float(after["capital"]) == 5.3
    after = only(workbook(("A", [headings, row(1, capital=5.3), row(2, capital=12)])))
    assert float(after["capital"]) == 5.3


def test_codes_with_division_45_are_of_the_older_edition(ward):
    rows = [row(1, sector="6810"), row(2, sector="4511")]
    assert (only(of_an_association(rows))["sector"], only(of_an_association(rows))["vsic"]) == (
        "L",
        2018,
    )
    assert only(of_an_association([row(1, sector="6810"), row(2)]))["sector"] == "M"


def test_a_table_without_headings_is_matched_by_what_its_cells_hold(ward):
    rows = [row(n, code=code(58_0010000 + n * 9)) for n in range(1, 6)]
    found = look(workbook(("A", rows)))

    assert found.matched[1] == "tax_code"
    assert found.matched[2] == "name"
    assert found.matched[10] == "email"


def test_headings_in_two_lines_are_one(ward):
    upper = ["", "Mã số DN", "Tên doanh nghiệp", "Trụ sở", "", "Liên hệ", ""]
    lower = ["STT", "", "", "Xã, phường", "Địa chỉ", "Điện thoại", "Email"]
    cells = row(1)
    line = [1, cells[1], cells[2], "Phường Phan Thiết", "Số 1", "0912345678", "a@vidu.example"]
    found = look(workbook(("A", [["Danh sách"], upper, lower, line])))

    assert list(found.matched.values()) == [
        "tax_code",
        "name",
        "district",
        "address",
        "phone",
        "email",
    ]


def test_rows_that_stand_there_twice_count_once(ward):
    once, other = row(1), row(1, name="CÔNG TY TNHH Khác")
    found = mended(of_an_association([once, once, other]))

    assert found.counts["new"] == 1
    assert (found.offers["row_twice"].count, found.offers["row_same_code"].count) == (1, 1)
    assert found.new[0].after["name"] == "CÔNG TY TNHH Cao Nguyên 1"


def test_a_place_that_ended_is_asked_about_with_its_successor(ward):
    DistrictFactory(code="gia-nghia", name="Gia Nghĩa", valid_to=NOW.date(), successor=ward)
    content = of_an_association([row(1, place="TP. Gia Nghĩa")])

    offer = look(content).offers["place_ended"]
    assert not offer.kind.is_certain
    assert offer.examples[0].before == "TP. Gia Nghĩa"
    assert only(content)["district"] == "phan-thiet"


@pytest.mark.parametrize(
    "written", ["Phan Thiết", "P. Phan Thiết", "phường  phan thiết", "P.Phan Thiết"]
)
def test_a_place_is_known_however_its_kind_is_written(ward, written):
    assert only(of_an_association([row(1, place=written)]))["district"] == "phan-thiet"


def test_a_misspelled_place_can_be_named_by_hand(ward):
    content = of_an_association([row(1, place="Phan Thiếc")])
    assert list(look(content).unknown_places) == ["Phan Thiếc"]

    assert only(content, places={"phanthiec": "phan-thiet"})["district"] == "phan-thiet"


def test_a_file_without_tax_codes_asks_which_column_they_stand_in(ward):
    with pytest.raises(NoTaxCodes):
        look(workbook(("A", [["Tên doanh nghiệp", "Email"], ["Công ty A", "a@vidu.example"]])))


def post_file(client, content, name="r.xlsx"):
    response = client.post(reverse("directory:upload"), {"file": SimpleUploadedFile(name, content)})
    return response.url


def test_a_person_imports_a_messy_file_in_the_browser(client, staff):
    address = post_file(client, of_a_portal())
    page = client.get(address)
    offered = [offer["code"] for offer in page.context["offers"]]
    assert page.context["ready"] == 0

    client.post(address, {"decide": 1, "accept": offered, "add_places": 1})
    page = client.get(address)
    offered = [offer["code"] for offer in page.context["offers"]]
    client.post(address, {"decide": 1, "accept": offered})
    page = client.get(address)
    assert page.context["ready"] == 4
    client.post(address, {"import": 1, "digest": page.context["found"]["digest"]})

    assert Enterprise.objects.count() == 4
    assert District.objects.get().name == "Xã Đức Trọng"
    details = AuditEntry.objects.get(action="directory.import_register").details
    assert (details["new"], details["left"]) == (4, 1)
    assert details["repairs"]["tax_zero"] == 1
    assert "Chữ số kiểm tra" not in client.get(address).content.decode()


def test_what_is_left_can_be_corrected_and_read_again(client, staff, ward):
    address = post_file(client, of_an_association([row(1), row(2, code="5800012345", phone="")]))
    accepted = [offer["code"] for offer in client.get(address).context["offers"]]
    client.post(address, {"decide": 1, "accept": accepted})
    digest = client.get(address).context["found"]["digest"]
    client.post(address, {"import": 1, "digest": digest})

    left = client.get(reverse("directory:upload_left", args=[RegisterUpload.objects.get().pk]))
    book = openpyxl.load_workbook(io.BytesIO(left.content))
    lines = [[cell.value for cell in line] for line in book.active.rows]
    assert "5800012345" in lines[1][0]
    lines[1][2] = row(2)[1]
    again = look(workbook(("A", lines)), accepted=frozenset(accepted))

    assert [change.tax_code for change in again.new] == [row(2)[1]]
    assert again.problems == []


def test_columns_named_by_hand_are_kept_for_the_next_file(client, staff):
    headings = ["Nơi", *HEADINGS[1:8], "Khu vực", *HEADINGS[9:]]
    content = workbook(("A", [headings, row(1), row(2)]))
    address = post_file(client, content)
    assert client.get(address).context["found"]["columns"][8]["column"] == ""

    client.post(address, {"decide": 1, "column-9": "district"})
    assert client.get(address).context["found"]["columns"][8]["column"] == "district"
    assert ColumnMapping.objects.count() == 1
    address = post_file(client, workbook(("B", [headings, row(3)])))

    assert client.get(address).context["found"]["columns"][8]["column"] == "district"


def test_a_large_file_is_read_by_the_worker(
    client, staff, ward, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(register, "READ_WHILE_WAITING", 10)
    with django_capture_on_commit_callbacks(execute=True):
        post_file(client, of_an_association([row(1)]))

    job = Job.objects.get(kind="register_look")
    assert (job.state, job.result) == (
        "done",
        ["directory:upload_preview", RegisterUpload.objects.get().pk],
    )


def test_an_unreadable_file_says_so_and_can_be_discarded(client, staff):
    address = post_file(client, b"a;b\n\xff", "r.csv")

    assert "UTF-8" in client.get(address).content.decode()
    client.post(address, {"discard": "1"})
    assert client.get(address).status_code == 404


def test_confirmation_is_bound_to_what_was_looked_at(client, staff, ward):
    address = post_file(client, of_an_association([row(1)]))
    accepted = [offer["code"] for offer in client.get(address).context["offers"]]
    client.post(address, {"decide": 1, "accept": accepted})
    client.post(address, {"import": 1, "digest": "of another look"})

    assert not Enterprise.objects.exists()
    assert Job.objects.get(kind="register_import").state == "refused"


def test_what_is_left_is_logged_and_for_staff(client, staff, ward):
    address = post_file(client, of_an_association([row(1)]))
    assert client.get(f"{address}left/").status_code == 200
    assert AuditEntry.objects.get(action="directory.left_over").actor == staff
    client.force_login(UserFactory(role="planner"))
    assert client.get(f"{address}left/").status_code == 403


def test_known_enterprises_keep_what_the_file_does_not_say(ward):
    known = EnterpriseFactory(tax_code=row(1)[1], email="cu@vidu.example", district=ward)
    found = mended(of_an_association([row(1, email="", legal="", place="")]))

    assert "email" not in found.changed[0].after
    assert "legal_type" not in found.changed[0].after
    assert found.changed[0].before["name"] == known.name


@pytest.mark.parametrize(("rows", "questions"), [(500, 1), (501, 2)])
def test_of_the_register_only_what_the_file_names_is_fetched(ward, rows, questions):
    known = EnterpriseFactory(tax_code=code(1), district=ward, name="Tên cũ")
    EnterpriseFactory.create_batch(3)
    lines = "\n".join(f"{code(number)},Công ty {number}" for number in range(1, rows + 1))

    with CaptureQueriesContext(connection) as seen:
        found = register.preview(
            name="a.csv", content=f"Mã số thuế,Tên doanh nghiệp\n{lines}".encode(), this_year=2026
        )

    asked = [each["sql"] for each in seen if 'FROM "directory_enterprise"' in each["sql"]]
    assert len(asked) == questions
    assert all('"tax_code" IN (' in sql for sql in asked)
    assert [(change.tax_code, change.before["name"]) for change in found.changed] == [
        (known.tax_code, "Tên cũ")
    ]
