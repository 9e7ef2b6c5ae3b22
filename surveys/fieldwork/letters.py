"""Printed letters of invitation: one PDF with a page for each enterprise.

A part carries the digest of its first link in its name and counts once the keys of its links are
stored. After a stop, ``drop_unknown`` erases parts whose keys nobody knows, so that no enterprise
is left without its letter or with a link that is dead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import segno
from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation
from pypdf import PdfWriter

from core import letterhead
from core.printing import print_html
from core.storage import files
from directory.models import Enterprise
from surveys.models import Wave


@dataclass(frozen=True, slots=True)
class Letter:
    enterprise: Enterprise
    wave: Wave
    link: str
    code: str

    @property
    def association(self) -> str:
        return letterhead.current().name

    @property
    def site(self) -> str:
        """Where the code is typed."""
        return f"{settings.BASE_URL.partition('://')[2]}/s/"

    @property
    def qr(self) -> str:
        return qr_svg(self.link)


def qr_svg(link: str, **more: Any) -> str:
    """Draw a link as a picture that a phone reads."""
    drawn = BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", border=2, scale=4, xmldecl=False, **more)
    return drawn.getvalue().decode()


def folder(sending: int) -> str:
    return f"letters/{sending}"


def bound_name(sending: int) -> str:
    return f"{folder(sending)}/letters.pdf"


def part_names(sending: int) -> list[str]:
    return [name for name in files.names_in(folder(sending)) if "/part-" in name]


def write_part(sending: int, part: int, letters: Sequence[Letter], *, digest: str) -> None:
    """Write a part; it counts as soon as the keys in it are stored."""
    files.write(f"{folder(sending)}/part-{part:04d}-{digest}.pdf", pdf(letters))


def drop_unknown(sending: int, *, is_known: Callable[[str], bool]) -> int:
    """Erase what a stop left without its keys; return how many parts count."""
    kept = 0
    for name in part_names(sending):
        _part, _number, *digest = PurePosixPath(name).stem.split("-")
        if not digest or is_known(digest[0]):  # earlier versions named parts whose keys they stored
            kept += 1
        else:
            default_storage.delete(name)
    return kept


def bind_letters(sending: int) -> str:
    """Bind all parts into one PDF and return its name in the storage."""
    writer, bound = PdfWriter(), BytesIO()
    for name in part_names(sending):
        with default_storage.open(name) as part:
            writer.append(BytesIO(part.read()))
    writer.write(bound)
    files.write(bound_name(sending), bound.getvalue())
    return bound_name(sending)


def erase(sending: int) -> None:
    files.erase_folder(folder(sending))


def pdf(letters: Sequence[Letter]) -> bytes:
    """Lay out the letters, each in the language of its enterprise."""
    pages = []
    for letter in letters:
        with translation.override(letter.enterprise.language):
            pages.append(render_to_string("surveys/letters/letter.html", {"letter": letter}))
    html = render_to_string("surveys/letters/letters.html", {"pages": pages})
    return print_html(html, "letters.css").content
