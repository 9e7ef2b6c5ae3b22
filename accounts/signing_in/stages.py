"""A step of signing in that is our own."""

from allauth.account.stages import LoginStage
from django.http import HttpResponseBase
from django.shortcuts import redirect


class ApprovalStage(LoginStage):  # type: ignore[misc]
    """Enterprises that signed up get no further until staff have approved them."""

    key = "approval"

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        if self.login.user.may_enter:
            return None, True
        return redirect("accounts:waiting"), False
