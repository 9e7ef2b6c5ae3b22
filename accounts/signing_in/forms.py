"""Codes: those of apps are good once, and nobody guesses or orders them for somebody else."""

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import RequestLoginCodeForm as BaseRequestLoginCodeForm
from allauth.account.forms import ResetPasswordForm as BaseResetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as BaseReauthenticateForm
from allauth.mfa.models import Authenticator

from accounts.signing_in.throttle import LETTER, SECOND_FACTOR, Attempt
from core.http.rate_limit import claim_try

AS_LONG_AS_VALID = 120  # seconds; a code is taken for 30, and for 30 before and after


class _SecondFactor:
    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        attempt = Attempt(context.request, self.user.email, SECOND_FACTOR)
        if not attempt.is_allowed():
            if owner := attempt.owner_to_tell():
                account_adapter().send_notification_mail("account/email/strangers_code", owner)
            raise account_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            self._take_once(code)
        attempt.give_back()
        return code

    def _take_once(self, code: str) -> None:
        """Dashes and dots do not make another code of it: allauth leaves them out, too."""
        used = f"{self.user.pk} {''.join(filter(str.isalnum, code))}"
        if claim_try("totp", used, most=1, seconds=AS_LONG_AS_VALID) is None:
            raise get_adapter().validation_error("incorrect_code")


class AuthenticateForm(_SecondFactor, BaseAuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ReauthenticateForm(_SecondFactor, BaseReauthenticateForm):  # type: ignore[misc]
    """The same question before something grave."""


class _Letter:
    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        """Refuse whoever orders one letter after the other, whether there is such an account."""
        address = str(self.cleaned_data["email"])
        if not Attempt(context.request, address, LETTER).is_allowed():
            raise account_adapter().validation_error("too_many_login_attempts")
        cleaned: str = super().clean_email()  # type: ignore[misc]
        return cleaned


class RequestLoginCodeForm(_Letter, BaseRequestLoginCodeForm):  # type: ignore[misc]
    """A code by e-mail instead of the password."""


class ResetPasswordForm(_Letter, BaseResetPasswordForm):  # type: ignore[misc]
    """A link by e-mail to choose another password."""
