"""The person who acts, for the floors below the accounts: whatever the settings name as user."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import _User as User  # the model AUTH_USER_MODEL names
else:
    User = object

__all__ = ["User"]
