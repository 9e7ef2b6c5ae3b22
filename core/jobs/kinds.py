"""Kinds of orders in the background: who does the work, and who may see and repeat it.

All kinds stand in one list, named by the setting ``JOB_KINDS``; to add a kind is one entry there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of order.

    ``function`` takes the job and does the work; it may be stopped at any point and is then called
    again, so it must not do twice what it has done. It returns the page of its result (name and
    arguments of an address), or nothing. ``permission`` is needed to see the job and to try it
    again; anybody may see a public one, and only who ordered it (and administrators) one of its
    ``own``. The jobs of a ``kept`` kind belong to records of their own and are not tidied away. One
    that ``goes_on`` begins where it stopped, however long it is: it is done in turns.
    """

    code: str
    label: str | Promise
    function: str
    permission: str = ""
    is_public: bool = False
    is_own: bool = False
    is_kept: bool = False
    goes_on: bool = False

    def load(self) -> Callable[[Any], "tuple[Any, ...] | None"]:
        work: Callable[[Any], tuple[Any, ...] | None] = import_string(self.function)
        return work


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by their code, in the order of the list."""
    return {kind.code: kind for kind in import_string(settings.JOB_KINDS)}


def label_of(code: str) -> str:
    """Name a kind in the reader's language; one that is gone by its code."""
    known = kinds().get(code)
    return str(known.label) if known else code
