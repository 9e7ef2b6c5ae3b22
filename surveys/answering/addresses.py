"""Where the pages behind a personal link are."""

from django.urls import reverse


def address_of(token: str, page: str, *more: str) -> str:
    """The address of a page behind a link; ``more`` is the section of ``page``."""
    return reverse(f"surveys:{page}", args=[token, *more])
