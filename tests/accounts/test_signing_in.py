"""Signing up and in, as enterprises and as staff, with what protects it."""

import re

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from accounts.signing_in.adapter import MFAAdapter
from core.access import Role
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SIGN_UP = {
    "email": "phap@congty.example",
    "full_name": "Lê Pháp",
    "enterprise_name": "Công ty TNHH Pháp",
    "tax_code": "0100 109 106",
    "agreed": "on",
}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


def code_of(message):
    return re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", message.body, re.MULTILINE)[1]


def sign_in(client, user, password=PASSWORD):
    return client.post(
        reverse("account_login"), {"login": user.email, "password": password}, follow=True
    )


def test_an_enterprise_signs_up_verifies_its_address_and_waits(client):
    client.post(reverse("account_signup"), SIGN_UP)
    page = client.post(
        reverse("account_email_verification_sent"), {"code": code_of(mail.outbox[0])}, follow=True
    )

    user = User.objects.get(email="phap@congty.example")
    assert page.redirect_chain[-1][0] == reverse("accounts:waiting")
    assert EmailAddress.objects.get(user=user).verified
    assert (user.role, user.claimed_tax_code, user.may_enter) == (
        Role.ENTERPRISE,
        "0100109106",
        False,
    )
    assert client.get(reverse("accounts:my_data")).status_code == 302


def test_sign_up_refuses_a_tax_code_with_letters(client):
    page = client.post(reverse("account_signup"), {**SIGN_UP, "tax_code": "01A"})

    assert "Mã số thuế có 10, 12 hoặc 13 chữ số" in page.content.decode()
    assert User.objects.count() == 0


def test_sign_up_does_not_tell_whether_an_address_is_known(client):
    UserFactory(email=SIGN_UP["email"])

    page = client.post(reverse("account_signup"), SIGN_UP)

    assert page.status_code == 302
    assert page["Location"] == reverse("account_email_verification_sent")
    assert User.objects.count() == 1
    assert "đã có tài khoản" in mail.outbox[0].body


def test_an_approved_enterprise_signs_in_by_code(client):
    user = UserFactory(role=Role.ENTERPRISE)

    client.post(reverse("account_request_login_code"), {"email": user.email})
    page = client.post(
        reverse("account_confirm_login_code"), {"code": code_of(mail.outbox[0])}, follow=True
    )

    assert page.context["user"] == user
    assert "Trân trọng" in mail.outbox[0].body


def test_the_login_code_page_does_not_tell_whether_an_address_is_known(client):
    known = UserFactory(role=Role.ENTERPRISE)

    answers = [
        client.post(reverse("account_request_login_code"), {"email": email})["Location"]
        for email in (known.email, "nobody@congty.example")
    ]

    assert answers[0] == answers[1]


def test_staff_sign_in_by_password_and_the_session_is_a_new_one(client):
    user = UserFactory()
    client.get(reverse("account_login"))
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key

    sign_in(client, user)

    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before


def test_a_wrong_password_is_refused_in_vietnamese_and_soon_locked(client):
    user = UserFactory()

    pages = [sign_in(client, user, "wrong").content.decode() for _attempt in range(6)]

    assert "Địa chỉ thư điện tử hoặc mật khẩu không đúng." in pages[0]
    assert "Quý vị đã đăng nhập sai quá nhiều lần" in pages[5]


def with_totp(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_now(secret):
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def test_staff_with_an_authenticator_app_are_asked_for_its_code(client):
    user = UserFactory()
    secret = with_totp(user)

    page = sign_in(client, user)
    assert page.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_secret_of_an_authenticator_app_is_stored_encrypted():
    user = UserFactory()
    secret = with_totp(user)

    stored = user.authenticator_set.get().data["secret"]
    assert secret not in stored
    assert MFAAdapter().decrypt(stored) == secret


def test_the_desk_must_set_up_a_second_factor(client, settings):
    settings.REQUIRE_MFA = True
    client.force_login(UserFactory(role=Role.PLANNER))

    assert client.get(reverse("home"))["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_index"))
    assert page.status_code == 200


