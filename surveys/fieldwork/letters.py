"""Printed letters of invitation: one PDF with a page for each enterprise.

A part carries the digest of its first link in its name and counts once the keys of its links are
stored. After a stop, ``drop_unknown`` erases parts whose keys nobody knows, so that no enterprise
is left without its letter or with a link that is dead.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
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
from core.models import Association
from core.printing import print_html
from core.storage import files
from directory.models import Enterprise
from surveys.models import Wave
from surveys.texts.values import field_values
from surveys.texts.words import words_of


@dataclass(frozen=True)
class Letter:
    """One letter; without a code it leads to no answers of its own, as reminders of blind waves."""

    enterprise: Enterprise
    wave: Wave
    link: str
    code: str
    text: str = "letter"
    day: date | None = None
    number: str = ""  # of the letter, as the Association counts its papers
    place: int = 0  # in the file, by which a letter is found and taken out

    @property
    def association(self) -> Association:
        return letterhead.current()

    @property
    def paragraphs(self) -> list[str]:
        """The text of the Association, its fields filled; the box stands where it was named."""
        return self._words[1].split("\n\n")

    @property
    def heading(self) -> str:
        return self._words[0]

    @cached_property
    def _words(self) -> tuple[str, str]:
        values = field_values(self.wave, enterprise=self.enterprise, link=self.link, code=self.code)
        return words_of(self.text, self.enterprise.language, values)

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


def _logo() -> str:
    """The logo of the Association as an address that holds the picture itself."""
    picture = Association.objects.values_list("logo", flat=True).first()
    return f"data:image/png;base64,{b64encode(picture).decode()}" if picture else ""


def pdf(letters: Sequence[Letter]) -> bytes:
    """Lay out the letters, each in the language of its enterprise."""
    pages, logo = [], _logo()
    for letter in letters:
        with translation.override(letter.enterprise.language):
            context = {"letter": letter, "logo": logo}
            pages.append(render_to_string("surveys/letters/letter.html", context))
    html = render_to_string("surveys/letters/letters.html", {"pages": pages})
    return print_html(html, "letters.css").content
