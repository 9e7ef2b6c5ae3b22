"""Filters somebody keeps under a name."""

from accounts.models import User
from dialogues.models import SavedFilter


def save_filter(*, user: User, name: str, query: str) -> SavedFilter:
    """Keep the filters of an address; another one of the same name is replaced."""
    kept, _new = SavedFilter.objects.update_or_create(
        user=user, name=name, defaults={"query": query}
    )
    return kept


def forget_filter(*, user: User, pk: int) -> None:
    SavedFilter.objects.filter(user=user, pk=pk).delete()