def test_the_desk_with_a_second_factor_goes_on(client, settings):
    settings.REQUIRE_MFA = True
    user = UserFactory(role=Role.PLANNER)
    with_totp(user)
    client.force_login(user)

    assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("role", [None, Role.ENTERPRISE])
def test_others_need_no_second_factor(client, settings, role):
    settings.REQUIRE_MFA = True
    if role:
        client.force_login(UserFactory(role=role))

    assert client.get(reverse("home")).status_code == 200


def test_the_demonstration_lets_newcomers_in(client, settings, monkeypatch):
    settings.REQUIRE_MFA = True
    monkeypatch.setattr("accounts.signing_in.middleware.site_is_demonstration", lambda: True)
    client.force_login(UserFactory(role=Role.STAFF))

    assert client.get(reverse("home")).status_code == 200


def test_the_admin_site_is_entered_through_our_own_door(client):
    page = client.get("/admin/login/")

    assert page.status_code == 302
    assert page["Location"].startswith(reverse("account_login"))


def test_the_first_administrator_signs_in_without_a_mail(client):
    user = User.objects.create_superuser("goc@hiephoi.example", PASSWORD)

    sign_in(client, user)

    assert client.session["_auth_user_id"] == str(user.pk)
    assert mail.outbox == []


def test_the_link_of_a_forgotten_password_names_our_own_site(client, settings):
    settings.BASE_URL = "https://thuocdo.example"
    user = UserFactory()

    client.post(
        reverse("account_reset_password"), {"email": user.email}, headers={"host": "evil.example"}
    )

    body = mail.outbox[0].body
    assert "https://thuocdo.example/accounts/password/reset/key/" in body
    assert "://evil.example" not in body


def test_a_mail_to_an_address_already_known_names_our_own_site(client, settings):
    settings.BASE_URL = "https://thuocdo.example"
    UserFactory(email=SIGN_UP["email"])

    client.post(reverse("account_signup"), SIGN_UP, headers={"host": "evil.example"})

    assert "https://thuocdo.example/accounts/password/reset/" in mail.outbox[0].body
    assert "://evil.example" not in mail.outbox[0].body


def test_a_changed_role_ends_the_sessions(client):
    user = UserFactory(role=Role.STAFF)
    client.force_login(user)
    assert client.get(reverse("accounts:profile")).status_code == 200

    user.role = Role.PLANNER
    user.save()

    assert client.get(reverse("accounts:profile")).status_code == 302


def test_a_new_address_asks_who_it_is_first(client):
    user = UserFactory()
    client.force_login(user)

    asked = client.post(reverse("account_email"), {"email": "ke-la@example.com", "action_add": ""})

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email="ke-la@example.com").exists()


@pytest.mark.parametrize(("proxies", "counted"), [(0, "127.0.0.1"), (1, "10.9.9.9")])
def test_an_address_a_visitor_invents_is_not_believed(rf, settings, proxies, counted):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", headers={"x-forwarded-for": "1.2.3.4, 10.9.9.9"})

    assert get_adapter(request).get_client_ip(request) == counted


STRANGE_KEYS = {
    "a number of 5,000 digits": "9" * 5000,
    "such a number inside": f'{{"id": {"9" * 5000}}}',
    "brackets without end": "[" * 100_000,
    "no number": "NaN",
    "a list": "[]",
    "a word": '"x"',
    "an empty answer": "{}",
    "parts of the wrong kind": '{"id": 1, "rawId": [2], "type": {}, "response": 3}',
    "signs that are no base64": '{"id": "%", "rawId": "é", "type": "public-key", "response": {}}',
}


@pytest.mark.parametrize("key", STRANGE_KEYS.values(), ids=STRANGE_KEYS)
def test_an_answer_no_passkey_gives_is_refused_without_an_error(client, key):
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": key})

    is_endless = len(key) > 4300
    assert answer.status_code == (400 if is_endless else 302)
