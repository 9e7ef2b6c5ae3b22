"""Outlines are kept as one file beside the others of the installation, so that backups hold it."""

import json
from datetime import datetime

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core import audit
from core.access import User
from core.storage import files
from directory.models import District
from directory.outlines.geojson import (
    OutlineProblem,
    Ring,
    read_features,
    read_kept,
    simplify_all,
)
from directory.outlines.matching import Match, Place, match_places

NAME = "places/outlines.json"


def keep_outlines(*, content: bytes, by: User | None, now: datetime) -> Match:
    """Read a file, match it with the places in force, and keep what matched."""
    places = [Place(one.code, one.name) for one in District.objects.all()]
    match = match_places(read_features(content), places)
    if not match.shapes:
        raise OutlineProblem(
            _("No area of the file has the code or the name of a place. Add the places first.")
        )
    kept = simplify_all(match.shapes)
    files.write(NAME, json.dumps(kept, separators=(",", ":")).encode())
    audit.record(
        actor=by, action="directory.keep_outlines", now=now, new=len(kept),
        places_without=list(match.places_without), areas_without=list(match.areas_without)[:50],
    )  # fmt: skip
    return match


def forget_outlines(*, by: User, now: datetime) -> None:
    """Go back to tiles."""
    default_storage.delete(NAME)
    audit.record(actor=by, action="directory.forget_outlines", now=now)


def find_outlines() -> dict[str, tuple[Ring, ...]]:
    """The outlines by the code of their place; none where none were loaded."""
    try:
        with default_storage.open(NAME) as kept:
            return read_kept(kept.read())
    except FileNotFoundError:
        return {}
