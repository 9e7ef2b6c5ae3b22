"""Strangers run out of tries; known browsers do not, used codes and old links are worth nothing."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.forms import default_token_generator
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.signing_in import idle, throttle
from accounts.signing_in.forms import AuthenticateForm
from core.access import Role
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def owner():
    return UserFactory(role=Role.ENTERPRISE)


def sign_in(client, user, password=PASSWORD, place=HERE):
    answer = client.post(
        reverse("account_login"), {"login": user.email, "password": password}, REMOTE_ADDR=place
    )
    return answer.status_code == 302


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client, owner):
    for _time in range(5):
        assert not sign_in(client, owner, "sai-mat-khau")

    assert not sign_in(client, owner)


def test_after_four_wrong_passwords_the_right_one_is_taken(client, owner):
    for _time in range(4):
        assert not sign_in(client, owner, "sai-mat-khau")

    assert sign_in(client, owner)


def test_a_stranger_does_not_lock_the_owner_out(client, owner):
    for _time in range(6):
        sign_in(client, owner, "sai-mat-khau", place=ELSEWHERE)

    assert not sign_in(client, owner, place=ELSEWHERE)
    assert sign_in(client, owner, place=HERE)


def test_a_known_browser_gets_in_behind_the_network_of_the_stranger(client, owner):
    assert sign_in(client, owner)
    known = client.cookies[throttle.COOKIE].value
    client.logout()
    for _time in range(6):
        sign_in(client, owner, "sai-mat-khau")
    assert not sign_in(client, owner)

    client.cookies[throttle.COOKIE] = known

    assert sign_in(client, owner)


def test_a_known_browser_is_known_for_its_owner_alone(client, owner, rf):
    sign_in(client, owner)
    request = rf.get("/")
    request.COOKIES[throttle.COOKIE] = client.cookies[throttle.COOKIE].value

    assert throttle.known_as(request, owner)
    assert not throttle.known_as(request, UserFactory())
    assert not throttle.known_as(request, None)


def test_wrong_passwords_at_one_known_browser_leave_the_others_open(client, owner):
    assert sign_in(client, owner)
    at_home = client.cookies.pop(throttle.COOKIE).value
    client.logout()
    assert sign_in(client, owner)  # in a café, on a browser of its own
    client.logout()
    for _time in range(6):
        sign_in(client, owner, "sai-mat-khau")
    assert not sign_in(client, owner)

    client.cookies[throttle.COOKIE] = at_home

    assert sign_in(client, owner)


def test_the_owner_hears_of_strangers_once(client, owner):
    for _time in range(8):
        sign_in(client, owner, "sai-mat-khau")

    assert [letter.to for letter in mail.outbox] == [[owner.email]]
    assert "mật khẩu" in mail.outbox[0].body


def test_nobody_is_written_to_about_an_address_without_account(client):
    for _time in range(8):
        client.post(reverse("account_login"), {"login": "khong@co.example", "password": "x"})

    assert mail.outbox == []


@pytest.mark.parametrize(("strangers", "is_allowed"), [(59, True), (60, False)])
def test_strangers_of_all_networks_together_have_sixty_tries_a_day(
    owner, rf, strangers, is_allowed
):
    for number in range(strangers):
        attempt = throttle.Attempt(rf.get("/", REMOTE_ADDR=f"10.0.1.{number}"), owner.email)
        assert attempt.is_allowed()

    last = throttle.Attempt(rf.get("/", REMOTE_ADDR="10.0.2.1"), owner.email)

    assert last.is_allowed() is is_allowed


def code_of_app(owner):
    secret = generate_totp_secret()
    TOTP.activate(owner, secret)
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.parametrize("written", ["{0}{1}", "{0} {1}", "{0}-{1}", "{0}.{1}", "_{0}{1}!"])
def test_a_code_of_an_app_is_taken_once_however_it_is_written(owner, rf, written):
    code = code_of_app(owner)

    with request_context(rf.post("/")):
        assert AuthenticateForm({"code": code}, user=owner).is_valid()
        used = TOTP(Authenticator.objects.get(user=owner))._get_used_cache_key(code)
        cache.delete(used)  # allauth forgets it after thirty seconds; the code is still good then
        again = written.format(code[:3], code[3:])
        assert not AuthenticateForm({"code": again}, user=owner).is_valid()


def try_code(rf, owner, code, place):
    with request_context(rf.post("/", REMOTE_ADDR=place)):
        return AuthenticateForm({"code": code}, user=owner).is_valid()


@pytest.mark.parametrize(("wrong", "is_in"), [(59, True), (60, False)])
def test_codes_of_an_app_are_not_guessed_from_many_networks(owner, rf, wrong, is_in):
    code = code_of_app(owner)
    for number in range(wrong):
        assert not try_code(rf, owner, "12345", f"10.0.1.{number}")

    assert try_code(rf, owner, code, "10.0.2.1") is is_in


@pytest.mark.parametrize(("wrong", "is_in"), [(4, True), (5, False)])
def test_codes_of_an_app_are_not_guessed_from_one_network(owner, rf, wrong, is_in):
    code = code_of_app(owner)
    for _time in range(wrong):
        assert not try_code(rf, owner, "12345", HERE)

    assert try_code(rf, owner, code, HERE) is is_in


def test_the_owner_hears_that_somebody_is_past_the_first_step(owner, rf):
    code_of_app(owner)
    for _time in range(7):
        try_code(rf, owner, "12345", HERE)

    assert [letter.to for letter in mail.outbox] == [[owner.email]]
    assert "lớp xác thực thứ hai" in mail.outbox[0].body


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_letters_ordered_by_strangers_are_few_and_never_the_owner_s(client, owner, page):
    sign_in(client, owner)
    known = client.cookies[throttle.COOKIE].value
    for number in range(60):  # one each from many networks
        client.logout()
        client.cookies.clear()
        client.post(reverse(page), {"email": owner.email}, REMOTE_ADDR=f"10.0.3.{number}")
    assert len(mail.outbox) == 40

    client.cookies.clear()
    client.cookies[throttle.COOKIE] = known
    client.post(reverse(page), {"email": owner.email}, REMOTE_ADDR=HERE)

    assert len(mail.outbox) == 41


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_one_network_orders_three_letters_in_five_minutes(client, owner, page):
    for _time in range(5):
        client.post(reverse(page), {"email": owner.email}, REMOTE_ADDR=ELSEWHERE)
        client.cookies.clear()
    assert len(mail.outbox) == 3

    client.post(reverse(page), {"email": owner.email}, REMOTE_ADDR=HERE)

    assert len(mail.outbox) == 4


@pytest.mark.parametrize(("minutes", "is_in"), [(120, True), (121, False)])
def test_a_desk_nobody_touches_is_signed_out(client, settings, minutes, is_in):
    settings.DESK_IDLE_MINUTES = 120
    client.force_login(UserFactory(role=Role.STAFF))
    session = client.session
    session[idle.SEEN] = (timezone.now() - timedelta(minutes=minutes, seconds=-5)).isoformat()
    session.save()

    client.get(reverse("home"))

    assert ("_auth_user_id" in client.session) is is_in


def test_an_enterprise_on_its_phone_stays_signed_in(client, owner):
    client.force_login(owner)
    session = client.session
    session[idle.SEEN] = "2018-01-01T00:00:00+00:00"
    session.save()

    client.get(reverse("home"))

    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(("minutes", "is_good"), [(59, True), (61, False)])
def test_a_link_for_a_new_password_is_good_for_an_hour(owner, monkeypatch, minutes, is_good):
    link = default_token_generator.make_token(owner)
    later = default_token_generator._now() + timedelta(minutes=minutes)
    monkeypatch.setattr(type(default_token_generator), "_now", lambda _self: later)

    assert default_token_generator.check_token(owner, link) is is_good


@pytest.mark.parametrize(("days", "is_good"), [(6, True), (8, False)])
def test_an_invitation_is_good_for_a_week(monkeypatch, days, is_good):
    invited = UserFactory()
    invited.set_unusable_password()
    invited.save()
    link = default_token_generator.make_token(invited)
    later = default_token_generator._now() + timedelta(days=days)
    monkeypatch.setattr(type(default_token_generator), "_now", lambda _self: later)

    assert default_token_generator.check_token(invited, link) is is_good


def test_nobody_has_no_link():
    assert not default_token_generator.check_token(None, "a-b")
    assert not default_token_generator.check_token(AnonymousUser, None)


@pytest.mark.parametrize(
    ("kind", "every", "tries", "allowed"),
    [
        (throttle.PASSWORD, 170, 20, 12),  # an hour
        (throttle.SECOND_FACTOR, 170, 20, 12),
        (throttle.LETTER, 170, 20, 8),
        (throttle.PASSWORD, 605, 140, 30),  # a day
        (throttle.SECOND_FACTOR, 605, 140, 30),
        (throttle.LETTER, 605, 140, 20),
    ],
)
def test_whoever_goes_on_trying_from_one_place_waits_longer(owner, rf, kind, every, tries, allowed):
    taken = 0
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _try in range(tries):
            attempt = throttle.Attempt(rf.get("/", REMOTE_ADDR=ELSEWHERE), owner.email, kind)
            taken += attempt.is_allowed()
            clock.shift(timedelta(seconds=every))

    assert taken == allowed
