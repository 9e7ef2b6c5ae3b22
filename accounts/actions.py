"""What changes accounts. Every act on somebody else's account is noted in the audit log."""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.claiming.actions import tell_representatives
from accounts.errors import (
    AlreadyDecided,
    EmailTaken,
    LastAdministrator,
    NotVerified,
    NotYourself,
)
from accounts.letter_kinds import APPROVED, DATA_REQUEST_ANSWERED, INVITATION, REJECTED
from accounts.models import (
    DataRequest,
    User,
)
from core import audit
from core.access import Role
from core.consents.noting import note_consent
from core.messaging.writing import Addressee, write
from directory.models import Agency, Enterprise

PRIVACY_NOTICE = "2026-11d"  # a new text gets a new version
AGREES = _("I have read the privacy notice and agree to it.")


def note_privacy_notice(user: User, now: datetime) -> None:
    """Keep which version of the privacy notice somebody agreed to when they signed up."""
    words = f"{AGREES} ({PRIVACY_NOTICE})"
    note_consent(purpose="privacy-notice", words=words, subject=user, now=now)


@transaction.atomic
def create_account(
    *,
    email: str,
    role: Role,
    now: datetime,
    full_name: str = "",
    password: str | None = None,
    agency: Agency | None = None,
    enterprise: Enterprise | None = None,
    is_head: bool = False,
) -> User:
    """Create an account whose e-mail address is known to be right."""
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise EmailTaken
    user = User.objects.create_user(
        email,
        password,
        full_name=full_name,
        role=role,
        agency=agency if role == Role.OFFICER else None,
        enterprise=enterprise if role == Role.ENTERPRISE else None,
        is_head=is_head and role == Role.OFFICER,
        approved_at=now,
        is_superuser=role == Role.ADMINISTRATOR,
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@transaction.atomic
def invite_user(
    *,
    email: str,
    full_name: str,
    role: Role,
    agency: Agency | None,
    is_head: bool,
    by: User,
    now: datetime,
) -> User:
    """Create an account and send the person a link to choose their password."""
    user = create_account(
        email=email, full_name=full_name, role=role, agency=agency, is_head=is_head, now=now
    )
    audit.record(actor=by, action="accounts.invited", target=user, now=now, role=str(role))
    _send_password_link(user=user, by=by, now=now)
    return user


@transaction.atomic
def invite_again(*, user: User, by: User, now: datetime) -> None:
    """Send a new link; the old one stops working once a password has been chosen."""
    audit.record(actor=by, action="accounts.invited_again", target=user, now=now)
    _send_password_link(user=user, by=by, now=now)


def _send_password_link(*, user: User, by: User, now: datetime) -> None:
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    write(
        INVITATION,
        key=f"account:{user.pk}:invitation:{now:%Y%m%d%H%M%S}",
        to=Addressee(user.email),
        about=user,
        context={
            "user": user,
            "link": settings.BASE_URL + path,
            "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        },
        by=by,
        now=now,
    )


@transaction.atomic
def approve_user(*, user: User, enterprise: Enterprise, by: User, now: datetime) -> User:
    """Let in somebody who signed up, as a representative of the enterprise."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.approved_at is not None or not user.is_active:
        raise AlreadyDecided
    if not user.is_known_to(enterprise):
        raise NotVerified
    user.enterprise, user.approved_at = enterprise, now
    user.save(update_fields=["enterprise", "approved_at"])
    audit.record(
        actor=by, action="accounts.approved", target=user, now=now, enterprise=enterprise.pk
    )
    write(
        APPROVED,
        key=f"account:{user.pk}:approved",
        to=Addressee(user.email),
        about=user,
        context={"user": user, "enterprise": enterprise, "link": _address("account_login")},
        by=by,
        now=now,
    )
    tell_representatives(user=user, enterprise=enterprise, by=by, now=now)
    return user


@transaction.atomic
def reject_user(*, user: User, reason: str, by: User, now: datetime) -> User:
    """Refuse a sign-up and tell the person why."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.approved_at is not None or not user.is_active:
        raise AlreadyDecided
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record(actor=by, action="accounts.rejected", target=user, now=now, reason=reason)
    write(
        REJECTED,
        key=f"account:{user.pk}:rejected",
        to=Addressee(user.email),
        about=user,
        context={"user": user, "reason": reason},
        by=by,
        now=now,
    )
    return user


@transaction.atomic
def change_user(
    *,
    user: User,
    full_name: str,
    role: Role,
    agency: Agency | None,
    is_head: bool,
    by: User,
    now: datetime,
) -> User:
    """Set name, role and agency. A changed role ends the person's sessions."""
    before = user.role
    if before != role:
        if user.pk == by.pk:
            raise NotYourself
        _keep_one_administrator(user)
        user.is_superuser = role == Role.ADMINISTRATOR
        if role != Role.ENTERPRISE:
            user.enterprise = None
    user.full_name, user.role = full_name, role
    user.agency = agency if role == Role.OFFICER else None
    user.is_head = is_head and role == Role.OFFICER
    user.save(
        update_fields=["full_name", "role", "agency", "is_head", "enterprise", "is_superuser"]
    )
    audit.record(
        actor=by,
        action="accounts.changed",
        target=user,
        now=now,
        role_before=str(before),
        role=str(role),
    )
    return user


@transaction.atomic
def set_active(*, user: User, active: bool, by: User, now: datetime) -> User:
    """Close an account, or open it again. A closed account's sessions end at once."""
    if user.pk == by.pk:
        raise NotYourself
    if not active:
        _keep_one_administrator(user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    action = "accounts.opened" if active else "accounts.closed"
    audit.record(actor=by, action=action, target=user, now=now)
    return user


@transaction.atomic
def reset_second_factor(*, user: User, reason: str, by: User, now: datetime) -> int:
    """Remove authenticator app, keys and recovery codes of somebody who lost them."""
    removed: int = Authenticator.objects.filter(user=user).delete()[0]
    audit.record(
        actor=by,
        action="accounts.second_factor_reset",
        target=user,
        now=now,
        reason=reason,
        removed=removed,
    )
    return removed


@transaction.atomic
def rename(*, user: User, full_name: str) -> User:
    user.full_name = full_name
    user.save(update_fields=["full_name"])
    return user


@transaction.atomic
def ask_about_data(*, user: User, kind: str, wish: str, now: datetime) -> DataRequest:
    request = DataRequest.objects.create(user=user, kind=kind, wish=wish, made_at=now)
    audit.record(actor=user, action="accounts.data_request", target=request, now=now, kind=kind)
    return request


@transaction.atomic
def answer_data_request(
    *, request: DataRequest, answer: str, by: User, now: datetime
) -> DataRequest:
    """Say what was done; the person reads it on their page and by e-mail."""
    request.answer, request.answered_at, request.answered_by = answer, now, by
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record(actor=by, action="accounts.data_request_answered", target=request, now=now)
    write(
        DATA_REQUEST_ANSWERED,
        key=f"data-request:{request.pk}:{now:%Y%m%d%H%M%S}",
        to=Addressee(request.user.email),
        about=request,
        context={"request": request, "link": _address("accounts:my_data")},
        by=by,
        now=now,
    )
    return request


def _keep_one_administrator(user: User) -> None:
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if user.role == Role.ADMINISTRATOR and not others.exists():
        raise LastAdministrator


def _address(page: str) -> str:
    return settings.BASE_URL + reverse(page)
