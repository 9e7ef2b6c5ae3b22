"""Where the pages behind a personal link are."""

from functools import lru_cache

from django.urls import reverse

TOKEN, MORE = "token-of-a-link", "part-of-an-address"  # stand-ins, as plain as what they stand for


def address_of(token: str, page: str, *more: str) -> str:
    """The address of a page behind a link; ``more`` is the section of ``page``."""
    address = _shape(page, len(more)).replace(TOKEN, token)
    for each in more:
        address = address.replace(MORE, each, 1)
    return address


@lru_cache(maxsize=64)
def _shape(page: str, more: int) -> str:
    """The address of such a page with stand-ins; the addresses of a process stay as they are."""
    return reverse(f"surveys:{page}", args=[TOKEN, *[MORE] * more])
