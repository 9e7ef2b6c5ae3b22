"""Staff prepare, open and close waves; others may look or not even that."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.fieldwork.actions.invitations import issue_invitation
from surveys.models import Anonymity, PaperForm, Response, ResponseFlag, Wave, WaveStatus
from tests.factories.accounts import UserFactory
from tests.factories.surveys import (
    QuestionnaireVersionFactory,
    ResponseFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    TrialFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(role="staff"))
    return client


def fields(version, **changes):
    return {
        "title_vi": "Khảo sát 2026",
        "year": "2026",
        "version": version.pk,
        "anonymity": "blind",
        "opens_on": "2026-11-01",
        "closes_on": "2026-12-15",
        "minutes": "12",
        **changes,
    }


def planned(**wave):
    wave = WaveFactory(status=WaveStatus.PLANNED, **wave)
    SampledEnterpriseFactory.create_batch(5, stratum=StratumFactory(wave=wave))
    return wave


def test_staff_prepare_a_wave(staff):
    version = QuestionnaireVersionFactory()
    response = staff.post(reverse("surveys:new_wave"), fields(version))
    wave = Wave.objects.get()
    assert response.url == reverse("surveys:wave", args=[wave.pk])
    assert (wave.anonymity, wave.status) == (Anonymity.BLIND, WaveStatus.PLANNED)


def test_a_wave_that_closes_before_it_opens_is_asked_back(staff):
    version = QuestionnaireVersionFactory()
    page = staff.post(reverse("surveys:new_wave"), fields(version, closes_on="2026-10-01"))
    assert "Ngày kết thúc không được trước ngày bắt đầu." in page.content.decode()
    assert not Wave.objects.exists()


def test_opening_says_what_is_locked_and_asks_once(staff):
    wave = planned(anonymity=Anonymity.BLIND)
    address = reverse("surveys:open_wave", args=[wave.pk])
    page = staff.get(address).content.decode()
    assert "5 doanh nghiệp trong mẫu" in page
    assert "ẩn danh" in page

    refused = staff.post(address)
    assert refused.status_code == 409
    assert reverse("surveys:trial", args=[wave.pk]) in refused.content.decode()
    said = {"untried_because": "Phiếu hỏi như năm trước."}
    assert staff.post(address, said).url == reverse("surveys:wave", args=[wave.pk])
    wave.refresh_from_db()
    assert wave.status == WaveStatus.OPEN


def test_opening_is_refused_with_the_reason(staff):
    wave = WaveFactory(status=WaveStatus.PLANNED)
    page = staff.post(reverse("surveys:open_wave", args=[wave.pk]))
    assert page.status_code == 409
    assert "chưa có doanh nghiệp nào trong mẫu" in page.content.decode()


def test_closing_says_what_ends(staff):
    wave = WaveFactory()
    address = reverse("surveys:close_wave", args=[wave.pk])
    assert "Chỉ quản trị viên" in staff.get(address).content.decode()
    staff.post(address)
    wave.refresh_from_db()
    assert wave.status == WaveStatus.CLOSED


def test_an_open_wave_may_get_more_time_but_no_other_protection(staff):
    wave = WaveFactory()
    address = reverse("surveys:change_wave", args=[wave.pk])
    assert 'name="anonymity"' not in staff.get(address).content.decode()
    more = {"title_vi": wave.title_vi, "minutes": "15", "closes_on": "2027-01-31"}
    staff.post(address, {**more, "anonymity": "blind"})
    wave.refresh_from_db()
    assert (wave.closes_on, wave.minutes) == (date(2027, 1, 31), 15)
    assert wave.anonymity == Anonymity.CONFIDENTIAL


@pytest.mark.parametrize(("role", "status"), [("planner", 200), ("enterprise", 403)])
def test_planners_look_and_enterprises_do_not(client, role, status):
    client.force_login(UserFactory(role=role))
    wave = WaveFactory()
    assert client.get(reverse("surveys:waves")).status_code == status
    assert client.get(reverse("surveys:wave", args=[wave.pk])).status_code == status
    assert client.post(reverse("surveys:close_wave", args=[wave.pk])).status_code == 403
    wave.refresh_from_db()
    assert wave.status == WaveStatus.OPEN


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_costs_the_same_for_any_length(staff, number, django_assert_max_num_queries):
    WaveFactory.create_batch(number)
    staff.get(reverse("surveys:waves"))
    with django_assert_max_num_queries(6):
        page = staff.get(reverse("surveys:waves"))
    assert page.content.count(b'<th scope="row">') == number


def test_the_count_of_a_wave_being_prepared_is_not_shown(client):
    wave = planned()
    assert client.get(reverse("surveys:count", args=[wave.pk])).status_code == 404


def test_closing_names_sheets_of_paper_that_are_not_stored(staff):
    wave = WaveFactory()
    PaperForm.objects.create(wave=wave, number=1, code_digest="x", registered_at=timezone.now())

    page = staff.get(reverse("surveys:close_wave", args=[wave.pk]))

    assert page.context["sheets"] == 1
    assert reverse("surveys:paper", args=[wave.pk]) in page.content.decode()


def test_the_page_of_a_wave_names_the_next_step(staff):
    def step(wave):
        page = staff.get(reverse("surveys:wave", args=[wave.pk])).content.decode()
        return page.split('<div class="callout', 1)[1].split("button--primary", 1)[1]

    nobody = WaveFactory(status=WaveStatus.PLANNED)
    assert reverse("surveys:sample", args=[nobody.pk]) in step(nobody).split(">")[0]
    drawn = planned()
    assert reverse("surveys:trial", args=[drawn.pk]) in step(drawn).split(">")[0]
    TrialFactory(wave=drawn, times_sent=1)
    assert reverse("surveys:open_wave", args=[drawn.pk]) in step(drawn).split(">")[0]
    opened = WaveFactory(closes_on=date(2099, 1, 1))
    row = SampledEnterpriseFactory(stratum=StratumFactory(wave=opened))
    assert reverse("surveys:sendings", args=[opened.pk]) in step(opened).split(">")[0]
    issue_invitation(sampled=row, now=timezone.now())
    assert reverse("surveys:monitor", args=[opened.pk]) in step(opened).split(">")[0]
    over = WaveFactory(closes_on=date(2026, 11, 1), opens_on=date(2026, 10, 1))
    assert reverse("surveys:close_wave", args=[over.pk]) in step(over).split(">")[0]


def test_a_new_wave_begins_with_what_the_last_one_had(client):
    client.force_login(UserFactory(role="staff"))
    version = QuestionnaireVersionFactory(document={"title": {"vi": "Phiếu hỏi năm 2098"}})
    WaveFactory(year=2098, title_vi="Khảo sát năm 2098", version=version, contact_phone="0261 1")

    page = client.get(reverse("surveys:new_wave"))

    form = page.context["form"]
    assert (form["year"].value(), form["title_vi"].value()) == (2099, "Khảo sát năm 2099")
    assert form["contact_phone"].value() == "0261 1"
    assert form["version"].value() == version.pk
    assert not form["anonymity"].value()
    assert "Phiếu hỏi năm 2098, phiên bản 1 (công bố ngày" in page.content.decode()


def test_a_closed_wave_leads_to_its_review_and_then_to_the_analysis(staff):
    wave = WaveFactory(status=WaveStatus.CLOSED)
    stratum = StratumFactory(wave=wave)
    row = ResponseFactory(wave=wave, stratum=stratum, version=wave.version)
    ResponseFlag.objects.create(response=row, kind="speeder", raised_at=timezone.now())
    address = reverse("surveys:wave", args=[wave.pk])

    def primary():
        shown = staff.get(address).content.decode()
        return re.findall(r'class="button button--primary" href="([^"]+)"', shown)

    assert primary() == [reverse("surveys:flagged", args=[wave.pk]) + "?state=unseen"]
    Response.objects.update(review="kept")
    assert primary() == [reverse("analysis:runs")]
