"""Accounts: who is invited, approved, changed, closed, and what is noted about it."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator

from accounts import actions
from accounts.errors import AlreadyDecided, EmailTaken, LastAdministrator, NotYourself
from accounts.models import EnterpriseClaim, User
from core.access import Role
from core.models import AuditEntry, MessageStatus, OutgoingMessage
from tests.factories.accounts import UserFactory
from tests.factories.directory import AgencyFactory, EnterpriseFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def invite(**changes):
    values = {
        "email": "An@So.example",
        "full_name": "Lê An",
        "role": Role.OFFICER,
        "agency": AgencyFactory(),
        "is_head": True,
        "by": UserFactory(role=Role.ADMINISTRATOR),
        "now": NOW,
    }
    return actions.invite_user(**{**values, **changes})


def test_invited_officer_stands_for_the_agency_and_gets_a_link():
    user = invite()

    message = OutgoingMessage.objects.get()
    assert (user.email, user.role, user.is_head) == ("an@so.example", Role.OFFICER, True)
    assert (message.recipient, message.status) == ("an@so.example", MessageStatus.RELEASED)
    assert "/accounts/password/reset/key/" in message.body
    assert "Kính gửi Ông/Bà Lê An" in message.body
    assert AuditEntry.objects.filter(action="accounts.invited", target_id=user.pk).count() == 1


def test_the_link_of_an_invitation_lets_one_choose_a_password(client):
    user = invite()
    link = next(
        line for line in OutgoingMessage.objects.get().body.splitlines() if "/reset/key/" in line
    )
    page = client.get(link.removeprefix("http://testserver"), follow=True)

    answer = client.post(
        page.redirect_chain[-1][0], {"password1": "lua-moi-9-hat", "password2": "lua-moi-9-hat"}
    )

    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password("lua-moi-9-hat")


def test_invite_user_refuses_an_address_that_has_an_account():
    UserFactory(email="an@so.example")

    with pytest.raises(EmailTaken):
        invite()

    assert OutgoingMessage.objects.count() == 0


def test_only_officers_stand_for_an_agency():
    user = invite(role=Role.STAFF)

    assert (user.agency, user.is_head) == (None, False)


def prove(user, enterprise):
    """The register's own contact has given this person its code."""
    EnterpriseClaim.objects.create(
        user=user,
        enterprise=enterprise,
        way="phone",
        digest="x",
        sent_at=NOW,
        sent_by=UserFactory(),
        verified_at=NOW,
    )


def waiting_user():
    return UserFactory(role=Role.ENTERPRISE, approved_at=None, enterprise=None)


def test_approved_sign_up_speaks_for_the_enterprise():
    user, enterprise, by = waiting_user(), EnterpriseFactory(), UserFactory()
    prove(user, enterprise)

    actions.approve_user(user=user, enterprise=enterprise, by=by, now=NOW)

    user.refresh_from_db()
    assert (user.enterprise, user.approved_at, user.may_enter) == (enterprise, NOW, True)
    assert enterprise.name in OutgoingMessage.objects.get(kind="accounts.approved").body
    assert AuditEntry.objects.get(action="accounts.approved").details == {
        "enterprise": enterprise.pk
    }


def test_a_sign_up_is_decided_once():
    user, by = waiting_user(), UserFactory()
    actions.reject_user(user=user, reason="Mã số thuế không đúng", by=by, now=NOW)

    with pytest.raises(AlreadyDecided):
        actions.approve_user(user=user, enterprise=EnterpriseFactory(), by=by, now=NOW)

    user.refresh_from_db()
    assert (user.is_active, user.enterprise) == (False, None)
    assert "Mã số thuế không đúng" in OutgoingMessage.objects.get().body


def change(user, by, **changes):
    values = {"full_name": "Tên mới", "role": user.role, "agency": None, "is_head": False}
    return actions.change_user(user=user, by=by, now=NOW, **{**values, **changes})


def test_a_changed_role_takes_the_enterprise_away():
    user = UserFactory(role=Role.ENTERPRISE)

    change(user, UserFactory(role=Role.ADMINISTRATOR), role=Role.PLANNER)

    user.refresh_from_db()
    assert (user.role, user.enterprise, user.full_name) == (Role.PLANNER, None, "Tên mới")
    assert AuditEntry.objects.get().details == {"role_before": "enterprise", "role": "planner"}


def test_nobody_changes_their_own_role():
    administrator = UserFactory(role=Role.ADMINISTRATOR)
    UserFactory(role=Role.ADMINISTRATOR)

    with pytest.raises(NotYourself):
        change(administrator, administrator, role=Role.STAFF)


def test_the_last_administrator_stays():
    administrator = UserFactory(role=Role.ADMINISTRATOR)
    outsider = UserFactory(role=Role.ADMINISTRATOR, is_active=False)

    with pytest.raises(LastAdministrator):
        actions.set_active(user=administrator, active=False, by=outsider, now=NOW)

    assert User.objects.get(pk=administrator.pk).is_active


def test_a_closed_account_is_signed_out_at_once(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/me/").status_code == 200

    actions.set_active(user=user, active=False, by=UserFactory(role=Role.ADMINISTRATOR), now=NOW)

    assert client.get("/me/").status_code == 302


def test_reset_second_factor_removes_all_of_it_and_keeps_the_reason():
    user = UserFactory()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    by = UserFactory(role=Role.ADMINISTRATOR)

    removed = actions.reset_second_factor(user=user, reason="Mất điện thoại", by=by, now=NOW)

    assert removed == 1
    assert not Authenticator.objects.filter(user=user).exists()
    assert AuditEntry.objects.get().reason == "Mất điện thoại"


def test_an_answered_data_request_is_told_by_e_mail():
    user = UserFactory(role=Role.ENTERPRISE)
    asked = actions.ask_about_data(user=user, kind="deletion", wish="Xóa tài khoản", now=NOW)

    actions.answer_data_request(
        request=asked, answer="Đã xóa", by=UserFactory(role=Role.ADMINISTRATOR), now=NOW
    )

    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at) == ("Đã xóa", NOW)
    assert OutgoingMessage.objects.get().recipient == user.email
