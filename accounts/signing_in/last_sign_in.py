"""When somebody last signed in, by the clock that all other moments are read from."""

from typing import Any

from accounts.models import User
from core.clock import timezone


def note_last_sign_in(*, user: User, **_details: Any) -> None:
    """Note the moment; a receiver of Django's signal, in the place of Django's own."""
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
