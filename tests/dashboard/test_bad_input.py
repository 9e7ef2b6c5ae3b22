"""What is entered wrongly when an installation is set up: a sentence, nothing half-written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Association
from directory.models import District, Enterprise
from pci.models import BasketDraft, Edition, Province
from plan.models import ReportingDate
from tests.factories.accounts import UserFactory
from tests.factories.directory import AgencyFactory, DistrictFactory
from tests.factories.plan import PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


@pytest.fixture
def planner(client):
    client.force_login(UserFactory(role="planner"))


def errors_of(response):
    assert response.status_code == 200
    return response.context["form"].errors


@pytest.mark.parametrize(
    ("day", "month", "kept"), [(31, 2, 0), (29, 2, 1), (30, 2, 0), (31, 4, 0), (31, 12, 1)]
)
def test_a_reporting_day_that_no_year_has(client, planner, day, month, kept):
    plan = PlanFactory(first_year=2025, last_year=2027)
    values = {"day": day, "month": month, "name_vi": "Kỳ", "collector": AgencyFactory().pk}
    response = client.post(reverse("plan:part_add", args=[plan.pk, "days"]), values)

    assert ReportingDate.objects.count() == kept
    assert (response.status_code == 200) is not bool(kept)
    for page in ("plan:index", "plan:report_status", "home"):
        assert client.get(reverse(page)).status_code in {200, 403}


def test_another_province_chosen_home_takes_the_place_of_the_first(client, administrator):
    first, second = (Province.objects.create(code=code, name=code) for code in ("a", "b"))
    for province in (first, second, second):
        client.post(reverse("pci:home"), {"province": province.pk})
        assert Province.objects.get(is_home=True) == province
    errors_of(client.post(reverse("pci:home"), {"province": 99_999}))
    assert Province.objects.get(is_home=True) == second


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"weight": "7.5"}, "__all__"),
        ({"weight": "x"}, "weight"),
        ({"unit": "share", "scale_min": "30", "scale_max": "90"}, "__all__"),
        ({"number": ""}, "number"),
    ],
)
def test_a_criterion_that_contradicts_itself(client, administrator, values, field):
    client.post(reverse("pci:baskets"), {"year": 2026})
    row = {"number": "1", "wording_vi": "A", "measure": "share", "unit": "share", "direction": "1"}
    response = client.post(reverse("pci:basket_add", args=[2026]), row | values)

    assert field in errors_of(response)
    assert BasketDraft.objects.get().rows == []


def test_weights_of_a_half_are_not_published(client, administrator):
    client.post(reverse("pci:baskets"), {"year": 2026})
    row = {"number": "1", "wording_vi": "A", "measure": "share", "unit": "share", "direction": "1"}
    client.post(reverse("pci:basket_add", args=[2026]), row | {"weight": "0.5"})
    client.post(reverse("pci:basket", args=[2026]), {"publish": 1})
    assert not Edition.objects.exists()


def test_an_edition_of_2099(client, administrator):
    assert "year" in errors_of(client.post(reverse("pci:baskets"), {"year": 2099}))
    assert not BasketDraft.objects.exists()


def test_an_agency_that_succeeds_itself(client, administrator):
    agency = AgencyFactory()
    values = {"name_vi": agency.name_vi, "kind": agency.kind, "successor": agency.pk}
    response = client.post(reverse("directory:agency_edit", args=[agency.pk]), values)

    assert "successor" in errors_of(response)
    agency.refresh_from_db()
    assert agency.successor is None


def test_a_place_that_ends_before_it_begins(client, administrator):
    place = DistrictFactory()
    values = {"name": place.name, "position": 1, "valid_from": "2025-07-01"}
    response = client.post(
        reverse("directory:place_edit", args=[place.pk]), values | {"valid_to": "2025-06-30"}
    )

    assert "valid_to" in errors_of(response)
    assert District.objects.get().valid_to is None


def test_a_plan_without_criteria_leads_to_pages_that_say_so(client, planner):
    plan = PlanFactory()
    page = client.get(reverse("plan:plan", args=[plan.pk])).content.decode()

    assert "chưa nêu tiêu chí" in page
    for name in ("plan:index", "plan:tasks", "plan:report_status", "home"):
        assert client.get(reverse(name)).status_code == 200


def test_a_logo_that_is_no_picture(client, administrator):
    logo = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")
    response = client.post(reverse("association"), {"name_vi": "Hiệp hội", "logo_file": logo})

    assert "logo_file" in errors_of(response)
    assert not Association.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MST;T\xc3\xaan\n" + b"1;2\n" * 500_000, "50"),
        (b"", ""),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"\xd0\xcf\x11\xe0", ".xls"),
    ],
    ids=["rows", "empty", "protected", "xls"],
)
def test_a_register_nobody_can_read(
    client, administrator, content, words, django_capture_on_commit_callbacks
):
    file = SimpleUploadedFile("danh-ba.xlsx", content)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("directory:upload"), {"file": file})
    page = client.get(response.url) if response.status_code == 302 else response

    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Enterprise.objects.exists()
