"""Files sent along: recognised by content, limited in size, freed of metadata."""

import hashlib
import io
import struct
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject

from dialogues.errors import FileRefused

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
START_OF_SCAN, REMARK, APPLICATION = 0xDA, 0xFE, range(0xE0, 0xF0)
NEEDED = frozenset({0xE0, 0xE2, 0xEE})
# What readers of files stumble over when a file was made, or broken, so that they stumble.
STUMBLES = (TypeError, AttributeError, ArithmeticError, struct.error)
BROKEN = (OSError, ValueError, LookupError, *STUMBLES)
ACTIVE = ["/OpenAction", "/AA", "/Names", "/AcroForm", "/Metadata"]


@dataclass(frozen=True, slots=True)
class Clean:
    kind: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def clean_file(upload: "File[bytes]") -> Clean:
    """Read, recognise and rewrite a file so that only what is seen in it remains."""
    if upload.size > LARGEST:
        raise FileRefused(
            _("The file is larger than 10 MB. Please send a smaller one, or part of it.")
        )
    content = upload.read()
    if content.startswith(b"%PDF-"):
        return Clean("pdf", _clean_pdf(content))
    if content.startswith(b"\xff\xd8\xff"):
        return Clean("jpeg", _clean_image(content, "JPEG"))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Clean("png", _clean_image(content, "PNG"))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileRefused(
            _(
                "Please save Word and Excel files as PDF and send that: they hold comments, earlier"
                " versions and names that are not seen."
            )
        )
    raise FileRefused(_("Please send a PDF document or a picture (JPEG, PNG)."))


def _clean_image(content: bytes, form: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise FileRefused(_("The picture is larger than 40 million points."))
            upright = ImageOps.exif_transpose(image)
            bare = Image.new(upright.mode, upright.size)
            bare.paste(upright)
            if upright.mode == "P" and (palette := upright.getpalette()):
                bare.putpalette(palette)
            out = io.BytesIO()
            bare.save(out, form, quality=88) if form == "JPEG" else bare.save(out, form)
    except (*BROKEN, UnidentifiedImageError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefused(_("The picture is damaged and cannot be opened.")) from error
    return out.getvalue()


def _bare(resources: Any, seen: set[int]) -> None:
    """Take from the pictures inside a page what camera and scanner wrote into them."""
    resources = resources.get_object() if resources else {}
    pictures = resources.get("/XObject", {})
    for each in pictures.get_object().values() if pictures else ():
        inner = each.get_object()
        if id(inner) in seen:
            continue
        seen.add(id(inner))
        for key in ("/Metadata", "/PieceInfo", "/LastModified"):
            inner.pop(NameObject(key), None)
        if inner.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            inner._data = bare_jpeg(inner._data)
        _bare(inner.get("/Resources"), seen)


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG without remarks and application data, except what its colours need.

    Segments before the picture itself (SOS) are: 0xFF, a marker, a length of two bytes. APP0
    (JFIF), APP2 (colour profile) and APP14 (Adobe's colour transform) stay. A file that does not
    read so is returned as it is.
    """
    kept, at = bytearray(content[:2]), 2
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker = content[at + 1]
        if marker == START_OF_SCAN:
            return bytes(kept) + content[at:]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        is_remark = marker == REMARK or (marker in APPLICATION and marker not in NEEDED)
        kept += b"" if is_remark else content[at : at + 2 + length]
        at += 2 + length
    return content


def _clean_pdf(content: bytes) -> bytes:
    """Copy the pages into a new document: no author, no history, no script, no hidden file."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise FileRefused(_("The document is locked with a password. Please unlock it first."))
        writer = PdfWriter()
        for page in reader.pages:
            for key in ("/Annots", "/AA", "/Metadata", "/PieceInfo"):
                page.pop(NameObject(key), None)
            _bare(writer.add_page(page).get("/Resources"), set())
        writer.metadata = None
        for key in ACTIVE:
            writer.root_object.pop(NameObject(key), None)
        out = io.BytesIO()
        writer.write(out)
    except (*BROKEN, PyPdfError, RecursionError) as error:
        raise FileRefused(_("The document is damaged and cannot be opened.")) from error
    return out.getvalue()
