"""What enterprises say of themselves reaches the register only through a person's hands."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.access import Role
from directory.models import Enterprise
from surveys.models import Anonymity, RegisterCorrection
from surveys.review.corrections import list_corrections, read_value
from tests.factories.accounts import UserFactory
from tests.factories.directory import DistrictFactory
from tests.factories.surveys import (
    QuestionnaireVersionFactory,
    ResponseFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
)
from tests.surveys.answering.test_register import ASKED

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave():
    """One enterprise says it has another legal type and was founded in a year nobody knew."""
    wave = WaveFactory(version=QuestionnaireVersionFactory(document=ASKED))
    stratum = StratumFactory(wave=wave)
    sampled = SampledEnterpriseFactory(
        stratum=stratum, enterprise__legal_type="llc_one", enterprise__founded=None
    )
    place = sampled.enterprise.district.name
    answers = {"type": "private", "founded": 2015, "place": place, "more": "bí mật"}
    ResponseFactory(
        wave=wave, version=wave.version, sampled=sampled, stratum=stratum, answers=answers
    )
    return wave


def decide(client, wave, field, decision):
    sampled = wave.responses.get().sampled_id
    address = reverse("surveys:corrections", args=[wave.pk])
    sent = {"sampled": sampled, "field": field, "decision": decision}
    return client.post(address, sent, follow=True).content.decode()


def test_what_differs_is_proposed_and_nothing_else_is_shown(client, wave):
    client.force_login(UserFactory())

    page = client.get(reverse("surveys:corrections", args=[wave.pk])).content.decode()

    assert [(each.field, each.said) for each in list_corrections(wave)] == [
        ("founded", "2015"),
        ("legal_type", "private"),
    ]
    assert "bí mật" not in page
    assert str(wave.responses.get().pk) not in page
    assert Enterprise.objects.get().legal_type == "llc_one"


def test_a_person_accepts_or_declines_once(client, wave):
    client.force_login(UserFactory())

    decide(client, wave, "legal_type", "accept")
    decide(client, wave, "founded", "decline")
    again = decide(client, wave, "founded", "accept")

    enterprise = Enterprise.objects.get()
    assert (enterprise.legal_type, enterprise.founded) == ("private", None)
    assert list_corrections(wave) == []
    assert RegisterCorrection.objects.filter(is_accepted=True).count() == 1
    assert "không còn chờ" in again
    assert "loại hình: doanh nghiệp tư nhân" in again
    assert "năm thành lập: 2015" in again


def test_planners_and_blind_waves_have_no_corrections(client, wave):
    client.force_login(UserFactory(role=Role.PLANNER))
    assert client.get(reverse("surveys:corrections", args=[wave.pk])).status_code == 403

    wave.anonymity = Anonymity.BLIND
    assert list_corrections(wave) == []


@pytest.mark.parametrize(
    ("field", "said", "value"),
    [
        ("founded", "1899", None),
        ("founded", "1900", 1900),
        ("founded", "2100", 2100),
        ("founded", "2101", None),
        ("employees", "10000000", 10000000),
        ("employees", "10000001", None),
        ("employees", "2.5", None),
        ("sector", "V", "V"),
        ("sector", "W", None),
        ("size", "small", "small"),
        ("size", "huge", None),
        ("district", "nowhere", None),
    ],
)
def test_an_answer_becomes_a_value_of_the_register_or_none(field, said, value):
    assert read_value(field, said) == value


def test_the_page_asks_as_often_for_three_enterprises_as_for_one(
    client, wave, django_assert_num_queries
):
    client.force_login(UserFactory())
    address = reverse("surveys:corrections", args=[wave.pk])
    client.get(address)  # what a process remembers is read once
    with CaptureQueriesContext(connection) as alone:
        client.get(address)

    stratum, place = StratumFactory(wave=wave), DistrictFactory()
    for _number in range(2):
        ResponseFactory(
            wave=wave,
            version=wave.version,
            sampled=SampledEnterpriseFactory(stratum=stratum, enterprise__legal_type="llc_one"),
            stratum=stratum,
            answers={"type": "private", "place": place.name},
        )

    assert len(list_corrections(wave)) == 6
    with django_assert_num_queries(len(alone)):
        client.get(address)


def test_a_place_is_found_by_code_or_by_a_name_only_one_has():
    place, other = DistrictFactory(name="Đắk Mil"), DistrictFactory(name="Cư Jút")
    assert read_value("district", place.code) == place
    assert read_value("district", "Cư Jút") == other
    DistrictFactory(name="Cư Jút")
    assert read_value("district", "Cư Jút") is None
