"""Agencies from a file: all of them, or none and a sentence for each wrong row."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory.actions.agency_files import kind_of_name
from directory.models import Agency, District
from tests.factories.accounts import UserFactory
from tests.factories.directory import DistrictFactory

pytestmark = pytest.mark.django_db
HEADING = "Tên cơ quan;Loại;Địa bàn;Email;Từ ngày;Đến ngày;Cơ quan kế thừa\n"


@pytest.fixture(autouse=True)
def staff(client):
    DistrictFactory(code="duc-trong", name="Xã Đức Trọng")
    client.force_login(UserFactory(role="staff"))


def send(client, text):
    file = SimpleUploadedFile("co-quan.csv", text.encode())
    return client.post(reverse("directory:agency_file"), {"file": file})


def test_agencies_are_added_with_kinds_places_and_successors(client):
    send(
        client,
        HEADING + "Sở Kế hoạch và Đầu tư;;;;;28/02/2025;Sở Tài chính\n"
        "Sở Tài chính;;;stc@vidu.example;2025-03-01;;\nUBND xã Đức Trọng;;Xã Đức Trọng;;;;\n",
    )

    old = Agency.objects.get(name_vi="Sở Kế hoạch và Đầu tư")
    assert (old.kind, old.valid_to, old.successor.name_vi) == (
        "department",
        date(2025, 2, 28),
        "Sở Tài chính",
    )
    commune = Agency.objects.get(name_vi="UBND xã Đức Trọng")
    assert (commune.kind, commune.district.code) == ("district", "duc-trong")


def test_a_known_agency_takes_over_what_the_file_says(client):
    send(client, HEADING + "Sở Tài chính;;;;;;\n")
    send(client, HEADING + "sở tài chính;;;moi@vidu.example;;;\n")
    assert Agency.objects.get().email == "moi@vidu.example"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("Sở A;quán;;;;;\n", "quán"),
        ("Sở A;;Xã Không Có;;;;\n", "Xã Không Có"),
        ("Sở A;;;a-b;;;\n", "a-b"),
        ("Sở A;;;;31/02/2025;;\n", "31/02/2025"),
        ("Sở A;;;;02/03/2025;01/03/2025;\n", "trước ngày bắt đầu"),
        ("Sở A;;;;;;Sở Không Có\n", "Sở Không Có"),
        ("Sở A;;;;;;Sở A\n", "quay về chính nó"),
        (";department;;;;;\n", "Dòng"),
        ("", ""),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(client, rows, words):
    response = send(client, HEADING + "Sở Tư pháp;;;;;;\n" * bool(rows) + rows)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Agency.objects.exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Văn phòng UBND tỉnh", "office"),
        ("Ban Quản lý các khu công nghiệp", "department"),
        ("Ủy ban nhân dân phường 1 Bảo Lộc", "district"),
        ("Thuế cơ sở 3", "tax"),
        ("Báo Lâm Đồng", "press"),
        ("Công an tỉnh", "other"),
    ],
)
def test_the_kind_is_read_from_the_name(name, kind):
    assert kind_of_name(name) == kind


@pytest.mark.parametrize(("kind", "model"), [("agency", Agency), ("place", District)])
def test_totals_and_numbers_of_columns_are_no_names_and_notes_are_told(client, kind, model):
    heading = {"agency": "Tên cơ quan", "place": "Tên địa bàn"}[kind]
    rows = ["(2)", "Phường Tổng Bình", "Tổng cục Thuế", "Sở A (đổi tên từ 2019)", "Tổng cộng: 3"]
    file = SimpleUploadedFile("ten.csv", "\n".join([heading, *rows]).encode())

    page = client.post(reverse(f"directory:{kind}_file"), {"file": file}, follow=True)

    name = {"agency": "name_vi", "place": "name"}[kind]
    names = set(model.objects.values_list(name, flat=True)) - {"Xã Đức Trọng"}
    assert names == set(rows[1:4])
    told = " ".join(str(message) for message in page.context["messages"])
    assert "dòng 2 “(2)”; dòng 6 “Tổng cộng: 3”" in told
    assert "dòng 5 “Sở A (đổi tên từ 2019)”" in told
