"""An enterprise that has lost its link gets a new one, by whatever reaches it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry, OutgoingMessage
from surveys.answering.queries.visits import behind
from surveys.errors import (
    AlreadySubmitted,
    LinkJustSent,
    NoElectronicAddress,
    SecondKeyInBlindWave,
    WaveStatusUnfit,
)
from surveys.fieldwork.actions.invitations import issue_invitation
from surveys.fieldwork.actions.link_again import send_link_again
from surveys.models import AccessKey, Anonymity
from tests.factories.accounts import UserFactory
from tests.factories.surveys import ResponseFactory, SampledEnterpriseFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 59, tzinfo=UTC)


def invited(email="dn@dn.example", **fields):
    sampled = SampledEnterpriseFactory(enterprise__email=email, **fields)
    issue_invitation(sampled=sampled, now=NOW)
    return sampled


def test_the_new_link_leads_to_the_same_enterprise_and_leaves_by_itself():
    sampled, by = invited(), UserFactory()

    assert send_link_again(sampled=sampled, by=by, now=NOW) == "email"

    message = OutgoingMessage.objects.get()
    token = message.body.split("/s/")[1].split("/")[0]
    assert behind(token).key.sampled == sampled
    assert (message.status, message.released_by, message.kind) == ("released", by, "surveys.link")
    assert (message.about_id, message.recipient) == (sampled.pk, "dn@dn.example")
    assert AuditEntry.objects.get(action="link.again").actor == by


def test_without_e_mail_it_goes_to_the_mobile_number():
    sampled = invited(email="", enterprise__phone="0912345678")

    assert send_link_again(sampled=sampled, by=UserFactory(), now=NOW) == "sms"
    assert OutgoingMessage.objects.get().recipient == "84912345678"


def test_it_is_sent_once_an_hour():
    sampled, by = invited(), UserFactory()
    send_link_again(sampled=sampled, by=by, now=NOW)

    with pytest.raises(LinkJustSent):
        send_link_again(sampled=sampled, by=by, now=NOW)
    send_link_again(sampled=sampled, by=by, now=NOW.replace(hour=10, minute=0))

    assert OutgoingMessage.objects.count() == 2
    assert AccessKey.objects.count() == 3


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda: invited(email=""), NoElectronicAddress),
        (lambda: invited(stratum__wave__anonymity=Anonymity.BLIND), SecondKeyInBlindWave),
        (lambda: SampledEnterpriseFactory(stratum__wave__status="closed"), WaveStatusUnfit),
        (lambda: ResponseFactory(sampled=invited()).sampled, AlreadySubmitted),
    ],
)
def test_it_is_refused_where_it_would_open_nothing_or_too_much(make, refusal):
    with pytest.raises(refusal):
        send_link_again(sampled=make(), by=UserFactory(), now=NOW)
    assert OutgoingMessage.objects.count() == 0


def test_staff_send_it_from_the_page_of_the_enterprise(client):
    sampled = invited()
    client.force_login(UserFactory())
    page = client.get(reverse("surveys:sampled", args=[sampled.pk])).content.decode()
    address = reverse("surveys:send_link", args=[sampled.pk])
    assert address in page

    told = client.post(address, follow=True).content.decode()

    assert "Đã gửi lại đường dẫn riêng" in told
    assert OutgoingMessage.objects.get().created_at <= timezone.now()
