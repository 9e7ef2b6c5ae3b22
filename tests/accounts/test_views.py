"""Pages of accounts."""

import json
import math

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.urls import reverse

from accounts.models import (
    DataRequest,
    User,
)
from core.access import Role
from core.models import AuditEntry, hold_demonstration
from tests.factories.accounts import UserFactory
from tests.factories.directory import EnterpriseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = UserFactory(role=Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def test_an_administrator_invites_staff(client, administrator):
    client.post(
        reverse("accounts:invite"),
        {"email": "moi@hiephoi.example", "full_name": "Người Mới", "role": "staff"},
    )

    assert User.objects.get(email="moi@hiephoi.example").role == Role.STAFF


def test_an_officer_needs_an_agency(client, administrator):
    page = client.post(
        reverse("accounts:invite"),
        {"email": "moi@so.example", "full_name": "Người Mới", "role": "officer"},
    )

    assert page.context["form"].errors["agency"]
    assert not User.objects.filter(email="moi@so.example").exists()


def test_staff_approve_a_sign_up_by_tax_code(client):
    client.force_login(UserFactory())
    enterprise = EnterpriseFactory()
    user = UserFactory(
        role=Role.ENTERPRISE,
        approved_at=None,
        enterprise=None,
        claimed_tax_code=enterprise.tax_code,
    )
    assert enterprise.name in client.get(reverse("accounts:sign_ups")).content.decode()
    enterprise.email = user.email
    enterprise.save()

    client.post(
        reverse("accounts:sign_up", args=[user.pk]),
        {"approve": "1", "tax_code": enterprise.tax_code},
    )

    user.refresh_from_db()
    assert user.enterprise == enterprise


def test_a_tax_code_the_register_does_not_know_is_asked_back(client):
    client.force_login(UserFactory())
    user = UserFactory(role=Role.ENTERPRISE, approved_at=None, enterprise=None)

    page = client.post(
        reverse("accounts:sign_up", args=[user.pk]), {"approve": "1", "tax_code": "0100109106"}
    )

    assert "Danh bạ không có doanh nghiệp nào" in page.content.decode()
    user.refresh_from_db()
    assert user.approved_at is None


def test_people_download_what_is_stored_about_them(client):
    user = UserFactory(role=Role.ENTERPRISE)
    client.force_login(user)

    stored = json.loads(client.get(reverse("accounts:my_data_file")).content)

    assert stored["email"] == user.email
    assert stored["enterprise"] == str(user.enterprise)
    assert AuditEntry.objects.get().action == "accounts.own_data_exported"


def test_people_ask_for_a_correction(client):
    user = UserFactory(role=Role.ENTERPRISE)
    client.force_login(user)

    client.post(reverse("accounts:my_data"), {"kind": "correction", "wish": "Sửa tên"})

    assert DataRequest.objects.get().user == user


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_accounts_costs_the_same_for_any_length(
    client, administrator, django_assert_num_queries, count
):
    for _each in range(count):
        UserFactory(role=Role.OFFICER)
    hold_demonstration(False, math.inf)
    with django_assert_num_queries(4):  # session, user, count, page
        page = client.get(reverse("accounts:users"))
    assert page.content.count(b'<th scope="row">') == count + 1


def test_the_audit_log_is_filtered_by_action_and_day(client, administrator):
    client.get(reverse("accounts:my_data_file"))

    everything = client.get(reverse("accounts:audit"), {"q": "own_data"})
    nothing = client.get(reverse("accounts:audit"), {"q": "own_data", "until": "2020-01-01"})

    assert "Tải dữ liệu của chính mình" in everything.content.decode()
    assert "Không có gì phù hợp với bộ lọc này" in nothing.content.decode()


@pytest.mark.parametrize("model", [EmailAddress, Authenticator])
def test_addresses_and_second_factors_are_changed_on_pages_that_log_it(model):
    assert not admin.site.is_registered(model)
