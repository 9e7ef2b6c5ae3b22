"""What somebody keeps here for nobody but themselves, for their own copy of their data."""

from typing import Any

from accounts.models import User
from dialogues.models import SavedFilter, TypedDraft


def list_typed(user: User) -> list[dict[str, Any]]:
    """Issues being typed and not sent."""
    kept = TypedDraft.objects.filter(user=user)
    return [dict(row) for row in kept.values("values", "stored_at")]


def list_filters(user: User) -> list[dict[str, Any]]:
    return [dict(row) for row in SavedFilter.objects.filter(user=user).values("name", "query")]
