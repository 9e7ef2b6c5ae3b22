"""Files sent along: recognised by content, limited in size, freed of metadata."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from core.attachments import pdf_rewriting, picture_rewriting
from core.errors import DomainError

SENTENCES = {
    "too_large": _("The file is larger than 10 MB. Please send a smaller one, or part of it."),
    "office": _(
        "Please save Word and Excel files as PDF and send that: they hold comments, earlier"
        " versions and names that are not seen."
    ),
    "unknown_kind": _("Please send a PDF document or a picture (JPEG, PNG)."),
    "too_many_points": _("The picture is larger than 40 million points."),
    "broken_picture": _("The picture is damaged and cannot be opened."),
    "locked": _("The document is locked with a password. Please unlock it first."),
    "broken_document": _("The document is damaged and cannot be opened."),
}
LARGEST = 10 * 1024 * 1024


class FileRefused(DomainError):
    """A file is of a kind, size or state that is not taken; ``code`` names the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code])
        self.code = code


@dataclass(frozen=True, slots=True)
class Clean:
    """A file as it is kept, and what was taken out of it."""

    kind: str
    content: bytes
    removed: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def clean_file(upload: "File[bytes]") -> Clean:
    """Read, recognise and rewrite a file so that only what is seen in it remains."""
    if upload.size > LARGEST:
        raise FileRefused("too_large")
    content = upload.read()
    if content.startswith(b"%PDF-"):
        rewritten, removed = _clean_pdf(content)
        return Clean("pdf", rewritten, tuple(removed))
    if content.startswith(b"\xff\xd8\xff"):
        return Clean("jpeg", _clean_picture(content, "JPEG"))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Clean("png", _clean_picture(content, "PNG"))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileRefused("office")
    raise FileRefused("unknown_kind")


def _clean_picture(content: bytes, form: str) -> bytes:
    try:
        return picture_rewriting.draw_anew(content, form)
    except picture_rewriting.TooManyPoints as large:
        raise FileRefused("too_many_points") from large
    except picture_rewriting.Unreadable as broken:
        raise FileRefused("broken_picture") from broken


def _clean_pdf(content: bytes) -> tuple[bytes, list[str]]:
    """Have the pages written anew: no author, no history, no script, no hidden file."""
    try:
        return pdf_rewriting.rewrite(content)
    except PermissionError as locked:
        raise FileRefused("locked") from locked
    except ValueError as broken:
        raise FileRefused("broken_document") from broken
