"""Limits on tries: a try is taken before it is known whether it succeeds."""

import hashlib

from django.core.cache import cache


def claim_try(kind: str, visitor: str, *, most: int, seconds: int) -> str | None:
    """Take one of the visitor's tries and return its name; ``None`` if all are taken.

    A try is a key that only one of two simultaneous requests can add, where a counter, read and
    written in two steps, would count both of them as one.
    """
    name = f"{kind}:" + hashlib.sha256(visitor.encode()).hexdigest()[:32]
    slots = [f"{name}:{number}" for number in range(most)]
    taken = cache.get_many(slots)
    return next((slot for slot in slots if slot not in taken and cache.add(slot, 1, seconds)), None)


def give_back(slot: str) -> None:
    """Do not count a try that succeeded."""
    cache.delete(slot)
