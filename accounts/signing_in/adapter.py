"""What we ask of allauth: enterprises wait for approval, second factors are stored encrypted."""

import base64
import hashlib
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from accounts.actions import note_privacy_notice
from accounts.models import User
from accounts.signing_in import throttle
from core.access import Role
from core.clock import timezone
from core.messaging import headers

APPROVAL = "accounts.signing_in.stages.ApprovalStage"
VERIFICATION = "allauth.account.stages.EmailVerificationStage"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def get_login_stages(self) -> list[str]:
        """First the e-mail address is verified, then staff approve, then the second factor."""
        stages: list[str] = super().get_login_stages()
        stages.insert(stages.index(VERIFICATION) + 1, APPROVAL)
        return stages

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Let links lead to the site by its own name, whatever host the request claimed.

        These letters leave at once; the list of letters names them all the same.
        """
        links = {
            name: settings.BASE_URL + urlsplit(value)._replace(scheme="", netloc="").geturl()
            for name, value in context.items()
            if name.endswith("_url") and isinstance(value, str)
        }
        super().send_mail(template_prefix, email, context | links)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Take a try of the account from this place; see ``throttle``."""
        super().pre_authenticate(request, **credentials)  # so many a minute from one network
        self.attempt = throttle.attempt_of(request, credentials)
        if self.attempt.is_allowed():
            return
        if owner := self.attempt.owner_to_tell():
            self.send_notification_mail("account/email/strangers_try", owner)
        raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            self.attempt.give_back()
        return user

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **details)
        throttle.remember_browser(response, user)
        return response

    def get_from_email(self) -> str:
        return headers.sender()

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        """Name the Association, to whom an answer goes, and that nobody typed the letter."""
        mail: EmailMessage = super().render_mail(*args, **kwargs)
        mail.reply_to = headers.association()
        mail.extra_headers.setdefault("Auto-Submitted", "auto-generated")
        return mail

    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True
    ) -> User:
        """Whoever signs up by themselves speaks for an enterprise; staff are invited."""
        values: dict[str, Any] = form.cleaned_data
        user.role = Role.ENTERPRISE
        user.full_name = values.get("full_name", "")
        user.claimed_tax_code = values.get("tax_code", "")
        user.claimed_enterprise = values.get("enterprise_name", "")
        saved: User = super().save_user(request, user, form, commit)
        if commit:
            note_privacy_notice(saved, timezone.now())
        return saved


@lru_cache(maxsize=1)
def _cipher() -> Fernet:
    key = hashlib.sha256(b"second factors:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()
