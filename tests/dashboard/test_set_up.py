"""The steps from an empty installation to the first invitation."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.clock import timezone
from core.models import AuditEntry
from dashboard.set_up import STEPS
from directory.models import Agency, District
from pci.models import Province
from surveys.models import QuestionnaireVersion, Wave
from tests.factories.accounts import UserFactory
from tests.factories.directory import AgencyFactory, DistrictFactory
from tests.factories.pci import EditionFactory
from tests.factories.surveys import QuestionnaireVersionFactory, WaveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


@pytest.fixture
def country():
    call_command("load_fixtures", stdout=StringIO())
    call_command("load_questionnaires", stdout=StringIO())


def states(client):
    page = client.get(reverse("set_up"))
    return {step.page: done for step, _url, done in page.context["steps"]}


def test_every_step_leads_to_a_page_an_administrator_may_open(client, administrator, country):
    for step in STEPS:
        assert client.get(reverse(step.page)).status_code == 200, step.page


def test_an_empty_installation_begins_with_the_letterhead(client, administrator, country):
    page = client.get(reverse("set_up"))

    assert page.context["following"] == reverse("association")
    assert not any(states(client).values())  # what is shipped is nobody's work


@pytest.mark.parametrize(("years_ago", "done"), [(2, False), (1, True), (0, True)])
def test_a_basket_is_set_up_once_there_is_one_of_this_year_or_the_last(
    client, administrator, years_ago, done
):
    EditionFactory(year=timezone.localdate().year - years_ago)

    assert states(client)["pci:baskets"] == done


def test_a_questionnaire_is_set_up_once_somebody_published_it_or_a_wave_asks_it(
    client, administrator, country
):
    version = QuestionnaireVersion.objects.published().first()
    WaveFactory(version=version)
    assert states(client)["surveys:questionnaires"]

    Wave.objects.all().delete()
    assert not states(client)["surveys:questionnaires"]
    QuestionnaireVersionFactory(published_at=timezone.now(), published_by=administrator)
    assert states(client)["surveys:questionnaires"]


def test_provinces_of_today_stand_first_and_in_the_order_of_the_alphabet(
    client, administrator, country
):
    form = client.get(reverse("pci:home")).context["form"]

    _choose, (_title, today), (_other, before) = form.fields["province"].choices
    assert len(today) == 34
    assert [name for _pk, name in today][:5] == [
        "An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ",
    ]  # fmt: skip
    assert [name for _pk, name in before][2:4] == [
        "Bạc Liêu (đến năm 2025)",
        "Bắc Giang (đến năm 2025)",
    ]


def test_steps_are_done_by_their_own_pages(client, administrator, country):
    lam_dong = Province.objects.get(name="Lâm Đồng", valid_to=None)
    client.post(reverse("association"), {"name_vi": "Hiệp hội Lâm Đồng"})
    client.post(reverse("pci:home"), {"province": lam_dong.pk})
    client.post(reverse("directory:places"), {"names": "Phường Xuân Hương\nXã Đức Trọng\n"})
    client.post(reverse("directory:agency_add"), {"name_vi": "Sở Tư pháp", "kind": "department"})

    done = {page for page, done in states(client).items() if done}
    assert done >= {"association", "pci:home", "directory:places", "directory:agencies"}
    assert Province.objects.home() == lam_dong
    assert [place.name for place in District.objects.all()] == ["Phường Xuân Hương", "Xã Đức Trọng"]
    assert Agency.objects.get().code == "so-tu-phap"


def test_another_province_takes_the_place_of_the_one_at_home(client, administrator, country):
    before, after = Province.objects.filter(valid_to=None).order_by("name")[:2]
    for province in (before, after):
        client.post(reverse("pci:home"), {"province": province.pk})

    assert list(Province.objects.filter(is_home=True)) == [after]
    entry = AuditEntry.objects.filter(action="pci.choose_home").first()
    assert entry.details["changes"] == {"is_home": [before.name, after.name]}


def test_the_home_province_lists_what_it_was_made_of(client, administrator, country):
    lam_dong = Province.objects.get(name="Lâm Đồng", valid_to=None)
    client.post(reverse("pci:home"), {"province": lam_dong.pk})

    page = client.get(reverse("pci:home"))
    assert {one.name for one in page.context["predecessors"]} == {
        "Bình Thuận",
        "Lâm Đồng",
        "Đắk Nông",
    }


def test_pasted_places_are_added_once(client, administrator):
    DistrictFactory(name="Xã Đức Trọng", position=4)
    names = "xã  đức trọng\r\n\r\n Phường 1 Bảo Lộc \nphường 1 bảo lộc"

    client.post(reverse("directory:places"), {"names": names})

    assert list(District.objects.values_list("name", "position")) == [
        ("Xã Đức Trọng", 4),
        ("Phường 1 Bảo Lộc", 5),
    ]


@pytest.mark.parametrize(("length", "added"), [(60, 1), (61, 0)])
def test_a_place_has_a_name_of_sixty_letters_at_most(client, administrator, length, added):
    page = client.post(reverse("directory:places"), {"names": "Ă" * length})

    assert District.objects.count() == added
    assert page.status_code == (302 if added else 200)


def test_what_was_changed_of_an_agency_stands_in_the_log(client, administrator):
    agency = AgencyFactory(name_vi="Sở Cũ", name_en="", kind="department")
    values = {"name_vi": "Sở Mới", "kind": "department"}

    client.post(reverse("directory:agency_edit", args=[agency.pk]), values)

    entry = AuditEntry.objects.get(action="directory.change_agency")
    assert entry.details["changes"] == {"name_vi": ["Sở Cũ", "Sở Mới"]}


@pytest.mark.parametrize("kind", ["place", "agency"])
@pytest.mark.parametrize("fault", ["itself", "circle", "ends early"])
def test_no_succession_leads_back_and_nothing_ends_before_it_begins(
    client, administrator, kind, fault
):
    make = DistrictFactory if kind == "place" else AgencyFactory
    other = make()
    row = make(successor=other)
    base = {"name": "Xã A", "position": 1, "name_vi": "Sở A", "kind": "department"}
    faults = {
        "itself": (row, {"successor": row.pk}),
        "circle": (other, {"successor": row.pk}),
        "ends early": (row, {"valid_from": "2026-01-02", "valid_to": "2026-01-01"}),
    }
    subject, values = faults[fault]

    address = reverse(f"directory:{kind}_edit", args=[subject.pk])
    page = client.post(address, base | values)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("page", ["set_up", "pci:home"])
def test_set_up_is_for_administrators(client, page):
    client.force_login(UserFactory(role="staff"))
    assert client.get(reverse(page)).status_code == 403
