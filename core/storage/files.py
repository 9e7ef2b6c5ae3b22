"""Writing a file under a name of its own, whatever lay there before."""

from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage


def write(name: str, content: bytes) -> None:
    """Put a file at exactly this name."""
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def write_from(name: str, path: Path) -> None:
    """Put what a local file holds at exactly this name."""
    default_storage.delete(name)
    with path.open("rb") as content:
        default_storage.save(name, File(content))


def names_in(folder: str) -> list[str]:
    """Every file of a folder by its full name, in order; none where the folder is missing."""
    try:
        _folders, found = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for name in sorted(found)]


def erase_folder(folder: str) -> None:
    for name in names_in(folder):
        default_storage.delete(name)
    default_storage.delete(folder)  # what is left of it where folders exist


def names_below(folder: str) -> Iterator[str]:
    """Every file of a folder and of those in it."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}/{name}".lstrip("/")
    for name in sorted(folders):
        yield from names_below(f"{folder}/{name}".lstrip("/"))
