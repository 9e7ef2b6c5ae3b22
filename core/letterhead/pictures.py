"""Pictures for a letterhead: recognised by what they hold, made small, freed of metadata."""

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from core.attachments import picture_rewriting
from core.errors import DomainError

LARGEST = 5 * 1024 * 1024
MOST_POINTS = 30_000_000
WIDEST = (800, 400)
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
UNREADABLE = picture_rewriting.STUMBLES
JPEG = b"\xff\xd8\xff"


class PictureRefused(DomainError):
    """The file is no picture a letterhead can carry."""


def make_logo(content: bytes) -> bytes:
    """Return the picture as a small PNG, or say why it is none."""
    if len(content) > LARGEST:
        raise PictureRefused(_("The picture is larger than 5 MB. Choose a smaller one."))
    try:
        _read_whole(content)
        if content.startswith(JPEG):  # its passes can be a hundred thousand
            content = picture_rewriting.draw_anew(content, "JPEG")
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise PictureRefused(_("The picture is larger than 30 million points."))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except picture_rewriting.TooManyPoints as large:
        raise PictureRefused(_("The picture is larger than 30 million points.")) from large
    except (*UNREADABLE, picture_rewriting.Unreadable) as problem:
        raise PictureRefused(
            _("This file is no picture that can be read. Choose a PNG or JPEG file.")
        ) from problem
    upright.thumbnail(WIDEST)
    out = io.BytesIO()
    upright.save(out, "PNG", optimize=True)
    return out.getvalue()


def _read_whole(content: bytes) -> None:
    """Refuse a file that is cut off, though a library may have told Pillow to fill the rest."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        picture.verify()
