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
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.models import User
from core.access import Role

APPROVAL = "accounts.signing_in.stages.ApprovalStage"
VERIFICATION = "allauth.account.stages.EmailVerificationStage"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def get_login_stages(self) -> list[str]:
        """First the e-mail address is verified, then staff approve, then the second factor."""
        stages: list[str] = super().get_login_stages()
        stages.insert(stages.index(VERIFICATION) + 1, APPROVAL)
        return stages

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Let links lead to the site by its own name, whatever host the request claimed."""
        links = {
            name: settings.BASE_URL + urlsplit(value)._replace(scheme="", netloc="").geturl()
            for name, value in context.items()
            if name.endswith("_url") and isinstance(value, str)
        }
        super().send_mail(template_prefix, email, context | links)

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
