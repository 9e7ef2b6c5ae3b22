"""The mark that the database and the files carry alike.

Each web server and worker compares both when it starts. A machine that was given another folder, or
another database, would store files that nobody else finds; it is refused with the reason.
"""

import secrets
import time
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.models import SiteState

NAME = "storage-mark.txt"
TRIES = 3  # another machine may be writing the mark at this moment


class FilesElsewhere(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The files at the place FILES names do not belong to this database: another machine"
                " uses another place. Give all machines the same DATABASE_URL and the same FILES;"
                " if files were moved, move all of them. Where this place is meant to be the right"
                " one, run: manage.py claim_files"
            )
        )


class FilesUnreachable(DomainError):
    def __init__(self, said: str) -> None:
        super().__init__(
            _("The place that FILES names cannot be read and written: %(said)s") % {"said": said}
        )


def require_agreement(*, wait: Callable[[float], None] = time.sleep) -> None:
    """Refuse to start where database and files carry different marks.

    Says nothing while the database is away or has no tables yet: other messages tell that.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            if _agree():
                return
        except DatabaseError:
            return
        if tries_left:
            wait(1)
    raise FilesElsewhere


def claim() -> str:
    """Say that the files at the place of now are those of this database."""
    mark = noted_mark() or found_mark() or _new_mark()
    default_storage.delete(NAME)
    _write(mark)
    SiteState.objects.update_or_create(pk=1, defaults={"storage_mark": mark})
    return mark


def noted_mark() -> str:
    """Read the mark in the database; nothing where none was noted."""
    return SiteState.objects.values_list("storage_mark", flat=True).first() or ""


def found_mark() -> str:
    """Read the mark among the files; nothing where there is none."""
    try:
        if not default_storage.exists(NAME):
            return ""
        with default_storage.open(NAME) as file:
            return str(file.read().decode("ascii", "replace")).strip()
    except FileNotFoundError:
        return ""
    except Exception as problem:  # each kind of storage has exceptions of its own
        raise FilesUnreachable(type(problem).__name__) from problem


def _agree() -> bool:
    noted, found = noted_mark(), found_mark()
    if not noted and not found:
        _write(_new_mark())
        found = found_mark()  # of several that began at once the first has written it
        noted = _note(found)
    return bool(found) and noted == found


def _new_mark() -> str:
    return secrets.token_hex(16)


def _write(mark: str) -> None:
    try:
        written = default_storage.save(NAME, ContentFile(mark.encode()))
        if written != NAME:
            default_storage.delete(written)
    except Exception as problem:  # each kind of storage has exceptions of its own
        raise FilesUnreachable(type(problem).__name__) from problem


def _note(mark: str) -> str:
    """Note the mark unless one is noted already; return the one that stands."""
    SiteState.objects.get_or_create(pk=1)
    SiteState.objects.filter(pk=1, storage_mark="").update(storage_mark=mark)
    return noted_mark()
