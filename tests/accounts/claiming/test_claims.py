"""Nobody speaks for an enterprise without the knowledge of its contact in the register."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.claiming import actions as claiming
from accounts.errors import AlreadyDecided, NoContact, NotVerified
from accounts.models import ClaimWay
from core.access import Role
from core.models import AuditEntry, OutgoingMessage
from tests.factories.accounts import UserFactory
from tests.factories.directory import EnterpriseFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_tries_before():
    """Begin with no tries counted: what other tests tried is of the same visitor."""
    cache.clear()


@pytest.fixture
def firm():
    return EnterpriseFactory(
        email="so@dangky.example", phone="0261 222 333", address="12 Trần Phú, Gia Nghĩa"
    )


@pytest.fixture
def stranger(firm):
    return UserFactory(
        role=Role.ENTERPRISE,
        approved_at=None,
        enterprise=None,
        email="la@example.test",
        claimed_tax_code=firm.tax_code,
    )


def sent(user, firm, way=ClaimWay.EMAIL, now=NOW):
    return claiming.send_code(user=user, enterprise=firm, way=way, by=UserFactory(), now=now)[1]


def approve(user, firm):
    return actions.approve_user(user=user, enterprise=firm, by=UserFactory(), now=NOW)


def test_an_unverified_stranger_is_not_approved(stranger, firm):
    with pytest.raises(NotVerified):
        approve(stranger, firm)


@pytest.mark.parametrize(("verified", "known"), [(True, True), (False, False)])
def test_who_has_the_address_of_the_register_needs_no_code(stranger, firm, verified, known):
    EmailAddress.objects.create(user=stranger, email="So@dangky.example", verified=verified)
    assert stranger.is_known_to(firm) is known


def test_a_code_goes_to_the_register_and_comes_back(stranger, firm):
    code = sent(stranger, firm)
    letter = OutgoingMessage.objects.get()
    assert (letter.recipient, code in letter.body) == ("so@dangky.example", True)

    assert claiming.take_code(email=" LA@example.test ", code=f" {code} ", now=NOW)
    assert approve(stranger, firm).enterprise == firm


@pytest.mark.parametrize(("wrong", "taken"), [(4, True), (5, False)])
def test_five_wrong_codes_end_it(stranger, firm, wrong, taken):
    code = sent(stranger, firm)
    for _try in range(wrong):
        assert not claiming.take_code(email=stranger.email, code="x", now=NOW)
    assert claiming.take_code(email=stranger.email, code=code, now=NOW) is taken


@pytest.mark.parametrize(("days", "taken"), [(30, True), (31, False)])
def test_a_code_lasts_thirty_days(stranger, firm, days, taken):
    code, later = sent(stranger, firm), NOW + timedelta(days=days)
    assert claiming.take_code(email=stranger.email, code=code, now=later) is taken


def test_a_code_is_for_one_person_and_one_enterprise(stranger, firm):
    code = sent(stranger, firm)
    other = UserFactory(role=Role.ENTERPRISE, approved_at=None, enterprise=None)
    sent(other, firm)
    assert not claiming.take_code(email=other.email, code=code, now=NOW)
    claiming.take_code(email=stranger.email, code=code, now=NOW)
    with pytest.raises(NotVerified):
        approve(stranger, EnterpriseFactory())


def test_a_newer_code_takes_the_place_of_an_older_one(stranger, firm):
    old, new = sent(stranger, firm), sent(stranger, firm, ClaimWay.PHONE)
    assert not claiming.take_code(email=stranger.email, code=old, now=NOW)
    assert claiming.take_code(email=stranger.email, code=new, now=NOW)


def test_only_contacts_the_register_has_get_a_code(stranger):
    with pytest.raises(NoContact):
        sent(stranger, EnterpriseFactory(phone=""), ClaimWay.PHONE)


def test_no_code_for_who_was_decided_already(firm):
    with pytest.raises(AlreadyDecided):
        sent(UserFactory(role=Role.ENTERPRISE, approved_at=NOW), firm)


def test_those_who_speak_for_it_are_told(stranger, firm):
    present = UserFactory(role=Role.ENTERPRISE, enterprise=firm, email="cu@example.test")
    UserFactory(role=Role.ENTERPRISE, enterprise=firm, is_active=False)
    claiming.take_code(email=stranger.email, code=sent(stranger, firm), now=NOW)
    approve(stranger, firm)

    told = OutgoingMessage.objects.filter(kind="accounts.representative_added")
    assert {each.recipient for each in told} == {present.email, firm.email}
    assert all(stranger.email in each.body for each in told)


def test_staff_see_both_contacts_and_make_a_code_for_the_telephone(client, stranger, firm):
    client.force_login(UserFactory(role=Role.STAFF))
    url = reverse("accounts:sign_up", args=[stranger.pk])
    page = client.get(url).content.decode()
    for contact in (firm.email, firm.phone, firm.address, stranger.email):
        assert contact in page

    order = {"send_code": "1", "tax_code": firm.tax_code, "way": "phone"}
    page = client.post(url, order, follow=True).content.decode()
    code = re.search(r"0261 222 333[^<]*?(\d{8})", page).group(1)
    assert code not in client.get(url).content.decode()
    assert AuditEntry.objects.get(action="accounts.claim_code").details["way"] == "phone"

    wait = reverse("accounts:waiting")
    wrong = Client().post(wait, {"email": stranger.email, "code": "00000000"})
    assert "không đúng" in wrong.content.decode()
    right = Client().post(wait, {"email": stranger.email, "code": code}, follow=True)
    assert "Mã đúng" in right.content.decode()
    client.post(url, {"approve": "1", "tax_code": firm.tax_code})
    stranger.refresh_from_db()
    assert stranger.enterprise == firm


def test_tries_of_one_visitor_are_limited(stranger, firm):
    code = sent(stranger, firm)
    client, wait = Client(), reverse("accounts:waiting")
    for _try in range(10):
        client.post(wait, {"email": "nobody@example.test", "code": "1"})
    client.post(wait, {"email": stranger.email, "code": code})
    assert not stranger.claims.get().verified_at
