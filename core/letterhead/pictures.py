"""Pictures for a letterhead: recognised by what they hold, made small, freed of metadata."""

import io

from django.utils.translation import gettext as _
from PIL import Image

from core.attachments import picture_rewriting
from core.errors import DomainError

LARGEST = 5 * 1024 * 1024
WIDEST = (800, 400)
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
UNREADABLE = picture_rewriting.STUMBLES


class PictureRefused(DomainError):
    """The file is no picture a letterhead can carry."""


def make_logo(content: bytes) -> bytes:
    """Return the picture as a small PNG, or say why it is none."""
    if len(content) > LARGEST:
        raise PictureRefused(_("The picture is larger than 5 MB. Choose a smaller one."))
    try:
        return picture_rewriting.draw_small(content, _form(content), WIDEST)
    except picture_rewriting.TooManyPoints as large:
        raise PictureRefused(_("The picture is larger than 40 million points.")) from large
    except (*UNREADABLE, picture_rewriting.Unreadable) as problem:
        raise PictureRefused(
            _("This file is no picture that can be read. Choose a PNG or JPEG file.")
        ) from problem


def _form(content: bytes) -> str:
    """Refuse a file that is cut off, though a library may have told Pillow to fill the rest."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        picture.verify()
        return picture.format or ""
