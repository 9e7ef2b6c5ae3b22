"""The letters about accounts. Those of the first list pass through the outbox, the others do not:
who signs in waits for a code, and who was robbed of an account must know at once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import DataRequest, User
from core.messaging.kinds import NEVER_WAITS, Check, Leaves, LetterKind, Policy
from core.models import OutgoingMessage, Unwanted

Reason = Callable[[User], Unwanted | None]


def _make_check(reason: Reason) -> Check:
    """Ask of each letter's account whether it gives a reason to keep the letter back."""

    def check(messages: Sequence[OutgoingMessage], _now: datetime) -> dict[int, Unwanted]:
        users = User.objects.in_bulk({m.about_id for m in messages if m.about_id})
        return dict(_reasons(messages, users, reason))

    return check


def _reasons(
    messages: Sequence[OutgoingMessage], users: dict[int, User], reason: Reason
) -> Iterator[tuple[int, Unwanted]]:
    for message in messages:
        user = users.get(message.about_id or 0)
        if user and (found := reason(user)):
            yield message.pk, found


def _invitation(user: User) -> Unwanted | None:
    if not user.is_active:
        return Unwanted.NO_ACCOUNT
    return Unwanted.SETTLED if user.has_usable_password() else None


def _approval(user: User) -> Unwanted | None:
    return None if user.is_active else Unwanted.NO_ACCOUNT


def _claim(user: User) -> Unwanted | None:
    return Unwanted.SETTLED if user.approved_at or not user.is_active else None


def _rejection(user: User) -> Unwanted | None:
    return Unwanted.SETTLED if user.approved_at or user.is_active else None


def _closed_accounts(messages: Sequence[OutgoingMessage], _now: datetime) -> dict[int, Unwanted]:
    about = {m.about_id: m.pk for m in messages}
    closed = DataRequest.objects.filter(pk__in=[pk for pk in about if pk], user__is_active=False)
    return {about[pk]: Unwanted.NO_ACCOUNT for pk in closed.values_list("pk", flat=True)}


INVITATION = LetterKind(
    key="accounts.invitation",
    name=_("Invitation to an account"),
    to=_("the person the account is for"),
    template="emails/accounts/invitation.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(
        _("the account was closed, or its password has been chosen"), _make_check(_invitation)
    ),
)
CLAIM_CODE = LetterKind(
    key="accounts.claim_code",
    name=_("Code for a claim to an enterprise"),
    to=_("the address of the enterprise in the register"),
    template="emails/accounts/claim_code.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(_("the sign-up has been decided"), _make_check(_claim)),
)
REPRESENTATIVE_ADDED = LetterKind(
    key="accounts.representative_added",
    name=_("Somebody else speaks for an enterprise"),
    to=_("those who speak for it, and its address in the register"),
    template="emails/accounts/representative_added.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(_("the account was closed"), _make_check(_approval)),
)
APPROVED = LetterKind(
    key="accounts.approved",
    name=_("Sign-up approved"),
    to=_("whoever signed up"),
    template="emails/accounts/approved.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(_("the account was closed"), _make_check(_approval)),
)
REJECTED = LetterKind(
    key="accounts.rejected",
    name=_("Sign-up not approved"),
    to=_("whoever signed up"),
    template="emails/accounts/rejected.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(_("the account was opened after all"), _make_check(_rejection)),
)
DATA_REQUEST_ANSWERED = LetterKind(
    key="accounts.data_request_answered",
    name=_("Answer to a request about personal data"),
    to=_("whoever made the request"),
    template="emails/accounts/data_request_answered.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(_("the account was closed"), _closed_accounts),
)
CODE = LetterKind(
    key="accounts.code",
    name=_("Code or link for signing in"),
    to=_("whoever signs in, signs up or has lost a password"),
    template="account/email",
    leaves=Leaves.AT_ONCE,
    policy=NEVER_WAITS,
)
NOTICE = LetterKind(
    key="accounts.notice",
    name=_("Notice of a change to password, address or second factor"),
    to=_("the person the account belongs to"),
    template="account/email, mfa/email",
    leaves=Leaves.AT_ONCE,
    policy=NEVER_WAITS,
)
KINDS = [
    INVITATION,
    CLAIM_CODE,
    REPRESENTATIVE_ADDED,
    APPROVED,
    REJECTED,
    DATA_REQUEST_ANSWERED,
    CODE,
    NOTICE,
]

# What allauth sends, by the beginning of its templates (a test compares).
SENT_AT_ONCE = {
    "account/email/account_already_exists": CODE,
    "account/email/email_confirmation": CODE,
    "account/email/email_confirmation_signup": CODE,
    "account/email/login_code": CODE,
    "account/email/password_reset_code": CODE,
    "account/email/password_reset_key": CODE,
    "account/email/unknown_account": CODE,
    "account/email/email_changed": NOTICE,
    "account/email/email_confirm": NOTICE,
    "account/email/email_deleted": NOTICE,
    "account/email/password_changed": NOTICE,
    "account/email/password_reset": NOTICE,
    "account/email/password_set": NOTICE,
    "account/email/strangers_try": NOTICE,  # our own
    "account/email/strangers_code": NOTICE,
    "mfa/email/recovery_codes_generated": NOTICE,
    "mfa/email/totp_activated": NOTICE,
    "mfa/email/totp_deactivated": NOTICE,
    "mfa/email/webauthn_added": NOTICE,
    "mfa/email/webauthn_removed": NOTICE,
}
