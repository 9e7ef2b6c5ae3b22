"""Printed letters of invitation: one PDF with a page for each enterprise.

A part is first written as a draft that carries the digest of its first link in its name. It counts
once the keys of its links are stored; after a stop, ``recover`` keeps drafts whose keys are known
and drops the others, so that no enterprise is left without its letter or with a link that is dead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from pypdf import PdfWriter

from core import letterhead
from core.printing import print_html
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
        """The link as a picture that a phone reads."""
        drawn = BytesIO()
        segno.make(self.link, error="m").save(drawn, kind="svg", border=2, scale=4, xmldecl=False)
        return drawn.getvalue().decode()


def folder(sending: int) -> Path:
    return Path(settings.MEDIA_ROOT) / "letters" / str(sending)


def parts_written(sending: int) -> int:
    return len(list(folder(sending).glob("part-*.pdf")))


def write_part(sending: int, part: int, letters: Sequence[Letter], *, digest: str) -> Path:
    """Write a draft of the part; ``finish_part`` makes it count."""
    folder(sending).mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder(sending) / f"draft-{part:04d}-{digest}.pdf"
    draft.write_bytes(pdf(letters))
    return draft


def finish_part(draft: Path) -> None:
    draft.rename(draft.with_name(f"part-{draft.name.split('-')[1]}.pdf"))


def recover(sending: int, *, is_known: Callable[[str], bool]) -> None:
    """Settle the drafts that a stop left behind."""
    for draft in folder(sending).glob("draft-*.pdf"):
        if is_known(draft.stem.split("-")[2]):
            finish_part(draft)
        else:
            draft.unlink()


def bind_letters(sending: int) -> str:
    """Bind all parts into one PDF and return its name below MEDIA_ROOT."""
    writer = PdfWriter()
    for part in sorted(folder(sending).glob("part-*.pdf")):
        writer.append(part)
    with (folder(sending) / "letters.pdf").open("wb") as file:
        writer.write(file)
    return f"letters/{sending}/letters.pdf"


def erase(sending: int) -> None:
    if folder(sending).exists():
        for file in folder(sending).iterdir():
            file.unlink()
        folder(sending).rmdir()


def pdf(letters: Sequence[Letter]) -> bytes:
    """Lay out the letters, each in the language of its enterprise."""
    pages = []
    for letter in letters:
        with translation.override(letter.enterprise.language):
            pages.append(render_to_string("surveys/letters/letter.html", {"letter": letter}))
    html = render_to_string("surveys/letters/letters.html", {"pages": pages})
    return print_html(html, "letters.css").content
