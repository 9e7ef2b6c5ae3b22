"""Pages of the register and of the agencies."""

import re

import pytest
from django.urls import reverse

from core.models import AuditEntry
from directory.models import Agency, Enterprise
from tests.factories.accounts import UserFactory
from tests.factories.directory import DistrictFactory, EnterpriseFactory, tax_code

pytestmark = pytest.mark.django_db
LIST = "directory:enterprises"


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def staff(client):
    user = UserFactory(role="staff")
    client.force_login(user)
    return user


@pytest.mark.parametrize("role", ["enterprise", "officer", "planner"])
@pytest.mark.parametrize("page", [LIST, "directory:upload", "directory:enterprise_add"])
def test_the_register_is_for_staff(client, role, page):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse(page)).status_code == 403


def test_details_and_exports_are_for_staff(client):
    enterprise = EnterpriseFactory()
    client.force_login(UserFactory(role="officer"))
    for address in (
        reverse("directory:enterprise", args=[enterprise.pk]),
        reverse("directory:enterprise_edit", args=[enterprise.pk]),
        reverse("directory:enterprises_export", args=["csv"]),
    ):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize(("role", "status"), [("planner", 200), ("staff", 200), ("officer", 403)])
def test_agencies_are_for_staff_and_planners(client, loaded, role, status):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("directory:agencies")).status_code == status


def test_filters_stand_in_the_address(client, staff):
    here = DistrictFactory(name="Đắk Mil")
    EnterpriseFactory(name="Cà phê Đức Lập", district=here, size="small")
    EnterpriseFactory(name="Hồ tiêu Đắk Song", size="small")
    EnterpriseFactory(name="Cà phê Cư Jút", size="micro")

    page = words(client.get(reverse(LIST), {"q": "ca phe", "size": "small", "district": here.pk}))

    assert "Cà phê Đức Lập" in page
    assert "Hồ tiêu" not in page
    assert "Cư Jút" not in page


def test_a_search_finds_tax_codes_and_ignores_marks(client, staff):
    enterprise = EnterpriseFactory(name="Đại Phát", tax_code=tax_code(77))
    for words_typed in ("đại phát", "dai phat", enterprise.tax_code[:8]):
        assert "Đại Phát" in words(client.get(reverse(LIST), {"q": words_typed}))


def test_a_filter_nobody_offers_is_ignored(client, staff):
    EnterpriseFactory(name="Đại Phát")
    assert "Đại Phát" in words(client.get(reverse(LIST), {"size": "giant", "page": "x"}))


@pytest.mark.parametrize("enterprises", [1, 30])
def test_the_list_costs_the_same_for_any_length(
    client, staff, enterprises, django_assert_num_queries
):
    EnterpriseFactory.create_batch(enterprises)
    client.get(reverse(LIST))
    with django_assert_num_queries(8):
        page = client.get(reverse(LIST))
    assert page.content.count(b'<th scope="row">') == enterprises


def test_the_export_holds_what_the_list_shows_and_is_logged(client, staff):
    EnterpriseFactory(name="=1+1 Cà phê", size="small")
    EnterpriseFactory(name="Hồ tiêu", size="micro")

    response = client.get(
        reverse("directory:enterprises_export", args=["csv"]),
        {"size": "small", "q": "phê", "x": "y"},
    )

    text = response.content.decode("utf-8-sig")
    assert "'=1+1 Cà phê" in text
    assert "Hồ tiêu" not in text
    entry = AuditEntry.objects.get(action="directory.export_register")
    assert (entry.actor, entry.details["rows"]) == (staff, 1)
    assert entry.details["filters"] == {"size": "small"}


def test_the_export_comes_as_a_workbook_too(client, staff):
    response = client.get(reverse("directory:enterprises_export", args=["xlsx"]))
    assert response.content.startswith(b"PK")
    assert client.get(reverse("directory:enterprises_export", args=["exe"])).status_code == 404


def form_values(**changes):
    values = {
        "tax_code": tax_code(5),
        "name": "Công ty Mới",
        "legal_type": "llc_one",
        "vsic": "2025",
        "sector": "G",
        "employees": "8",
        "revenue": "9",
        "district": DistrictFactory().pk,
        "language": "vi",
        "status": "active",
    }
    return values | changes


def test_staff_add_an_enterprise_and_its_size_follows(client, staff):
    client.post(reverse("directory:enterprise_add"), form_values())

    assert Enterprise.objects.get().size == "micro"
    assert AuditEntry.objects.get().action == "directory.add_enterprise"


@pytest.mark.parametrize(
    "changes",
    [
        {"tax_code": "0100109107"},
        {"size": "large"},
        {"employees": "", "revenue": ""},
        {"founded": "3000"},
        {"vsic": "2018", "sector": "V"},
    ],
)
def test_wrong_entries_are_explained_and_kept(client, staff, changes):
    response = client.post(reverse("directory:enterprise_add"), form_values(**changes))

    assert response.status_code == 200
    assert response.context["form"].errors
    assert "Công ty Mới" in response.content.decode()
    assert not Enterprise.objects.exists()


def test_a_tax_code_belongs_to_one_enterprise(client, staff):
    EnterpriseFactory(tax_code=tax_code(5), name="Người trước")

    response = client.post(reverse("directory:enterprise_add"), form_values())
    assert "Người trước" in words(response)


def test_staff_change_an_enterprise_and_the_log_names_the_fields(client, staff):
    enterprise = EnterpriseFactory(tax_code=tax_code(5), employees=8, revenue=9, size="micro")
    values = form_values(name="Tên mới", district=enterprise.district.pk, founded="2010")

    client.post(reverse("directory:enterprise_edit", args=[enterprise.pk]), values)

    enterprise.refresh_from_db()
    assert enterprise.name == "Tên mới"
    entry = AuditEntry.objects.get(action="directory.change_enterprise")
    assert entry.details["fields"] == ["name"]
    page = words(client.get(reverse("directory:enterprise", args=[enterprise.pk])))
    assert f"{staff} tên" in page


def test_agencies_of_the_past_lead_to_their_successors(client, loaded, staff):
    page = words(client.get(reverse("directory:agencies")))
    assert "Sở Kế hoạch và Đầu tư" in page

    agency = Agency.objects.get(code="so-tai-chinh")
    detail = words(client.get(reverse("directory:agency", args=[agency.pk])))
    assert "Sở Kế hoạch và Đầu tư" in detail
    assert "Lâm Đồng" in detail


@pytest.mark.parametrize("edited", [{"valid_from": "2026-01-02", "valid_to": "2026-01-01"}, {}])
def test_staff_edit_an_agency(client, loaded, staff, edited):
    agency = Agency.objects.get(code="so-tu-phap")
    values = {"name_vi": "Sở Tư pháp", "kind": "department", "short_name": "Tư pháp"} | edited

    client.post(reverse("directory:agency_edit", args=[agency.pk]), values)

    agency.refresh_from_db()
    assert (agency.short_name == "Tư pháp") is not bool(edited)


def test_planners_do_not_edit_agencies(client, loaded):
    client.force_login(UserFactory(role="planner"))
    agency = Agency.objects.first()
    assert client.get(reverse("directory:agency_edit", args=[agency.pk])).status_code == 403
