"""Places and the regions they lie in: typed, from a file, called by their level, ended."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEntry
from directory.forms.enterprises import EnterpriseForm
from directory.models import District, Enterprise, PlaceLevels, Region
from directory.places.fields import PlaceField
from tests.factories.accounts import UserFactory
from tests.factories.directory import DistrictFactory, EnterpriseFactory

pytestmark = pytest.mark.django_db
HEADING = "Tên xã, phường;Khu vực;Từ ngày;Đến ngày;Nhập vào\n"


@pytest.fixture(autouse=True)
def staff(client):
    user = UserFactory(role="staff")
    client.force_login(user)
    return user


def send(client, text):
    file = SimpleUploadedFile("dia-ban.csv", text.encode())
    return client.post(reverse("directory:place_file"), {"file": file})


def lines(client):
    return client.get(reverse("directory:places")).content.decode()


def test_two_pasted_columns_group_places_in_regions(client):
    url = reverse("directory:places")
    client.post(url, {"names": "Phường Xuân Hương\nXã Đạ Huoai"})
    client.post(url, {"names": "Phường Xuân Hương\tĐà Lạt\nXã Đạ Huoai; Bảo Lộc\nXã Hàm Thắng;"})

    grouped = {place.name: str(place.region or "") for place in District.objects.all()}
    assert grouped == {
        "Phường Xuân Hương": "Đà Lạt",
        "Xã Đạ Huoai": "Bảo Lộc",
        "Xã Hàm Thắng": "",
    }
    assert PlaceLevels.objects.get().places == "commune"
    page = lines(client)
    assert "Xã, phường" in page
    assert "Khu vực" in page


def test_levels_are_said_by_people_once_and_kept(client):
    client.post(reverse("directory:places"), {"names": "Huyện Cư Jút\nHuyện Đắk Mil"})
    assert PlaceLevels.objects.get().places == "district"
    client.post(reverse("directory:place_levels"), {"places": "commune", "regions": "district"})

    levels = PlaceLevels.objects.get()
    assert (levels.places, levels.regions) == ("commune", "district")
    entry = AuditEntry.objects.filter(action="directory.name_levels").latest("pk")
    assert entry.details["changes"]["places"] == ["district", "commune"]
    client.post(reverse("directory:places"), {"names": "Huyện Tuy Đức\nHuyện Krông Nô"})
    assert PlaceLevels.objects.get().places == "commune"


def test_a_file_brings_regions_days_and_successors(client):
    send(
        client,
        "DANH SÁCH XÃ, PHƯỜNG\n\n" + HEADING + "Xã Cũ;Phía Bắc;;30/06/2025;Xã Mới\n"
        "Xã Mới;Phía Bắc;01/07/2025;;\n",
    )

    old = District.objects.get(name="Xã Cũ")
    assert (old.valid_to, old.follower.name, old.region.name) == (
        date(2025, 6, 30),
        "Xã Mới",
        "Phía Bắc",
    )
    assert Region.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("Xã A;;02/03/2025;01/03/2025;\n", "trước ngày bắt đầu"),
        ("Xã A;;;31/02/2025;\n", "31/02/2025"),
        ("Xã A;;;;Xã Không Có\n", "Xã Không Có"),
        ("Xã A;;;;Xã A\n", "kế thừa"),
        (";Phía Bắc;;;\n", "phải có tên"),
        (f"{'Ă' * 61};;;;\n", "60"),
        ("", "Tệp không có"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken_over(client, rows, words):
    page = send(client, HEADING + ("Xã Đúng;Phía Nam;;;\n" if rows else "") + rows)
    assert words in page.content.decode()
    assert not District.objects.exists()
    assert not Region.objects.exists()


def test_choices_stand_under_their_regions_and_ended_places_are_not_offered():
    north = Region.objects.create(code="n", name="Phía Bắc")
    DistrictFactory(name="Xã A", region=north)
    DistrictFactory(name="Xã B")
    ended = DistrictFactory(name="Xã Cũ", valid_to=date(2025, 6, 30))

    groups = dict(list(PlaceField().choices)[1:])
    assert [label for _value, label in groups["Phía Bắc"]] == ["Xã A"]
    assert ended not in EnterpriseForm().fields["district"].queryset
    kept = EnterpriseFactory(district=ended)
    assert ended in EnterpriseForm(instance=kept).fields["district"].queryset


def test_the_register_is_filtered_by_region(client):
    north = Region.objects.create(code="n", name="Phía Bắc")
    EnterpriseFactory(name="Công ty Ở Bắc", district=DistrictFactory(region=north))
    EnterpriseFactory(name="Công ty Ở Nam")

    page = client.get(reverse("directory:enterprises"), {"region": north.pk}).content.decode()
    assert "Công ty Ở Bắc" in page
    assert "Công ty Ở Nam" not in page


@pytest.fixture
def ended():
    middle = DistrictFactory(
        name="Xã Giữa", valid_to=date(2025, 6, 30), successor=DistrictFactory(name="Xã Nay")
    )
    return DistrictFactory(name="Xã Đầu", valid_to=date(2019, 12, 31), successor=middle)


def test_enterprises_in_a_place_that_ended_are_asked_about_one_by_one(client, ended):
    enterprise = EnterpriseFactory(district=ended)
    page = client.get(reverse("directory:enterprise", args=[enterprise.pk])).content.decode()
    assert "Xã Nay" in page

    client.post(reverse("directory:move_one", args=[enterprise.pk]))
    enterprise.refresh_from_db()
    assert enterprise.district.name == "Xã Nay"


def test_all_of_them_move_to_the_successors_at_once(client, ended):
    EnterpriseFactory.create_batch(2, district=ended)
    nobody = DistrictFactory(name="Xã Không Kế", valid_to=date(2025, 6, 30))
    stays = EnterpriseFactory(district=nobody)
    assert "3 doanh nghiệp" in client.get(reverse("directory:enterprises")).content.decode()

    client.post(reverse("directory:ended_places"))
    assert Enterprise.objects.filter(district__name="Xã Nay").count() == 2
    entry = AuditEntry.objects.get(action="directory.move_enterprises")
    assert entry.details["changes"] == {"district": ["Xã Đầu", "Xã Nay"]}
    stays.refresh_from_db()
    assert stays.district == nobody


def test_another_place_can_be_chosen_but_none_that_ended(client, ended):
    enterprise, other = EnterpriseFactory(district=ended), DistrictFactory(name="Xã Khác")
    url = reverse("directory:move_out", args=[ended.pk])
    for to, name in ((ended.successor, "Xã Đầu"), (other, "Xã Khác")):
        client.post(url, {f"p{ended.pk}-to": to.pk})
        enterprise.refresh_from_db()
        assert enterprise.district.name == name
    assert client.post(reverse("directory:move_out", args=[other.pk])).status_code == 404


def test_a_region_keeps_its_own_name_and_ends_after_it_begins(client):
    north, south = (Region.objects.create(code=code, name=code) for code in ("bac", "nam"))
    url = reverse("directory:region_edit", args=[north.pk])
    client.post(url, {"name": "nam", "position": 1})
    client.post(
        url, {"name": "x", "position": 1, "valid_from": "2025-07-01", "valid_to": "2025-06-30"}
    )
    client.post(url, {"name": "x", "position": 1, "successor": north.pk})
    north.refresh_from_db()
    assert north.name == "bac"
    client.post(
        url, {"name": "Phía Bắc", "position": 2, "valid_to": "2025-06-30", "successor": south.pk}
    )
    north.refresh_from_db()
    assert (north.name, north.successor) == ("Phía Bắc", south)
