"""Links to choose a password: a week for who was invited, an hour for who has one already."""

from datetime import timedelta

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.utils.http import base36_to_int

from accounts.models import User

RESET = timedelta(hours=1)


class PasswordLinks(EmailAwarePasswordResetTokenGenerator):  # type: ignore[misc]
    """A stolen mailbox of last month must not open the account of somebody who works here."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not super().check_token(user, token):
            return False
        made = base36_to_int(str(token).split("-")[0])
        age = self._num_seconds(self._now()) - made
        return not user.has_usable_password() or age <= RESET.total_seconds()
