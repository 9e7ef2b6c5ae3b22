"""Codes of authenticator apps that have been used once are of no use again."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as BaseReauthenticateForm
from allauth.mfa.models import Authenticator

from core.http.rate_limit import claim_try

AS_LONG_AS_VALID = 120  # seconds; a code is taken for 30, and for 30 before and after


class _OnceOnly:
    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type != Authenticator.Type.TOTP:
            return code
        used = f"{self.user.pk} {''.join(code.split())}"
        if claim_try("totp", used, most=1, seconds=AS_LONG_AS_VALID) is None:
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_OnceOnly, BaseAuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ReauthenticateForm(_OnceOnly, BaseReauthenticateForm):  # type: ignore[misc]
    """The same question before something grave."""
